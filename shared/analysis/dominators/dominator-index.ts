import type { Job } from '../../base/job.ts';
import { radixSortByKey, splitKeys } from '../../base/radix-sort.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { BitSet } from '../graph/bits.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import type { Dominators } from './dominators.ts';

/** Fewer children than this are sorted by comparison: radix counters would cost more. */
const FEW = 2048;

/**
 * The tree of dominators read downwards: what each object immediately dominates, the largest
 * retained size first.
 *
 * O(objects) to make, 8 bytes per object kept. A list of children is put in order when it is first
 * asked for, O(children); nobody ever looks at most of them.
 */
export class DominatorIndex {
  private readonly dominators: Dominators;
  private readonly nodeCount: number;
  /**
   * The children of n are child[firstChild[n] … firstChild[n + 1] − 1], in order or not; n =
   * nodeCount: the top. For whoever goes through millions of lists.
   */
  readonly firstChild: Uint32Array;
  readonly child: Uint32Array;
  private readonly isSorted: BitSet;

  constructor(dominators: Dominators, job: Job) {
    const { immediateDominator } = dominators;
    const nodeCount = immediateDominator.length;
    const firstChild = new Uint32Array(nodeCount + 2);
    for (let node = 0; node < nodeCount; node++) {
      if ((node & PACE_MASK) === 0) job.checkpoint();
      const above = immediateDominator[node];
      firstChild[above === NO_NODE ? nodeCount : above]++;
    }
    // Where each list ends; filling from the last object down moves that to where it begins.
    for (let node = 1; node <= nodeCount + 1; node++) firstChild[node] += firstChild[node - 1];
    const child = new Uint32Array(nodeCount);
    for (let node = nodeCount - 1; node >= 0; node--) {
      if ((node & PACE_MASK) === 0) {
        keepPace(job, 'Arranging dominators', nodeCount - node, nodeCount);
      }
      const above = immediateDominator[node];
      child[--firstChild[above === NO_NODE ? nodeCount : above]] = node;
    }
    this.dominators = dominators;
    this.nodeCount = nodeCount;
    this.firstChild = firstChild;
    this.child = child;
    this.isSorted = createBitSet(nodeCount + 1);
  }

  /**
   * What `node` immediately dominates; with `NO_NODE`, what nothing but the roots together does. By
   * retained size, the largest first, equals by index. A view of the index: not to be changed.
   */
  childrenOf(node: NodeIndex, job: Job): Uint32Array {
    const slot = node === NO_NODE ? this.nodeCount : node;
    const children = this.unsortedChildrenOf(node);
    if (!hasBit(this.isSorted, slot)) {
      sortByRetained(children, this.dominators.retainedSize, job);
      setBit(this.isSorted, slot);
    }
    return children;
  }

  /** The first of these, without putting the others in order; `NO_NODE`: none. O(children). */
  largestChildOf(node: NodeIndex): NodeIndex {
    const { retainedSize } = this.dominators;
    const children = this.unsortedChildrenOf(node);
    let largest = children.length === 0 ? NO_NODE : children[0];
    for (let at = 1; at < children.length; at++) {
      const child = children[at];
      const more = retainedSize[child] - retainedSize[largest];
      if (more > 0 || (more === 0 && child < largest)) largest = child;
    }
    return largest;
  }

  /** What `node` immediately dominates, in no order: for whoever goes through all. O(1). */
  unsortedChildrenOf(node: NodeIndex): Uint32Array {
    const slot = node === NO_NODE ? this.nodeCount : node;
    return this.child.subarray(this.firstChild[slot], this.firstChild[slot + 1]);
  }

  /** How many objects `node` immediately dominates. */
  childCount(node: NodeIndex): number {
    const slot = node === NO_NODE ? this.nodeCount : node;
    return this.firstChild[slot + 1] - this.firstChild[slot];
  }
}

/** Sorts in place; nothing is changed when the job is cancelled. */
function sortByRetained(nodes: Uint32Array, retainedSize: Float64Array, job: Job): void {
  if (nodes.length <= FEW) {
    nodes.sort((a, b) => retainedSize[b] - retainedSize[a] || a - b);
    return;
  }
  // Lists are ascending by index until they are sorted: a stable sort keeps that among equals, also
  // when the positions it is given and the order it leaves are both turned round.
  const last = nodes.length - 1;
  const keys = splitKeys(Float64Array.from(nodes, (node) => retainedSize[node]));
  const order = Uint32Array.from(nodes, (_, at) => last - at);
  radixSortByKey(order, keys.low, keys.high, job);
  const unsorted = nodes.slice();
  for (let at = 0; at <= last; at++) nodes[at] = unsorted[order[last - at]];
}

/** The chain of dominators above an object, nearest first. */
export interface DominatorChain {
  /** At most as many as were asked for, from the immediate dominator upwards. */
  readonly nearest: readonly NodeIndex[];
  /** How many more there are above these. */
  readonly omitted: number;
  /** The topmost of all, where it is not among the nearest; else `NO_NODE`. */
  readonly top: NodeIndex;
}

/** What an object lives by: each of these gone, it would go. O(length of the chain). */
export function dominatorChain(
  { immediateDominator }: Dominators,
  node: NodeIndex,
  limit: number,
  job: Job,
): DominatorChain {
  const nearest: NodeIndex[] = [];
  let omitted = 0;
  let top = NO_NODE;
  let above = immediateDominator[node];
  while (above !== NO_NODE) {
    if (nearest.length < limit) nearest.push(above);
    else {
      top = above;
      omitted++;
    }
    if ((omitted & PACE_MASK) === PACE_MASK) job.checkpoint();
    above = immediateDominator[above];
  }
  return { nearest, omitted, top };
}
