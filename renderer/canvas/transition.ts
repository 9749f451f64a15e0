import type { Scene } from '../../shared/scene/model/scene.ts';
import type { Viewport } from '../state/view/history.ts';
import type { Point } from './edge-geometry.ts';

/** Where every node of a new scene starts from, and what fades in. */
export interface Transition {
  readonly from: ReadonlyMap<string, Point>;
  readonly appearing: ReadonlySet<string>;
}

/**
 * How the next scene grows out of the one on screen: what was there moves from where it is, what
 * is new comes out of a neighbour that was there, else out of the anchor.
 */
export function planTransition(
  scene: Pick<Scene, 'nodes' | 'edges'>,
  present: ReadonlyMap<string, Point>,
  anchorId: string | null,
): Transition {
  const from = new Map<string, Point>();
  const appearing = new Set<string>();
  const origin = new Map<string, Point>();
  for (const { source, target } of scene.edges) {
    const sourcePoint = present.get(source);
    const targetPoint = present.get(target);
    if (sourcePoint !== undefined && !origin.has(target)) origin.set(target, sourcePoint);
    if (targetPoint !== undefined && !origin.has(source)) origin.set(source, targetPoint);
  }
  const anchor = anchorId === null ? undefined : present.get(anchorId);
  for (const node of scene.nodes) {
    const before = present.get(node.id);
    if (before === undefined) appearing.add(node.id);
    from.set(node.id, before ?? origin.get(node.id) ?? anchor ?? { x: node.x, y: node.y });
  }
  return { from, appearing };
}

/** The viewport in which a node stays where it is on screen while its place in the scene changes. */
export function anchoredViewport(viewport: Viewport, before: Point, after: Point): Viewport {
  return {
    zoom: viewport.zoom,
    x: viewport.x + (before.x - after.x) * viewport.zoom,
    y: viewport.y + (before.y - after.y) * viewport.zoom,
  };
}

/** Fast at first, settling gently; 0 … 1. */
export function eased(t: number): number {
  return 1 - (1 - t) ** 3;
}

export function mix(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}
