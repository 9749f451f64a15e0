import './timeline.css';
import { useEffect } from 'react';
import { wasTimeline } from '../../state/actions/timeline-actions.ts';
import { useActions, useAppState, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { fingerprintOf } from '../../state/store/baselines.ts';
import type { ReadyTab, Tab } from '../../state/store/tab.ts';
import { isTimeline } from '../../state/store/tab.ts';
import type { TimelinePlace } from '../../state/view/view-state.ts';
import { DUMPS_ALONE, TIMELINE } from '../../state/view/view-state.ts';
import { COMPARE_WORDS } from '../strings-compare.ts';
import { TIMELINE_WORDS } from '../strings-timeline.ts';
import { Failure } from '../widgets/feedback.tsx';
import { Working } from '../widgets/working.tsx';
import { DumpsOverTime } from './dumps-over-time.tsx';
import { MeasuredTimeline } from './measured-timeline.tsx';

/** Memory over time: of a timeline, with the open dumps on it, or of dumps alone. */
export function TimelineView() {
  const entry = useEntry();
  const tab = useReadyTab();
  const place = entry.place.view === 'timeline' ? entry.place : TIMELINE;
  const tabs = useAppState((state) => state.tabs);
  const shown = isTimeline(tab) ? tab : timelineBeside(tabs, place.timeline);
  return (
    <div className="timeline">
      {shown === null ? (
        <DumpsOverTime place={place} />
      ) : shown.status === 'ready' ? (
        <Facts key={shown.id} place={place} source={shown} />
      ) : (
        <Opening tab={shown} />
      )}
    </div>
  );
}

/** The timeline that was put beside a dump, open or not; else the first that is there. */
function timelineBeside(tabs: readonly Tab[], chosen: string): Tab | null {
  if (chosen === DUMPS_ALONE) return null;
  if (chosen !== '') return tabs.find((tab) => fingerprintOf(tab) === chosen) ?? null;
  return tabs.find(isTimeline) ?? tabs.find(wasTimeline) ?? null;
}

/** One of last time is opened when it is looked at. */
function Opening({ tab }: { readonly tab: Tab }) {
  const { dumps } = useActions();
  const isAsleep = tab.status === 'asleep' && tab.handle.needs === undefined;
  useEffect(() => {
    if (isAsleep) void dumps.retry(tab.id);
  }, [dumps, isAsleep, tab.id]);
  if (tab.status === 'failed') {
    return <Failure error={tab.error} onRetry={() => void dumps.retry(tab.id)} />;
  }
  if (tab.status === 'asleep' && !isAsleep) return <DumpsOverTime place={TIMELINE} />;
  return (
    <Working
      what={COMPARE_WORDS.opening(tab.name)}
      progress={tab.status === 'opening' ? tab.progress : null}
    />
  );
}

function Facts({ place, source }: { readonly place: TimelinePlace; readonly source: ReadyTab }) {
  const facts = useAnswer('timeline', {}, source);
  if (facts.error !== null) return <Failure error={facts.error} onRetry={facts.retry} />;
  if (facts.value === null) {
    return <Working what={TIMELINE_WORDS.waiting} progress={facts.progress} />;
  }
  return <MeasuredTimeline place={place} source={source} facts={facts.value} />;
}
