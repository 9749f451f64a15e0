import type { Components } from '../analysis/components.ts';
import { NO_COMPONENT } from '../analysis/components.ts';
import type { CycleFamily } from '../analysis/families.ts';
import type { Verdicts } from '../analysis/garbage.ts';
import { Verdict } from '../analysis/verdict.ts';
import type { Job } from '../base/job.ts';
import { formatBytes, formatCount, formatQuantity } from '../base/units.ts';
import type { NodeIndex } from '../heap/heap-graph.ts';
import type { AccumulationRow } from '../protocol/accumulation-schemas.ts';
import { RETAINED_AT_ONCE } from '../protocol/limits.ts';
import type { CutChoice } from '../protocol/schemas.ts';
import { accumulationsOf } from './accumulations.ts';
import type { DerivedColumns } from './derived.ts';
import { countOfType, typeName } from './names.ts';

export interface Headline {
  readonly sentence: string;
  readonly detail: string;
  /** An object that the sentence is about, to be drawn; null where a cycle family says it better. */
  readonly example: NodeIndex | null;
}

/**
 * The answer in one sentence, the first thing anybody reads.
 *
 * What is lost for good comes before what waits, and what waits before what is merely cyclic;
 * where the dump cannot tell, it says so.
 */
export function headlineFor(derived: DerivedColumns, cuts: CutChoice, job: Job): Headline {
  const verdicts = derived.verdicts(job);
  const { families } = derived.cycles(cuts, job).families;
  if (!verdicts.known)
    return unknownHeadline(derived, families, derived.cycles(cuts, job).components);
  const { garbage, never } = verdicts.totals;
  if (garbage.objects === 0 && never.objects === 0) {
    return nothingWaits(derived, verdicts, families, job);
  }
  const lost = families.filter((family) => family.verdict === Verdict.never);
  const waiting = families.filter((family) => family.verdict === Verdict.garbage);
  const lostDetail =
    never.objects === 0
      ? ''
      : `${formatQuantity(never.objects, 'object')} (${formatBytes(never.shallowBytes)}) can never be freed by the collector: their cycle runs through something it cannot see into.`;
  const waitingDetail =
    garbage.objects === 0
      ? ''
      : `${formatQuantity(garbage.objects, 'object')}, ${formatBytes(garbage.shallowBytes)} in all. The next full collection frees them${collectorIsOff(derived) ? ', and the collector is switched off' : ''}.`;
  const isMostlyWaiting =
    garbage.objects > 0 && (never.objects === 0 || garbage.shallowBytes >= never.shallowBytes);
  const main = isMostlyWaiting ? waiting : lost;
  const verb = main === waiting ? ['waits', 'wait'] : ['is', 'are'];
  const what = main === waiting ? 'for the garbage collector' : 'lost for good';
  const total = main === waiting ? garbage.objects : never.objects;
  const details = main === waiting ? [waitingDetail, lostDetail] : [lostDetail, waitingDetail];
  const { subject, isOne } = subjectOf(
    derived,
    main,
    total,
    (node) => verdicts.verdict[node] === (isMostlyWaiting ? Verdict.garbage : Verdict.never),
  );
  const heldBy = main.length === 0 ? '' : `, held by ${familyCount(main.length)} of cycles`;
  const pile = largestPile(derived, job);
  const besides =
    pile !== null && pile.retainedBytes > garbage.shallowBytes + never.shallowBytes
      ? `Besides, ${pileText(pile)}, which the program still holds.`
      : '';
  return {
    sentence: `${subject} ${isOne ? verb[0] : verb[1]} ${what}${heldBy}.`,
    detail: [...details, besides].filter((part) => part !== '').join(' '),
    example: null,
  };
}

/** A pile of less than this part of what is held is not the answer to where the memory is. */
const TELLING_SHARE = 0.25;

/** The place where most of the memory in use has piled up; null where none stands out. */
function largestPile(derived: DerivedColumns, job: Job): AccumulationRow | null {
  if (derived.graph.nodeCount > RETAINED_AT_ONCE) return null;
  const [first] = accumulationsOf(derived, job).rows;
  return first !== undefined && first.place !== '' && first.share >= TELLING_SHARE ? first : null;
}

