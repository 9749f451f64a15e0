import type { BreakProposalRow, Family } from '../../../shared/protocol/schemas.ts';
import { useActions, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { CYCLES } from '../../state/view/view-state.ts';
import { ADVICE } from '../strings.ts';
import { SourcePlaces } from '../widgets/source-places.tsx';

/** References named in the line. */
const NAMED = 2;

/**
 * What to do about the first family, in one line under the answer. Its room is kept while it is
 * looked for, so that nothing below it moves.
 */
export function HeadlineAdvice({ family }: { readonly family: Family }) {
  const { cuts } = useReadyTab();
  const { view } = useActions();
  const advice = useAnswer('breakProposals', { familyId: family.id, cuts });
  if (advice.error !== null) return null;
  const chosen = advice.value?.proposals.filter((row) => row.chosen) ?? [];
  const [first] = chosen;
  if (advice.value !== null && first === undefined) return null;
  return (
    <div className="headline-advice">
      {first !== undefined && (
        <>
          <p>
            {ADVICE.toFix} <References rows={chosen} />
            {chosen.length === 1 ? `: ${first.howText}. ` : `${ADVICE.together} `}
            <button
              type="button"
              className="text-link"
              onClick={() => view.navigate({ ...CYCLES, familyId: family.id })}
            >
              {ADVICE.all}
            </button>
          </p>
          <SourcePlaces places={chosen.slice(0, NAMED).flatMap((row) => row.sources)} />
        </>
      )}
    </div>
  );
}

/** "A.x", "A.x and B.y", "A.x, B.y and 3 more". */
function References({ rows }: { readonly rows: readonly BreakProposalRow[] }) {
  const [first, second] = rows;
  if (first === undefined) return null;
  const others = rows.length - NAMED;
  return (
    <>
      <code>{first.text}</code>
      {second !== undefined && (
        <>
          {others > 0 ? ', ' : ADVICE.and}
          <code>{second.text}</code>
        </>
      )}
      {others > 0 && ADVICE.andMore(others)}
    </>
  );
}
