import { type Box, boxAround } from '../model/boxes.ts';
import { sampleCurve } from './curve-samples.ts';
import type { LayoutInput, LayoutResult } from './layout-graph.ts';

/** What makes a drawing hard to read, counted. */
export interface LayoutCounts {
  /** Points at which two lines cross; lines that share an end are not counted against each other. */
  readonly crossings: number;
  /** Lines that pass through a box at neither of their ends, once for each such box. */
  readonly throughBoxes: number;
  /** Pairs of boxes that overlap. */
  readonly overlaps: number;
  /** Pairs of a label and a box, or of two labels, that overlap. */
  readonly coveredLabels: number;
}

const SAMPLES_PER_CURVE = 12;
const CELL = 80;
/** More cells than any drawing is high: a number for each. */
const ROWS = 2 ** 20;
/** What touches a box by less than this only grazes it. */
const GRAZE = 1;

/**
 * Counts what is wrong with a drawing, from its places and curves. Curves are looked at as twelve
 * straight pieces per Bézier. O(pieces + pairs of pieces that are near each other).
 */
export function countFaults(
  input: LayoutInput,
  { nodes, edges }: Pick<LayoutResult, 'nodes' | 'edges'>,
): LayoutCounts {
  const lines = edges.map(({ curve }) => sampleCurve(curve, SAMPLES_PER_CURVE));
  const boxes = innerBoxes(input, nodes);
  const labels = edges.flatMap(({ labelX, labelY }, at) => {
    const { labelWidth = 0, labelHeight = 0 } = input.edges[at] ?? {};
    return labelWidth === 0
      ? []
      : [boxAround(labelX, labelY, labelWidth - 2 * GRAZE, labelHeight - 2 * GRAZE)];
  });
  return {
    crossings: countCrossings(input, lines),
    throughBoxes: [...throughBoxes(input, lines, boxes).values()].reduce((sum, n) => sum + n, 0),
    overlaps: pairsIn(boxes, boxes.length),
    coveredLabels:
      pairsIn([...boxes, ...labels], boxes.length + labels.length) - pairsIn(boxes, boxes.length),
  };
}

/** Crossings alone: all that is asked while layouts are compared. */
export function countCrossings(
  { edges }: Pick<LayoutInput, 'edges'>,
  lines: readonly (readonly number[])[],
): number {
  const cells = new Map<number, number[]>();
  const pieces: Piece[] = [];
  /** By piece, the last one that was held against it. */
  const metBy: number[] = [];
  let crossings = 0;
  lines.forEach((points, line) => {
    const { source, target } = edges[line] ?? { source: -1, target: -1 };
    for (let at = 0; at + 3 < points.length; at += 2) {
      const x0 = points[at] ?? 0;
      const y0 = points[at + 1] ?? 0;
      const x1 = points[at + 2] ?? 0;
      const y1 = points[at + 3] ?? 0;
      const piece = { line, x0, y0, x1, y1 };
      const id = pieces.push(piece) - 1;
      for (const key of cellsUnder(piece)) {
        const cell = cells.get(key);
        if (cell === undefined) {
          cells.set(key, [id]);
          continue;
        }
        for (const other of cell) {
          // Two pieces may meet in several cells.
          if (metBy[other] === id) continue;
          metBy[other] = id;
          const against = pieces[other] as Piece;
          const ends = edges[against.line];
          if (ends === undefined || against.line === line) continue;
          const isJoined =
            ends.source === source ||
            ends.source === target ||
            ends.target === source ||
            ends.target === target;
          if (!isJoined && cross(piece, against)) crossings++;
        }
        cell.push(id);
      }
    }
  });
  return crossings;
}

