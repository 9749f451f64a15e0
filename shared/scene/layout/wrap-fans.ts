import type { LaidOutEdge, LayoutEdge, LayoutInput, LayoutResult } from './layout-graph.ts';

/** Leaves of one object on one side that still stand in one row. */
const MAX_IN_ROW = 6;
/** A wrapped fan is about that many times as wide as it is high. */
const ASPECT = 1.6;
/** Room for the line along the top, and between what hangs on a column's line and the line. */
const CHANNEL = 18;
const GUTTER = 12;
const GAP_X = 22;
const GAP_Y = 10;
const CORNER = 6;

export type FlowDirection = 'down' | 'right';

/** A drawing's input with fans of leaves as one box each, and the way back. */
export interface WrappedFans {
  readonly input: LayoutInput;
  /** The drawing of `input` with the leaves in their boxes; `flow` is how it was laid out. */
  unwrap(result: LayoutResult, flow: FlowDirection): LayoutResult;
}

interface Fan {
  /** Whether the leaves refer to the owner rather than it to them. */
  readonly isUp: boolean;
  readonly owner: number;
  /** References to its leaves, in order. */
  readonly edges: readonly number[];
}

interface Cell {
  readonly edge: number;
  readonly leaf: number;
  readonly x: number;
  readonly y: number;
  /** Where the line to it leaves its column's, and where it meets the box. */
  readonly gutter: number;
  readonly left: number;
  readonly labelX: number;
}

interface Block {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly Cell[];
}

/**
 * Puts neighbours that lead nowhere else, more than six of one object on one side, into a grid.
 *
 * A row of them makes a drawing wide and flat: forty values of a dict are two screens wide. As a
 * grid they hang on one line, one below the other like the files of a folder, each with its label
 * beside it, and the layout sees a single box. References of a cycle or a path stay out of it.
 */
export function wrapFans(input: LayoutInput): WrappedFans {
  const fans = findFans(input);
  if (fans.length === 0) return { input, unwrap: (result) => result };
  const blocks = fans.map((fan) => arrange(input, fan));
  const wrapped = new Set(fans.flatMap(({ edges }) => edges));
  const leaves = new Set(blocks.flatMap(({ cells }) => cells.map(({ leaf }) => leaf)));
  const keptNodes = input.nodes.flatMap((_, at) => (leaves.has(at) ? [] : [at]));
  const keptEdges = input.edges.flatMap((_, at) => (wrapped.has(at) ? [] : [at]));
  const place = new Map(keptNodes.map((node, at) => [node, at]));
  const trunks = fans.map(({ isUp, owner }, at): LayoutEdge => {
    const ends = [place.get(owner) ?? 0, keptNodes.length + at] as const;
    const [source, target] = isUp ? [ends[1], ends[0]] : ends;
    return {
      source,
      target,
      labelWidth: 0,
      labelHeight: 0,
      weight: 1,
      meetsMiddle: isUp ? 'source' : 'target',
    };
  });
  const kept = keptEdges.map((at): LayoutEdge => {
    const edge = input.edges[at] as LayoutEdge;
    return { ...edge, source: place.get(edge.source) ?? 0, target: place.get(edge.target) ?? 0 };
  });
  return {
    input: {
      nodes: [
        ...keptNodes.map((at) => input.nodes[at] as LayoutInput['nodes'][number]),
        ...blocks.map(({ width, height }) => ({ width, height })),
      ],
      edges: [...kept, ...trunks],
    },
    unwrap(result, flow) {
      const nodes = input.nodes.map(() => ({ x: 0, y: 0 }));
      const edges = input.edges.map((): LaidOutEdge => ({ curve: [], labelX: 0, labelY: 0 }));
      keptNodes.forEach((node, at) => {
        nodes[node] = result.nodes[at] ?? { x: 0, y: 0 };
      });
      keptEdges.forEach((edge, at) => {
        edges[edge] = result.edges[at] ?? { curve: [], labelX: 0, labelY: 0 };
      });
      fans.forEach((fan, at) => {
        const block = blocks[at] as Block;
        const centre = result.nodes[keptNodes.length + at] ?? { x: 0, y: 0 };
        const trunk = result.edges[keptEdges.length + at]?.curve ?? [];
        // A grid of referrers is that of referents, turned half way round.
        const turn = fan.isUp ? -1 : 1;
        const put = (x: number, y: number): [number, number] => [
          centre.x + turn * (x - block.width / 2),
          centre.y + turn * (y - block.height / 2),
        ];
        for (const cell of block.cells) {
          const [x, y] = put(cell.x, cell.y);
          nodes[cell.leaf] = { x, y };
          const way = wayTo(cell, block, flow).map(([wayX, wayY]) => put(wayX, wayY));
          const [labelX, labelY] = put(cell.labelX, cell.y);
          edges[cell.edge] = { curve: joined(trunk, way, fan.isUp), labelX, labelY };
        }
      });
      return { ...result, nodes, edges };
    },
  };
}

/** Fans in the order of their first leaves. A leaf of two owners, or of itself, is none. */
function findFans({ nodes, edges }: LayoutInput): readonly Fan[] {
  const degree = nodes.map(() => 0);
  for (const { source, target } of edges) {
    degree[source] = (degree[source] ?? 0) + 1;
    degree[target] = (degree[target] ?? 0) + 1;
  }
  const fans = new Map<string, { isUp: boolean; owner: number; edges: number[] }>();
  edges.forEach(({ source, target, weight }, at) => {
    if (weight !== 1 || source === target) return;
    const isUp = degree[source] === 1;
    // Of a pair that hangs together with nothing else neither is the other's leaf.
    if (isUp === (degree[target] === 1)) return;
    const owner = isUp ? target : source;
    const key = `${isUp} ${owner}`;
    const fan = fans.get(key);
    if (fan === undefined) fans.set(key, { isUp, owner, edges: [at] });
    else fan.edges.push(at);
  });
  return [...fans.values()].filter((fan) => fan.edges.length > MAX_IN_ROW);
}

