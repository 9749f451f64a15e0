import type { EdgeIndex, NodeIndex } from '../heap/heap-graph.ts';
import type { SceneContext } from './context.ts';
import type { Folding } from './fold.ts';
import type { SceneRequest } from './scene.ts';
import { stepKey } from './step.ts';
import type { Way } from './way.ts';
import { foldWay } from './way.ts';

/** Cycles and path that a drawing shows. */
export interface Ways {
  /** One per focus that is on a cycle; the first is the first focus's, empty if it is on none. */
  readonly cycles: readonly Way[];
  readonly path: Way | null;
}

/** Objects of a drawing with many focuses whose cycles are coloured. */
const MAX_CYCLES = 50;

export function findWays(context: SceneContext, folding: Folding, request: SceneRequest): Ways {
  const focus = [...new Set(request.focus)];
  const [first] = focus;
  return {
    cycles: request.showCycle ? findCycles(context, folding, focus) : [],
    path: request.showPath && first !== undefined ? findPath(context, folding, first) : null,
  };
}

/** The references of ways, by the keys of their steps. */
export function stepKeys(ways: readonly (Way | null)[]): ReadonlySet<EdgeIndex> {
  return new Set(ways.flatMap((way) => way?.steps.map(stepKey) ?? []));
}

function findCycles(
  context: SceneContext,
  folding: Folding,
  focus: readonly NodeIndex[],
): readonly Way[] {
  if (context.findCycle === null) return [];
  const cycles: Way[] = [];
  for (const node of focus.slice(0, MAX_CYCLES)) {
    const cycle = context.findCycle(node);
    if (cycle !== null) cycles.push(foldWay(folding, cycle.nodes, cycle.edges, true));
    // What is forced into the drawing is the first focus's; without one, nothing is.
    else if (cycles.length === 0) cycles.push({ objects: [], steps: [] });
  }
  return cycles;
}

function findPath(context: SceneContext, folding: Folding, node: NodeIndex): Way | null {
  const path = context.findRootPath?.(node) ?? null;
  return path === null ? null : foldWay(folding, path.nodes, path.edges, false);
}
