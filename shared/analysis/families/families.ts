import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { Components } from '../components/components.ts';
import type { CutEdges } from '../components/cuts.ts';
import { culpritScores } from '../graph/culprit.ts';
import { StepLabels } from '../graph/step-labels.ts';
import type { VerdictByte } from '../graph/verdict.ts';
import { isUnreachable, Verdict } from '../graph/verdict.ts';
import type { Verdicts } from '../verdicts/garbage.ts';
import type { GroupingBasis } from './component-grouper.ts';
import { ComponentGrouper } from './component-grouper.ts';
import type { CycleFamily, CycleStep } from './cycle-family.ts';
import type { CachedCover } from './family-table.ts';

export interface Families {
  /**
   * The worst verdict first (never, garbage, unknown, held), then the most bytes; but what is not
   * known to be garbage and made by machinery alone (every class is on such cycles) comes last.
   */
  readonly families: readonly CycleFamily[];
  /** Cycles in all families. */
  readonly cycles: number;
  /** The budget ran out: there are cycles that no family counts. */
  readonly partial: boolean;
  readonly grouping: Grouping;
}

/** How families were found, for `regroup`. */
export interface Grouping extends GroupingBasis {
  /** The families in the order in which they were found. */
  readonly rows: readonly CycleFamily[];
  /** By component, what was expensive to find. */
  readonly covers: ReadonlyMap<number, CachedCover>;
  /** Components that were searched in part. */
  readonly incomplete: ReadonlySet<number>;
  /** Some components were not searched at all. */
  readonly isCutShort: boolean;
}

export interface FamilyOptions {
  /** Links that may be looked at altogether; a bound in work, so that results are repeatable. */
  readonly maxSteps?: number;
  /** Families to tell apart before the rest is left uncounted. */
  readonly maxFamilies?: number;
  /** Steps beyond which the cycles of a component are kept. */
  readonly cheapSteps?: number;
  /** Members beyond which a held component of a traced heap is left out. */
  readonly mostTracedMembers?: number;
  /** Of families that keys are to be compared with. */
  readonly basis?: GroupingBasis;
}

/**
 * Families are kept one by one, some 3 KB each, and nobody reads so many; only a dump made for it
 * has more, every name in it another.
 */
export const MAX_FAMILIES = 50_000;
/** About a second of work. */
const DEFAULT_MAX_STEPS = 60_000_000;
/** What one component may use of it: per member, and at least. */
const STEPS_PER_MEMBER = 500;
const MIN_STEPS = 2_000_000;
/** In a tangle of 300,000 objects a step misses every cache: some two seconds. */
const MAX_STEPS = 20_000_000;
/** What suffices where cycles are short, however large the component. */
const MIN_STEPS_PER_MEMBER = 20;
/**
 * Where a collector traces from the roots, a held cycle holds nothing; to look for cycles in a tangle
 * of eight million objects of V8's own takes seven seconds and 1.2 GB all the same.
 */
const MAX_TRACED_MEMBERS = 4_000_000;
/** Components that took more have their cycles kept: some 30 ms. */
export const MAX_CHEAP_STEPS = 1_000_000;

const SEVERITY: readonly VerdictByte[] = [
  Verdict.never,
  Verdict.garbage,
  Verdict.unknown,
  Verdict.held,
];

/**
 * The families of cycles.
 *
 * In every component, internals folded, shortest cycles are found that together use every link
 * (see `CycleCover`). A cycle's signature is the circular sequence of its types and labels, turned
 * to its least rotation and cut to its smallest period; cycles with the same signature and verdict
 * are a family. All members of a component share its verdict, since each reaches all others.
 *
 * Unreachable components are looked at first and small ones before large ones, so that when the
 * budget is spent on a tangle of 300,000 objects it has not been taken from the cycles that matter.
 *
 * O(members + their references) where cycles are short; 4 bytes per object of the graph, and some
 * 60 per member and 30 per reference of the largest component.
 */
