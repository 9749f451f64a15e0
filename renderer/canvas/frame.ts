import type { SceneNode } from '../../shared/scene/model/scene.ts';
import type { Point } from './edge-geometry.ts';

/** What the user's hand and eye are on. */
export interface Emphasis {
  readonly selected: ReadonlySet<string>;
  /** The one of them that the keyboard acts on. */
  readonly active: string | null;
  /** The keyboard is in the drawing: the active node is ringed as focus is elsewhere. */
  readonly hasFocusRing: boolean;
  readonly hovered: string | null;
  readonly edge: string | null;
  /** Nodes that carry the user's star. */
  readonly marked: ReadonlySet<string>;
  /** Nodes that a cut being considered would take away. */
  readonly leaving: ReadonlySet<string>;
}

export const NO_EMPHASIS: Emphasis = {
  selected: new Set(),
  active: null,
  hasFocusRing: false,
  hovered: null,
  edge: null,
  marked: new Set(),
  leaving: new Set(),
};

/** What differs, in one frame, from the scene as it was laid out. */
export interface FrameState {
  /** How far nodes are from where the scene put them; those at home are not in it. */
  readonly shifts: ReadonlyMap<string, Point>;
  /** Nodes that fade in, and how far they have come: 0 … 1. */
  readonly appearing: ReadonlySet<string>;
  readonly progress: number;
}

export const AT_REST: FrameState = { shifts: new Map(), appearing: new Set(), progress: 1 };

/** A part of the scene, in its units, as it is seen. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly zoom: number;
}

export const HOME: Point = { x: 0, y: 0 };

export function shiftOf(id: string, { shifts }: FrameState): Point {
  return shifts.get(id) ?? HOME;
}

/** How visible a node is, 0 … 1. */
export function alphaOf(id: string, { appearing, progress }: FrameState): number {
  return appearing.has(id) ? progress : 1;
}

export function isNodeInArea(area: Area, node: SceneNode, { x, y }: Point): boolean {
  // The selection's ring and a group's second outline stand out a little.
  const halfWidth = node.width / 2 + 10;
  const halfHeight = node.height / 2 + 10;
  return (
    node.x + x + halfWidth > area.left &&
    node.x + x - halfWidth < area.right &&
    node.y + y + halfHeight > area.top &&
    node.y + y - halfHeight < area.bottom
  );
}
