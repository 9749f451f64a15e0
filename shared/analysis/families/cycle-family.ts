import type { EdgeKindByte } from '../../heap/edge-kind.ts';
import type { TypeIndex } from '../../heap/heap-graph.ts';
import type { Cycle } from '../components/cycle-search.ts';
import type { VerdictByte } from '../graph/verdict.ts';

/** One step of a signature: an object of this type refers, by this label, to the next. */
export interface CycleStep {
  /** Qualified type name. */
  readonly type: string;
  /** Bare, as `edgeLabelText` gives it; '' where there is none or where the cycles differ. */
  readonly label: string;
  readonly kind: EdgeKindByte;
}

/** A step of a signature as it is written; the last is the first again. */
export interface ShownStep {
  /** Last part of the type's name; '' where steps are left out. */
  readonly type: string;
  /** As a person reads it: `.ww`, `[0]`; of the last step how often it goes round; '' if nothing. */
  readonly label: string;
  /** How many steps are left out here; 0 for a step. */
  readonly omitted: number;
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
  /** Its steps as numbers: families of one grouping with equal keys and verdicts are the same. */
  readonly key: Uint32Array;
  /** Where in the key the signature begins. */
  readonly rotation: number;
}
