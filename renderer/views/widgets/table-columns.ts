import type { ReactNode } from 'react';
import type { TermId } from '../../../shared/base/glossary.ts';
import type { ColumnPreferences } from '../../state/store/column-preferences.ts';

export interface Column<Row, Sort extends string> {
  readonly id: string;
  readonly header: string;
  /** What the header is called in the glossary, for its tip. */
  readonly term?: TermId;
  /** A CSS grid track: "minmax(160px, 1fr)". */
  readonly track: string;
  readonly align?: 'end';
  readonly sort?: Sort;
  /** Only shown where somebody has chosen it. */
  readonly isExtra?: boolean;
  /** What is listed was chosen by it: shown whatever was hidden, and set apart. */
  readonly isAsked?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /** What is copied: a bare number, the whole text; nothing is copied of a column without it. */
  readonly text?: (row: Row) => string;
}

type ChosenColumn = Pick<Column<never, string>, 'id' | 'isExtra' | 'isAsked'>;

/** Whether a column is shown; the first one, which says what a row is, always is. */
export function isShown(column: ChosenColumn, taste: ColumnPreferences): boolean {
  return column.isAsked === true || (taste.shown[column.id] ?? column.isExtra !== true);
}

export function shownColumns<C extends ChosenColumn>(
  columns: readonly C[],
  taste: ColumnPreferences,
): readonly C[] {
  return columns.filter((column, index) => index === 0 || isShown(column, taste));
}

/** The columns' grid tracks, and below which width a table scrolls instead of squeezing them. */
export function tracksOf(
  columns: readonly { readonly id: string; readonly track: string }[],
  widths: ColumnPreferences['widths'],
): { readonly tracks: string; readonly least: number } {
  const tracks = columns.map(({ id, track }) => {
    const width = widths[id];
    return width === undefined ? track : `${width}px`;
  });
  const least = tracks.reduce((sum, track) => sum + Number(/\d+/.exec(track)?.[0] ?? 0), 0);
  // What no column wants is left at the end, not shared out.
  const filler = tracks.some((track) => track.includes('fr')) ? [] : ['minmax(0, 1fr)'];
  return { tracks: [...tracks, ...filler].join(' '), least };
}