/** "157 MB pile up in `__main__.Store.cache`: 600 DataFrames". */
function pileText({ what, place, retainedBytes }: AccumulationRow): string {
  return `${formatBytes(retainedBytes)} pile up in ${place}: ${what}`;
}

function unknownHeadline(
  derived: DerivedColumns,
  families: readonly CycleFamily[],
  { component }: Components,
): Headline {
  const detail =
    'This dump carries no reference counts, so it cannot say which of them are garbage and which are still held.';
  if (families.length === 0)
    return { sentence: 'No reference cycles were found.', detail: '', example: null };
  const { subject, isOne } = subjectOf(
    derived,
    families,
    0,
    (node) => component[node] !== NO_COMPONENT,
  );
  const verb = isOne ? 'is' : 'are';
  return {
    sentence: `${subject} ${verb} in reference cycles, in ${familyCount(families.length)}.`,
    detail,
    example: null,
  };
}

function nothingWaits(
  derived: DerivedColumns,
  verdicts: Verdicts,
  families: readonly CycleFamily[],
  job: Job,
): Headline {
  if (derived.isPartial) {
    return {
      sentence: 'Nothing in what could be read of this dump waits for the garbage collector.',
      detail:
        'Part of it was lost. What was in that part, and what it referred to, cannot be told.',
      example: null,
    };
  }
  const { unknown, held } = verdicts.totals;
  if (unknown.objects > held.objects) {
    return {
      sentence: 'Nothing is known to wait for the garbage collector.',
      detail: `Reference counts are missing from this dump: of ${formatQuantity(unknown.objects, 'object')} it cannot be told whether they are held.`,
      example: null,
    };
  }
  const pile = largestPile(derived, job);
  if (pile !== null) {
    const note = `Nothing waits for the garbage collector: the program itself still holds this. ${pile.advice}`;
    const example = pile.groups[0]?.example.node ?? null;
    return { sentence: `${pileText(pile)}.`, detail: note.trim(), example };
  }
  return {
    sentence: 'Nothing waits for the garbage collector.',
    detail:
      families.length === 0
        ? 'No reference cycles were found: what is in memory is held by the program.'
        : `${capitalised(familyCount(families.length))} of cycles ${families.length === 1 ? 'is' : 'are'} still held by the program; breaking ${families.length === 1 ? 'it' : 'them'} would free nothing. Look at what holds the large objects.`,
    example: null,
  };
}

/** "100 DataFrames", "100 DataFrames and 20 Sessions", "1,300 objects" when no cycle names them. */
function subjectOf(
  derived: DerivedColumns,
  families: readonly CycleFamily[],
  objects: number,
  isMeant: (node: NodeIndex) => boolean,
): { subject: string; isOne: boolean } {
  const instances = countCulprits(derived, families, isMeant);
  const types = [...instances.keys()];
  const [first, second] = types;
  if (first === undefined) {
    return { subject: formatQuantity(objects, 'object'), isOne: objects === 1 };
  }
  const name = (type: number): string =>
    countOfType(instances.get(type) ?? 0, typeName(derived.graph, type));
  if (second === undefined) return { subject: name(first), isOne: instances.get(first) === 1 };
  const others = types.length - 2;
  const rest =
    others === 0 ? '' : ` and ${formatCount(others)} more ${others === 1 ? 'type' : 'types'}`;
  const joint = others === 0 ? ' and ' : ', ';
  return { subject: `${name(first)}${joint}${name(second)}${rest}`, isOne: false };
}

/**
 * Per culprit type, in the order of the families, how many of the objects meant are of it: all of
 * them, since a family names at most one object a cycle, and a ring of a thousand nodes is one.
 */
function countCulprits(
  { graph }: DerivedColumns,
  families: readonly CycleFamily[],
  isMeant: (node: NodeIndex) => boolean,
): Map<number, number> {
  const counts = new Map(families.map((family) => [family.culpritType, 0]));
  for (let node = 0; node < graph.nodeCount; node++) {
    const count = counts.get(graph.type[node]);
    if (count !== undefined && isMeant(node)) counts.set(graph.type[node], count + 1);
  }
  return counts;
}

function familyCount(count: number): string {
  return count === 1 ? 'one family' : `${formatCount(count)} families`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function collectorIsOff(derived: DerivedColumns): boolean {
  return derived.graph.process.gcEnabled === false;
}