interface Piece {
  readonly line: number;
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

function* cellsUnder({ x0, y0, x1, y1 }: Omit<Piece, 'line'>): Iterable<number> {
  const left = Math.floor(Math.min(x0, x1) / CELL);
  const right = Math.floor(Math.max(x0, x1) / CELL);
  const top = Math.floor(Math.min(y0, y1) / CELL);
  const bottom = Math.floor(Math.max(y0, y1) / CELL);
  for (let x = left; x <= right; x++) for (let y = top; y <= bottom; y++) yield x * ROWS + y;
}

/** Half open, so that a crossing at the joint of two pieces of a line is counted once. */
function cross(a: Piece, b: Piece): boolean {
  const side = (p: Piece, x: number, y: number): boolean =>
    (p.x1 - p.x0) * (y - p.y0) - (p.y1 - p.y0) * (x - p.x0) > 0;
  return side(a, b.x0, b.y0) !== side(a, b.x1, b.y1) && side(b, a.x0, a.y0) !== side(b, a.x1, a.y1);
}

/** The lines, by their places, that pass through a box at neither of their ends. */
export function linesThroughBoxes(
  input: LayoutInput,
  { nodes, edges }: Pick<LayoutResult, 'nodes' | 'edges'>,
): ReadonlySet<number> {
  const lines = edges.map(({ curve }) => sampleCurve(curve, SAMPLES_PER_CURVE));
  return new Set(throughBoxes(input, lines, innerBoxes(input, nodes)).keys());
}

function innerBoxes({ nodes: sizes }: LayoutInput, nodes: LayoutResult['nodes']): readonly Box[] {
  return sizes.map(({ width, height }, at) => {
    const { x, y } = nodes[at] ?? { x: 0, y: 0 };
    return boxAround(x, y, width - 2 * GRAZE, height - 2 * GRAZE);
  });
}

/** Of lines that pass through boxes, through how many. */
function throughBoxes(
  { edges }: LayoutInput,
  lines: readonly (readonly number[])[],
  boxes: readonly Box[],
): ReadonlyMap<number, number> {
  const cells = new Map<number, number[]>();
  boxes.forEach(({ left, top, right, bottom }, at) => {
    for (const key of cellsUnder({ x0: left, y0: top, x1: right, y1: bottom })) {
      cells.set(key, [...(cells.get(key) ?? []), at]);
    }
  });
  const counts = new Map<number, number>();
  lines.forEach((points, line) => {
    const { source, target } = edges[line] ?? { source: -1, target: -1 };
    const through = new Set<number>();
    for (let at = 0; at + 3 < points.length; at += 2) {
      const x0 = points[at] ?? 0;
      const y0 = points[at + 1] ?? 0;
      const x1 = points[at + 2] ?? 0;
      const y1 = points[at + 3] ?? 0;
      const piece = { x0, y0, x1, y1 };
      for (const key of cellsUnder(piece)) {
        for (const box of cells.get(key) ?? []) {
          if (box === source || box === target || through.has(box)) continue;
          if (meets(piece, boxes[box] as Box)) through.add(box);
        }
      }
    }
    if (through.size > 0) counts.set(line, through.size);
  });
  return counts;
}

/** Whether a straight piece has a point inside a box: Liang and Barsky's clipping. */
function meets({ x0, y0, x1, y1 }: Omit<Piece, 'line'>, box: Box): boolean {
  let from = 0;
  let to = 1;
  for (const [way, room] of [
    [x0 - x1, x0 - box.left],
    [x1 - x0, box.right - x0],
    [y0 - y1, y0 - box.top],
    [y1 - y0, box.bottom - y0],
  ] as const) {
    if (way === 0) {
      if (room < 0) return false;
      continue;
    }
    const at = room / way;
    if (way < 0) from = Math.max(from, at);
    else to = Math.min(to, at);
    if (from > to) return false;
  }
  return true;
}

/** Pairs of the first `count` boxes that overlap. */
function pairsIn(boxes: readonly Box[], count: number): number {
  const order = boxes.slice(0, count).sort((a, b) => a.left - b.left);
  let pairs = 0;
  order.forEach((a, at) => {
    for (let next = at + 1; next < order.length; next++) {
      const b = order[next] as Box;
      if (b.left >= a.right) break;
      if (a.top < b.bottom && b.top < a.bottom) pairs++;
    }
  });
  return pairs;
}
