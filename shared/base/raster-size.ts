/** What every browser can make at least: a side of the canvas, and its area, in pixels. */
const MAX_SIDE = 16_384;
const MAX_AREA = 64e6;

/** The scale that is asked for, or the largest below it that a canvas can hold. */
export function rasterScale(width: number, height: number, wanted: number): number {
  const bySide = MAX_SIDE / Math.max(width, height, 1);
  const byArea = Math.sqrt(MAX_AREA / Math.max(width * height, 1));
  return Math.min(wanted, bySide, byArea);
}

/** Width and height that an SVG document of ours names, in CSS pixels. */
export function svgSize(svg: string): { readonly width: number; readonly height: number } {
  const [, width = '0', height = '0'] =
    /<svg\b[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"/.exec(svg) ?? [];
  return { width: Number(width), height: Number(height) };
}
