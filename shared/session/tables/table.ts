/** Types as Parquet calls them; INT64 values are doubles below 2^53, made whole by the writer. */
export type ColumnType = 'STRING' | 'INT32' | 'INT64' | 'DOUBLE' | 'BOOLEAN';

export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly isNullable: boolean;
  /** Few values come again and again: worth a dictionary in the file. */
  readonly isRepetitive: boolean;
}

/** Values of one column in one batch; null where there is none. */
export type ColumnValues = readonly (string | number | boolean | null)[];

/** A table of a dump, told in batches of rows so that it is never held whole. */
export interface Table {
  /** Also the name of its file, without ending. */
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** Batches in order; each has a list of values per column, in the columns' order. */
  readonly batches: () => Iterable<readonly ColumnValues[]>;
}

/** A table whose rows are few enough to be made at once. */
export function smallTable(
  name: string,
  columns: readonly TableColumn[],
  rows: readonly ColumnValues[],
): Table {
  return {
    name,
    columns,
    batches: () => [columns.map((_, at) => rows.map((row) => row[at] ?? null))],
  };
}

/** A column; `traits` says what is not usual about it. */
export function column(
  name: string,
  type: ColumnType,
  traits: Partial<Pick<TableColumn, 'isNullable' | 'isRepetitive'>> = {},
): TableColumn {
  return { name, type, isNullable: false, isRepetitive: false, ...traits };
}