export function computeFamilies(
  graph: HeapGraph,
  cuts: CutEdges,
  components: Components,
  verdicts: Verdicts | null,
  job: Job,
  options: FamilyOptions = {},
): Families {
  const basis = options.basis ?? {
    labels: new StepLabels(graph),
    scores: culpritScores(graph, job),
  };
  const maxFamilies = options.maxFamilies ?? MAX_FAMILIES;
  const grouper = new ComponentGrouper(graph, components, cuts, basis, maxFamilies);
  const covers = new Map<number, CachedCover>();
  const incomplete = new Set<number>();
  let stepsLeft = options.maxSteps ?? DEFAULT_MAX_STEPS;
  let done = 0;
  const verdictOf = new Uint8Array(components.count);
  for (let component = 0; component < components.count; component++) {
    if ((component & 0xffff) === 0) job.checkpoint();
    verdictOf[component] = componentVerdict(components, verdicts, component);
  }
  const mostTraced = options.mostTracedMembers ?? MAX_TRACED_MEMBERS;
  const isTraced = graph.refcount === null && verdicts?.known === true;
  const { firstMember } = components;
  const isBeside = (component: number): boolean =>
    isTraced &&
    verdictOf[component] === Verdict.held &&
    firstMember[component + 1] - firstMember[component] > mostTraced;
  const isOver = (): boolean => stepsLeft <= 0 || grouper.table.size >= maxFamilies;
  for (const verdict of SEVERITY) {
    for (let component = components.count - 1; component >= 0; component--) {
      if ((component & 0xffff) === 0) job.checkpoint();
      if (verdictOf[component] !== verdict || isBeside(component)) continue;
      if (isOver()) break;
      if ((++done & 0xfff) === 0) {
        const total = components.count;
        job.report({ phase: 'Grouping cycles', done, total, unit: 'components' });
        job.checkpoint();
      }
      const share = Math.min(shareOf(components, component), stepsLeft);
      const { steps, isComplete } = grouper.search(component, verdict, share, job);
      stepsLeft -= steps;
      if (!isComplete) incomplete.add(component);
      if (!isComplete || steps > (options.cheapSteps ?? MAX_CHEAP_STEPS))
        covers.set(component, grouper.keep(job));
    }
  }
  const rows = grouper.table.families(job);
  const families = [...rows].sort(inOrderOfInterest);
  const isCutShort = done < components.count;
  return {
    families,
    cycles: families.reduce((sum, family) => sum + family.count, 0),
    partial: isCutShort || incomplete.size > 0,
    grouping: { ...basis, rows, covers, incomplete, isCutShort },
  };
}

/** Steps that one component may take. */
export function shareOf({ firstMember }: Components, component: number): number {
  const members = firstMember[component + 1] - firstMember[component];
  const most = Math.max(MAX_STEPS, members * MIN_STEPS_PER_MEMBER);
  return Math.max(MIN_STEPS, Math.min(members * STEPS_PER_MEMBER, most));
}

/** The order of `Families.families`; what is alike otherwise by its first object. */
export function inOrderOfInterest(a: CycleFamily, b: CycleFamily): number {
  const severity = SEVERITY.indexOf(a.verdict) - SEVERITY.indexOf(b.verdict);
  if (severity !== 0) return severity;
  if (!isUnreachable(a.verdict) && a.isMachinery !== b.isMachinery) return a.isMachinery ? 1 : -1;
  return (
    b.shallowBytes - a.shallowBytes ||
    b.count - a.count ||
    a.instances[0] - b.instances[0] ||
    compareSignatures(a.signature, b.signature)
  );
}

function compareSignatures(a: readonly CycleStep[], b: readonly CycleStep[]): number {
  const textOf = (steps: readonly CycleStep[]): string =>
    JSON.stringify(steps.map((step) => [step.type, step.kind, step.label]));
  const [left, right] = [textOf(a), textOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The verdict that all members of a component share. */
export function componentVerdict(
  components: Components,
  verdicts: Verdicts | null,
  component: number,
): VerdictByte {
  if (verdicts === null) return Verdict.unknown;
  return verdicts.verdict[components.member[components.firstMember[component]]];
}
