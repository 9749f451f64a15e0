/** How large a drawing is written: as it is drawn, to a width, or fitted to a page to be printed. */
export type SheetSize =
  | { readonly kind: 'drawn' }
  | { readonly kind: 'width'; readonly pixels: number }
  | { readonly kind: 'page' };

/** Width and height as a document names them, and the part of the drawing's plane they show. */
export interface Sheet {
  readonly width: number | string;
  readonly height: number | string;
  /** In units of the drawing. */
  readonly view: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}

/** CSS: 96 pixels are an inch. */
const PIXELS_PER_MM = 96 / 25.4;
/** ISO 216 A4, in millimetres. */
const PAGE = { short: 210, long: 297, margin: 10 };

/**
 * The sheet for a drawing of `width` by `height` units. On a page, upright or across, it is as
 * large as the margins allow, and never larger than drawn: a small drawing gets no huge letters.
 */
export function sheetFor(width: number, height: number, size: SheetSize): Sheet {
  const view = { x: 0, y: 0, width, height };
  if (size.kind === 'drawn') return { width, height, view };
  if (size.kind === 'width') {
    return { width: size.pixels, height: Math.round((size.pixels * height) / width), view };
  }
  const across = width > height;
  const page = across
    ? { width: PAGE.long, height: PAGE.short }
    : { width: PAGE.short, height: PAGE.long };
  const scale = Math.min(
    1,
    (PIXELS_PER_MM * (page.width - 2 * PAGE.margin)) / width,
    (PIXELS_PER_MM * (page.height - 2 * PAGE.margin)) / height,
  );
  const seen = {
    width: round((PIXELS_PER_MM * page.width) / scale),
    height: round((PIXELS_PER_MM * page.height) / scale),
  };
  return {
    width: `${page.width}mm`,
    height: `${page.height}mm`,
    view: {
      x: round((width - seen.width) / 2),
      y: round((height - seen.height) / 2),
      ...seen,
    },
  };
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
