import { boxAround, overlap } from '../model/boxes.ts';
import { sampleCurve, touches } from './curve-samples.ts';
import type { LaidOutEdge, LayoutInput, LayoutResult } from './layout-graph.ts';

/** Further away than this a label looks as if it belonged to nothing. */
const LOOSE = 4;
const GAP = 3;
/** Room above and below the letters in a label's box. */
const INK = 3;
const SAMPLES_PER_CURVE = 10;

/**
 * Moves labels that stand off their edge up to it.
 *
 * dot keeps room for a label beside the edge and straightens the edge afterwards, which can leave
 * them far apart. A label moves only sideways, at its own height, and only to where it touches no
 * node, no other label and no other edge. O(loose labels × (nodes + edges)).
 */
export function tightenLabels(input: LayoutInput, result: LayoutResult): LayoutResult {
  const samples = result.edges.map((edge) => sampleCurve(edge.curve, SAMPLES_PER_CURVE));
  const nodes = input.nodes.map((node, at) => {
    const { x, y } = result.nodes[at] ?? { x: 0, y: 0 };
    return boxAround(x, y, node.width + 4, node.height + 4);
  });
  const labels = result.edges.map((edge, at) => {
    const { labelWidth = 0, labelHeight = 0 } = input.edges[at] ?? {};
    return labelWidth === 0 ? null : boxAround(edge.labelX, edge.labelY, labelWidth, labelHeight);
  });
  const edges = result.edges.map((edge, at): LaidOutEdge => {
    const label = labels[at] ?? null;
    const own = samples[at] ?? [];
    if (label === null) return edge;
    const width = label.right - label.left;
    const x = crossing(own, edge.labelX, edge.labelY);
    if (x === null || Math.abs(x - edge.labelX) - width / 2 <= LOOSE) return edge;
    const isRight = edge.labelX > x;
    const border = extent(own, label.top + INK, label.bottom - INK, isRight);
    const labelX = Math.round((border + (isRight ? 1 : -1) * (width / 2 + GAP)) * 100) / 100;
    if (isRight ? labelX >= edge.labelX : labelX <= edge.labelX) return edge;
    const moved = boxAround(labelX, edge.labelY, width, label.bottom - label.top);
    const isFree =
      !nodes.some((box) => overlap(box, moved)) &&
      !labels.some((box, other) => other !== at && box !== null && overlap(box, moved)) &&
      !samples.some((points, other) => other !== at && touches(points, moved));
    if (!isFree) return edge;
    labels[at] = moved;
    return { ...edge, labelX };
  });
  return { ...result, edges };
}

/** Where the sampled curve crosses the height `y`, nearest to `x`; null where it does not. */
function crossing(points: readonly number[], x: number, y: number): number | null {
  let nearest: number | null = null;
  for (let at = 0; at + 3 < points.length; at += 2) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = points.slice(at, at + 4);
    if ((y0 < y && y1 < y) || (y0 > y && y1 > y)) continue;
    const here = y0 === y1 ? x0 : x0 + ((x1 - x0) * (y - y0)) / (y1 - y0);
    if (nearest === null || Math.abs(here - x) < Math.abs(nearest - x)) nearest = here;
  }
  return nearest;
}

/** How far a sampled curve goes to one side between two heights. */
function extent(points: readonly number[], top: number, bottom: number, isRight: boolean): number {
  let furthest = isRight ? -Infinity : Infinity;
  for (let at = 0; at + 3 < points.length; at += 2) {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = points.slice(at, at + 4);
    if (Math.max(y0, y1) < top || Math.min(y0, y1) > bottom) continue;
    for (const y of [top, bottom, y0, y1]) {
      if (y < top || y > bottom || y < Math.min(y0, y1) || y > Math.max(y0, y1)) continue;
      const x = y0 === y1 ? x0 : x0 + ((x1 - x0) * (y - y0)) / (y1 - y0);
      furthest = isRight ? Math.max(furthest, x) : Math.min(furthest, x);
    }
  }
  return furthest;
}
