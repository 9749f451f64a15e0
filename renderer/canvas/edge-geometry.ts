import type { SceneEdge, SceneNode } from '../../shared/scene/model/scene.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An edge as Cytoscape takes it: relative to its ends, so that it follows a node being dragged. */
export interface EdgeRoute {
  /** Offsets of the ends from the centres of their nodes. */
  readonly sourceEnd: Point;
  readonly targetEnd: Point;
  /** Points between, each as its place along the line between the ends (0 … 1) … */
  readonly weights: readonly number[];
  /** … and its distance from that line. */
  readonly distances: readonly number[];
}

/** Straight pieces of about this length are as good as the curve for who points at it. */
const PIECE_LENGTH = 24;
const MIN_PIECES = 4;
const MAX_PIECES = 18;

/** Points on a chain of cubics, from its start to its end, both included. */
export function sampleEdge(curve: readonly number[]): readonly Point[] {
  const [startX = 0, startY = 0] = curve;
  const points: Point[] = [{ x: startX, y: startY }];
  let x0 = startX;
  let y0 = startY;
  for (let at = 2; at + 5 < curve.length; at += 6) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = curve.slice(at, at + 6);
    const reach =
      Math.hypot(x1 - x0, y1 - y0) + Math.hypot(x2 - x1, y2 - y1) + Math.hypot(x3 - x2, y3 - y2);
    const wanted = Math.ceil(reach / PIECE_LENGTH);
    const pieces = Math.min(Math.max(wanted, MIN_PIECES), MAX_PIECES);
    for (let piece = 1; piece <= pieces; piece++) {
      const t = piece / pieces;
      points.push({ x: cubic(x0, x1, x2, x3, t), y: cubic(y0, y1, y2, y3, t) });
    }
    x0 = x3;
    y0 = y3;
  }
  return points;
}

/** A curve relative to its ends, or null where it has no extent (then a straight line does). */
export function routeOf(
  edge: Pick<SceneEdge, 'curve'>,
  source: Pick<SceneNode, 'x' | 'y'>,
  target: Pick<SceneNode, 'x' | 'y'>,
): EdgeRoute | null {
  const points = sampleEdge(edge.curve);
  const start = points[0];
  const end = points.at(-1);
  if (start === undefined || end === undefined || points.length < 3) return null;
  const dx = end.x - start.x;
  const dy = end.y - start.y;
  const length = Math.hypot(dx, dy);
  if (length < 1) return null;
  const weights: number[] = [];
  const distances: number[] = [];
  for (const point of points.slice(1, -1)) {
    const px = point.x - start.x;
    const py = point.y - start.y;
    weights.push(round((px * dx + py * dy) / (length * length)));
    // Cytoscape counts distances along (−dy, dx).
    distances.push(round((py * dx - px * dy) / length));
  }
  return {
    sourceEnd: { x: round(start.x - source.x), y: round(start.y - source.y) },
    targetEnd: { x: round(end.x - target.x), y: round(end.y - target.y) },
    weights,
    distances,
  };
}

/** A curve whose ends have been moved by so much: it follows them, bending in between. */
export function bentCurve(
  curve: readonly number[],
  source: Point,
  target: Point,
): readonly number[] {
  const last = Math.max(curve.length / 2 - 1, 1);
  return curve.map((value, at) => {
    const t = Math.floor(at / 2) / last;
    return at % 2 === 0
      ? value + source.x + (target.x - source.x) * t
      : value + source.y + (target.y - source.y) * t;
  });
}

/** A reference of an object to itself: which way its loop points, and how far. */
export interface LoopRoute {
  /** Radians clockwise from up. */
  readonly direction: number;
  /** From the node's centre to the loop's middle. */
  readonly reach: number;
}

export function loopOf(
  edge: Pick<SceneEdge, 'curve'>,
  node: Pick<SceneNode, 'x' | 'y' | 'width' | 'height'>,
): LoopRoute {
  const points = sampleEdge(edge.curve);
  let reach = 0;
  let direction = Math.PI / 2;
  for (const { x, y } of points) {
    const distance = Math.hypot(x - node.x, y - node.y);
    if (distance <= reach) continue;
    reach = distance;
    direction = Math.atan2(x - node.x, node.y - y);
  }
  return { direction, reach: Math.max(reach, node.width / 2 + 20) };
}

function cubic(a: number, b: number, c: number, d: number, t: number): number {
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000;
