import type { Job } from '../../base/job.ts';
import type { Box } from '../model/boxes.ts';
import { boxAround, overlap } from '../model/boxes.ts';
import { freeCurve } from './free-curve.ts';
import type { LaidOutEdge, LayoutInput, LayoutResult } from './layout-graph.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** An ellipse around (0, 0). */
interface Ellipse {
  readonly rx: number;
  readonly ry: number;
}

const MARGIN = 14;
/** Between two boxes, and between a label and whatever it stands beside. */
const GAP = 14;
const LABEL_GAP = 4;
/** The least that is seen of a reference. */
const MIN_ARC = 26;
/** As wide as a window is, by its height. */
const ASPECT = 1.5;
const FIRST_RADIUS = 50;
/** How much more of the ring a reference takes that is cut. */
const OPENING = 2.2;
const GROWTH = 1.06;
/** The last is 50 × 1.06¹¹⁰, some 30,000 units: room for 600 boxes, the most of a drawing, 200 wide. */
const MAX_TRIES = 110;
/** Places at which an arc is looked at for where it leaves a box, and for what it touches. */
const SAMPLES = 48;

/**
 * A single cycle as what it is: its members on a ring in the order of their references, clockwise
 * from the first at the top, each label outside of its arc. The ring is as small as it may be without
 * a box or a label on anything else. Other references between members run within it.
 *
 * `onCycle` says of each reference whether it is one of the cycle, `isOpen` whether it is cut: there
 * the ring stands open. Null where these make no single ring through all boxes, or none that has
 * room. O(boxes²) for each of the radii that are tried; throws when the job is cancelled.
 */
export function layOutRing(
  input: LayoutInput,
  onCycle: readonly boolean[],
  isOpen: readonly boolean[],
  job: Pick<Job, 'checkpoint'>,
): LayoutResult | null {
  const ring = findRing(input, onCycle);
  if (ring === null) return null;
  const angles = anglesOf(ring.map((edge) => (isOpen[edge] === true ? OPENING : 1)));
  let radius = FIRST_RADIUS;
  for (let tried = 0; tried <= MAX_TRIES; tried++, radius *= GROWTH) {
    job.checkpoint();
    const drawn = onEllipse(input, ring, angles, { rx: radius * ASPECT, ry: radius });
    if (drawn !== null) return fromTopLeft(input, drawn.places, drawn.edges);
  }
  return null;
}

/** Where each member stands, and where the first does once more: a share of the ring for each. */
function anglesOf(shares: readonly number[]): readonly number[] {
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const angles = [-Math.PI / 2];
  for (const share of shares) angles.push((angles.at(-1) ?? 0) + (2 * Math.PI * share) / whole);
  return angles;
}

/** The references of the ring, in order from the first box. */
function findRing(
  { nodes, edges }: LayoutInput,
  onCycle: readonly boolean[],
): readonly number[] | null {
  const leaving = new Map<number, number>();
  for (const [at, { source, target }] of edges.entries()) {
    if (onCycle[at] !== true) continue;
    const known = leaving.get(source);
    // Two references between the same two: the second runs beside the ring.
    if (known === undefined) leaving.set(source, at);
    else if (edges[known]?.target !== target) return null;
  }
  if (nodes.length < 2 || leaving.size !== nodes.length) return null;
  const ring: number[] = [];
  const seen = new Set<number>();
  for (let node = 0; !seen.has(node); ) {
    const edge = leaving.get(node);
    if (edge === undefined) return null;
    seen.add(node);
    ring.push(edge);
    node = edges[edge]?.target ?? 0;
    if (seen.has(node) && node !== 0) return null;
  }
  return ring.length === nodes.length ? ring : null;
}

