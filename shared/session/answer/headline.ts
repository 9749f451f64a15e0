import { NO_COMPONENT } from '../../analysis/components/components.ts';
import type { CycleFamily } from '../../analysis/families/cycle-family.ts';
import { Verdict } from '../../analysis/graph/verdict.ts';
import type { Verdicts } from '../../analysis/verdicts/garbage.ts';
import type { Job } from '../../base/job.ts';
import { formatBytes, formatCount, formatQuantity } from '../../base/units.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { AccumulationRow } from '../../protocol/accumulation-schemas.ts';
import type { CutChoice } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { countOfType, typeName } from '../rows/names.ts';
import { suchAs } from '../rows/such-as.ts';
import { accumulationsOf } from './accumulations.ts';
import { detachedNodes } from './detached-nodes.ts';

export interface Headline {
  readonly sentence: string;
  readonly detail: string;
  /** What the program holds, where the sentence is about that; null where it is about cycles. */
  readonly pile: AccumulationRow | null;
  /** An object that the sentence is about; null where a cycle family says it better. */
  readonly example: NodeIndex | null;
}

/** A pile of less than this part of what is held is not the answer to where the memory is. */
const TELLING_SHARE = 0.25;
/** Garbage that is so much less than the largest pile is told after it. */
const PILE_LEADS = 10;
/** Garbage below this part of all bytes is there in every process. */
const NEGLIGIBLE_SHARE = 0.001;

/**
 * The answer in one sentence, the first thing anybody reads.
 *
 * What is lost for good comes before what waits, and what waits before what is merely cyclic; but a
 * few bytes of garbage are not the answer where the program itself holds many times as much. Where
 * the dump cannot tell, it says so. Not `isPatient`, it leaves out what takes the dominators.
 */
export function headlineFor(
  derived: DerivedColumns,
  cuts: CutChoice,
  isPatient: boolean,
  job: Job,
): Headline {
  const verdicts = derived.verdicts(job);
  const { families } = derived.cycles(cuts, job).families;
  const detached = detachedNodes(derived, job);
  if (detached !== null) return { ...detached, pile: null };
  if (!verdicts.known) return unknownHeadline(derived, families, cuts, isPatient, job);
  const { garbage, never, held, unknown } = verdicts.totals;
  const bytes = garbage.shallowBytes + never.shallowBytes;
  const total = bytes + held.shallowBytes + unknown.shallowBytes;
  const first = isPatient ? firstPile(derived, job) : null;
  const pile = first !== null && first.share >= TELLING_SHARE ? first : null;
  const hasGarbage = garbage.objects + never.objects > 0;
  // Without sizes nothing can be told from what matters.
  const isNegligible = total > 0 && bytes <= total * NEGLIGIBLE_SHARE;
  const isBesidePile = pile !== null && bytes * PILE_LEADS < pile.retainedBytes;
  return !hasGarbage || isBesidePile || isNegligible
    ? nothingWaits(derived, verdicts, families, { pile, first })
    : garbageHeadline(derived, verdicts, families, pile);
}

function garbageHeadline(
  derived: DerivedColumns,
  verdicts: Verdicts,
  families: readonly CycleFamily[],
  pile: AccumulationRow | null,
): Headline {
  const { garbage, never } = verdicts.totals;
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
  const besides =
    pile !== null && pile.retainedBytes > garbage.shallowBytes + never.shallowBytes
      ? `Besides, ${pileText(pile)}, which the program still holds.`
      : '';
  return {
    sentence: `${subject} ${isOne ? verb[0] : verb[1]} ${what}${heldBy}.`,
    detail: [...details, besides].filter((part) => part !== '').join(' '),
    pile: null,
    example: null,
  };
}

/** The place where most of the memory in use has piled up. */
function firstPile(derived: DerivedColumns, job: Job): AccumulationRow | null {
  const { rows } = accumulationsOf(derived, job);
  // What V8 writes in brackets is its own storage.
  return rows.find((row) => row.place !== '' && !row.groups[0]?.type.startsWith('(')) ?? null;
}

/** Where nothing stands out, what comes nearest to it. */
function mostInOnePlace(first: AccumulationRow | null): string {
  return first === null ? '' : ` The most in one place: ${pileText(first)}.`;
}

