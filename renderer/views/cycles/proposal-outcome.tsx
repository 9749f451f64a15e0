import { useState } from 'react';
import { useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { BREAK_ADVICE } from '../strings.ts';

/** What would happen if one proposal were followed: asked for with a click, for it may take a while. */
export function ProposalOutcome({
  familyId,
  proposal,
}: {
  readonly familyId: number;
  /** Its place among the proposals. */
  readonly proposal: number;
}) {
  const { cuts } = useReadyTab();
  const [isOpen, setOpen] = useState(false);
  const outcome = useAnswer(
    'whatIf',
    isOpen ? { cuts, breaking: { familyId, proposals: [proposal] }, nodes: [] } : null,
  );
  return isOpen ? (
    <p className="proposal-outcome" role="status" aria-busy={outcome.isStale}>
      {outcome.error?.message ?? outcome.value?.text ?? BREAK_ADVICE.lookingAhead}
    </p>
  ) : (
    <button type="button" className="text-link" onClick={() => setOpen(true)}>
      {BREAK_ADVICE.whatIf}
    </button>
  );
}
