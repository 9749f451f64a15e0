import type { Job } from '../../base/job.ts';
import { boxAround, overlap } from '../model/boxes.ts';
import { sampleCurve } from './curve-samples.ts';
import type { DotRunner } from './dot-runner.ts';
import { freeCurve } from './free-curve.ts';
import { linesThroughBoxes } from './layout-counts.ts';
import type { LaidOutEdge, LayoutBox, LayoutInput, LayoutResult } from './layout-graph.ts';
import { pushApart } from './push-apart.ts';
import { squeeze } from './squeeze.ts';

/** A drawing whose boxes and lines have names, so that they are found again in the next one. */
export interface NamedLayout {
  readonly nodeIds: readonly string[];
  readonly edgeIds: readonly string[];
  readonly input: LayoutInput;
  readonly result: LayoutResult;
}

type Named = Omit<NamedLayout, 'result'>;
type Side = 'before' | 'after';

const MARGIN = 14;
/** Between boxes side by side, and between ranks of boxes on top of a label. */
const GAP = 22;
const RANK = 34;
/** New boxes beyond these go to the next row. */
const MAX_IN_ROW = 6;
const ROUTE_MS = 20_000;

/**
 * Adds to a drawing what is new in the next one, and leaves the rest as it was: what stood left of
 * something still does.
 *
 * Room is made as in a text, by moving what lies beyond a line away from it as a whole; new boxes
 * stand beside what they hang on. Lines whose ends moved alike move along; new ones, and those that
 * would pass through a box, are routed anew. O(boxes² + lines × boxes).
 */
export async function growLayout(
  before: NamedLayout,
  after: Named,
  dot: DotRunner,
  job: Pick<Job, 'checkpoint'>,
): Promise<LayoutResult> {
  const sheet = new Sheet(before, after);
  for (const batch of sheet.batches()) sheet.place(batch);
  const { input } = after;
  const apart = pushApart(input.nodes, sheet.places(), new Set());
  const known = new Map(before.edgeIds.map((id, at) => [id, at]));
  const lines = input.edges.map((edge, at): LaidOutEdge => {
    const old = known.get(after.edgeIds[at] ?? '');
    const line = old === undefined ? undefined : before.result.edges[old];
    if (line !== undefined) return sheet.moved(line);
    const box = (node: number) => ({ ...apart[node], ...input.nodes[node] }) as Box;
    return freeCurve(box(edge.source), box(edge.target));
  });
  const left = new Set(after.nodeIds);
  const isLess = before.nodeIds.some((id) => !left.has(id));
  const placed = { nodes: apart, edges: lines };
  const { nodes, edges: moved } = isLess ? squeeze(input, placed) : placed;
  const edges = [...moved];
  const isNew = (at: number): boolean => !known.has(after.edgeIds[at] ?? '');
  const through = linesThroughBoxes(input, { nodes, edges });
  const loose = edges.flatMap((_, at) =>
    isNew(at) || through.has(at) || !meets(input, nodes, edges, at) ? [at] : [],
  );
  const routed = await route(input, nodes, loose, dot, job);
  loose.forEach((at, index) => {
    const line = routed[index];
    if (line !== undefined && line.curve.length >= 8) edges[at] = midLabelled(line.curve);
  });
  return framed(input, { ...before.result, nodes, edges });
}

interface Box extends LayoutBox {
  readonly x: number;
  readonly y: number;
}

/** New boxes on one side of one that has its place. */
interface Batch {
  readonly owner: number;
  readonly side: Side;
  readonly nodes: readonly number[];
}

/** The places of boxes while room is made for more. */
class Sheet {
  readonly #input: LayoutInput;
  readonly #x: number[] = [];
  readonly #y: number[] = [];
  readonly #isPlaced: boolean[] = [];
  readonly #isDown: boolean;
  /** Moves so far, for curves: all points beyond a line, by how much. */
  readonly #shifts: { readonly along: 'x' | 'y'; readonly beyond: number; readonly by: number }[] =
    [];

