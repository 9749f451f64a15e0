import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { keepPace, PACE_MASK } from './pace.ts';

export interface Spread {
  /** One byte per object: those that are `from` become `to` when they are reached. */
  readonly state: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** References with any of these marks are not followed. */
  readonly ignoredMarks: number;
  /** As long as there are objects; its first `depth` entries are where to begin, already `to`. */
  readonly stack: Uint32Array;
  readonly depth: number;
}

/**
 * Marks everything that can be reached from the objects on the stack.
 *
 * O(reached objects + their references). Depth first, because what a program allocated together
 * lies together and refers to itself; each object is pushed once, so the stack cannot overflow.
 */
export function spread(graph: HeapGraph, spread: Spread, job: Job): void {
  const { firstEdge, edgeTarget, edgeKind } = graph;
  const { state, from, to, ignoredMarks, stack } = spread;
  let depth = spread.depth;
  let steps = 0;
  while (depth > 0) {
    const node = stack[--depth];
    if ((++steps & PACE_MASK) === 0) keepPace(job, 'Following references', steps, graph.nodeCount);
    for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
      if ((edgeKind[edge] & ignoredMarks) !== 0) continue;
      const target = edgeTarget[edge];
      if (state[target] !== from) continue;
      state[target] = to;
      // Nearly half of a heap refers to nothing.
      if (firstEdge[target] !== firstEdge[target + 1]) stack[depth++] = target;
    }
  }
}
