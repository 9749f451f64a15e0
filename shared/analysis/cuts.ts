import type { Job } from '../base/job.ts';
import { EdgeMark } from '../heap/edge-kind.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import type { BitSet } from './bits.ts';
import { createBitSet, hasBit, setBit } from './bits.ts';
import type { Verdicts } from './garbage.ts';
import type { InfrastructureChoice } from './infrastructure.ts';
import { INSTANCE_CLASS, InfrastructureRules, NOT_INFRASTRUCTURE } from './infrastructure.ts';
import { keepPace, PACE_MASK } from './pace.ts';
import { isUnreachable } from './verdict.ts';

/** Which references the search for cycles leaves out. */
export interface CutSet extends InfrastructureChoice {
  /** What the user has cut, each once. */
  readonly edges: Uint32Array;
}

export const DEFAULT_CUTS: CutSet = {
  class: true,
  classReference: true,
  moduleNamespace: true,
  edges: new Uint32Array(0),
};
export const NO_CUTS: CutSet = {
  class: false,
  classReference: false,
  moduleNamespace: false,
  edges: new Uint32Array(0),
};

export const CUT_KINDS = ['instance-class', 'class-reference', 'module-namespace', 'user'] as const;

export interface CutCount {
  readonly kind: (typeof CUT_KINDS)[number];
  readonly references: number;
}

/** The one predicate of all passes that look for cycles. */
export interface CutEdges {
  /** Per reference: it is weak or cut, and no cycle may use it. */
  readonly blocked: BitSet;
  /** What each cut took away, each reference counted once, in the order of the kinds. */
  readonly counts: readonly CutCount[];
  /** What the user has cut, ascending. */
  readonly byHand: Uint32Array;
  /** Something that is no class has been cut because a reference says that it is one. */
  readonly cutsPlainClasses: boolean;
  /** What else is cut, and why. */
  readonly rules: InfrastructureRules;
}

/**
 * The references that no cycle may use: weak ones, and those of the cut set.
 *
 * Nearly every instance leads through its class to the class's functions, from there to a module's
 * namespace, and from there to everything; without these cuts one component swallows the heap.
 * Every class is also a handful of cycles of its own: it is in its own `__mro__`, its descriptors
 * and methods refer back to it. In a process that imports pandas those are four hundred families
 * that nobody wrote and nobody can break; hence the cut of all other references to classes.
 *
 * With `verdicts`, references to unreachable objects are never cut by the infrastructure rules:
 * a live class or module cannot be on a garbage cycle, so cutting there could only hide a real one
 * (a dropped class, a dropped module).
 *
 * In dumps without labels, a reference to a class that bears the name of the source's type counts
 * as instance → class.
 *
 * O(objects + references); 1 bit per reference, and 4 bytes per object in dumps without labels.
 */
export function computeCutEdges(
  graph: HeapGraph,
  cutSet: CutSet,
  job: Job,
  verdicts: Verdicts | null = null,
): CutEdges {
  const { nodeCount, firstEdge, edgeTarget, edgeKind } = graph;
  const blocked = createBitSet(graph.edgeCount);
  const rules = new InfrastructureRules(graph, cutSet);
  const verdict = verdicts?.verdict ?? null;
  const counts = [0, 0, 0, 0];
  let cutsPlainClasses = false;
  for (let source = 0; source < nodeCount; source++) {
    if ((source & PACE_MASK) === 0) keepPace(job, 'Cutting infrastructure', source, nodeCount);
    for (let edge = firstEdge[source], end = firstEdge[source + 1]; edge < end; edge++) {
      if ((edgeKind[edge] & EdgeMark.weak) !== 0) {
        setBit(blocked, edge);
        continue;
      }
      if (!rules.mayCut(edge)) continue;
      if (verdict !== null && isUnreachable(verdict[edgeTarget[edge]])) continue;
      const kind = rules.kindOf(source, edge);
      if (kind === NOT_INFRASTRUCTURE) continue;
      setBit(blocked, edge);
      counts[kind]++;
      if (kind === INSTANCE_CLASS && !rules.isTarget(edgeTarget[edge])) cutsPlainClasses = true;
    }
  }
  counts[USER] = blockByHand(blocked, cutSet.edges);
  return { blocked, counts: countsOf(counts), byHand: cutSet.edges, cutsPlainClasses, rules };
}

/** Position of the user's cuts among the kinds. */
export const USER = 3;

/** Blocks these references; how many were not blocked before. */
export function blockByHand(blocked: BitSet, edges: Uint32Array): number {
  let cut = 0;
  for (const edge of edges) {
    if (hasBit(blocked, edge)) continue;
    setBit(blocked, edge);
    cut++;
  }
  return cut;
}

/** Numbers of references as counts of their kinds. */
export function countsOf(references: readonly number[]): CutCount[] {
  return CUT_KINDS.map((kind, at) => ({ kind, references: references[at] ?? 0 }));
}