/** "157 MB pile up in `__main__.Store.cache`: 600 DataFrames". */
function pileText({ what, place, isShared, retainedBytes }: AccumulationRow): string {
  const bytes = formatBytes(retainedBytes);
  return isShared
    ? `${bytes} pile up in ${what}, held in several ways; one is ${place}`
    : `${bytes} pile up in ${place}: ${what}`;
}

function unknownHeadline(
  derived: DerivedColumns,
  families: readonly CycleFamily[],
  cuts: CutChoice,
  isPatient: boolean,
  job: Job,
): Headline {
  const [first] = families;
  if (first === undefined)
    return { sentence: 'No reference cycles were found.', detail: '', pile: null, example: null };
  const { component } = derived.cycles(cuts, job).components;
  const { subject, isOne } = subjectOf(
    derived,
    families,
    0,
    (node) => component[node] !== NO_COMPONENT,
  );
  const verb = isOne ? 'is' : 'are';
  const retained = isPatient ? derived.familyRetained(cuts, job)[0] : 0;
  const heaviest =
    retained === 0 ? '' : ` ${formatBytes(retained)} would go with the cycles of the first family.`;
  return {
    sentence: `${subject} ${verb} in reference cycles, in ${familyCount(families.length)}.`,
    detail: `This dump carries no reference counts, so it cannot say which of them are garbage and which are still held.${heaviest}`,
    pile: null,
    example: null,
  };
}

/** Nothing, or so little that it explains nothing, is garbage: what the program holds is the answer. */
function nothingWaits(
  derived: DerivedColumns,
  { totals }: Verdicts,
  families: readonly CycleFamily[],
  {
    pile,
    first,
  }: { readonly pile: AccumulationRow | null; readonly first: AccumulationRow | null },
): Headline {
  const { garbage, never, unknown, held } = totals;
  const objects = garbage.objects + never.objects;
  if (derived.isPartial && pile === null) {
    return {
      sentence: 'Nothing in what could be read of this dump waits for the garbage collector.',
      detail:
        'Part of it was lost. What was in that part, and what it referred to, cannot be told.',
      pile: null,
      example: null,
    };
  }
  if (unknown.objects > held.objects) {
    return {
      sentence: 'Nothing is known to wait for the garbage collector.',
      detail: `Reference counts are missing from this dump: of ${formatQuantity(unknown.objects, 'object')} it cannot be told whether they are held.`,
      pile: null,
      example: null,
    };
  }
  const waits =
    objects === 0
      ? 'Nothing waits for the garbage collector'
      : `Only ${formatQuantity(objects, 'object')} (${formatBytes(garbage.shallowBytes + never.shallowBytes)}) ${objects === 1 ? 'is' : 'are'} garbage`;
  if (pile !== null) {
    const lost = derived.isPartial ? ' Part of the dump was lost.' : '';
    const detail = `${waits}: the program itself still holds this.${lost} ${pile.advice}`.trim();
    const example = pile.groups[0]?.example.node ?? null;
    return { sentence: `${pileText(pile)}.`, detail, pile, example };
  }
  const isTraced = derived.graph.refcount === null;
  const nothing = objects === 0 ? `${waits}.` : 'Almost nothing waits for the garbage collector.';
  return {
    sentence: isTraced ? 'No object and no collection of objects stands out.' : nothing,
    detail: `${objects === 0 ? '' : `${waits}. `}${cyclesAreHeld(derived, families)}${mostInOnePlace(first)}`,
    pile: null,
    example: null,
  };
}

function cyclesAreHeld({ graph }: DerivedColumns, families: readonly CycleFamily[]): string {
  if (graph.refcount === null) {
    return 'Where a collector traces from the roots, cycles hold nothing by themselves. Look at what holds the large objects.';
  }
  const held = families.filter((family) => family.verdict === Verdict.held).length;
  return held === 0
    ? 'No reference cycles were found in what the program holds.'
    : `${capitalised(familyCount(held))} of cycles ${held === 1 ? 'is' : 'are'} still held by the program; breaking ${held === 1 ? 'it' : 'them'} would free nothing. Look at what holds the large objects.`;
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
  if (second === undefined) {
    const example = families.find(({ culpritType }) => culpritType === first)?.instances[0];
    const such = example === undefined ? '' : suchAs(derived.graph, { type: first, example });
    const isOne = instances.get(first) === 1;
    return { subject: `${name(first)}${such}${such === '' ? '' : ','}`, isOne };
  }
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
