import type { Job } from '../../base/job.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { bytesOnTop, nativeMemoryOf } from '../../heap/native-memory.ts';
import { DominatorIndex } from '../dominators/dominator-index.ts';
import type { Dominators } from '../dominators/dominators.ts';
import { NO_EDGE } from '../graph/holding.ts';
import type { NativeBytes } from '../graph/native-bytes.ts';
import { addNativeBytes, nativeBytesOf } from '../graph/native-bytes.ts';
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
  /**
   * Its own bytes: the shallow size, and what it alone holds outside of Python's objects. Where all
   * holders of a storage are unreachable, the first has it.
   */
  readonly own: Float64Array;
  /** By object, bytes outside of Python's objects that several of those it owns hold. */
  readonly common: ReadonlyMap<NodeIndex, number>;
  /** Bytes of an object and of all that it owns: at least what it retains. */
  readonly charged: Float64Array;
  /** Of these, outside of Python's objects; null where the dump tells of none. */
  readonly native: Float64Array | null;
  /** What an object owns, by charged bytes, the most first; `NO_NODE`: the top. */
  childrenOf(node: NodeIndex): Uint32Array;
  /** The first of these, without putting the others in order; `NO_NODE` where there is none. */
  heaviestOf(node: NodeIndex): NodeIndex;
  /** What it owns in no order: for whoever goes through all of it. */
  unsortedChildrenOf(node: NodeIndex): Uint32Array;
  /** What objects own, as columns: n owns child[firstChild[n] … firstChild[n + 1] − 1]. */
  readonly lists: Pick<DominatorIndex, 'firstChild' | 'child'>;
}

/** O(objects); 24 bytes per object kept, 16 more where the dump tells of memory that is not Python's. */
export function growOwnerTree(
  graph: HeapGraph,
  dominators: Dominators,
  forest: NameForest,
  verdict: Uint8Array,
  job: Job,
): OwnerTree {
  const { nodeCount } = graph;
  const { immediateDominator } = dominators;
  const owner = new Uint32Array(nodeCount).fill(NO_NODE);
  const { order, parent, parentEdge } = forest;
  // In the order of the dump, where the columns are read one after the other.
  for (let node = 0; node < nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    if (parentEdge[node] === NO_EDGE || isUnreachable(verdict[node])) continue;
    const dominator = immediateDominator[node];
    owner[node] = isHolder(graph, forest, dominator) ? dominator : parent[node];
  }
  const found = nativeOfOwners(graph, order, owner, verdict, job);
  const charged = graph.shallowSize.slice();
  sumUp(charged, order, owner, job);
  const native = found === null ? null : new Float64Array(nodeCount);
  let own = graph.shallowSize;
  if (found !== null && native !== null) {
    addNativeBytes(native, found);
    sumUp(native, order, owner, job);
    for (let node = 0; node < nodeCount; node++) charged[node] += native[node];
    own = found.alone;
    for (let node = 0; node < nodeCount; node++) own[node] += graph.shallowSize[node];
  }
  const index = new DominatorIndex(
    { immediateDominator: aside(owner, verdict), retainedSize: charged },
    job,
  );
  const common = found?.common ?? new Map<NodeIndex, number>();
  return {
    owner,
    own,
    common,
    charged,
    native,
    childrenOf: (node) => index.childrenOf(node, job),
    heaviestOf: (node) => index.largestChildOf(node),
    unsortedChildrenOf: (node) => index.unsortedChildrenOf(node),
    lists: index,
  };
}

function sumUp(bytes: Float64Array, order: Uint32Array, owner: Uint32Array, job: Job): void {
  for (let at = order.length - 1; at >= 0; at--) {
    if ((at & PACE_MASK) === 0) job.checkpoint();
    const node = order[at];
    if (owner[node] !== NO_NODE) bytes[owner[node]] += bytes[node];
  }
}

function nativeOfOwners(
  graph: HeapGraph,
  order: Uint32Array,
  owner: Uint32Array,
  verdict: Uint8Array,
  job: Job,
): NativeBytes | null {
  const isHeld = (node: NodeIndex): boolean => !isUnreachable(verdict[node]);
  const vertexOf = (node: NodeIndex): number => (isHeld(node) ? node : NO_NODE);
  const upwards = { order, above: owner, top: NO_NODE, vertexOf };
  const found = nativeBytesOf(graph, graph.nodeCount, upwards, job, true);
  const native = nativeMemoryOf(graph);
  if (found === null || native === null) return null;
  const { firstHolder, holder } = native;
  for (let storage = 0; storage < native.storageCount; storage++) {
    const holders = holder.subarray(firstHolder[storage], firstHolder[storage + 1]);
    if (!holders.some(isHeld)) found.alone[holders[0]] += bytesOnTop(native, storage);
  }
  return found;
}

const SCOPE = NodeFlag.isModule | NodeFlag.isModuleNamespace | NodeFlag.isType | NodeFlag.isFrame;

/**
 * Whether something can be said to hold what it dominates: modules, classes and frames only have the
 * variables in common by which two containers are reached, and so do their namespaces.
 */
function isHolder(
  { flags, edgeKind }: HeapGraph,
  { parent, parentEdge }: NameForest,
  node: NodeIndex,
): boolean {
  if (node === NO_NODE || (flags[node] & SCOPE) !== 0) return false;
  const above = parent[node];
  const isOfScope = above !== NO_NODE && (flags[above] & SCOPE) !== 0;
  // A `__dict__` or `f_locals`; a variable of these is a holder.
  return !isOfScope || (edgeKind[parentEdge[node]] & EDGE_KIND_MASK) !== EdgeKind.internal;
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
