import { OuroborosError } from '../../shared/base/errors.ts';
import { MAX_PAGE } from '../../shared/protocol/schemas.ts';
import type { Terminal } from './terminal.ts';

/** Rows for programs: an object of JSON each, or comma-separated values (RFC 4180) with a heading. */
export const ROW_FORMATS = ['jsonl', 'csv'] as const;
export type RowFormat = (typeof ROW_FORMATS)[number];

export type RowCell = string | number | boolean | null;

/** What each row tells, by the name of its column: stable, others script against them. */
export type RowColumns<Row> = Readonly<Record<string, (row: Row) => RowCell>>;

export interface RowPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
}

/** Prints all rows of a list, or the first `limit`, a page at a time. */
export async function printRows<Row>(
  terminal: Terminal,
  columns: RowColumns<Row>,
  page: (at: { offset: number; limit: number }) => RowPage<Row> | Promise<RowPage<Row>>,
  format: RowFormat,
  limit = Number.POSITIVE_INFINITY,
): Promise<void> {
  const cells = Object.entries(columns);
  const asText = format === 'csv' ? asCsv : asJson;
  if (format === 'csv') terminal.write(Object.keys(columns).join(','));
  for (let offset = 0; offset < limit; ) {
    const { rows, total } = await page({ offset, limit: Math.min(MAX_PAGE, limit - offset) });
    if (rows.length > 0) terminal.write(rows.map((row) => asText(cells, row)).join('\n'));
    offset += rows.length;
    if (offset >= total) return;
    if (rows.length === 0) throw new OuroborosError('internal', 'The list ended before its end.');
  }
}

type Cells<Row> = readonly (readonly [string, (row: Row) => RowCell])[];

function asJson<Row>(cells: Cells<Row>, row: Row): string {
  return JSON.stringify(Object.fromEntries(cells.map(([name, cell]) => [name, cell(row)])));
}

function asCsv<Row>(cells: Cells<Row>, row: Row): string {
  return cells.map(([, cell]) => csvCell(cell(row))).join(',');
}

/**
 * Quoted where it must be. A text that a spreadsheet would take for a formula gets an apostrophe in
 * front: it comes from the dumped program.
 */
export function csvCell(value: RowCell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
