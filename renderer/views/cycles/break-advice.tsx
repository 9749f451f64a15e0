import { useId } from 'react';
import type { BreakProposalRow, BreakResult, Family } from '../../../shared/protocol/schemas.ts';
import { useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { Term } from '../help/term.tsx';
import { BREAK_ADVICE } from '../strings.ts';
import { Failure, Waiting } from '../widgets/feedback.tsx';
import { SourceLines } from '../widgets/source-excerpt.tsx';
import { SourcePlaces } from '../widgets/source-places.tsx';
import { asSentence } from './advice-words.ts';
import { BreakSentence } from './break-sentence.tsx';
import { PatternPanel } from './pattern-panel.tsx';
import { ProposalOutcome } from './proposal-outcome.tsx';
import { SketchedFix } from './sketched-fix.tsx';

/** Which references to break for a family, what else would do, and the pattern behind it. */
export function BreakAdvice({ family }: { readonly family: Family }) {
  const { cuts } = useReadyTab();
  const advice = useAnswer('breakProposals', { familyId: family.id, cuts });
  if (advice.error !== null) return <Failure error={advice.error} onRetry={advice.retry} />;
  if (advice.value === null)
    return <Waiting what={advice.progress?.phase ?? BREAK_ADVICE.waiting} />;
  const { pattern } = advice.value;
  return (
    <div className="advice" aria-busy={advice.isStale}>
      <Proposals advice={advice.value} family={family} />
      {pattern !== null && <PatternPanel pattern={pattern} />}
    </div>
  );
}

function Proposals({ advice, family }: { readonly advice: BreakResult; readonly family: Family }) {
  const titleId = useId();
  const { proposals, note, partial } = advice;
  const chosen = proposals.filter((row) => row.chosen);
  const others = proposals.filter((row) => !row.chosen);
  return (
    <section className="advice-part" aria-labelledby={titleId}>
      <h3 id={titleId}>
        <Term id="break">{BREAK_ADVICE.title}</Term>
      </h3>
      {chosen.length > 0 && <ProposalList all={proposals} rows={chosen} family={family} />}
      {note !== '' && <p className={partial ? 'advice-partial' : 'muted'}>{note}</p>}
      {others.length > 0 && (
        <>
          <h4>{BREAK_ADVICE.alternatives}</h4>
          <ProposalList all={proposals} rows={others} family={family} />
        </>
      )}
    </section>
  );
}

function ProposalList({
  all,
  rows,
  family,
}: {
  readonly all: readonly BreakProposalRow[];
  readonly rows: readonly BreakProposalRow[];
  readonly family: Family;
}) {
  return (
    <ul className="proposals">
      {rows.map((row) => (
        <li
          key={`${row.example.source} ${row.example.target} ${row.text}`}
          className={row.chosen ? 'proposal chosen' : 'proposal'}
        >
          <BreakSentence row={row} verdict={family.verdict} />
          <p>
            {asSentence(row.howText)} <span className="muted">{row.reason}</span>
          </p>
          <SourcePlaces places={row.sources} />
          {row.sources[0] !== undefined && <SourceLines place={row.sources[0]} />}
          <SketchedFix sketch={row.sketch} />
          <ProposalOutcome familyId={family.id} proposal={all.indexOf(row)} />
        </li>
      ))}
    </ul>
  );
}
