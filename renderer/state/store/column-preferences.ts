/** How somebody likes a table: what differs from its own choice of columns and widths. */
export interface ColumnPreferences {
  /** CSS pixels, by column. */
  readonly widths: Readonly<Record<string, number>>;
  /** Columns switched on or off, by column. */
  readonly shown: Readonly<Record<string, boolean>>;
}

export type TablePreferences = Readonly<Record<string, ColumnPreferences>>;

export const DEFAULT_PREFERENCES: ColumnPreferences = { widths: {}, shown: {} };

/** A column can be neither lost nor made wider than a large screen. CSS pixels. */
export const COLUMN_WIDTH = { min: 48, max: 1200, step: 16 } as const;

export function clampWidth(width: number): number {
  return Math.min(Math.max(Math.round(width), COLUMN_WIDTH.min), COLUMN_WIDTH.max);
}

/** A table's taste changed; null forgets it. */
export function withPreferences(
  tables: TablePreferences,
  tableId: string,
  change: ((taste: ColumnPreferences) => ColumnPreferences) | null,
): TablePreferences {
  const { [tableId]: taste = DEFAULT_PREFERENCES, ...others } = tables;
  return change === null ? others : { ...others, [tableId]: change(taste) };
}

export function withWidth(
  taste: ColumnPreferences,
  column: string,
  width: number | null,
): ColumnPreferences {
  const { [column]: _, ...widths } = taste.widths;
  return {
    ...taste,
    widths: width === null ? widths : { ...widths, [column]: clampWidth(width) },
  };
}

export function withShown(
  taste: ColumnPreferences,
  column: string,
  isShown: boolean,
): ColumnPreferences {
  return { ...taste, shown: { ...taste.shown, [column]: isShown } };
}

/** Tables nobody has, and columns, cost nothing but space: a bound on what is read back. */
const MAX_ENTRIES = 100;

/** What was kept; whatever is not of this shape is left out. */
export function tablePreferencesFrom(kept: unknown): TablePreferences {
  return Object.fromEntries(
    entriesOf(kept).map(([table, taste]) => {
      const { widths, shown } = taste as { widths?: unknown; shown?: unknown };
      return [
        table,
        {
          widths: Object.fromEntries(
            entriesOf(widths).flatMap(([column, width]) =>
              typeof width === 'number' && Number.isFinite(width)
                ? [[column, clampWidth(width)]]
                : [],
            ),
          ),
          shown: Object.fromEntries(
            entriesOf(shown).filter(([, isShown]) => typeof isShown === 'boolean'),
          ) as Record<string, boolean>,
        },
      ];
    }),
  );
}

function entriesOf(kept: unknown): readonly [string, unknown][] {
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return [];
  return Object.entries(kept)
    .filter(([, value]) => value !== null && value !== undefined)
    .slice(0, MAX_ENTRIES);
}
