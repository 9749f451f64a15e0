import { clip, showable } from '../../shared/base/text.ts';

export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Longer cells are clipped; 0 for no limit. */
  readonly limit?: number;
}

/** Rows in aligned columns. Cells come from a dump: they are made safe for a terminal here. */
export function formatTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
): string {
  const cells = [columns.map((column) => column.title), ...rows].map((row) =>
    row.map((cell, index) => {
      const limit = columns[index]?.limit ?? 0;
      const safe = showable(cell);
      return limit > 0 ? clip(safe, limit) : safe;
    }),
  );
  const widths = columns.map((_, index) =>
    cells.reduce((width, row) => Math.max(width, displayWidth(row[index] ?? '')), 0),
  );
  return cells
    .map((row) =>
      row
        .map((cell, index) => {
          const padding = ' '.repeat((widths[index] ?? 0) - displayWidth(cell));
          return columns[index]?.align === 'right' ? padding + cell : cell + padding;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

// East Asian wide and fullwidth forms, and emoji, take two cells; combining marks none.
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]|\p{Emoji_Presentation}/gu;
const COMBINING = /\p{Mn}|\p{Me}/gu;

/** How many cells of a terminal a text takes. */
export function displayWidth(text: string): number {
  const characters = [...text].length;
  return characters + (text.match(WIDE)?.length ?? 0) - (text.match(COMBINING)?.length ?? 0);
}
