import type { Job } from '../base/job.ts';
import type { EdgeKindByte } from '../heap/edge-kind.ts';
import type { HeapGraph, TypeIndex } from '../heap/heap-graph.ts';
import type { Components } from './components.ts';
import type { CutEdges } from './cuts.ts';
import { CycleCover } from './cycle-cover.ts';
import { FamilyTable } from './family-table.ts';
import { FoldedComponent } from './folded-component.ts';
import type { Verdicts } from './garbage.ts';
import type { Cycle } from './paths.ts';
import { StepLabels } from './step-labels.ts';
import type { VerdictByte } from './verdict.ts';
import { isUnreachable, Verdict } from './verdict.ts';

/** One step of a signature: an object of this type refers, by this label, to the next. */
export interface CycleStep {
  /** Qualified type name. */
  readonly type: string;
  /** Bare, as `edgeLabelText` gives it; '' where there is none or where the cycles differ. */
  readonly label: string;
  readonly kind: EdgeKindByte;
}

/** Cycles with the same types and labels, and the same verdict. */
export interface CycleFamily {
  /** One period, beginning with the culprit. A ring of a thousand `Node .next` is one step. */
  readonly signature: readonly CycleStep[];
  /** Periods in its shortest and in its longest cycle. */
  readonly minRepeat: number;
  readonly maxRepeat: number;
  /** Distinct cycles. */
  readonly count: number;
  /** Distinct objects on those cycles, the folded internals included, and their bytes. */
  readonly objects: number;
  readonly shallowBytes: number;
  readonly verdict: VerdictByte;
  /** The type that names the family: what the user wrote or loaded, rather than machinery. */
  readonly culpritType: TypeIndex;
  /** It has no such type: only classes, functions, containers and the like. */
  readonly isMachinery: boolean;
  /** Distinct objects that stand at the culprit's step, at most one per cycle; ascending. */
  readonly instances: Uint32Array;
  /** Components in which its cycles are, ascending. */
  readonly components: Uint32Array;
  /** One of its cycles, with the internals that the signature folds. */
  readonly exemplar: Cycle;
}

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
}

export interface FamilyOptions {
  /** Links that may be looked at altogether; a bound in work, so that results are repeatable. */
  readonly maxSteps?: number;
  /** Families to tell apart before the rest is left uncounted. */
  readonly maxFamilies?: number;
}

/**
 * Families are kept one by one, some 3 KB each, and nobody reads so many; only a dump made for it
 * has more, every name in it another.
 */
const MAX_FAMILIES = 50_000;
/** About a second of work. */
const DEFAULT_MAX_STEPS = 60_000_000;
/** What one component may use of it: per member, and at least. */
const STEPS_PER_MEMBER = 500;
const LEAST_STEPS = 2_000_000;

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
  const labels = new StepLabels(graph);
  const folded = new FoldedComponent(graph, components, cuts, labels);
  const cover = new CycleCover();
  const table = new FamilyTable(graph, folded);
  let stepsLeft = options.maxSteps ?? DEFAULT_MAX_STEPS;
  const maxFamilies = options.maxFamilies ?? MAX_FAMILIES;
  let partial = false;
  let done = 0;
  for (const verdict of SEVERITY) {
    for (let component = components.count - 1; component >= 0; component--) {
      if (componentVerdict(components, verdicts, component) !== verdict) continue;
      if ((++done & 0xfff) === 0) {
        job.checkpoint();
        const total = components.count;
        job.report({ phase: 'Grouping cycles', done, total, unit: 'components' });
      }
      folded.load(component);
      const share = Math.max(LEAST_STEPS, folded.memberCount * STEPS_PER_MEMBER);
      const budget = { steps: Math.min(share, stepsLeft) };
      const before = budget.steps;
      table.begin(component, verdict);
      const isComplete = cover.run(folded, budget, job, (links, length) => {
        budget.steps -= length;
        table.add(links, length);
        if (table.size >= maxFamilies) budget.steps = -1;
      });
      table.end();
      stepsLeft -= before - budget.steps;
      if (!isComplete) partial = true;
      if (stepsLeft <= 0 || table.size >= maxFamilies) break;
    }
    if (table.size >= maxFamilies) break;
  }
  if (done < components.count) partial = true;
  const families = table.families().sort(inOrderOfInterest);
  const cycles = families.reduce((sum, family) => sum + family.count, 0);
  return { families, cycles, partial };
}

function inOrderOfInterest(a: CycleFamily, b: CycleFamily): number {
  const severity = SEVERITY.indexOf(a.verdict) - SEVERITY.indexOf(b.verdict);
  if (severity !== 0) return severity;
  if (!isUnreachable(a.verdict) && a.isMachinery !== b.isMachinery) return a.isMachinery ? 1 : -1;
  return b.shallowBytes - a.shallowBytes || b.count - a.count;
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