  constructor(before: NamedLayout, after: Named) {
    this.#input = after.input;
    const known = new Map(before.nodeIds.map((id, at) => [id, at]));
    after.nodeIds.forEach((id, at) => {
      const old = known.get(id);
      const place = old === undefined ? undefined : before.result.nodes[old];
      this.#x[at] = place?.x ?? 0;
      this.#y[at] = place?.y ?? 0;
      this.#isPlaced[at] = place !== undefined;
    });
    this.#isDown = runsDown(before);
    after.nodeIds.forEach((id, at) => {
      const old = before.input.nodes[known.get(id) ?? -1];
      if (old !== undefined) this.#resize(at, old);
    });
  }

  places(): readonly { readonly x: number; readonly y: number }[] {
    return this.#x.map((x, at) => ({ x, y: this.#y[at] ?? 0 }));
  }

  /** A line along with what it runs between. */
  moved({ curve, labelX, labelY }: LaidOutEdge): LaidOutEdge {
    const points = [...curve, labelX, labelY];
    for (const { along, beyond, by } of this.#shifts) {
      for (let at = along === 'x' ? 0 : 1; at < points.length; at += 2) {
        if (isBeyond(points[at] ?? 0, beyond, by)) points[at] = (points[at] ?? 0) + by;
      }
    }
    const [x = 0, y = 0] = points.slice(-2);
    return { curve: points.slice(0, -2), labelX: x, labelY: y };
  }

