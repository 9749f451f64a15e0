import type { Box } from '../model/boxes.ts';
import { BoxGrid, boxAround } from '../model/boxes.ts';
import { sampleCurve, touches } from './curve-samples.ts';
import type { LaidOutEdge, LayoutInput, LayoutResult } from './layout-graph.ts';

/** Between a label and the line it stands beside. */
const GAP = 3;
/** Between the places on a line at which a label may stand. */
const STEP = 12;
const MAX_STEPS = 80;
/** A place on its own line, or on another's, is worth that much of a way to a better one. */
const ON_ITS_LINE = 12;
const ON_ANOTHER = 60;
/** A label that moves may make room for another. */
const ROUNDS = 4;

/**
 * Moves labels that lie on a node or on another label to where they do not: beside their own line,
 * or on it, as near as possible to where they were; wherever such a place exists.
 *
 * dot keeps room for labels, but objects that were moved (pins) and plain layers do not.
 * O(labels), and for each that lies on something O(its line's length).
 */
export function clearLabels<Result extends LayoutResult>(
  input: LayoutInput,
  result: Result,
): Result {
  const taken = new BoxGrid();
  input.nodes.forEach(({ width, height }, at) => {
    const { x, y } = result.nodes[at] ?? { x: 0, y: 0 };
    taken.put(at, boxAround(x, y, width, height));
  });
  const idOf = (edge: number): number => input.nodes.length + edge;
  const edges = [...result.edges];
  const boxOf = (at: number, x: number, y: number): Box => {
    const { labelWidth = 0, labelHeight = 0 } = input.edges[at] ?? {};
    return boxAround(x, y, labelWidth, labelHeight);
  };
  const labelled = edges.flatMap(({ labelX, labelY }, at) => {
    if ((input.edges[at]?.labelWidth ?? 0) === 0) return [];
    taken.put(idOf(at), boxOf(at, labelX, labelY));
    return [at];
  });
  const isOver = (at: number): boolean => {
    const { labelX = 0, labelY = 0 } = edges[at] ?? {};
    return taken.isTaken(boxOf(at, labelX, labelY), idOf(at));
  };
  let wanting = labelled.filter(isOver);
  if (wanting.length === 0) return result;
  const lines = edges.map(lineOf);
  for (let round = 0; round < ROUNDS && wanting.length > 0; round++) {
    for (const at of wanting) {
      const edge = edges[at];
      if (edge === undefined || !isOver(at)) continue;
      let best = { cost: Number.POSITIVE_INFINITY, x: 0, y: 0 };
      for (const { x, y, isOnLine } of placesFor(edge, input.edges[at])) {
        const way = Math.hypot(x - edge.labelX, y - edge.labelY) + (isOnLine ? ON_ITS_LINE : 0);
        if (way >= best.cost) continue;
        const box = boxOf(at, x, y);
        if (!isWithin(box, result) || taken.isTaken(box, idOf(at))) continue;
        const cost = way + (crosses(lines, box, at) ? ON_ANOTHER : 0);
        if (cost < best.cost) best = { cost, x, y };
      }
      if (best.cost === Number.POSITIVE_INFINITY) continue;
      edges[at] = { ...edge, labelX: best.x, labelY: best.y };
      taken.put(idOf(at), boxOf(at, best.x, best.y));
    }
    wanting = wanting.filter(isOver);
  }
  return { ...result, edges };
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly isOnLine: boolean;
}

/** Every place at which the label touches its own line, or stands on it. */
function* placesFor(
  { curve }: LaidOutEdge,
  { labelWidth = 0, labelHeight = 0 }: Partial<LayoutInput['edges'][number]> = {},
): Iterable<Place> {
  const points = sampleCurve(curve, stepsFor(curve));
  const dx = labelWidth / 2 + GAP;
  const dy = labelHeight / 2 + GAP;
  for (let at = 0; at + 1 < points.length; at += 2) {
    const [x = 0, y = 0] = points.slice(at, at + 2);
    yield { x: x + dx, y, isOnLine: false };
    yield { x: x - dx, y, isOnLine: false };
    yield { x, y: y - dy, isOnLine: false };
    yield { x, y: y + dy, isOnLine: false };
    yield { x, y, isOnLine: true };
  }
}

/** Tens, so that a line has a place at every tenth of it at least. */
function stepsFor(curve: readonly number[]): number {
  let length = 0;
  for (let at = 0; at + 3 < curve.length; at += 2) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = curve.slice(at, at + 4);
    length += Math.hypot(x1 - x0, y1 - y0);
  }
  const beziers = Math.max(1, (curve.length - 2) / 6);
  return Math.min(MAX_STEPS, Math.max(10, 10 * Math.ceil(length / beziers / STEP / 10)));
}

function isWithin({ left, top, right, bottom }: Box, { width, height }: LayoutResult): boolean {
  return left >= 0 && top >= 0 && right <= width && bottom <= height;
}

interface Line {
  readonly bounds: Box;
  readonly points: readonly number[];
}

function lineOf({ curve }: LaidOutEdge): Line {
  const points = sampleCurve(curve, 10);
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let at = 0; at + 1 < points.length; at += 2) {
    const [x = 0, y = 0] = points.slice(at, at + 2);
    bounds.left = Math.min(bounds.left, x);
    bounds.right = Math.max(bounds.right, x);
    bounds.top = Math.min(bounds.top, y);
    bounds.bottom = Math.max(bounds.bottom, y);
  }
  return { bounds, points };
}

function crosses(lines: readonly Line[], box: Box, own: number): boolean {
  return lines.some(
    ({ bounds, points }, at) =>
      at !== own &&
      box.left <= bounds.right &&
      bounds.left <= box.right &&
      box.top <= bounds.bottom &&
      bounds.top <= box.bottom &&
      touches(points, box),
  );
}
