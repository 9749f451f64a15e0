import type { Job } from '../../base/job.ts';
import { EDGE_KIND_MASK, EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { BitSet } from '../graph/bits.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import { keepPace, PACE_EDGES, PACE_MASK } from '../graph/pace.ts';
import { isUnreachable } from '../graph/verdict.ts';
import type { Verdicts } from '../verdicts/garbage.ts';
import type { InfrastructureChoice } from './infrastructure.ts';
import { INSTANCE_CLASS, InfrastructureRules, NOT_INFRASTRUCTURE } from './infrastructure.ts';

/** Which references the search for cycles leaves out. */
export interface CutSet extends InfrastructureChoice {
  /** What the user has cut, each once. */
  readonly edges: Uint32Array;
}

export const DEFAULT_CUT_SET: CutSet = {
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
 * O(objects + references); 1 bit per reference kept, 1 bit per object while it runs, and 4 bytes per
 * object in dumps without labels.
 */
export function computeCutEdges(
  graph: HeapGraph,
  cutSet: CutSet,
  job: Job,
  verdicts: Verdicts | null = null,
): CutEdges {
  const blocked = createBitSet(graph.edgeCount);
  const rules = new InfrastructureRules(graph, cutSet);
  const counts = [0, 0, 0, 0];
  const verdict = verdicts?.verdict ?? null;
  let cutsPlainClasses = false;
  if (rules.cutsAny) {
    cutsPlainClasses = blockByRules(graph, rules, verdict, { blocked, counts }, job);
  } else {
    blockWeak(graph.edgeKind, blocked, job);
  }
  counts[USER] = blockByHand(blocked, cutSet.edges);
  return { blocked, counts: countsOf(counts), byHand: cutSet.edges, cutsPlainClasses, rules };
}

function blockWeak(edgeKind: Uint8Array, blocked: BitSet, job: Job): void {
  for (let edge = 0; edge < edgeKind.length; edge++) {
    if ((edge & (PACE_EDGES - 1)) === 0) job.checkpoint();
    if ((edgeKind[edge] & EdgeMark.weak) !== 0) setBit(blocked, edge);
  }
}

/**
 * Blocks weak references and those that the rules name; whether something that is no class is among
 * the targets of these because a reference says that it is one.
 *
 * Nearly all references are passed over for what their target is, so that is one bit: of ten
 * million objects all such bits stay in the cache.
 */
function blockByRules(
  graph: HeapGraph,
  rules: InfrastructureRules,
  verdict: Uint8Array | null,
  { blocked, counts }: { readonly blocked: BitSet; readonly counts: number[] },
  job: Job,
): boolean {
  const { nodeCount, firstEdge, edgeTarget, edgeKind } = graph;
  const isTarget = createBitSet(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    if (rules.isTarget(node)) setBit(isTarget, node);
  }
  const cutKind = rules.choice.class ? EdgeKind.class : NO_KIND;
  let cutsPlainClasses = false;
  for (let source = 0; source < nodeCount; source++) {
    if ((source & PACE_MASK) === 0) keepPace(job, 'Cutting infrastructure', source, nodeCount);
    for (let edge = firstEdge[source], end = firstEdge[source + 1]; edge < end; edge++) {
      if ((edgeKind[edge] & EdgeMark.weak) !== 0) {
        setBit(blocked, edge);
        continue;
      }
      const target = edgeTarget[edge];
      const isClass = (edgeKind[edge] & EDGE_KIND_MASK) === cutKind;
      if (!isClass && !hasBit(isTarget, target)) continue;
      if (verdict !== null && isUnreachable(verdict[target])) continue;
      const kind = isClass ? INSTANCE_CLASS : rules.kindOf(source, edge);
      if (kind === NOT_INFRASTRUCTURE) continue;
      setBit(blocked, edge);
      counts[kind]++;
      if (kind === INSTANCE_CLASS && !hasBit(isTarget, target)) cutsPlainClasses = true;
    }
  }
  return cutsPlainClasses;
}

/** No reference is of this kind. */
const NO_KIND = -1;

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
