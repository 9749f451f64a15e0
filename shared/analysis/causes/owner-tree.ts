import type { Job } from '../../base/job.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { DominatorIndex } from '../dominators/dominator-index.ts';
import type { Dominators } from '../dominators/dominators.ts';
import { PACE_MASK } from '../graph/pace.ts';
import { isUnreachable } from '../graph/verdict.ts';
import type { NameForest } from '../names/name-forest.ts';

/**
 * Who answers for each object: its immediate dominator; where several ways lead to it, or the
 * dominator is a mere scope, the one that names it best.
 *
 * Dominators alone put whatever is held in two ways at the top, where it has no name. Here every
 * byte is charged once, to a place with a name. Acyclic: dominator and parent in the forest both lie
 * on a way from a root to the object.
 */
export interface OwnerTree {
  /** Per object; `NO_NODE` at the top, and for what is unreachable. */
  readonly owner: Uint32Array;
  /** Bytes of an object and of all that it owns: at least what it retains. */
  readonly charged: Float64Array;
  /** What an object owns, by charged bytes, the most first; `NO_NODE`: the top. */
  childrenOf(node: NodeIndex): Uint32Array;
}

/** O(objects); 24 bytes per object kept. */
export function growOwnerTree(
  graph: HeapGraph,
  dominators: Dominators,
  forest: NameForest,
  parents: Uint32Array,
  verdict: Uint8Array,
  job: Job,
): OwnerTree {
  const { nodeCount } = graph;
  const { immediateDominator } = dominators;
  const owner = new Uint32Array(nodeCount).fill(NO_NODE);
  const charged = graph.shallowSize.slice();
  const { order } = forest;
  for (let at = 0; at < order.length; at++) {
    if ((at & PACE_MASK) === 0) job.checkpoint();
    const node = order[at];
    if (isUnreachable(verdict[node])) continue;
    const dominator = immediateDominator[node];
    owner[node] = isHolder(graph, forest, parents, dominator) ? dominator : parents[node];
  }
  for (let at = order.length - 1; at >= 0; at--) {
    if ((at & PACE_MASK) === 0) job.checkpoint();
    const node = order[at];
    if (owner[node] !== NO_NODE) charged[owner[node]] += charged[node];
  }
  const index = new DominatorIndex(
    { immediateDominator: aside(owner, verdict), retainedSize: charged },
    job,
  );
  return { owner, charged, childrenOf: (node) => index.childrenOf(node, job) };
}

const SCOPE = NodeFlag.isModule | NodeFlag.isModuleNamespace | NodeFlag.isType | NodeFlag.isFrame;

/**
 * Whether something can be said to hold what it dominates: modules, classes and frames only have the
 * variables in common by which two containers are reached, and so do their namespaces.
 */
function isHolder(
  { flags, edgeKind }: HeapGraph,
  forest: NameForest,
  parents: Uint32Array,
  node: NodeIndex,
): boolean {
  if (node === NO_NODE || (flags[node] & SCOPE) !== 0) return false;
  const above = parents[node];
  const isOfScope = above !== NO_NODE && (flags[above] & SCOPE) !== 0;
  // A `__dict__` or `f_locals`; a variable of these is a holder.
  return !isOfScope || (edgeKind[forest.parentEdge[node]] & EDGE_KIND_MASK) !== EdgeKind.internal;
}

/** Unreachable objects are told by their cycles: all below one of them, they are out of the way. */
function aside(owner: Uint32Array, verdict: Uint8Array): Uint32Array {
  const first = verdict.findIndex(isUnreachable);
  if (first < 0) return owner;
  const moved = owner.slice();
  for (let node = 0; node < moved.length; node++) {
    if (node !== first && isUnreachable(verdict[node])) moved[node] = first;
  }
  return moved;
}
