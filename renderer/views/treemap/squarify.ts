/** A rectangle in CSS pixels. */
export interface TileBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Boxes whose areas are as the sizes are, together filling `area`, each as square as can be had.
 *
 * M. Bruls, K. Huizing, J. J. van Wijk, "Squarified Treemaps", VisSym 2000. Sizes come largest
 * first for the best result; what has no size gets a box without area. O(sizes).
 */
export function squarify(sizes: readonly number[], area: TileBox): TileBox[] {
  const total = sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
  const boxes: TileBox[] = [];
  if (total <= 0 || area.width <= 0 || area.height <= 0) {
    return sizes.map(() => ({ x: area.x, y: area.y, width: 0, height: 0 }));
  }
  const scale = (area.width * area.height) / total;
  let free = area;
  let at = 0;
  while (at < sizes.length) {
    const side = Math.min(free.width, free.height);
    let row = { sum: 0, most: 0, least: Number.POSITIVE_INFINITY };
    let worst = Number.POSITIVE_INFINITY;
    let end = at;
    // A row takes in boxes as long as that makes its most stretched one less so.
    for (; end < sizes.length; end++) {
      const size = Math.max(0, sizes[end] ?? 0) * scale;
      if (size <= 0) continue;
      const longer = {
        sum: row.sum + size,
        most: Math.max(row.most, size),
        least: Math.min(row.least, size),
      };
      const next = stretch(longer, side);
      if (next > worst) break;
      worst = next;
      row = longer;
    }
    free = layRow(sizes, at, end, scale, row.sum, free, boxes);
    at = end;
  }
  return boxes;
}

/** How stretched the most stretched box of a row along `side` is, at least 1. */
function stretch(
  { sum, most, least }: { readonly sum: number; readonly most: number; readonly least: number },
  side: number,
): number {
  return Math.max((side * side * most) / (sum * sum), (sum * sum) / (side * side * least));
}

/** Puts one row along the shorter side; what is left free beside it. */
function layRow(
  sizes: readonly number[],
  from: number,
  end: number,
  scale: number,
  sum: number,
  free: TileBox,
  boxes: TileBox[],
): TileBox {
  const isColumn = free.width >= free.height;
  const side = isColumn ? free.height : free.width;
  const thickness = side > 0 ? sum / side : 0;
  let offset = 0;
  for (let at = from; at < end; at++) {
    const size = Math.max(0, sizes[at] ?? 0) * scale;
    const length = thickness > 0 ? size / thickness : 0;
    boxes.push(
      isColumn
        ? { x: free.x, y: free.y + offset, width: thickness, height: length }
        : { x: free.x + offset, y: free.y, width: length, height: thickness },
    );
    offset += length;
  }
  return isColumn
    ? { ...free, x: free.x + thickness, width: Math.max(0, free.width - thickness) }
    : { ...free, y: free.y + thickness, height: Math.max(0, free.height - thickness) };
}
