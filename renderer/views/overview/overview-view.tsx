import './overview.css';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import { useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { OVERVIEW_PAGE } from '../strings-overview.ts';
import { Failure, Waiting } from '../widgets/feedback.tsx';
import { useKeptScroll } from '../widgets/use-kept-scroll.ts';
import { AccumulationsSection } from './accumulations-section.tsx';
import { AnswerHead } from './answer-head.tsx';
import { FamiliesSection } from './families-section.tsx';
import { LargestSection } from './largest-section.tsx';
import { MemorySection } from './memory-section.tsx';
import { ProcessFactsList } from './process-facts.tsx';
import { TypesSection } from './types-section.tsx';
import { useWholeAnswer } from './use-whole-answer.ts';
import { VerdictCards } from './verdict-cards.tsx';

/** The first screen of a dump: the answer, then what it rests on. */
export function OverviewView() {
  const { cuts } = useReadyTab();
  const overview = useAnswer('overview', { cuts });
  if (overview.error !== null) return <Failure error={overview.error} onRetry={overview.retry} />;
  if (overview.value === null) {
    return <Waiting what={overview.progress?.phase ?? OVERVIEW_PAGE.waiting} />;
  }
  return <OverviewPage overview={overview.value} isStale={overview.isStale} />;
}

function OverviewPage({
  overview,
  isStale,
}: {
  readonly overview: Overview;
  readonly isStale: boolean;
}) {
  const answer = useWholeAnswer(overview);
  const kind = answer.value?.causes[0]?.kind;
  const leadsWithCycles = kind === 'garbage' || kind === 'lost';
  const accumulations = <AccumulationsSection answer={answer} />;
  const scroller = useKeptScroll('overview');
  // What stands below the answer would move when it comes.
  const isLooking = answer.value === null && answer.ask === null && answer.error === null;
  if (isLooking) {
    return (
      <div className="overview" aria-busy="true">
        <AnswerHead overview={overview} answer={answer} />
      </div>
    );
  }
  return (
    <div ref={scroller} className="overview" aria-busy={isStale}>
      {isStale && <div className="busy-line" />}
      <AnswerHead overview={overview} answer={answer} />
      <VerdictCards overview={overview} />
      <div className="overview-columns">
        <div className="overview-main">
          {!leadsWithCycles && accumulations}
          <FamiliesSection overview={overview} />
          {leadsWithCycles && accumulations}
          <MemorySection overview={overview} account={answer.value?.account ?? null} />
          <TypesSection overview={overview} />
        </div>
        <div className="overview-side">
          <LargestSection overview={overview} />
          <ProcessFactsList overview={overview} />
        </div>
      </div>
    </div>
  );
}
