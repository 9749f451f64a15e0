import type { LaidOutEdge, LayoutInput, LayoutResult } from './layout-graph.ts';

/** What is left of a strip in which nothing stands. */
const GAP = 40;

type Places = Pick<LayoutResult, 'nodes' | 'edges'>;

/** Takes out of a drawing the strips, upright and level, that no box and no label is in. */
export function squeeze(input: LayoutInput, { nodes, edges }: Places): Places {
  const mapX = withoutGaps([
    ...nodes.map(({ x }, at) => around(x, input.nodes[at]?.width)),
    ...edges.map(({ labelX }, at) => around(labelX, input.edges[at]?.labelWidth)),
  ]);
  const mapY = withoutGaps([
    ...nodes.map(({ y }, at) => around(y, input.nodes[at]?.height)),
    ...edges.map(({ labelY }, at) => around(labelY, input.edges[at]?.labelHeight)),
  ]);
  return {
    nodes: nodes.map(({ x, y }) => ({ x: mapX(x), y: mapY(y) })),
    edges: edges.map(
      ({ curve, labelX, labelY }): LaidOutEdge => ({
        curve: curve.map((value, at) => (at % 2 === 0 ? mapX(value) : mapY(value))),
        labelX: mapX(labelX),
        labelY: mapY(labelY),
      }),
    ),
  };
}

/** The same drawing as in a mirror: what stood at the left stands at the right. */
export function mirrored(result: LayoutResult): LayoutResult {
  const flip = (x: number): number => result.width - x;
  return {
    ...result,
    nodes: result.nodes.map(({ x, y }) => ({ x: flip(x), y })),
    edges: result.edges.map(({ curve, labelX, labelY }) => ({
      curve: curve.map((value, at) => (at % 2 === 0 ? flip(value) : value)),
      labelX: flip(labelX),
      labelY,
    })),
  };
}

interface Interval {
  readonly from: number;
  readonly to: number;
}

const around = (middle: number, extent = 0): Interval => ({
  from: middle - extent / 2,
  to: middle + extent / 2,
});

/** Where a place goes when what lies between all intervals is made `GAP` wide at most. */
function withoutGaps(intervals: readonly Interval[]): (at: number) => number {
  const sorted = [...intervals].sort((a, b) => a.from - b.from);
  const gaps: Interval[] = [];
  let end = sorted[0]?.to ?? 0;
  for (const { from, to } of sorted) {
    if (from - end > GAP) gaps.push({ from: end, to: from });
    end = Math.max(end, to);
  }
  return (at) =>
    gaps.reduce((moved, { from, to }) => {
      const share = Math.min(1, Math.max(0, (at - from) / (to - from)));
      return moved - share * (to - from - GAP);
    }, at);
}
