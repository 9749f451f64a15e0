import type { SceneVerdict } from '../../../shared/scene/model/scene.ts';
import { useActions, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { CYCLES_LOCATION } from '../../state/view/view-state.ts';
import { asSentence } from '../cycles/advice-words.ts';
import { BreakSentence } from '../cycles/break-sentence.tsx';
import { BREAK_ADVICE } from '../strings.ts';
import { FACT, INSPECTOR } from '../strings-inspector.ts';
import { Failure } from '../widgets/feedback.tsx';
import { SourceLines } from '../widgets/source-excerpt.tsx';
import { SourcePlaces } from '../widgets/source-places.tsx';

interface BreakHereProps {
  readonly familyId: number;
  readonly verdict: SceneVerdict;
}

/** The first reference to break for the family an object is in; the rest is told in Cycles. */
export function BreakHere({ familyId, verdict }: BreakHereProps) {
  const { cuts } = useReadyTab();
  const advice = useAnswer('breakProposals', verdict === 'held' ? null : { familyId, cuts });
  const found = advice.value;
  const chosen = found?.proposals.filter((row) => row.chosen) ?? [];
  const first = chosen[0];
  if (verdict === 'held') {
    return (
      <section className="break-here" data-tour="break" aria-label={FACT.cycle}>
        <p className="muted">{INSPECTOR.heldInCycle}</p>
        <FamilyLink familyId={familyId} />
      </section>
    );
  }
  return (
    <section
      className="break-here"
      data-tour="break"
      aria-label={BREAK_ADVICE.here}
      aria-busy={advice.isStale}
    >
      <h3>{BREAK_ADVICE.here}</h3>
      {advice.error !== null && <Failure error={advice.error} onRetry={advice.retry} />}
      {found === null && advice.error === null && <p className="muted">{BREAK_ADVICE.waiting}</p>}
      {first !== undefined && (
        <>
          <BreakSentence row={first} verdict={verdict} />
          <p>{asSentence(first.howText)}</p>
          <SourcePlaces places={first.sources} />
          {first.sources[0] !== undefined && <SourceLines place={first.sources[0]} />}
          {chosen.length > 1 && <p>{BREAK_ADVICE.moreChosen(chosen.length - 1)}</p>}
        </>
      )}
      {found !== null && found.note !== '' && <p className="muted">{found.note}</p>}
      <FamilyLink familyId={familyId} />
    </section>
  );
}

function FamilyLink({ familyId }: Pick<BreakHereProps, 'familyId'>) {
  const { view } = useActions();
  return (
    <button
      type="button"
      className="text-link"
      onClick={() => view.navigate({ ...CYCLES_LOCATION, familyId })}
    >
      {BREAK_ADVICE.toFamily}
    </button>
  );
}
