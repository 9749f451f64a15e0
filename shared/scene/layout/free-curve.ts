import type { LaidOutEdge } from './layout-graph.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Room a vertical curve needs between two boxes to look like one. */
const ROOM = 16;
/** Of a box's half width, the part of its border that curves use. */
const SPREAD = 0.7;

/**
 * A curve between two boxes that no layout has joined: from top to bottom where one lies below the
 * other, else from side to side; a loop at the right of a box that refers to itself.
 */
export function freeCurve(source: Box, target: Box): LaidOutEdge {
  if (source.x === target.x && source.y === target.y) return loop(source);
  const below = target.y - target.height / 2 - (source.y + source.height / 2);
  const above = source.y - source.height / 2 - (target.y + target.height / 2);
  if (below > ROOM || above > ROOM) {
    const down = below > ROOM ? 1 : -1;
    const x0 = source.x + lean(source, target);
    const x1 = target.x + lean(target, source);
    const y0 = source.y + (down * source.height) / 2;
    const y1 = target.y - (down * target.height) / 2;
    const bend = (y1 - y0) * 0.45;
    return curved([x0, y0, x0, y0 + bend, x1, y1 - bend, x1, y1]);
  }
  const right = target.x > source.x ? 1 : -1;
  const x0 = source.x + (right * source.width) / 2;
  const x1 = target.x - (right * target.width) / 2;
  const bend = Math.max(Math.abs(x1 - x0) * 0.45, ROOM) * right;
  return curved([x0, source.y, x0 + bend, source.y, x1 - bend, target.y, x1, target.y]);
}

/** How far off the middle of its border an end stands, towards the other box. */
function lean(from: Box, to: Box): number {
  const most = (from.width / 2) * SPREAD;
  return Math.max(-most, Math.min(most, (to.x - from.x) * 0.25));
}

function loop({ x, y, width, height }: Box): LaidOutEdge {
  const right = x + width / 2;
  const out = right + 40;
  const by = height / 4;
  return curved([right, y - by, out, y - 2 * by, out, y + 2 * by, right, y + by]);
}

/** The label stands beside the middle of the curve. */
function curved(curve: readonly number[]): LaidOutEdge {
  const middle = (axis: 0 | 1): number => {
    const [a = 0, b = 0, c = 0, d = 0] = [0, 2, 4, 6].map((at) => curve[at + axis] ?? 0);
    return (a + 3 * b + 3 * c + d) / 8;
  };
  return { curve, labelX: middle(0), labelY: middle(1) };
}
