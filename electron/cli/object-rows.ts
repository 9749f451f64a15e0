import { OuroborosError } from '../../shared/base/errors.ts';
import type { ListedObject } from '../../shared/protocol/object-schemas.ts';
import { DEFAULT_CUTS, MAX_PAGE } from '../../shared/protocol/schemas.ts';
import type { ObjectOrder } from '../../shared/query/order.ts';
import type { HeapSession } from '../../shared/session/heap-session.ts';
import type { CliContext } from './context.ts';

/** Rows for programs: an object of JSON each, or comma-separated values (RFC 4180) with a heading. */
export const ROW_FORMATS = ['jsonl', 'csv'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

interface Rows {
  readonly where: string;
  readonly sort: ObjectOrder;
  readonly descending: boolean;
}

const COLUMNS = {
  address: (row) => row.address,
  type: (row) => row.type,
  value: (row) => row.preview,
  name: (row) => row.path,
  verdict: (row) => row.verdict,
  shallowBytes: (row) => row.shallowSize,
  retainedBytes: (row) => row.retainedSize,
  refcount: (row) => row.refcount,
  length: (row) => row.length,
  referrers: (row) => row.referrers,
  referents: (row) => row.referents,
} as const satisfies Record<string, (row: ListedObject) => string | number | null>;

/** Prints all objects that a filter selects, or the first `limit`, a page at a time. */
export async function printRows(
  { terminal, job }: CliContext,
  session: HeapSession,
  { where, sort, descending }: Rows,
  format: RowFormat,
  limit = Number.POSITIVE_INFINITY,
): Promise<void> {
  const query = { where, typeIndex: null, familyId: null, sort, descending };
  const columns = ['retainedSize', 'referrers'] as const;
  if (format === 'csv') terminal.write(Object.keys(COLUMNS).join(','));
  for (let offset = 0; offset < limit; ) {
    const page = { offset, limit: Math.min(MAX_PAGE, limit - offset) };
    const request = { ...page, query, cuts: DEFAULT_CUTS, columns: [...columns] };
    const { rows, total } = await session.query('objects', request, job);
    if (rows.length > 0) terminal.write(rows.map(format === 'csv' ? asCsv : asJson).join('\n'));
    offset += rows.length;
    if (offset >= total) return;
    if (rows.length === 0) throw new OuroborosError('internal', 'The list ended before its end.');
  }
}

function asJson(row: ListedObject): string {
  const cells = Object.entries(COLUMNS).map(([name, cell]) => [name, cell(row)]);
  return JSON.stringify(Object.fromEntries(cells));
}

function asCsv(row: ListedObject): string {
  return Object.values(COLUMNS)
    .map((cell) => csvCell(cell(row)))
    .join(',');
}

/**
 * Quoted where it must be. A text that a spreadsheet would take for a formula gets an apostrophe in
 * front: it comes from the dumped program.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
