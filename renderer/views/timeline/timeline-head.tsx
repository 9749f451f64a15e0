import type { ReactNode } from 'react';
import { wasTimeline } from '../../state/actions/timeline-actions.ts';
import { useActions, useAppState, useReadyTab } from '../../state/react/context.ts';
import { isDump } from '../../state/store/tab.ts';
import type { TimelinePlace } from '../../state/view/view-state.ts';
import { DUMPS_ALONE } from '../../state/view/view-state.ts';
import { VIEW_NAMES } from '../strings.ts';
import { TIMELINE_WORDS } from '../strings-timeline.ts';

interface TimelineHeadProps {
  readonly place: TimelinePlace;
  /** The tab of the timeline that is shown; null for dumps alone. */
  readonly sourceId: string | null;
  readonly headline: string;
  readonly detail: string;
  readonly children?: ReactNode;
}

/** What is shown, and the answer in a sentence. */
export function TimelineHead({ place, sourceId, headline, detail, children }: TimelineHeadProps) {
  const own = useReadyTab();
  return (
    <header className="timeline-head">
      <div className="view-head">
        <h1>{VIEW_NAMES.timeline}</h1>
        {isDump(own) && <TimelineChoice place={place} sourceId={sourceId} />}
        <span className="spacer" />
        {children}
      </div>
      <div className="timeline-answer">
        <h2>{headline}</h2>
        {detail !== '' && <p>{detail}</p>}
      </div>
    </header>
  );
}

const OPEN_OTHER = 'open another';

/** Which timeline stands beside this dump. */
function TimelineChoice({ place, sourceId }: Pick<TimelineHeadProps, 'place' | 'sourceId'>) {
  const { timeline, view } = useActions();
  const timelines = useAppState((state) => state.tabs).filter(wasTimeline);
  if (timelines.length === 0) return null;
  const choose = (value: string) => {
    if (value === OPEN_OTHER) void timeline.openFile();
    else if (value === DUMPS_ALONE) {
      view.navigate({ ...place, timeline: DUMPS_ALONE, from: null, to: null }, null);
    } else timeline.choose(value);
  };
  return (
    <select
      className="select truncate"
      aria-label={TIMELINE_WORDS.which}
      value={sourceId ?? DUMPS_ALONE}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {timelines.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
      <option value={DUMPS_ALONE}>{TIMELINE_WORDS.whichever}</option>
      <option value={OPEN_OTHER}>{TIMELINE_WORDS.openOther}</option>
    </select>
  );
}
