import type { LayoutInput, LayoutResult } from './layout-graph.ts';

/** The input for a drawing that runs from left to right, as one that runs downwards. */
export function transposeInput(input: LayoutInput): LayoutInput {
  return {
    nodes: input.nodes.map(({ width, height }) => ({ width: height, height: width })),
    edges: input.edges.map((edge) => ({
      ...edge,
      labelWidth: edge.labelHeight,
      labelHeight: edge.labelWidth,
    })),
  };
}

/** A drawing with x and y exchanged: what ran downwards runs to the right. */
export function transposeResult(result: LayoutResult): LayoutResult {
  return {
    layout: result.layout,
    width: result.height,
    height: result.width,
    nodes: result.nodes.map(({ x, y }) => ({ x: y, y: x })),
    edges: result.edges.map(({ curve, labelX, labelY }) => ({
      curve: curve.map((_, at) => curve[at % 2 === 0 ? at + 1 : at - 1] ?? 0),
      labelX: labelY,
      labelY: labelX,
    })),
  };
}
