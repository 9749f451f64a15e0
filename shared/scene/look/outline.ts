import type { LaidOutEdge } from '../layout/layout-graph.ts';
import type { SceneNodeRole } from '../model/scene.ts';

/** How much each role's outline takes from the corners of its box, and in which form. */
export const CORNER = {
  instance: { form: 'round', size: 8 },
  container: { form: 'round', size: 1.5 },
  module: { form: 'round', size: 1.5 },
  value: { form: 'round', size: 14 },
  stub: { form: 'round', size: 14 },
  function: { form: 'cut', size: 9 },
  type: { form: 'point', size: 9 },
  frame: { form: 'round', size: 0 },
} as const satisfies Record<SceneNodeRole, Corner>;

interface Corner {
  /** A quarter circle, a chamfer, or sides that run to a point at half height. */
  readonly form: 'round' | 'cut' | 'point';
  readonly size: number;
}

export interface OutlinedBox {
  readonly role: SceneNodeRole;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An end is moved by at most this much. */
const MAX_REACH = 14;
const STEP = 0.5;

/**
 * Lengthens the ends of an edge to the outlines of its nodes, where the layout, which knows only
 * boxes, let it end in a corner that the outline leaves out.
 */
export function meetOutlines<Edge extends LaidOutEdge>(
  edge: Edge,
  source: OutlinedBox,
  target: OutlinedBox,
): Edge {
  const curve = [...edge.curve];
  const last = curve.length - 2;
  extend(curve, 0, 2, source);
  extend(curve, last, last - 2, target);
  return { ...edge, curve };
}

/** Moves the end point at `end`, and its control point with it, along the curve's direction. */
function extend(curve: number[], end: number, control: number, box: OutlinedBox): void {
  const x = curve[end] ?? 0;
  const y = curve[end + 1] ?? 0;
  const dx = x - (curve[control] ?? 0);
  const dy = y - (curve[control + 1] ?? 0);
  const length = Math.hypot(dx, dy);
  if (length === 0) return;
  for (let by = 0; by <= MAX_REACH; by += STEP) {
    const movedX = (dx / length) * by;
    const movedY = (dy / length) * by;
    if (!isInside(box, x + movedX, y + movedY)) continue;
    curve[end] = x + movedX;
    curve[end + 1] = y + movedY;
    curve[control] = (curve[control] ?? 0) + movedX;
    curve[control + 1] = (curve[control + 1] ?? 0) + movedY;
    return;
  }
}

/** Whether a point is within the outline, or no more than a hair outside it. */
function isInside(box: OutlinedBox, x: number, y: number): boolean {
  const { form, size } = CORNER[box.role];
  const halfHeight = box.height / 2;
  const fromSide = box.width / 2 - Math.abs(x - box.x);
  const fromTop = halfHeight - Math.abs(y - box.y);
  const hair = 1;
  if (fromSide < -hair || fromTop < -hair) return false;
  if (form === 'point') return fromSide >= (size * (halfHeight - fromTop)) / halfHeight - hair;
  const radius = Math.min(size, halfHeight);
  if (fromSide >= radius || fromTop >= radius) return true;
  if (form === 'cut') return fromSide + fromTop >= radius - hair;
  return Math.hypot(radius - fromSide, radius - fromTop) <= radius + hair;
}
