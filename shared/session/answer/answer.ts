import { isUnreachable } from '../../analysis/graph/verdict.ts';
import type { Job } from '../../base/job.ts';
import { type CutChoice, DEFAULT_CUTS } from '../../protocol/schemas.ts';
import type { SourcePlace } from '../../protocol/source-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { breakResult, jointSentence, proposalSentence } from '../cycles/breaks.ts';
import { accumulationsOf } from './accumulations.ts';
import { headlineFor } from './headline.ts';

/** What leaks, why, and where to change it: the answer of `summary`, stable like `reports.ts`. */
export interface AnswerReport {
  readonly sentence: string;
  readonly detail: string;
  /** "break Node.parent (17,000 references): frees 2.73 MB"; null where nothing is to be broken. */
  readonly toFix: string | null;
  readonly sources: readonly SourcePlace[];
  /** The places where most of what is held has piled up, the largest first. */
  readonly piles: readonly {
    readonly what: string;
    readonly place: string;
    readonly retainedBytes: number;
    readonly share: number;
  }[];
}

const ANSWERED_AT_ONCE = 5_000_000;
/** Piles named beside the answer. */
const SHOWN_PILES = 3;
/** References to break that are named with their place in the source. */
const NAMED = 2;

/** Whether the answer is given unasked: up to some five seconds, since a command line has nothing to
 * show meanwhile but progress. */
export function isAnsweredAtOnce({ graph }: DerivedColumns): boolean {
  return graph.nodeCount <= ANSWERED_AT_ONCE;
}

/** The answer for a dump, whatever its size. */
export function answerReport(derived: DerivedColumns, job: Job): AnswerReport {
  const cuts = DEFAULT_CUTS;
  const { sentence, detail, pile } = headlineFor(derived, cuts, true, job);
  const fix = pile === null ? fixOf(derived, cuts, job) : null;
  const { rows } = accumulationsOf(derived, job);
  return {
    sentence,
    detail,
    toFix: fix?.toFix ?? null,
    sources: pile?.sources ?? fix?.sources ?? [],
    piles: rows
      .slice(0, SHOWN_PILES)
      .map(({ what, place, retainedBytes, share }) => ({ what, place, retainedBytes, share })),
  };
}

/** What to break for the first family, where that frees something. */
function fixOf(
  derived: DerivedColumns,
  cuts: CutChoice,
  job: Job,
): Pick<AnswerReport, 'toFix' | 'sources'> | null {
  const [family] = derived.cycles(cuts, job).families.families;
  if (family === undefined || !isUnreachable(family.verdict)) return null;
  const { proposals, bytesFreed } = breakResult(derived, 0, cuts, job);
  const chosen = proposals.filter((row) => row.chosen);
  const [first] = chosen;
  if (first === undefined) return null;
  const toFix =
    chosen.length === 1
      ? `${proposalSentence(first, 'garbage')}; ${first.howText}`
      : jointSentence(chosen, bytesFreed);
  return { toFix, sources: chosen.slice(0, NAMED).flatMap((row) => row.sources) };
}
