import type { EdgeKindByte } from '../../heap/edge-kind.ts';
import { EDGE_KIND_MASK, EdgeMark } from '../../heap/edge-kind.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { Cycle } from '../components/cycle-search.ts';

/** One object of a cycle, and the reference by which it leads to the next. */
export interface ShapeStep {
  /** Qualified type name, without `builtins.`. */
  readonly type: string;
  readonly kind: EdgeKindByte;
  /** The collector does not see the reference. */
  readonly isHidden: boolean;
  /** `NodeFlag`s. */
  readonly flags: number;
}

/** Objects of a cycle that are looked at: a ring of thousands is known by its first ones. */
const MAX_STEPS = 64;

/** A cycle as recognisers see it: types, kinds of reference and flags, internals included. O(length, bounded). */
export function shapeOf(graph: HeapGraph, cycle: Cycle): readonly ShapeStep[] {
  const length = Math.min(cycle.nodes.length, MAX_STEPS);
  return Array.from({ length }, (_, at) => {
    const node = cycle.nodes[at];
    const edge = cycle.edges[at];
    const type = graph.strings.get(graph.typeNames[graph.type[node]]);
    return {
      type: type.replace(/^(builtins|__builtin__)\./, ''),
      kind: graph.edgeKind[edge] & EDGE_KIND_MASK,
      isHidden: (graph.edgeKind[edge] & EdgeMark.hidden) !== 0,
      flags: graph.flags[node],
    };
  });
}
