import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { Folding } from '../folding/fold.ts';
import type { StepKey } from '../folding/step.ts';
import { stepKey } from '../folding/step.ts';
import type { SceneContext } from '../model/context.ts';
import type { SceneRequest } from '../model/scene.ts';
import type { Route } from './route.ts';
import { foldRoute, passRoute } from './route.ts';

/** Cycles and path that a drawing shows. */
export interface Routes {
  /** One per focus that is on a cycle; the first is the first focus's, empty if it is on none. */
  readonly cycles: readonly Route[];
  /** What holds the first focus: a shortest path, or the independent ways; none where it is not asked. */
  readonly paths: readonly NumberedRoute[];
}

export interface NumberedRoute {
  /** From 1; 0 for a path that is the only one shown. */
  readonly number: number;
  readonly way: Route;
}

/** Objects of a drawing with many focuses whose cycles are coloured. */
const MAX_CYCLES = 50;

export function findRoutes(context: SceneContext, folding: Folding, request: SceneRequest): Routes {
  const focus = [...new Set(request.focus)];
  const [first] = focus;
  return {
    cycles: request.showCycle ? findCycles(context, folding, focus) : [],
    paths: first === undefined ? [] : findPaths(context, folding, request, first),
  };
}

/** Routes with the steps of objects that are not drawn joined: lines lead through these. */
export function passRoutes(
  { cycles, paths }: Routes,
  isPassed: (node: NodeIndex) => boolean,
): Routes {
  return {
    cycles: cycles.map((cycle) => passRoute(cycle, isPassed)),
    paths: paths.map(({ number, way }) => ({ number, way: passRoute(way, isPassed) })),
  };
}

/** The references of ways, by the keys of their steps. */
export function stepKeys(ways: readonly (Route | null)[]): ReadonlySet<StepKey> {
  return new Set(ways.flatMap((way) => way?.steps.map(stepKey) ?? []));
}

function findCycles(
  context: SceneContext,
  folding: Folding,
  focus: readonly NodeIndex[],
): readonly Route[] {
  if (context.findCycle === null) return [];
  const cycles: Route[] = [];
  for (const node of focus.slice(0, MAX_CYCLES)) {
    const cycle = context.findCycle(node);
    if (cycle !== null) cycles.push(foldRoute(folding, cycle.nodes, cycle.edges, true));
    // What is forced into the drawing is the first focus's; without one, nothing is.
    else if (cycles.length === 0) cycles.push({ objects: [], steps: [] });
  }
  return cycles;
}

function findPaths(
  context: SceneContext,
  folding: Folding,
  { showPath, showWays, way }: SceneRequest,
  node: NodeIndex,
): readonly NumberedRoute[] {
  if (showWays && context.findWays !== null) {
    const { firstNumber, paths } = context.findWays(node);
    return paths.flatMap(({ nodes, edges }, at) => {
      const number = firstNumber + at;
      if (way !== 0 && way !== number) return [];
      return [{ number, way: foldRoute(folding, nodes, edges, false) }];
    });
  }
  const path = showPath ? (context.findRootPath?.(node) ?? null) : null;
  if (path === null) return [];
  return [{ number: 0, way: foldRoute(folding, path.nodes, path.edges, false) }];
}

/** The numbers of the ways that references are on, by the keys of their steps. */
export function routeNumbers(paths: readonly NumberedRoute[]): ReadonlyMap<StepKey, number> {
  return new Map(
    paths.flatMap(({ number, way }) =>
      number === 0 ? [] : way.steps.map((step): [StepKey, number] => [stepKey(step), number]),
    ),
  );
}
