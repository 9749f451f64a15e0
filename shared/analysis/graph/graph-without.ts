import { EdgeMark } from '../../heap/edge-kind.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';

/** Counts from here on are not counts: immortal objects, and those that nothing is known of. */
const FIRST_SPECIAL_COUNT = 0x8000_0000;

const UNCOUNTED = EdgeMark.borrowed | EdgeMark.weak;

/**
 * The graph as it would be without these references, each named once: they are weak in it, so that
 * no analysis follows them, and the reference counts of their targets are lower. Indices stay.
 *
 * O(references) to copy their kinds: 1 byte each, and 4 per object where there are counts.
 */
export function graphWithout(graph: HeapGraph, edges: Uint32Array): HeapGraph {
  const refcount = graph.refcount?.slice() ?? null;
  for (const edge of edges) {
    if (refcount === null || (graph.edgeKind[edge] & UNCOUNTED) !== 0) continue;
    const target = graph.edgeTarget[edge];
    const count = refcount[target];
    if (count > 0 && count < FIRST_SPECIAL_COUNT) refcount[target] = count - 1;
  }
  return { ...graphNotFollowing(graph, edges), refcount };
}

/** The graph without these references for callers that only follow them: counts stay as they are. */
export function graphNotFollowing(graph: HeapGraph, edges: Uint32Array): HeapGraph {
  const edgeKind = graph.edgeKind.slice();
  for (const edge of edges) edgeKind[edge] |= UNCOUNTED;
  return { ...graph, edgeKind };
}