  /** New boxes by what they hang on; those that hang on new ones after these. */
  *batches(): Iterable<Batch> {
    for (;;) {
      const found = new Map<string, { owner: number; side: Side; nodes: Set<number> }>();
      const taken = new Set<number>();
      for (const { source, target } of this.#input.edges) {
        const isReferrerNew = !this.#isPlaced[source];
        if (isReferrerNew === !this.#isPlaced[target]) continue;
        const [node, owner, side]: [number, number, Side] = isReferrerNew
          ? [source, target, 'before']
          : [target, source, 'after'];
        if (taken.has(node)) continue;
        taken.add(node);
        const key = `${side} ${owner}`;
        const batch = found.get(key) ?? { owner, side, nodes: new Set<number>() };
        found.set(key, batch);
        batch.nodes.add(node);
      }
      if (found.size === 0) break;
      for (const { owner, side, nodes } of found.values()) {
        yield { owner, side, nodes: this.#acrossOrder([...nodes]) };
      }
    }
    const alone = this.#isPlaced.flatMap((isPlaced, at) => (isPlaced ? [] : [at]));
    if (alone.length > 0) yield { owner: -1, side: 'after', nodes: alone };
  }

  /** New boxes in the order of what they are joined to, so that their lines cross little. */
  #acrossOrder(nodes: readonly number[]): readonly number[] {
    const across = this.#isDown ? this.#x : this.#y;
    const middleOf = new Map(
      nodes.map((node) => {
        const joined = this.#joined(node).map((other) => across[other] ?? 0);
        return [node, joined.reduce((sum, at) => sum + at, 0) / Math.max(1, joined.length)];
      }),
    );
    return [...nodes].sort((a, b) => (middleOf.get(a) ?? 0) - (middleOf.get(b) ?? 0));
  }

  /** Boxes that have their places and share a line with one. */
  #joined(node: number): readonly number[] {
    return this.#input.edges.flatMap(({ source, target }) => {
      const other = source === node ? target : target === node ? source : null;
      return other !== null && this.#isPlaced[other] === true ? [other] : [];
    });
  }

  place({ owner, side, nodes }: Batch): void {
    const rows: number[][] = [];
    for (let at = 0; at < nodes.length; at += MAX_IN_ROW)
      rows.push(nodes.slice(at, at + MAX_IN_ROW));
    const labels = this.#labelRoom(nodes);
    const across = Math.max(
      ...rows.map((row) => this.#sum(row, this.#isDown ? 'width' : 'height')),
    );
    const rank = RANK + labels;
    const depth = rows.reduce((sum, row) => sum + this.#most(row) + rank, 0);
    const base = owner < 0 ? this.#outside() : this.#boxOf(owner);
    const centre = this.#isDown ? base.x : base.y;
    const half = (this.#isDown ? base.height : base.width) / 2;
    const towards = side === 'after' ? 1 : -1;
    const edge = (this.#isDown ? base.y : base.x) + towards * half;
    if (!this.#isFree(centre, across, edge, towards * depth, owner)) {
      this.#shift(this.#isDown ? 'y' : 'x', edge, towards * depth, owner);
    }
    let at = edge;
    for (const row of rows) {
      const thick = this.#most(row);
      const middle = at + towards * (rank + thick / 2);
      let start = centre - this.#sum(row, this.#isDown ? 'width' : 'height') / 2;
      for (const node of row) {
        const { width = 0, height = 0 } = this.#input.nodes[node] ?? {};
        const extent = this.#isDown ? width : height;
        this.#put(node, start + extent / 2, middle);
        start += extent + GAP;
      }
      at += towards * (rank + thick);
    }
  }

  /** Below or right of everything, for what hangs on nothing. */
  #outside(): Box {
    const all = this.#isPlaced.flatMap((isPlaced, at) => (isPlaced ? [this.#boxOf(at)] : []));
    const ends = all.map(({ x, y, width, height }) =>
      this.#isDown ? y + height / 2 : x + width / 2,
    );
    const end = Math.max(0, ...ends);
    return { x: this.#isDown ? 0 : end, y: this.#isDown ? end : 0, width: 0, height: 0 };
  }

  #put(node: number, across: number, along: number): void {
    this.#x[node] = this.#isDown ? across : along;
    this.#y[node] = this.#isDown ? along : across;
    this.#isPlaced[node] = true;
  }

  #boxOf(node: number): Box {
    const { width = 0, height = 0 } = this.#input.nodes[node] ?? {};
    return { x: this.#x[node] ?? 0, y: this.#y[node] ?? 0, width, height };
  }

  #sum(row: readonly number[], extent: 'width' | 'height'): number {
    return row.reduce((sum, node) => sum + (this.#input.nodes[node]?.[extent] ?? 0) + GAP, -GAP);
  }

  /** How thick a row is in the direction in which references run. */
  #most(row: readonly number[]): number {
    return Math.max(
      ...row.map((node) => this.#input.nodes[node]?.[this.#isDown ? 'height' : 'width'] ?? 0),
    );
  }

  #labelRoom(nodes: readonly number[]): number {
    const those = new Set(nodes);
    const labels = this.#input.edges.filter(
      ({ source, target }) => those.has(source) || those.has(target),
    );
    return Math.max(
      0,
      ...labels.map(({ labelWidth, labelHeight }) => (this.#isDown ? labelHeight : labelWidth)),
    );
  }

  #isFree(centre: number, across: number, edge: number, depth: number, owner: number): boolean {
    const middle = edge + depth / 2;
    const wanted = this.#isDown
      ? boxAround(centre, middle, across + 2 * GAP, Math.abs(depth) + GAP)
      : boxAround(middle, centre, Math.abs(depth) + GAP, across + 2 * GAP);
    return this.#isPlaced.every((isPlaced, at) => {
      if (!isPlaced || at === owner) return true;
      const { x, y, width, height } = this.#boxOf(at);
      return !overlap(wanted, boxAround(x, y, width, height));
    });
  }

  /** Moves everything beyond a line away from it. */
  #shift(along: 'x' | 'y', beyond: number, by: number, except: number): void {
    const values = along === 'x' ? this.#x : this.#y;
    values.forEach((value, at) => {
      if (at !== except && this.#isPlaced[at] === true && isBeyond(value, beyond, by)) {
        values[at] = value + by;
      }
    });
    this.#shifts.push({ along, beyond, by });
  }

  /** Room for a box that says more than before, at its right and below it. */
  #resize(node: number, old: LayoutBox): void {
    const { x, y, width, height } = this.#boxOf(node);
    if (width > old.width) {
      this.#shift('x', x + old.width / 2, width - old.width, node);
      this.#x[node] = x + (width - old.width) / 2;
    }
    if (height > old.height) {
      this.#shift('y', y + old.height / 2, height - old.height, node);
      this.#y[node] = y + (height - old.height) / 2;
    }
  }
}

/** Share of the pairs of boxes in both drawings that have changed sides, left and right. */
export function swappedShare(before: NamedLayout, after: NamedLayout): number {
  const places = new Map(after.nodeIds.map((id, at) => [id, after.result.nodes[at]?.x ?? 0]));
  const both = before.nodeIds.flatMap((id, at) => {
    const to = places.get(id);
    return to === undefined ? [] : [{ from: before.result.nodes[at]?.x ?? 0, to }];
  });
  let pairs = 0;
  let swapped = 0;
  both.forEach((a, at) => {
    for (const b of both.slice(at + 1)) {
      if (Math.abs(a.from - b.from) < 1) continue;
      pairs++;
      if (a.from < b.from !== a.to < b.to) swapped++;
    }
  });
  return pairs === 0 ? 0 : swapped / pairs;
}

