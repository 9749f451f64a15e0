/** Rows that are chosen together: from where the choice began to where the keyboard is. */
export interface RowRange {
  readonly anchor: number;
  readonly active: number;
}

export const FIRST_ROW: RowRange = { anchor: 0, active: 0 };

export function firstOf({ anchor, active }: RowRange): number {
  return Math.min(anchor, active);
}

export function countOf({ anchor, active }: RowRange): number {
  return Math.abs(active - anchor) + 1;
}

export function isIn({ anchor, active }: RowRange, index: number): boolean {
  return index >= Math.min(anchor, active) && index <= Math.max(anchor, active);
}

/** The range moved to a row, or with `isExtending` stretched to it; always within `total` rows. */
export function movedTo(
  range: RowRange,
  wanted: number,
  total: number,
  isExtending: boolean,
): RowRange {
  const active = Math.min(Math.max(0, wanted), Math.max(0, total - 1));
  return { anchor: isExtending ? Math.min(range.anchor, Math.max(0, total - 1)) : active, active };
}

const PAGE_ROWS = 12;

/** Where a key leads from a row; null when it leads nowhere. */
export function keyTarget(key: string, active: number, total: number): number | null {
  switch (key) {
    case 'ArrowDown':
      return active + 1;
    case 'ArrowUp':
      return active - 1;
    case 'PageDown':
      return active + PAGE_ROWS;
    case 'PageUp':
      return active - PAGE_ROWS;
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return null;
  }
}
