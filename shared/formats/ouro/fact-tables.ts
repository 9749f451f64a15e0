import { GrowableFloat64, GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { findNodesByAddress } from '../../heap/address-index.ts';
import type { FactColumn, FactTable, FactTables } from '../../heap/fact-table.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { asUint32, ColumnForm, paddingAfter } from './ouro-layout.ts';
import { concatenate } from './ouro-section-writer.ts';
import type { StringsRead } from './ouro-tables.ts';

/** Tables and columns that a file may have: a hostile one must not cost a million maps. */
const MAX_TABLES = 256;
const MAX_COLUMNS = 64;
/** Of all names of a table together. */
const MAX_NAME_BYTES = 1 << 16;
const FIXED_BYTES = 16;
/** Finding objects by address takes as much again for the table of them, and for the result. */
const RESOLVING = 3;

const BYTES_BY_FORM: ReadonlyMap<number, number> = new Map([
  [ColumnForm.u8, 1],
  [ColumnForm.u32, 4],
  [ColumnForm.u64, 8],
  [ColumnForm.string, 4],
  [ColumnForm.address, 8],
]);

type ColumnRead =
  | { readonly form: 'u8'; readonly values: GrowableUint8 }
  | { readonly form: 'u32' | 'string' | 'address'; readonly values: GrowableUint32 }
  | { readonly form: 'u64'; readonly values: GrowableFloat64 };

interface TableRead {
  rowCount: number;
  readonly columns: Map<string, ColumnRead>;
}

/** `TABL`: facts in tables that name their own columns. */
export class FactTablesRead {
  private readonly tables = new Map<string, TableRead>();

  /** Bytes held now, and what resolving the addresses takes at the end. */
  get byteLength(): number {
    let bytes = 0;
    for (const { columns } of this.tables.values()) {
      for (const { form, values } of columns.values()) {
        bytes += values.values.byteLength * (form === 'address' ? RESOLVING : 1);
      }
    }
    return bytes;
  }

  /** Adds nothing and returns false when the payload does not fit its own counts and forms. */
  add(payload: Uint8Array, strings: StringsRead): boolean {
    const described = describedTable(payload);
    if (described === null) return false;
    const table = this.tables.get(described.name) ?? emptyTable(described);
    if (!fits(table, described)) return false;
    if (!this.tables.has(described.name)) {
      if (this.tables.size === MAX_TABLES) return false;
      this.tables.set(described.name, table);
    }
    for (const { name, values } of described.columns) {
      const column = table.columns.get(name);
      if (column !== undefined) append(column, values, strings);
    }
    table.rowCount += described.rowCount;
    return true;
  }

  /** By name, addresses resolved to objects; undefined when the dump has no tables. */
  finish(addressWords: Uint32Array, nodeCount: number, job: Job): FactTables | undefined {
    if (this.tables.size === 0) return undefined;
    const wanted = new GrowableUint32(64);
    for (const column of this.addressColumns()) wanted.append(column.values.view());
    const found = findNodesByAddress(addressWords, nodeCount, wanted.view(), job);
    let from = 0;
    const finished = new Map<string, FactTable>();
    for (const [name, { rowCount, columns }] of this.tables) {
      const done = new Map<string, FactColumn>();
      for (const [label, column] of columns) {
        done.set(label, finishedColumn(column, found.subarray(from, from + rowCount)));
        if (column.form === 'address') from += rowCount;
      }
      finished.set(name, { rowCount, columns: done });
    }
    return finished;
  }

  private *addressColumns(): Generator<{ readonly values: GrowableUint32 }> {
    for (const { columns } of this.tables.values()) {
      for (const column of columns.values()) if (column.form === 'address') yield column;
    }
  }
}

interface DescribedColumn {
  readonly name: string;
  readonly form: number;
  readonly values: Uint8Array;
}

interface DescribedTable {
  readonly rowCount: number;
  readonly name: string;
  /** One at least, of different names. */
  readonly columns: readonly DescribedColumn[];
}

/** Null where the payload contradicts itself, or has a form that nobody knows. */
function describedTable(payload: Uint8Array): DescribedTable | null {
  if (payload.length < FIXED_BYTES) return null;
  const [rowCount = 0, columnCount = 0, nameBytes = 0] = asUint32(payload.subarray(0, FIXED_BYTES));
  const namesAt = FIXED_BYTES + 4 * columnCount;
  if (columnCount === 0 || columnCount > MAX_COLUMNS || nameBytes > MAX_NAME_BYTES) return null;
  if (namesAt + nameBytes > payload.length) return null;
  const forms = asUint32(payload.subarray(FIXED_BYTES, namesAt));
  const text = new TextDecoder().decode(payload.subarray(namesAt, namesAt + nameBytes));
  const [name = '', ...labels] = text.split('\0');
  if (labels.length !== columnCount || new Set(labels).size !== columnCount) return null;
  let at = namesAt + nameBytes;
  at += paddingAfter(at);
  const columns: DescribedColumn[] = [];
  for (const [index, label] of labels.entries()) {
    const form = forms[index];
    const width = BYTES_BY_FORM.get(form);
    if (width === undefined) return null;
    const values = payload.subarray(at, at + width * rowCount);
    if (values.length !== width * rowCount) return null;
    columns.push({ name: label, form, values });
    at += values.length + paddingAfter(values.length);
  }
  return at === payload.length ? { rowCount, name, columns } : null;
}

function emptyTable({ columns }: DescribedTable): TableRead {
  return {
    rowCount: 0,
    columns: new Map(columns.map(({ name, form }) => [name, emptyColumn(form)])),
  };
}

function emptyColumn(form: number): ColumnRead {
  if (form === ColumnForm.u8) return { form: 'u8', values: new GrowableUint8(64) };
  if (form === ColumnForm.u64) return { form: 'u64', values: new GrowableFloat64(64) };
  const words =
    form === ColumnForm.string ? 'string' : form === ColumnForm.address ? 'address' : 'u32';
  return { form: words, values: new GrowableUint32(64) };
}

/** Whether a section has the columns of the first of its table. */
function fits({ columns }: TableRead, described: DescribedTable): boolean {
  return (
    columns.size === described.columns.length &&
    described.columns.every(({ name, form }) => {
      const known = columns.get(name);
      return known !== undefined && ColumnForm[known.form] === form;
    })
  );
}

function append(column: ColumnRead, bytes: Uint8Array, strings: StringsRead): void {
  if (column.form === 'u8') {
    column.values.append(bytes);
    return;
  }
  const words = asUint32(bytes);
  if (column.form === 'u64') {
    column.values.reserve(column.values.length + words.length / 2);
    for (let at = 0; at < words.length; at += 2) {
      column.values.push(words[at] + words[at + 1] * 0x1_0000_0000);
    }
  } else if (column.form === 'string') {
    column.values.reserve(column.values.length + words.length);
    for (const word of words) column.values.push(strings.checked(word));
  } else column.values.append(words);
}

function finishedColumn(column: ColumnRead, objects: Uint32Array): FactColumn {
  if (column.form === 'address') return { form: 'object', values: objects };
  if (column.form === 'string') return { form: 'text', values: column.values.toArray() };
  return { form: 'number', values: column.values.toArray() };
}

/** The payload of a table's section. Objects are given by their addresses, none by 0. */
export function encodeFactTable(
  name: string,
  { rowCount, columns }: FactTable,
  addressWords: Uint32Array,
): Uint8Array {
  const names = new TextEncoder().encode([name, ...columns.keys()].join('\0'));
  const forms = Uint32Array.from(columns.values(), formOf);
  const fixed = Uint32Array.of(rowCount, columns.size, names.length, 0);
  const padding = new Uint8Array(paddingAfter(fixed.byteLength + forms.byteLength + names.length));
  const values = [...columns.values()].map((column) => encodeColumn(column, addressWords));
  return concatenate(fixed, forms, names, padding, ...values);
}

function formOf({ form, values }: FactColumn): number {
  if (form === 'text') return ColumnForm.string;
  if (form === 'object') return ColumnForm.address;
  if (values instanceof Uint8Array) return ColumnForm.u8;
  return values instanceof Uint32Array ? ColumnForm.u32 : ColumnForm.u64;
}

/** The bytes of a column, zeros behind them up to a multiple of 8. */
function encodeColumn(column: FactColumn, addressWords: Uint32Array): Uint8Array {
  const { form, values } = column;
  const width = BYTES_BY_FORM.get(formOf(column)) ?? 0;
  const bytes = new Uint8Array(width * values.length + paddingAfter(width * values.length));
  if (width < 8) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return bytes;
  }
  const words = new Uint32Array(bytes.buffer);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (form === 'object') {
      words[2 * row] = value === NO_NODE ? 0 : addressWords[2 * value];
      words[2 * row + 1] = value === NO_NODE ? 0 : addressWords[2 * value + 1];
    } else {
      words[2 * row] = value >>> 0;
      words[2 * row + 1] = value / 0x1_0000_0000;
    }
  }
  return bytes;
}