/** Null where something would lie on something else. */
function onEllipse(
  input: LayoutInput,
  ring: readonly number[],
  angles: readonly number[],
  ellipse: Ellipse,
): { readonly places: readonly Point[]; readonly edges: readonly LaidOutEdge[] } | null {
  const angleOf = (at: number): number => angles[at] ?? 0;
  const places: Point[] = input.nodes.map(() => ({ x: 0, y: 0 }));
  ring.forEach((edge, at) => {
    places[input.edges[edge]?.source ?? 0] = pointAt(ellipse, angleOf(at));
  });
  const boxes = input.nodes.map(({ width, height }, at) =>
    boxAround(places[at]?.x ?? 0, places[at]?.y ?? 0, width, height),
  );
  if (anyOverlap(boxes.map((box) => widened(box, GAP / 2)))) return null;
  const edges = input.edges.map(({ source, target, labelWidth, labelHeight }): LaidOutEdge => {
    const place = (at: number) => ({
      ...(places[at] ?? { x: 0, y: 0 }),
      ...(input.nodes[at] ?? { width: 0, height: 0 }),
    });
    const chord = freeCurve(place(source), place(target));
    // On its inner side: the ring itself runs along the outer one.
    const { labelX: x, labelY: y } = chord;
    const far = Math.hypot(x, y);
    if (far < 1) return chord;
    const by = ((Math.abs(x) * labelWidth + Math.abs(y) * labelHeight) / far / 2 + LABEL_GAP) / far;
    return { ...chord, labelX: round(x - x * by), labelY: round(y - y * by) };
  });
  const labels: Box[] = [];
  for (const [at, edge] of ring.entries()) {
    const { source = 0, target = 0, labelWidth = 0, labelHeight = 0 } = input.edges[edge] ?? {};
    const step = angleOf(at + 1) - angleOf(at);
    const arc = arcBetween(ellipse, angleOf(at), step, boxes[source], boxes[target]);
    const ways = Array.from({ length: SAMPLES + 1 }, (_, sample) =>
      pointAt(ellipse, arc.from + ((arc.to - arc.from) * sample) / SAMPLES),
    );
    const isSeen = arc.to > arc.from && lengthOf(ways) >= MIN_ARC;
    // A wide box may be entered again by the line that has left it.
    const isFree = boxes.every((box) => {
      const inner = widened(box, -0.5);
      return !ways.some((way) => isIn(way, inner));
    });
    if (!isSeen || !isFree) return null;
    const label = outside(ellipse, (arc.from + arc.to) / 2, labelWidth, labelHeight);
    if (labelWidth > 0) labels.push(boxAround(label.x, label.y, labelWidth, labelHeight));
    edges[edge] = { curve: arcCurve(ellipse, arc), labelX: label.x, labelY: label.y };
  }
  const isOnBox = labels.some((label) =>
    boxes.some((box) => overlap(widened(label, LABEL_GAP), box)),
  );
  return isOnBox || anyOverlap(labels) ? null : { places, edges };
}

interface Arc {
  readonly from: number;
  readonly to: number;
}

/** The part of an arc that lies outside of the boxes at its two ends. */
function arcBetween(
  ellipse: Ellipse,
  start: number,
  step: number,
  source: Box | undefined,
  target: Box | undefined,
): Arc {
  const middle = start + step / 2;
  return {
    from: source === undefined ? start : borderOf(ellipse, start, middle, source),
    to: target === undefined ? start + step : borderOf(ellipse, start + step, middle, target),
  };
}

/** Where the arc from `inside` to `outer` leaves a box, halved to a thousandth of a unit. */
function borderOf(ellipse: Ellipse, inside: number, outer: number, box: Box): number {
  let [within, beyond] = [inside, outer];
  for (let round = 0; round < 24; round++) {
    const half = (within + beyond) / 2;
    if (isIn(pointAt(ellipse, half), box)) within = half;
    else beyond = half;
  }
  return beyond;
}

