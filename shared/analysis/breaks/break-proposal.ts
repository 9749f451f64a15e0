import type { EdgeKindByte } from '../../heap/edge-kind.ts';
import type { NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import type { VerdictByte } from '../graph/verdict.ts';
import type { TypeOriginByte } from '../source/type-origin.ts';
import type { BreakHow } from './break-cost.ts';

/** References of one type by one label, to be broken. */
export interface BreakProposal {
  /** Which step of the family's signature it is; null where it is not on the family's own cycles. */
  readonly step: number | null;
  readonly type: TypeIndex;
  readonly kind: EdgeKindByte;
  /** Bare, as `CycleStep.label`. */
  readonly label: string;
  /** Type of what the first of the references leads to. */
  readonly targetType: TypeIndex;
  /** One of the references: from this object (internals folded) to that one. */
  readonly source: NodeIndex;
  readonly target: NodeIndex;
  /** The references of the graph that go, parallel ones too; ascending. */
  readonly edges: Uint32Array;
  /**
   * Bytes that reference counting alone frees once these references are gone, and no others; null
   * where the dump cannot tell what else holds them.
   */
  readonly bytesFreed: number | null;
  readonly how: BreakHow;
  readonly origin: TypeOriginByte;
  /** It is one of those that together leave no cycle a program can break; false for alternatives. */
  readonly isChosen: boolean;
}

export interface BreakProposals {
  /** The chosen ones first, then the alternatives, the cheapest to break first in each group. */
  readonly proposals: readonly BreakProposal[];
  readonly verdict: VerdictByte;
  /** What the chosen ones free together; null as above. */
  readonly bytesFreed: number | null;
  /** No cheaper choice of references would do. */
  readonly isExact: boolean;
  /** Cycles are left that no program can break, or that the budget did not reach. */
  readonly leavesCycles: boolean;
  /** The budget ran out before it was certain that no cycle is left. */
  readonly isPartial: boolean;
  /** Links that were looked at, about: what a budget for several answers pays. */
  readonly steps: number;
}

export interface BreakOptions {
  /** Links that may be looked at; a bound in work, so that results are repeatable. */
  readonly maxSteps?: number;
}
