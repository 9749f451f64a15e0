import { EdgeMark } from '../../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph } from '../../heap/heap-graph.ts';

/** No reference: what a root has in a column of references that lead to it. */
export const NO_EDGE: EdgeIndex = 0xffffffff;

/**
 * Marks of references that do not keep their target alive, in this dump: where there are counts, a
 * borrowed reference is not among them.
 */
export function releasingMarks(graph: HeapGraph): number {
  return graph.refcount === null ? EdgeMark.weak : EdgeMark.weak | EdgeMark.borrowed;
}