/** An arc in Béziers of an eighth of the ellipse at most. */
function arcCurve({ rx, ry }: Ellipse, { from, to }: Arc): readonly number[] {
  const pieces = Math.max(1, Math.ceil((to - from) / (Math.PI / 4)));
  const step = (to - from) / pieces;
  const handle = (4 / 3) * Math.tan(step / 4);
  const curve = [rx * Math.cos(from), ry * Math.sin(from)];
  for (let piece = 0; piece < pieces; piece++) {
    const a = from + piece * step;
    const b = a + step;
    curve.push(
      rx * (Math.cos(a) - handle * Math.sin(a)),
      ry * (Math.sin(a) + handle * Math.cos(a)),
      rx * (Math.cos(b) + handle * Math.sin(b)),
      ry * (Math.sin(b) - handle * Math.cos(b)),
      rx * Math.cos(b),
      ry * Math.sin(b),
    );
  }
  return curve.map(round);
}

/** The centre of a label that stands outside of the ellipse and touches it nearly. */
function outside({ rx, ry }: Ellipse, angle: number, width: number, height: number): Point {
  const { x, y } = pointAt({ rx, ry }, angle);
  const length = Math.hypot(Math.cos(angle) / rx, Math.sin(angle) / ry);
  const [nx, ny] = [Math.cos(angle) / rx / length, Math.sin(angle) / ry / length];
  const by = (Math.abs(nx) * width + Math.abs(ny) * height) / 2 + LABEL_GAP;
  return { x: round(x + nx * by), y: round(y + ny * by) };
}

/** Moved so that it begins at (0, 0), margin included. */
function fromTopLeft(
  input: LayoutInput,
  places: readonly Point[],
  edges: readonly LaidOutEdge[],
): LayoutResult {
  const boxes = [
    ...input.nodes.map(({ width, height }, at) =>
      boxAround(places[at]?.x ?? 0, places[at]?.y ?? 0, width, height),
    ),
    ...edges.flatMap(({ curve, labelX, labelY }, at) => {
      const { labelWidth = 0, labelHeight = 0 } = input.edges[at] ?? {};
      const along = curve.flatMap((x, index) =>
        index % 2 === 0 ? [boxAround(x, curve[index + 1] ?? 0, 0, 0)] : [],
      );
      return labelWidth > 0
        ? [...along, boxAround(labelX, labelY, labelWidth, labelHeight)]
        : along;
    }),
  ];
  const dx = round(MARGIN - Math.min(...boxes.map(({ left }) => left)));
  const dy = round(MARGIN - Math.min(...boxes.map(({ top }) => top)));
  return {
    layout: 'ring',
    width: Math.ceil(Math.max(...boxes.map(({ right }) => right)) + dx + MARGIN),
    height: Math.ceil(Math.max(...boxes.map(({ bottom }) => bottom)) + dy + MARGIN),
    nodes: places.map(({ x, y }) => ({ x: round(x + dx), y: round(y + dy) })),
    edges: edges.map(({ curve, labelX, labelY }) => ({
      curve: curve.map((value, index) => round(value + (index % 2 === 0 ? dx : dy))),
      labelX: round(labelX + dx),
      labelY: round(labelY + dy),
    })),
  };
}

const pointAt = ({ rx, ry }: Ellipse, angle: number): Point => ({
  x: rx * Math.cos(angle),
  y: ry * Math.sin(angle),
});

const isIn = ({ x, y }: Point, { left, top, right, bottom }: Box): boolean =>
  x > left && x < right && y > top && y < bottom;

const widened = ({ left, top, right, bottom }: Box, by: number): Box => ({
  left: left - by,
  top: top - by,
  right: right + by,
  bottom: bottom + by,
});

const anyOverlap = (boxes: readonly Box[]): boolean =>
  boxes.some((box, at) => boxes.slice(at + 1).some((other) => overlap(box, other)));

const lengthOf = (points: readonly Point[]): number =>
  points.reduce((sum, { x, y }, at) => {
    const before = points[at - 1] ?? { x, y };
    return sum + Math.hypot(x - before.x, y - before.y);
  }, 0);

const round = (value: number): number => Math.round(value * 100) / 100;
