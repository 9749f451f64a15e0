import type { NodeIndex } from '../../../shared/heap/heap-graph.ts';
import type { DumpRequest } from '../../../shared/protocol/channels.ts';
import { type CutChoice, MAX_TRANSFORMS } from '../../../shared/protocol/schemas.ts';
import type {
  ExpandedSide,
  Isolation,
  Pin,
  SceneFact,
  SceneRequest,
  Transform,
} from '../../../shared/scene/model/scene.ts';
import { editGroup, groupOf } from './group-edits.ts';

/** Pure changes to what a drawing asks for. Each returns a request within the protocol's limits. */

export const DEPTH_RANGE = { min: 0, max: 12 } as const;
export const BREADTH_RANGE = { min: 1, max: 100 } as const;
/** The most neighbours of one side, and members of one group, that are drawn one by one. */
export const MAX_PER_SIDE = 500;
const MAX_PINS = 200;

/** Keeps the options of a drawing and changes its focus; drops what was expanded or hidden around the old one. */
export function refocus(request: SceneRequest, focus: readonly NodeIndex[]): SceneRequest {
  return {
    ...request,
    focus,
    expanded: [],
    tidied: 0,
    tidiedDepth: null,
    opened: [],
    collapsed: [],
    hidden: [],
    unfolded: [],
    groups: [],
    pinned: [],
    isolated: null,
    showWays: false,
    way: 0,
  };
}

/** Lays out anew what was added to the drawing step by step. */
export function tidy(request: SceneRequest): SceneRequest {
  return {
    ...request,
    tidied: request.expanded.length,
    tidiedDepth: null,
    groups: request.groups.map((group) => ({ ...group, tidied: group.spread })),
  };
}

/** Whether that would change anything. */
export function canTidy({ expanded, tidied, tidiedDepth, groups }: SceneRequest): boolean {
  const isSpread = groups.some((group) => group.spread > group.tidied);
  return expanded.length > tidied || tidiedDepth !== null || isSpread;
}

/** One more page of neighbours of `node` on one side. `drawn` is how many are on screen now. */
export function expandSide(
  request: SceneRequest,
  node: NodeIndex,
  direction: ExpandedSide['direction'],
  drawn: number,
): SceneRequest {
  const isSide = (side: ExpandedSide) => side.node === node && side.direction === direction;
  const place = request.expanded.findIndex(isSide);
  const before = request.expanded[place]?.count ?? 0;
  const count = Math.min(Math.max(before, drawn) + request.breadth, MAX_PER_SIDE);
  return {
    ...request,
    expanded: [...request.expanded.filter((side) => !isSide(side)), { node, direction, count }],
    tidied: place >= 0 && place < request.tidied ? request.tidied - 1 : request.tidied,
    collapsed: request.collapsed.filter((other) => other !== node),
    hidden: request.hidden.filter((other) => other !== node),
  };
}

/** Expands a node of the drawing, an object or a group, by its id. */
export function expandNode(
  request: SceneRequest,
  id: string,
  direction: ExpandedSide['direction'],
  drawn: number,
): SceneRequest {
  const object = objectOfId(id);
  if (object !== null) return expandSide(request, object, direction, drawn);
  const before = groupOf(request, id)[direction];
  const count = Math.min(Math.max(before, drawn) + request.breadth, MAX_PER_SIDE);
  return editGroup(request, id, { [direction]: count, collapsed: false });
}

/** The node stays, what was only reached through it goes. */
export function collapse(request: SceneRequest, id: string): SceneRequest {
  const object = objectOfId(id);
  if (object === null)
    return editGroup(request, id, { collapsed: true, referrers: 0, referents: 0 });
  const isOther = (side: ExpandedSide) => side.node !== object;
  return {
    ...request,
    expanded: request.expanded.filter(isOther),
    tidied: request.expanded.slice(0, request.tidied).filter(isOther).length,
    collapsed: withNode(request.collapsed, object),
  };
}

export function uncollapse(request: SceneRequest, id: string): SceneRequest {
  const object = objectOfId(id);
  if (object === null) return editGroup(request, id, { collapsed: false });
  return { ...request, collapsed: request.collapsed.filter((other) => other !== object) };
}

export function isCollapsed(request: SceneRequest, id: string): boolean {
  const object = objectOfId(id);
  return object === null ? groupOf(request, id).collapsed : request.collapsed.includes(object);
}

/** Takes nodes out of the drawing; what it starts from cannot be hidden. */
export function hide(request: SceneRequest, ids: readonly string[]): SceneRequest {
  let next = request;
  for (const id of ids) {
    const object = objectOfId(id);
    if (object === null) next = editGroup(next, id, { hidden: true });
    else if (!request.focus.includes(object)) {
      next = {
        ...next,
        hidden: withNode(next.hidden, object),
        pinned: next.pinned.filter(({ node }) => node !== object),
      };
    }
  }
  return next;
}

