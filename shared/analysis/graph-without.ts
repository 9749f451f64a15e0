import { EdgeMark } from '../heap/edge-kind.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';

/** Counts from here on are not counts: immortal objects, and those that nothing is known of. */
const FIRST_SPECIAL_COUNT = 0x8000_0000;

/**
 * The graph as it would be without these references, each named once: they are weak in it, so that
 * no analysis follows them, and the reference counts of their targets are lower. Indices stay.
 *
 * O(references) to copy their kinds: 1 byte each, and 4 per object where there are counts.
 */
export function graphWithout(graph: HeapGraph, edges: Uint32Array): HeapGraph {
  const edgeKind = graph.edgeKind.slice();
  const refcount = graph.refcount?.slice() ?? null;
  const uncounted = EdgeMark.borrowed | EdgeMark.weak;
  for (const edge of edges) {
    const target = graph.edgeTarget[edge];
    if (refcount !== null && (edgeKind[edge] & uncounted) === 0) {
      const count = refcount[target];
      if (count > 0 && count < FIRST_SPECIAL_COUNT) refcount[target] = count - 1;
    }
    edgeKind[edge] |= uncounted;
  }
  return { ...graph, edgeKind, refcount };
}
