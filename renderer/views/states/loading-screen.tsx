import './states.css';
import type { OpeningTab } from '../../state/tab.ts';
import { progressWords } from '../widgets/format.ts';
import { Mark } from '../widgets/icons.tsx';

/** A dump on its way in: what is being done, how fast, how long still, and the way out. */
export function LoadingScreen({
  tab,
  onCancel,
}: {
  readonly tab: OpeningTab;
  readonly onCancel: () => void;
}) {
  const { progress } = tab;
  const words =
    progress === null
      ? null
      : progressWords(progress, performance.now() - tab.phaseStartedAt, tab.phaseStartedWith);
  const fraction = words?.fraction ?? null;
  const percent = fraction === null ? undefined : Math.round(fraction * 100);
  return (
    <main className="state-screen">
      <section className="state-card" aria-labelledby="loading-title" aria-busy="true">
        <div className="loading-head">
          <Mark size={30} />
          <div>
            <h1 id="loading-title">Opening {tab.name}</h1>
            {tab.handle.folder !== '' && <p className="truncate">{tab.handle.folder}</p>}
          </div>
        </div>
        <div className="loading-phase">
          <b role="status">{progress?.phase ?? 'Starting the engine'}</b>
          <span>{percent === undefined ? '' : `${percent} %`}</span>
        </div>
        <div
          className={`progress ${fraction === null ? 'indeterminate' : ''}`}
          role="progressbar"
          aria-label={progress?.phase ?? 'Starting the engine'}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
        >
          <div style={{ width: fraction === null ? undefined : `${fraction * 100}%` }} />
        </div>
        <div className="loading-numbers">
          <span>{[words?.amount, words?.rate].filter(Boolean).join(' · ')}</span>
          <span>{words?.remaining}</span>
        </div>
        <div className="state-buttons">
          <button type="button" className="button large" onClick={onCancel}>
            Cancel
          </button>
        </div>
      </section>
    </main>
  );
}
