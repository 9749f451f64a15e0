import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { PACE_MASK } from '../graph/pace.ts';
import type { NameForest } from './name-forest.ts';

type Tree = Pick<NameForest, 'parentEdge' | 'order'>;

/**
 * Weights: shallow bytes of all that hangs on each object in the forest, itself included. Those of
 * siblings never overlap, and the roots' sum is the dump's. At least the retained size.
 * O(objects + references); 8 bytes per object.
 */
export function weighForest(graph: HeapGraph, forest: Tree, job: Job): Float64Array {
  const { firstEdge, edgeTarget } = graph;
  const { parentEdge, order } = forest;
  const weight = Float64Array.from(graph.shallowSize);
  for (let at = order.length - 1; at >= 0; at--) {
    if ((at & PACE_MASK) === 0) job.checkpoint();
    const node = order[at];
    let sum = 0;
    for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
      const target = edgeTarget[edge];
      if (parentEdge[target] === edge) sum += weight[target];
    }
    weight[node] += sum;
  }
  return weight;
}

/** Per object, the one it is named by; `NO_NODE` at the beginnings. O(objects + references). */
export function forestParents(graph: HeapGraph, forest: Tree, job: Job): Uint32Array {
  const { firstEdge, edgeTarget } = graph;
  const { parentEdge, order } = forest;
  const parent = new Uint32Array(graph.nodeCount).fill(NO_NODE);
  for (let at = 0; at < order.length; at++) {
    if ((at & PACE_MASK) === 0) job.checkpoint();
    const node = order[at];
    for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
      if (parentEdge[edgeTarget[edge]] === edge) parent[edgeTarget[edge]] = node;
    }
  }
  return parent;
}
