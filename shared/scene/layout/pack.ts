import type { LaidOutEdge, LayoutInput, LayoutResult } from './layout-graph.ts';

/** A part of a scene that hangs together, with the places of its nodes and edges in the whole. */
export interface Part {
  readonly input: LayoutInput;
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
}

/** Wider than high, as screens are. */
const ASPECT = 1.7;
const GAP = 16;

/** The connected parts, in the order of their first nodes. O(nodes + edges). */
export function splitParts(input: LayoutInput): readonly Part[] {
  const leader = input.nodes.map((_, at) => at);
  const find = (node: number): number => {
    let at = node;
    while (leader[at] !== at) {
      leader[at] = leader[leader[at] ?? at] ?? at;
      at = leader[at] ?? at;
    }
    return at;
  };
  for (const { source, target } of input.edges) {
    const [a, b] = [find(source), find(target)];
    leader[Math.max(a, b)] = Math.min(a, b);
  }
  const parts = new Map<number, { nodes: number[]; edges: number[] }>();
  const place: number[] = [];
  input.nodes.forEach((_, at) => {
    const part = parts.get(find(at)) ?? { nodes: [], edges: [] };
    parts.set(find(at), part);
    place.push(part.nodes.length);
    part.nodes.push(at);
  });
  input.edges.forEach(({ source }, at) => {
    parts.get(find(source))?.edges.push(at);
  });
  return [...parts.values()].map(({ nodes, edges }) => ({
    nodes,
    edges,
    input: {
      nodes: pick(input.nodes, nodes),
      edges: pick(input.edges, edges).map((edge) => ({
        ...edge,
        source: place[edge.source] ?? 0,
        target: place[edge.target] ?? 0,
      })),
    },
  }));
}

/** Puts parts that are laid out one by one on shelves, left to right and top to bottom. */
export function packParts(
  input: LayoutInput,
  parts: readonly Part[],
  results: readonly LayoutResult[],
): LayoutResult {
  const area = results.reduce((sum, { width, height }) => sum + width * height, 0);
  const widest = Math.max(...results.map(({ width }) => width));
  const limit = Math.max(widest, Math.sqrt(area * ASPECT));
  const nodes = input.nodes.map(() => ({ x: 0, y: 0 }));
  const edges = input.edges.map((): LaidOutEdge => ({ curve: [], labelX: 0, labelY: 0 }));
  let left = 0;
  let top = 0;
  let shelf = 0;
  let width = 0;
  parts.forEach((part, at) => {
    const result = results[at];
    if (result === undefined) return;
    if (left > 0 && left + result.width > limit) {
      top += shelf + GAP;
      left = 0;
      shelf = 0;
    }
    result.nodes.forEach(({ x, y }, index) => {
      nodes[part.nodes[index] ?? 0] = { x: x + left, y: y + top };
    });
    result.edges.forEach((edge, index) => {
      edges[part.edges[index] ?? 0] = moved(edge, left, top);
    });
    left += result.width + GAP;
    width = Math.max(width, left - GAP);
    shelf = Math.max(shelf, result.height);
  });
  return { layout: simplest(results), width, height: top + shelf, nodes, edges };
}

function pick<Item>(items: readonly Item[], places: readonly number[]): readonly Item[] {
  return places.flatMap((at) => {
    const item = items[at];
    return item === undefined ? [] : [item];
  });
}

function moved(edge: LaidOutEdge, dx: number, dy: number): LaidOutEdge {
  return {
    curve: edge.curve.map((value, at) => value + (at % 2 === 0 ? dx : dy)),
    labelX: edge.labelX + dx,
    labelY: edge.labelY + dy,
  };
}

/** The whole is called by its plainest part. */
function simplest(results: readonly LayoutResult[]): LayoutResult['layout'] {
  const layouts = new Set(results.map(({ layout }) => layout));
  const plainest = (['layered', 'dot-fast', 'draft'] as const).find((one) => layouts.has(one));
  return plainest ?? 'dot';
}
