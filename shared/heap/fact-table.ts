/** The values of one column: numbers as they are, texts and objects as indices into the graph. */
export type FactColumn =
  | { readonly form: 'number'; readonly values: Uint8Array | Uint32Array | Float64Array }
  | { readonly form: 'text' | 'object'; readonly values: Uint32Array };

/**
 * Facts that a dump tells beside its objects, as rows: which columns there are, the dump says.
 *
 * A text is a `StringIndex` or `NO_STRING`, an object a `NodeIndex` or `NO_NODE`. Numbers are of 8
 * or 32 bits, or doubles (exact below 2^53). What a table means is the business of who asks for it
 * by name; tables that nobody asks for are kept, so that a dump loses nothing when it is rewritten.
 */
export interface FactTable {
  readonly rowCount: number;
  /** Each of `rowCount` values. */
  readonly columns: ReadonlyMap<string, FactColumn>;
}

/** Tables by name. */
export type FactTables = ReadonlyMap<string, FactTable>;

export function factTable(
  graph: { readonly tables?: FactTables | null },
  name: string,
): FactTable | null {
  return graph.tables?.get(name) ?? null;
}

/** A column of numbers; null where the table has none of that name. */
export function numbersOf(
  table: FactTable,
  name: string,
): Uint8Array | Uint32Array | Float64Array | null {
  const column = table.columns.get(name);
  return column?.form === 'number' ? column.values : null;
}

/** A column of texts, as `StringIndex`; null where the table has none of that name. */
export function textsOf(table: FactTable, name: string): Uint32Array | null {
  return columnOf(table, name, 'text');
}

/** A column of objects, as `NodeIndex`; null where the table has none of that name. */
export function objectsOf(table: FactTable, name: string): Uint32Array | null {
  return columnOf(table, name, 'object');
}

function columnOf(table: FactTable, name: string, form: 'text' | 'object'): Uint32Array | null {
  const column = table.columns.get(name);
  return column?.form === form ? column.values : null;
}
