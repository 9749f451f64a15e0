import type { NodeIndex } from '../../shared/heap/heap-graph.ts';
import type { ExpandedSide, SceneRequest } from '../../shared/scene/scene.ts';

/** Pure changes to what a drawing asks for. Each returns a request within the protocol's limits. */

export const DEPTH_RANGE = { min: 0, max: 12 } as const;
export const BREADTH_RANGE = { min: 1, max: 100 } as const;
const MOST_EXPANDED_PER_SIDE = 500;

/** The same options with another focus; what was expanded or hidden around the old one is left. */
export function refocus(request: SceneRequest, focus: readonly NodeIndex[]): SceneRequest {
  return { ...request, focus, expanded: [], collapsed: [], hidden: [], unfolded: [] };
}

/** One more page of neighbours of `node` on one side. `drawn` is how many are on screen now. */
export function expandSide(
  request: SceneRequest,
  node: NodeIndex,
  direction: ExpandedSide['direction'],
  drawn: number,
): SceneRequest {
  const isSide = (side: ExpandedSide) => side.node === node && side.direction === direction;
  const before = request.expanded.find(isSide)?.count ?? 0;
  const count = Math.min(Math.max(before, drawn) + request.breadth, MOST_EXPANDED_PER_SIDE);
  return {
    ...request,
    expanded: [...request.expanded.filter((side) => !isSide(side)), { node, direction, count }],
    collapsed: request.collapsed.filter((other) => other !== node),
    hidden: request.hidden.filter((other) => other !== node),
  };
}

/** The object stays, what was only reached through it goes. */
export function collapse(request: SceneRequest, node: NodeIndex): SceneRequest {
  return {
    ...request,
    expanded: request.expanded.filter((side) => side.node !== node),
    collapsed: withNode(request.collapsed, node),
  };
}

export function uncollapse(request: SceneRequest, node: NodeIndex): SceneRequest {
  return { ...request, collapsed: request.collapsed.filter((other) => other !== node) };
}

/** Takes an object out of the drawing; the focus cannot be hidden. */
export function hide(request: SceneRequest, node: NodeIndex): SceneRequest {
  if (request.focus.includes(node)) return request;
  return { ...request, hidden: withNode(request.hidden, node) };
}

export function showHidden(request: SceneRequest): SceneRequest {
  return { ...request, hidden: [] };
}

/** Internals of an object drawn, or folded into edges again. */
export function toggleUnfolded(request: SceneRequest, node: NodeIndex): SceneRequest {
  return request.unfolded.includes(node)
    ? { ...request, unfolded: request.unfolded.filter((other) => other !== node) }
    : { ...request, unfolded: withNode(request.unfolded, node) };
}

export function setDepth(request: SceneRequest, depth: number): SceneRequest {
  return { ...request, depth: clamp(depth, DEPTH_RANGE) };
}

export function setBreadth(request: SceneRequest, breadth: number): SceneRequest {
  return { ...request, breadth: clamp(breadth, BREADTH_RANGE) };
}

function withNode(nodes: readonly NodeIndex[], node: NodeIndex): readonly NodeIndex[] {
  return nodes.includes(node) ? nodes : [...nodes, node];
}

function clamp(
  value: number,
  { min, max }: { readonly min: number; readonly max: number },
): number {
  return Math.min(Math.max(Math.round(value), min), max);
}
