import './states.css';
import { useActions } from '../../state/react/context.ts';
import type { AsleepTab } from '../../state/store/tab.ts';
import { ASLEEP, BUTTON } from '../strings.ts';
import { Icon } from '../widgets/icons.tsx';

/** A dump of last time that the browser cannot open again by itself: what it needs for that. */
export function AsleepScreen({ tab }: { readonly tab: AsleepTab }) {
  const { dumps } = useActions();
  const needsFile = tab.handle.needs === 'file';
  return (
    <main className="state-screen">
      <section className="state-card" aria-labelledby="asleep-title">
        <div className="loading-head">
          <Icon name="file" size={28} />
          <div>
            <h1 id="asleep-title">{ASLEEP.title(tab.name)}</h1>
            {tab.handle.folder !== '' && <p className="truncate">{tab.handle.folder}</p>}
          </div>
        </div>
        <p>{needsFile ? ASLEEP.needsFile : ASLEEP.needsClick}</p>
        <div className="state-buttons">
          <button
            type="button"
            className="button primary large"
            onClick={() => void (needsFile ? dumps.choose() : dumps.retry(tab.id))}
          >
            {needsFile ? ASLEEP.choose : ASLEEP.open}
          </button>
          <button type="button" className="button quiet large" onClick={() => dumps.close(tab.id)}>
            {BUTTON.close}
          </button>
        </div>
      </section>
    </main>
  );
}
