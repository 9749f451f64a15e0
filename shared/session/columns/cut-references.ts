import { OuroborosError } from '../../base/errors.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { CutChoice } from '../../protocol/schemas.ts';

/** Throws `not-found` when the dump has no such reference. Ascending, each once. */
export function cutEdgesOf(graph: HeapGraph, choice: CutChoice): Uint32Array {
  const edges = Uint32Array.from(choice.edges, ({ source, position }) => {
    const degree =
      source < graph.nodeCount ? graph.firstEdge[source + 1] - graph.firstEdge[source] : 0;
    if (position < degree) return graph.firstEdge[source] + position;
    throw new OuroborosError(
      'not-found',
      `A reference that was cut is not in this dump: number ${position} of object ${source}. Remove that cut.`,
    );
  });
  return unique(edges.sort());
}

/** An ascending column without what occurs twice. */
export function unique(ascending: Uint32Array): Uint32Array {
  return ascending.filter((value, at) => at === 0 || value !== ascending[at - 1]);
}
