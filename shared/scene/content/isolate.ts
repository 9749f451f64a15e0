import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { FoldedStep } from '../folding/step.ts';
import type { Isolation } from '../model/scene.ts';
import type { Routes } from './find-routes.ts';
import type { Vertex } from './vertex.ts';
import { vertexId } from './vertex.ts';
import type { Grown } from './vertex-set.ts';

/**
 * Of a drawing only a part: the cycle, the path, or some objects with what they share a drawn
 * reference with. The whole drawing where that part is empty (it is on no cycle, say).
 */
export function isolate(
  grown: Grown,
  isolation: Isolation,
  ways: Routes,
  steps: readonly FoldedStep[],
): Grown {
  const { vertexOf } = grown;
  const kept = new Set<Vertex>();
  const keep = (node: NodeIndex): void => {
    const vertex = vertexOf(node);
    if (vertex !== undefined) kept.add(vertex);
  };
  const centre = new Set<Vertex>();
  if (isolation.kind === 'around') {
    const wanted = new Set(isolation.ids);
    for (const vertex of grown.vertices) {
      if (wanted.has(vertexId(grown, vertex))) centre.add(vertex);
    }
    for (const vertex of centre) kept.add(vertex);
    for (const { source, target } of steps) {
      if (centre.has(vertexOf(source) ?? Number.NaN)) keep(target);
      if (centre.has(vertexOf(target) ?? Number.NaN)) keep(source);
    }
  } else {
    const shown = isolation.kind === 'cycle' ? ways.cycles : ways.paths.map(({ way }) => way);
    for (const node of shown.flatMap((way) => way.objects)) keep(node);
  }
  if (kept.size === 0) return grown;
  const within = (vertices: ReadonlySet<Vertex>, limit: ReadonlySet<Vertex>): Set<Vertex> =>
    new Set([...vertices].filter((vertex) => limit.has(vertex)));
  return {
    ...grown,
    vertices: within(grown.vertices, kept),
    groups: new Map([...grown.groups].filter(([vertex]) => kept.has(vertex))),
    vertexOf: (node) => {
      const vertex = vertexOf(node);
      return vertex !== undefined && kept.has(vertex) ? vertex : undefined;
    },
    // Around some objects it is of interest what else they have; of a cycle only the cycle is.
    open: {
      referrers: within(grown.open.referrers, centre),
      referents: within(grown.open.referents, centre),
    },
  };
}
