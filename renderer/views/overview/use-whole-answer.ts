import { useState } from 'react';
import type { AnswerResult } from '../../../shared/protocol/cause-schemas.ts';
import { MAX_RETAINED_SOON } from '../../../shared/protocol/limits.ts';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import { useReadyTab } from '../../state/react/context.ts';
import type { Asked } from '../../state/react/use-answer.ts';
import { useAnswer } from '../../state/react/use-answer.ts';

export interface WholeAnswer extends Asked<AnswerResult> {
  /** Null where it is asked for already. */
  readonly ask: (() => void) | null;
}

/** The answer under the cuts in force; of a very large dump only when somebody asks for it. */
export function useWholeAnswer({ objects }: Overview): WholeAnswer {
  const { cuts, answers } = useReadyTab();
  const [askedFor, setAskedFor] = useState<unknown>(() =>
    answers.peek('answer', { cuts }).status === 'done' ? answers : null,
  );
  const isWanted = objects <= MAX_RETAINED_SOON || askedFor === answers;
  const answer = useAnswer('answer', isWanted ? { cuts } : null);
  return { ...answer, ask: isWanted ? null : () => setAskedFor(answers) };
}
