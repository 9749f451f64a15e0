import type { EdgeIndex, NodeIndex } from '../../heap/heap-graph.ts';
import type { Folding } from '../folding/fold.ts';
import type { FoldedStep } from '../folding/step.ts';
import { joinSteps, stepThrough } from '../folding/step.ts';

/** A cycle or a path as it is drawn: the drawn objects in order, and the folded steps. */
export interface Route {
  readonly objects: readonly NodeIndex[];
  /** Step i leads from object i to object i + 1; a cycle has one more, back to the first. */
  readonly steps: readonly FoldedStep[];
}

/**
 * Folds a cycle or a path.
 *
 * An internal stays folded only where the way enters it from its owner; where it comes in sideways
 * (a function's globals, say), the internal is drawn, in the whole scene.
 */
export function foldRoute(
  folding: Folding,
  nodes: ArrayLike<NodeIndex>,
  edges: ArrayLike<EdgeIndex>,
  isCycle: boolean,
): Route {
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes[at] as NodeIndex;
    const chain = folding.chainTo(node);
    if (chain === null) continue;
    const entry = at > 0 ? edges[at - 1] : isCycle ? edges[nodes.length - 1] : undefined;
    if (chain.edges.at(-1) !== entry) folding.show(node);
  }
  let first = 0;
  while (first < nodes.length && folding.chainTo(nodes[first] as NodeIndex) !== null) first++;
  const objects: NodeIndex[] = [];
  const steps: FoldedStep[] = [];
  for (let offset = 0; offset < nodes.length; offset++) {
    const at = (first + offset) % nodes.length;
    const node = nodes[at] as NodeIndex;
    if (folding.chainTo(node) === null) objects.push(node);
    if (at >= edges.length) continue;
    const target = nodes[(at + 1) % nodes.length] as NodeIndex;
    if (folding.chainTo(target) !== null) continue;
    steps.push(stepThrough(folding, node, edges[at] as EdgeIndex, target));
  }
  return { objects, steps };
}

/** A cycle or a path whose lines lead through some of its objects; itself where nothing is left. */
export function passRoute(way: Route, isPassed: (node: NodeIndex) => boolean): Route {
  const first = way.objects.findIndex((node) => !isPassed(node));
  if (first < 0 || !way.objects.some(isPassed)) return way;
  const objects: NodeIndex[] = [];
  const steps: FoldedStep[] = [];
  let open: FoldedStep | null = null;
  const count = way.objects.length;
  for (let offset = 0; offset < count; offset++) {
    const at = (first + offset) % count;
    const node = way.objects[at] as NodeIndex;
    if (!isPassed(node)) objects.push(node);
    const step = way.steps[at];
    if (step === undefined) continue;
    const joined: FoldedStep = open === null ? step : joinSteps(open, step);
    open = isPassed(joined.target) ? joined : null;
    if (open === null) steps.push(joined);
  }
  return { objects, steps };
}

/** Drawn of a long way: its beginning and its end. */
const HEAD = 12;
const TAIL = 8;

/** The objects of a way that are drawn whatever the limits: all of a short one, the ends of a long. */
export function routeEnds(objects: readonly NodeIndex[]): readonly NodeIndex[] {
  if (objects.length <= HEAD + TAIL) return objects;
  return [...objects.slice(0, HEAD), ...objects.slice(-TAIL)];
}

/** A stretch of a way that is not drawn. */
export interface RouteGap {
  readonly from: NodeIndex;
  readonly to: NodeIndex;
  readonly count: number;
}

/** The stretches between drawn objects, in order. O(length). */
export function gapsOf(
  way: Route,
  isDrawn: (node: NodeIndex) => boolean,
  isCycle: boolean,
): readonly RouteGap[] {
  const gaps: RouteGap[] = [];
  const { objects } = way;
  const start = objects.findIndex(isDrawn);
  if (start < 0) return gaps;
  let from = objects[start] as NodeIndex;
  let count = 0;
  const last = isCycle ? start + objects.length : objects.length - 1;
  for (let at = start + 1; at <= last; at++) {
    const node = objects[at % objects.length] as NodeIndex;
    if (!isDrawn(node)) {
      count++;
      continue;
    }
    if (count > 0) gaps.push({ from, to: node, count });
    from = node;
    count = 0;
  }
  return gaps;
}
