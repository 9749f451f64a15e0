import { freeCurve } from './free-curve.ts';
import type { LaidOutEdge, LayoutInput, LayoutResult } from './layout-graph.ts';
import { pushApart } from './push-apart.ts';

/** A node of the input, by its place there, and where its centre is to be. */
export interface PlacedPin {
  readonly at: number;
  readonly x: number;
  readonly y: number;
  /** How far it was dragged from its place in the layout. */
  readonly dx: number;
  readonly dy: number;
}

export interface PinnedLayout extends LayoutResult {
  /** Where (0, 0) of the pins lies in the drawing. */
  readonly origin: Point;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const MARGIN = 14;
/** Moved against each other by more than this, two ends get a new curve instead of a bent one. */
const BENDS = 90;

/**
 * Puts pinned nodes where the user wants them.
 *
 * The whole drawing is moved so that pins are as far from its places as they were dragged from them
 * (nothing changes with one that was not); then pins take their places, what lies under them makes room, and references follow their ends.
 * O(nodes² + edges).
 */
export function placePins(
  input: LayoutInput,
  result: LayoutResult,
  pins: readonly PlacedPin[],
): PinnedLayout {
  if (pins.length === 0) return { ...result, origin: { x: 0, y: 0 } };
  const shift = meanShift(result, pins);
  const wanted = new Map(pins.map(({ at, x, y }) => [at, { x, y }]));
  const start = result.nodes.map((node) => moved(node, shift));
  const isDisturbed = pins.some(({ at, x, y }) => {
    const node = start[at];
    return node !== undefined && Math.hypot(node.x - x, node.y - y) > 0.5;
  });
  const put = start.map((node, at) => wanted.get(at) ?? node);
  const nodes = isDisturbed ? pushApart(input.nodes, put, new Set(wanted.keys())) : put;
  const edges = result.edges.map((edge, at) => {
    const { source = 0, target = 0 } = input.edges[at] ?? {};
    return follow(input, result, nodes, edge, source, target);
  });
  return normalised(input, { ...result, nodes, edges });
}

function meanShift(result: LayoutResult, pins: readonly PlacedPin[]): Point {
  let x = 0;
  let y = 0;
  for (const pin of pins) {
    x += pin.x - pin.dx - (result.nodes[pin.at]?.x ?? 0);
    y += pin.y - pin.dy - (result.nodes[pin.at]?.y ?? 0);
  }
  return { x: x / pins.length, y: y / pins.length };
}

/** An edge whose ends may have moved: along with them, bent, or drawn anew. */
function follow(
  input: LayoutInput,
  before: LayoutResult,
  nodes: readonly Point[],
  edge: LaidOutEdge,
  source: number,
  target: number,
): LaidOutEdge {
  const moveOf = (at: number): Point => {
    const from = before.nodes[at] ?? { x: 0, y: 0 };
    const to = nodes[at] ?? from;
    return { x: to.x - from.x, y: to.y - from.y };
  };
  const first = moveOf(source);
  const last = moveOf(target);
  if (Math.hypot(last.x - first.x, last.y - first.y) > BENDS) {
    const box = (at: number) => ({
      ...(nodes[at] ?? { x: 0, y: 0 }),
      ...(input.nodes[at] ?? { width: 0, height: 0 }),
    });
    return freeCurve(box(source), box(target));
  }
  const count = edge.curve.length / 2 - 1;
  const at = (t: number): Point => ({
    x: first.x + (last.x - first.x) * t,
    y: first.y + (last.y - first.y) * t,
  });
  return {
    curve: edge.curve.map((value, index) => {
      const by = at(Math.floor(index / 2) / count);
      return value + (index % 2 === 0 ? by.x : by.y);
    }),
    labelX: edge.labelX + at(0.5).x,
    labelY: edge.labelY + at(0.5).y,
  };
}

/** Moves a drawing so that it begins at (0, 0), margin included. */
function normalised(input: LayoutInput, result: LayoutResult): PinnedLayout {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  const cover = (x: number, y: number, halfWidth = 0, halfHeight = 0): void => {
    left = Math.min(left, x - halfWidth);
    right = Math.max(right, x + halfWidth);
    top = Math.min(top, y - halfHeight);
    bottom = Math.max(bottom, y + halfHeight);
  };
  result.nodes.forEach(({ x, y }, at) => {
    const { width = 0, height = 0 } = input.nodes[at] ?? {};
    cover(x, y, width / 2, height / 2);
  });
  result.edges.forEach(({ curve, labelX, labelY }, at) => {
    for (let index = 0; index + 1 < curve.length; index += 2) {
      cover(curve[index] ?? 0, curve[index + 1] ?? 0);
    }
    const { labelWidth = 0, labelHeight = 0 } = input.edges[at] ?? {};
    if (labelWidth > 0) cover(labelX, labelY, labelWidth / 2, labelHeight / 2);
  });
  const origin = { x: MARGIN - left, y: MARGIN - top };
  return {
    layout: result.layout,
    width: Math.ceil(right - left + 2 * MARGIN),
    height: Math.ceil(bottom - top + 2 * MARGIN),
    nodes: result.nodes.map((node) => moved(node, origin)),
    edges: result.edges.map(({ curve, labelX, labelY }) => ({
      curve: curve.map((value, index) => value + (index % 2 === 0 ? origin.x : origin.y)),
      labelX: labelX + origin.x,
      labelY: labelY + origin.y,
    })),
    origin,
  };
}

const moved = ({ x, y }: Point, by: Point): Point => ({ x: x + by.x, y: y + by.y });