/** How many objects and groups are hidden. */
export function hiddenCount({ hidden, groups }: SceneRequest): number {
  return hidden.length + groups.filter((group) => group.hidden).length;
}

export function showHidden(request: SceneRequest): SceneRequest {
  let next: SceneRequest = { ...request, hidden: [] };
  for (const { id, hidden } of request.groups) {
    if (hidden) next = editGroup(next, id, { hidden: false });
  }
  return next;
}

/** Internals of an object drawn, or folded into edges again. */
export function toggleUnfolded(request: SceneRequest, node: NodeIndex): SceneRequest {
  return request.unfolded.includes(node)
    ? { ...request, unfolded: request.unfolded.filter((other) => other !== node) }
    : { ...request, unfolded: withNode(request.unfolded, node) };
}

/** All rows of a record, or the first again. */
export function toggleRecord(request: SceneRequest, node: NodeIndex): SceneRequest {
  return request.opened.includes(node)
    ? { ...request, opened: request.opened.filter((other) => other !== node) }
    : { ...request, opened: withNode(request.opened, node) };
}

/** Fixes objects in their places, in scene units from the scene's origin. */
export function pin(request: SceneRequest, pins: readonly Pin[]): SceneRequest {
  const isNew = ({ node }: Pin) => !pins.some((other) => other.node === node);
  return { ...request, pinned: [...request.pinned.filter(isNew), ...pins].slice(-MAX_PINS) };
}

/** Pins an object where it was dragged to, and remembers how far that is from its place. */
export function drag(
  request: SceneRequest,
  node: NodeIndex,
  from: Omit<Pin, 'node'>,
  to: Omit<Pin, 'node'>,
): SceneRequest {
  const before = request.pinned.find((pinned) => pinned.node === node);
  const dx = (before?.dx ?? 0) + to.x - from.x;
  const dy = (before?.dy ?? 0) + to.y - from.y;
  return pin(request, [{ node, x: to.x, y: to.y, dx, dy }]);
}

export function unpin(request: SceneRequest, nodes: readonly NodeIndex[]): SceneRequest {
  return { ...request, pinned: request.pinned.filter(({ node }) => !nodes.includes(node)) };
}

/** Only a part of the drawing, or all of it again. */
export function isolateFocus(request: SceneRequest, isolated: Isolation | null): SceneRequest {
  return { ...request, isolated };
}

/** One more change on top of the others; one that is there already comes on top. */
export function addTransform(request: SceneRequest, transform: Transform): SceneRequest {
  const others = removeTransform(request, transform).transforms;
  return { ...request, transforms: [...others, transform].slice(-MAX_TRANSFORMS) };
}

export function removeTransform(request: SceneRequest, transform: Transform): SceneRequest {
  const isOther = (one: Transform): boolean => transformKey(one) !== transformKey(transform);
  return { ...request, transforms: request.transforms.filter(isOther) };
}

export function toggleTransform(request: SceneRequest, transform: Transform): SceneRequest {
  return hasTransform(request, transform)
    ? removeTransform(request, transform)
    : addTransform(request, transform);
}

export function hasTransform({ transforms }: SceneRequest, transform: Transform): boolean {
  return transforms.some((one) => transformKey(one) === transformKey(transform));
}

/** Tells a transform from every other: what it is called is short, and may be another's too. */
export function transformKey(transform: Transform): string {
  return 'type' in transform ? `${transform.kind} ${transform.type}` : transform.kind;
}

export function toggleFact(request: SceneRequest, fact: SceneFact): SceneRequest {
  const facts = request.facts.includes(fact)
    ? request.facts.filter((other) => other !== fact)
    : [...request.facts, fact];
  return { ...request, facts };
}

export function setDepth(request: SceneRequest, depth: number): SceneRequest {
  const next = clamp(depth, DEPTH_RANGE);
  const tidiedDepth = request.tidiedDepth ?? request.depth;
  return { ...request, depth: next, tidiedDepth: tidiedDepth === next ? null : tidiedDepth };
}

export function setBreadth(request: SceneRequest, breadth: number): SceneRequest {
  return { ...request, breadth: clamp(breadth, BREADTH_RANGE) };
}

/** The object that a node of a drawing stands for, from the node's id; null for groups and stubs. */
export function objectOfId(id: string): NodeIndex | null {
  const match = /^n(\d+)$/.exec(id);
  return match === null ? null : Number(match[1]);
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

/** The question that a drawing asks. */
export function sceneQuestion(request: SceneRequest, cuts: CutChoice): DumpRequest<'scene'> {
  return { scene: request, cuts };
}