/** The grid with the number of columns that comes nearest to the wanted shape. */
function arrange(input: LayoutInput, fan: Fan): Block {
  let best: Block | null = null;
  let bestMiss = Number.POSITIVE_INFINITY;
  for (let columns = 1; columns <= Math.ceil(fan.edges.length / 2); columns++) {
    const block = inColumns(input, fan, columns);
    const miss = Math.abs(Math.log(block.width / block.height / ASPECT));
    if (miss < bestMiss) [best, bestMiss] = [block, miss];
  }
  return best ?? inColumns(input, fan, 1);
}

function inColumns(input: LayoutInput, { edges, isUp }: Fan, columns: number): Block {
  const perColumn = Math.ceil(edges.length / columns);
  const cells: Cell[] = [];
  let left = 0;
  let height = 0;
  for (let first = 0; first < edges.length; first += perColumn) {
    const column = edges.slice(first, first + perColumn).map((edge) => {
      const { source, target, labelWidth, labelHeight } = input.edges[edge] as LayoutEdge;
      const leaf = isUp ? source : target;
      return {
        edge,
        leaf,
        labelWidth,
        labelHeight,
        ...(input.nodes[leaf] as LayoutInput['nodes'][number]),
      };
    });
    const label = Math.max(...column.map(({ labelWidth }) => labelWidth));
    const width = Math.max(...column.map((cell) => cell.width));
    const boxLeft = left + GUTTER + label + GUTTER;
    let top = CHANNEL;
    for (const cell of column) {
      const row = Math.max(cell.height, cell.labelHeight);
      cells.push({
        edge: cell.edge,
        leaf: cell.leaf,
        x: boxLeft + cell.width / 2,
        y: top + row / 2,
        gutter: left + CORNER,
        left: boxLeft,
        labelX: left + GUTTER + label / 2,
      });
      top += row + GAP_Y;
    }
    height = Math.max(height, top - GAP_Y);
    left = boxLeft + width + GAP_X;
  }
  return { width: Math.ceil(left - GAP_X), height: Math.ceil(height), cells };
}

type Corner = readonly [number, number];

/** From where the line enters a grid, along its top, down a column's line and to the box. */
function wayTo(cell: Cell, { width, height }: Block, flow: FlowDirection): readonly Corner[] {
  const channel = CHANNEL / 3;
  const end: readonly Corner[] = [
    [cell.gutter, cell.y],
    [cell.left, cell.y],
  ];
  if (flow === 'down') {
    return [[width / 2, 0], [width / 2, channel], [cell.gutter, channel], ...end];
  }
  const enter: readonly Corner[] = [
    [0, height / 2],
    [CORNER, height / 2],
  ];
  if (cell.gutter === CORNER) return [...enter, ...end];
  return [...enter, [CORNER, channel], [cell.gutter, channel], ...end];
}

/** The trunk that dot has drawn and the way through the grid as one curve, from source to target. */
function joined(
  trunk: readonly number[],
  way: readonly (readonly [number, number])[],
  isUp: boolean,
): readonly number[] {
  const rounded = roundedWay(isUp ? [...way].reverse() : way);
  if (trunk.length < 8) return rounded;
  return isUp ? [...rounded, ...trunk.slice(2)] : [...trunk.slice(0, -2), ...rounded];
}

/** A way along straight lines as Béziers, its corners rounded. */
function roundedWay(corners: readonly (readonly [number, number])[]): readonly number[] {
  const ways = corners.filter(
    ([x, y], at) =>
      at === 0 ||
      Math.hypot(x - (corners[at - 1]?.[0] ?? 0), y - (corners[at - 1]?.[1] ?? 0)) > 0.5,
  );
  const [start = [0, 0]] = ways;
  const curve: number[] = [...start];
  let [x, y] = start;
  const lineTo = (toX: number, toY: number): void => {
    curve.push(
      x + (toX - x) / 3,
      y + (toY - y) / 3,
      x + ((toX - x) * 2) / 3,
      y + ((toY - y) * 2) / 3,
      toX,
      toY,
    );
    [x, y] = [toX, toY];
  };
  for (let at = 1; at < ways.length; at++) {
    const [cornerX, cornerY] = ways[at] as Corner;
    const next = ways[at + 1];
    if (next === undefined) {
      lineTo(cornerX, cornerY);
      break;
    }
    const before = Math.hypot(cornerX - x, cornerY - y);
    const after = Math.hypot(next[0] - cornerX, next[1] - cornerY);
    const radius = Math.min(CORNER, before / 2, after / 2);
    const towards = (from: Corner, length: number): Corner => [
      cornerX + ((from[0] - cornerX) * radius) / length,
      cornerY + ((from[1] - cornerY) * radius) / length,
    ];
    const [inX, inY] = towards([x, y], before);
    const [outX, outY] = towards(next, after);
    lineTo(inX, inY);
    curve.push(cornerX, cornerY, cornerX, cornerY, outX, outY);
    [x, y] = [outX, outY];
  }
  return curve;
}
