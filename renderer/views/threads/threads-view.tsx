import './threads.css';
import { useActions, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import type { ThreadsPlace } from '../../state/view/view-state.ts';
import { VIEW_NAMES } from '../strings.ts';
import { THREADS_VIEW } from '../strings-threads.ts';
import { Segmented } from '../widgets/controls.tsx';
import { useKeptScroll } from '../widgets/use-kept-scroll.ts';
import { ThreadList } from './thread-list.tsx';
import { WaitList } from './wait-list.tsx';

/** What the program was doing: threads with their stacks, and what is suspended where. */
export function ThreadsView() {
  const { place } = useEntry();
  return place.view === 'threads' ? <ThreadsPage place={place} /> : null;
}

function ThreadsPage({ place }: { readonly place: ThreadsPlace }) {
  const { cuts } = useReadyTab();
  const { view } = useActions();
  const scroller = useKeptScroll('rows');
  // Only for their numbers; the lists ask for what they show.
  const threads = useAnswer('threads', { cuts, offset: 0, limit: 1 });
  const waits = useAnswer('waitGroups', { cuts, offset: 0, limit: 1 });
  return (
    <div className="threads">
      <div className="view-head">
        <h1>{VIEW_NAMES.threads}</h1>
        <Segmented
          label={THREADS_VIEW.pages}
          value={place.page}
          options={[
            { value: 'threads', label: THREADS_VIEW.threads(threads.value?.total ?? null) },
            { value: 'waits', label: THREADS_VIEW.waits(waits.value?.waiters ?? null) },
          ]}
          onChange={(page) => view.navigate({ ...place, page })}
        />
        {place.page === 'threads' && (
          <label className="threads-libraries">
            <input
              type="checkbox"
              checked={place.withLibraries}
              onChange={(event) =>
                view.refine({ ...place, withLibraries: event.currentTarget.checked })
              }
            />
            {THREADS_VIEW.libraries}
          </label>
        )}
      </div>
      <div ref={scroller} className="threads-body">
        {place.page === 'threads' ? (
          <ThreadList withLibraries={place.withLibraries} />
        ) : (
          <WaitList />
        )}
      </div>
    </div>
  );
}