/** On the side of a line to which things move. */
function isBeyond(value: number, line: number, by: number): boolean {
  return by > 0 ? value >= line : value <= line;
}

/** Whether references run downwards rather than to the right. */
function runsDown({ input, result }: NamedLayout): boolean {
  let down = 0;
  let right = 0;
  for (const { source, target } of input.edges) {
    const [from, to] = [result.nodes[source], result.nodes[target]];
    if (from === undefined || to === undefined) continue;
    down += to.y - from.y;
    right += to.x - from.x;
  }
  return down >= right;
}

/** Whether a line still begins and ends at its boxes. */
function meets(
  { nodes: boxes, edges: ends }: LayoutInput,
  nodes: LayoutResult['nodes'],
  edges: readonly LaidOutEdge[],
  at: number,
): boolean {
  const { curve = [] } = edges[at] ?? {};
  const { source = 0, target = 0 } = ends[at] ?? {};
  const isAt = (node: number, x = 0, y = 0): boolean => {
    const { width = 0, height = 0 } = boxes[node] ?? {};
    const { x: left = 0, y: top = 0 } = nodes[node] ?? {};
    return Math.abs(x - left) <= width / 2 + 2 && Math.abs(y - top) <= height / 2 + 2;
  };
  return isAt(source, curve[0], curve[1]) && isAt(target, curve.at(-2), curve.at(-1));
}

/** The lines of the given references around boxes that stay where they are. */
async function route(
  input: LayoutInput,
  places: LayoutResult['nodes'],
  loose: readonly number[],
  dot: DotRunner,
  job: Pick<Job, 'checkpoint'>,
): Promise<readonly LaidOutEdge[]> {
  if (loose.length === 0) return [];
  const edges = loose.flatMap((at) => {
    const edge = input.edges[at];
    return edge === undefined ? [] : [{ ...edge, labelWidth: 0, labelHeight: 0 }];
  });
  const form = { lines: 'routed', order: 'own', weighs: false, places } as const;
  const result = await dot.run({ nodes: input.nodes, edges }, form, ROUTE_MS, job);
  return result?.edges ?? [];
}

function midLabelled(curve: readonly number[]): LaidOutEdge {
  const points = sampleCurve(curve, 8);
  const middle = 2 * Math.floor(points.length / 4);
  return { curve, labelX: points[middle] ?? 0, labelY: points[middle + 1] ?? 0 };
}

/** Moves a drawing so that it begins at its margin. */
function framed(input: LayoutInput, result: LayoutResult): LayoutResult {
  const xs: number[] = [];
  const ys: number[] = [];
  result.nodes.forEach(({ x, y }, at) => {
    const { width = 0, height = 0 } = input.nodes[at] ?? {};
    xs.push(x - width / 2, x + width / 2);
    ys.push(y - height / 2, y + height / 2);
  });
  result.edges.forEach(({ curve, labelX, labelY }, at) => {
    const { labelWidth = 0, labelHeight = 0 } = input.edges[at] ?? {};
    curve.forEach((value, index) => void (index % 2 === 0 ? xs : ys).push(value));
    if (labelWidth === 0) return;
    xs.push(labelX - labelWidth / 2, labelX + labelWidth / 2);
    ys.push(labelY - labelHeight / 2, labelY + labelHeight / 2);
  });
  const least = (values: readonly number[]): number =>
    values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = (values: readonly number[]): number =>
    values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const dx = MARGIN - least(xs);
  const dy = MARGIN - least(ys);
  return {
    layout: result.layout,
    width: Math.ceil(most(xs) + dx + MARGIN),
    height: Math.ceil(most(ys) + dy + MARGIN),
    nodes: result.nodes.map(({ x, y }) => ({ x: x + dx, y: y + dy })),
    edges: result.edges.map(({ curve, labelX, labelY }) => ({
      curve: curve.map((value, at) => value + (at % 2 === 0 ? dx : dy)),
      labelX: labelX + dx,
      labelY: labelY + dy,
    })),
  };
}
