import type { Family } from '../../../shared/protocol/schemas.ts';
import { useActions, useReadyTab } from '../../state/context.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { CYCLES } from '../../state/view-state.ts';
import { ADVICE } from '../strings.ts';

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
    <p className="headline-advice">
      {first !== undefined && (
        <>
          {ADVICE.toFix} <code>{first.text}</code>
          {chosen.length > 1 && ADVICE.andMore(chosen.length - 1)}: {first.howText}.{' '}
          <button
            type="button"
            className="text-link"
            onClick={() => view.navigate({ ...CYCLES, familyId: family.id })}
          >
            {ADVICE.all}
          </button>
        </>
      )}
    </p>
  );
}
