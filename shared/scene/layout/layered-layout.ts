import type { LaidOutEdge, LayoutInput, LayoutResult } from './layout-graph.ts';

const GAP_X = 28;
const GAP_Y = 56;
const MARGIN = 14;
const SWEEPS = 4;

/**
 * Layout in plain layers, for where Graphviz cannot run: longest path layering after reversing back
 * edges, a few barycentre sweeps, layers centred on one axis. O(sweeps × edges × log nodes).
 *
 * After Sugiyama, Tagawa and Toda (1981), without dummy nodes: long edges may cross nodes.
 */
export function layOutInLayers(input: LayoutInput): LayoutResult {
  const count = input.nodes.length;
  const back = findBackEdges(input);
  const layer = assignLayers(input, back);
  const layers: number[][] = [];
  for (let node = 0; node < count; node++) {
    const at = layer[node] ?? 0;
    while (layers.length <= at) layers.push([]);
    layers[at]?.push(node);
  }
  orderLayers(input, layers, layer);

  const gap = GAP_Y + Math.max(0, ...input.edges.map((edge) => edge.labelHeight));
  const widths = layers.map((members) =>
    members.reduce((sum, node) => sum + (input.nodes[node]?.width ?? 0) + GAP_X, -GAP_X),
  );
  const widest = Math.max(0, ...widths);
  const nodes = input.nodes.map(() => ({ x: 0, y: 0 }));
  let top = MARGIN;
  layers.forEach((members, at) => {
    const height = Math.max(...members.map((node) => input.nodes[node]?.height ?? 0));
    let left = MARGIN + (widest - (widths[at] ?? 0)) / 2;
    for (const node of members) {
      const width = input.nodes[node]?.width ?? 0;
      nodes[node] = { x: left + width / 2, y: top + height / 2 };
      left += width + GAP_X;
    }
    top += height + gap;
  });

  let right = MARGIN + widest;
  const seen = new Map<string, number>();
  const edges = input.edges.map((edge): LaidOutEdge => {
    const key = `${Math.min(edge.source, edge.target)} ${Math.max(edge.source, edge.target)}`;
    const lane = seen.get(key) ?? 0;
    seen.set(key, lane + 1);
    const drawn = drawEdge(input, nodes, layer, edge.source, edge.target, lane);
    right = Math.max(
      right,
      drawn.labelX + edge.labelWidth / 2,
      ...drawn.curve.filter((_, i) => i % 2 === 0),
    );
    return drawn;
  });
  return {
    layout: 'layered',
    width: Math.ceil(right + MARGIN),
    height: Math.ceil(top - gap + MARGIN),
    nodes,
    edges,
  };
}

/** Edges that close a cycle in a depth-first search from the first node on; self loops too. */
function findBackEdges(input: LayoutInput): ReadonlySet<number> {
  const out: number[][] = input.nodes.map(() => []);
  input.edges.forEach((edge, at) => {
    out[edge.source]?.push(at);
  });
  const state = new Uint8Array(input.nodes.length);
  const back = new Set<number>();
  for (let root = 0; root < input.nodes.length; root++) {
    if (state[root] !== 0) continue;
    const stack: { node: number; next: number }[] = [{ node: root, next: 0 }];
    state[root] = 1;
    while (stack.length > 0) {
      const top = stack.at(-1);
      if (top === undefined) break;
      const edge = out[top.node]?.[top.next++];
      if (edge === undefined) {
        state[top.node] = 2;
        stack.pop();
        continue;
      }
      const target = input.edges[edge]?.target ?? 0;
      if (state[target] === 1) back.add(edge);
      else if (state[target] === 0) {
        state[target] = 1;
        stack.push({ node: target, next: 0 });
      }
    }
  }
  return back;
}

function assignLayers(input: LayoutInput, back: ReadonlySet<number>): number[] {
  const layer = input.nodes.map(() => 0);
  const entering = input.nodes.map(() => 0);
  const out: number[][] = input.nodes.map(() => []);
  input.edges.forEach((edge, at) => {
    if (back.has(at)) return;
    entering[edge.target] = (entering[edge.target] ?? 0) + 1;
    out[edge.source]?.push(edge.target);
  });
  const ready = layer.flatMap((_, node) => (entering[node] === 0 ? [node] : []));
  for (let at = 0; at < ready.length; at++) {
    const node = ready[at] ?? 0;
    for (const target of out[node] ?? []) {
      layer[target] = Math.max(layer[target] ?? 0, (layer[node] ?? 0) + 1);
      entering[target] = (entering[target] ?? 0) - 1;
      if (entering[target] === 0) ready.push(target);
    }
  }
  return layer;
}

function orderLayers(input: LayoutInput, layers: number[][], layer: readonly number[]): void {
  const place = input.nodes.map(() => 0);
  const renumber = (): void => {
    for (const members of layers) {
      members.forEach((node, at) => {
        place[node] = (at + 0.5) / members.length;
      });
    }
  };
  renumber();
  const neighbours: number[][] = input.nodes.map(() => []);
  for (const edge of input.edges) {
    if (layer[edge.source] === layer[edge.target]) continue;
    neighbours[edge.source]?.push(edge.target);
    neighbours[edge.target]?.push(edge.source);
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const members of layers) {
      const centre = new Map<number, number>();
      for (const node of members) {
        const around = neighbours[node] ?? [];
        const sum = around.reduce((total, other) => total + (place[other] ?? 0), 0);
        centre.set(node, around.length === 0 ? (place[node] ?? 0) : sum / around.length);
      }
      members.sort((a, b) => (centre.get(a) ?? 0) - (centre.get(b) ?? 0) || a - b);
    }
    renumber();
  }
}

function drawEdge(
  input: LayoutInput,
  nodes: readonly { readonly x: number; readonly y: number }[],
  layer: readonly number[],
  source: number,
  target: number,
  lane: number,
): LaidOutEdge {
  const from = nodes[source] ?? { x: 0, y: 0 };
  const to = nodes[target] ?? { x: 0, y: 0 };
  const fromBox = input.nodes[source] ?? { width: 0, height: 0 };
  const toBox = input.nodes[target] ?? { width: 0, height: 0 };
  const shift = lane * 12;
  if ((layer[source] ?? 0) < (layer[target] ?? 0)) {
    const x0 = from.x + Math.min(shift, fromBox.width / 2);
    const x1 = to.x + Math.min(shift, toBox.width / 2);
    const y0 = from.y + fromBox.height / 2;
    const y1 = to.y - toBox.height / 2;
    const bend = (y1 - y0) / 2;
    return {
      curve: [x0, y0, x0, y0 + bend, x1, y1 - bend, x1, y1],
      labelX: (x0 + x1) / 2,
      labelY: (y0 + y1) / 2,
    };
  }
  // Back edges, self loops and edges within a layer leave and enter on the right.
  const x0 = from.x + fromBox.width / 2;
  const x1 = to.x + toBox.width / 2;
  const y0 = from.y + (source === target ? fromBox.height / 4 : 0);
  const y1 = to.y - (source === target ? toBox.height / 4 : 0);
  const out = Math.max(x0, x1) + 36 + shift;
  return {
    curve: [x0, y0, out, y0, out, y1, x1, y1],
    labelX: (x0 + x1 + 6 * out) / 8,
    labelY: (y0 + y1) / 2,
  };
}
