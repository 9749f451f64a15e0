import { Option } from 'commander';
import type { Job } from '../../shared/base/job.ts';
import { showable } from '../../shared/base/text.ts';
import { formatQuantity } from '../../shared/base/units.ts';
import { type CutChoice, DEFAULT_CUTS } from '../../shared/protocol/schemas.ts';
import type { HeapSession } from '../../shared/session/heap-session.ts';
import type { NamedCut } from '../../shared/session/what-if/named-cuts.ts';

/** References cut by hand: everything is answered as if they were gone. */
export interface CutByHand {
  readonly references: number;
  readonly named: readonly NamedCut[];
  /** What would happen to objects and cycles, in a sentence or two. */
  readonly outcome: string;
}

export interface AppliedCuts {
  readonly cuts: CutChoice;
  /** Null where nothing is cut by hand. */
  readonly cut: CutByHand | null;
}

/** `--cut`, for every command whose answer depends on it. */
export function cutOption(): Option {
  return new Option(
    '--cut <reference...>',
    "answer as if these were gone: DataFrame.ww, 0x7f….ww, dict['key'], list[0], 0x7f…->0x7f… or Accessor->DataFrame",
  ).default([], 'none');
}

/** Finds what `--cut` names; throws where it names nothing. */
export async function applyCuts(
  session: HeapSession,
  names: readonly string[],
  job: Job,
  usual: CutChoice = DEFAULT_CUTS,
): Promise<AppliedCuts> {
  if (names.length === 0) return { cuts: usual, cut: null };
  const { cuts: named, edges } = session.namedCuts(names, job);
  const cuts = { ...usual, edges };
  const { text } = await session.query('whatIf', { cuts, breaking: null, nodes: [] }, job);
  return { cuts, cut: { references: edges.length, named, outcome: text } };
}

/** A report with what was cut, or as it is. */
export function withCut<R extends object>(report: R, cut: CutByHand | null): R {
  return cut === null ? report : { ...report, cut };
}

/** What was cut and what comes of it, above an answer; nothing where nothing was. */
export function cutText(cut: CutByHand | null): string {
  if (cut === null) return '';
  const lines = cut.named.map(
    ({ name, references }) =>
      `cut by hand: ${showable(name)}, ${formatQuantity(references, 'reference')}`,
  );
  return [...lines, cut.outcome, '', ''].join('\n');
}
