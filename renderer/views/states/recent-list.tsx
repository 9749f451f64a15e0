import { useActions, useAppState } from '../../state/react/context.ts';
import { START_SCREEN } from '../strings-states.ts';
import { Icon } from '../widgets/icons.tsx';

const SHOWN = 8;

/** Dumps opened before, newest first; nothing when there are none. */
export function RecentList() {
  const { dumps } = useActions();
  const recent = useAppState((state) => state.recent);
  if (recent.length === 0) return null;
  return (
    <section className="start-card" aria-labelledby="recent-title">
      <div className="recent-head">
        <h2 id="recent-title">{START_SCREEN.recent}</h2>
        <button type="button" className="button quiet" onClick={() => void dumps.clearRecent()}>
          {START_SCREEN.clearRecent}
        </button>
      </div>
      <ul className="recent">
        {recent.slice(0, SHOWN).map((handle, index) => (
          // Files of one name in a browser differ in nothing that can be seen.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          <li key={index}>
            <button type="button" onClick={() => void dumps.openAgain(handle)}>
              <Icon name="file" />
              <span className="truncate">{handle.name}</span>
              <span className="muted truncate">
                {handle.needs === 'file' ? START_SCREEN.dropAgain : handle.folder}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
