import type { OuroborosErrorData } from '../../../shared/base/errors.ts';
import type { Progress } from '../../../shared/base/job.ts';

interface LoanBase {
  /** Tab of the dump that compares itself. */
  readonly to: string;
  /** Tab of the dump it compares itself with. */
  readonly from: string;
  /** Under which references were cut, as `cutsKey` writes it: families depend on it. */
  readonly cuts: string;
}

/** One dump lent to another, so that their engines need not meet. */
export type Loan =
  | (LoanBase & {
      readonly status: 'lending';
      readonly progress: Progress | null;
      readonly abort: AbortController;
    })
  | (LoanBase & { readonly status: 'lent'; readonly baseline: string })
  | (LoanBase & { readonly status: 'failed'; readonly error: OuroborosErrorData });

export function isSameLoan(a: LoanBase, b: LoanBase): boolean {
  return a.to === b.to && a.from === b.from && a.cuts === b.cuts;
}
