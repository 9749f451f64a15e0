import { verdictName } from '../../analysis/graph/verdict.ts';
import { OuroborosError } from '../../base/errors.ts';
import type { Job } from '../../base/job.ts';
import type { BreakResult, CutChoice } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { breakResult } from './breaks.ts';
import { familiesWithType, signatureText } from './families.ts';

/** Families of a type that are answered at once; more are named by their number. */
const MAX_FAMILIES = 10;

/** Which families to advise on: one by its number, or those with a type. */
export type FamilyChoice = { readonly number: number } | { readonly type: string };

/** The JSON that `ouroboros break` prints; stable like those in `reports.ts`. */
export interface BreakReport {
  readonly families: readonly (BreakResult & {
    /** As `cycles` numbers them, from 1. */
    readonly number: number;
    readonly text: string;
    readonly verdict: string;
  })[];
  /** Families with the type that are not in the report. */
  readonly more: number;
}

/** `advise` completes what is said of a family. Throws `not-found` when no family has the number or the type. */
export function breakReport(
  derived: DerivedColumns,
  choice: FamilyChoice,
  cuts: CutChoice,
  job: Job,
  advise: (familyId: number, result: BreakResult) => BreakResult = (_, result) => result,
): BreakReport {
  const { families } = derived.cycles(cuts, job).families;
  const ids = 'number' in choice ? [choice.number - 1] : familiesWithType(families, choice.type);
  if (ids.length === 0) {
    throw new OuroborosError('not-found', 'No family of cycles in this dump has that type.');
  }
  return {
    families: ids.slice(0, MAX_FAMILIES).flatMap((id) => {
      // First, because it says so when there is no such family.
      const result = advise(id, breakResult(derived, id, cuts, job));
      const family = families[id];
      if (family === undefined) return [];
      const verdict = verdictName(family.verdict);
      return [{ number: id + 1, text: signatureText(family), verdict, ...result }];
    }),
    more: Math.max(0, ids.length - MAX_FAMILIES),
  };
}
