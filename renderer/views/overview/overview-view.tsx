import './overview.css';
import { useEffect, useState } from 'react';
import type { Progress } from '../../../shared/base/job.ts';
import { MAX_RETAINED_SOON } from '../../../shared/protocol/limits.ts';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import { useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { OVERVIEW_PAGE } from '../strings-overview.ts';
import { Failure, Waiting } from '../widgets/feedback.tsx';
import { useKeptScroll } from '../widgets/use-kept-scroll.ts';
import { FamiliesSection } from './families-section.tsx';
import { Headline } from './headline.tsx';
import { LargestSection } from './largest-section.tsx';
import { MemorySection } from './memory-section.tsx';
import { PilesSection } from './piles-section.tsx';
import { ProcessFacts } from './process-facts.tsx';
import { TypesSection } from './types-section.tsx';
import { VerdictCards } from './verdict-cards.tsx';

/** The first screen of a dump: the answer, then what it rests on. */
export function OverviewView() {
  const { cuts, answers } = useReadyTab();
  const whole = { cuts, patient: true };
  // By its answers, since the view stays when another dump comes to the front.
  const [patientFor, setPatientFor] = useState(() =>
    answers.peek('overview', whole).status === 'done' ? answers : null,
  );
  const request = patientFor === answers ? whole : { cuts };
  const overview = useAnswer('overview', request);
  // Of a large dump first what takes no time, and then the whole of it in its place.
  const isWorthWaiting = overview.value?.isComplete === false && isSoon(overview.value);
  useEffect(() => {
    if (isWorthWaiting) setPatientFor(answers);
  }, [answers, isWorthWaiting]);
  if (overview.error !== null) return <Failure error={overview.error} onRetry={overview.retry} />;
  if (overview.value === null) {
    return <Waiting what={overview.progress?.phase ?? OVERVIEW_PAGE.waiting} />;
  }
  const { value, isStale, progress } = overview;
  return <OverviewPage overview={value} isStale={isStale} progress={progress} />;
}

function isSoon({ objects }: Overview): boolean {
  return objects <= MAX_RETAINED_SOON;
}

function OverviewPage({
  overview,
  isStale,
  progress,
}: {
  readonly overview: Overview;
  readonly isStale: boolean;
  readonly progress: Progress | null;
}) {
  const [first] = overview.topFamilies;
  const leadsWithCycles = !overview.isPile && first !== undefined && first.verdict !== 'held';
  const looking = overview.isComplete || !isStale ? null : { progress };
  const piles = <PilesSection overview={overview} looking={looking} />;
  const scroller = useKeptScroll('overview');
  return (
    <div ref={scroller} className="overview" aria-busy={isStale}>
      {isStale && <div className="busy-line" />}
      <Headline overview={overview} />
      <VerdictCards overview={overview} />
      <div className="overview-columns">
        <div className="overview-main">
          {!leadsWithCycles && piles}
          <FamiliesSection overview={overview} />
          {leadsWithCycles && piles}
          <MemorySection overview={overview} />
          <TypesSection overview={overview} />
        </div>
        <div className="overview-side">
          <LargestSection overview={overview} />
          <ProcessFacts overview={overview} />
        </div>
      </div>
    </div>
  );
}
