import { useActions } from '../../state/react/context.ts';
import { TABLE } from '../strings-objects.ts';
import type { RowRange } from './row-range.ts';
import { countOf, firstOf } from './row-range.ts';
import { rowsAsText } from './row-text.ts';
import type { Column } from './table-columns.ts';

/** More is no longer for a clipboard; the command line writes JSON of any length. */
export const MAX_COPIED = 10_000;

/** Copies a range of rows as tab-separated values, and says how many. */
export function useCopyRows<Row, Sort extends string>(
  columns: readonly Column<Row, Sort>[],
  rowAt: (index: number) => Row | null,
  fetchRows: ((offset: number, count: number) => Promise<readonly Row[]>) | undefined,
): (range: RowRange) => void {
  const actions = useActions();
  const copy = async (range: RowRange) => {
    const all = countOf(range);
    const count = Math.min(all, MAX_COPIED);
    const first = firstOf(range);
    const there = Array.from({ length: count }, (_, at) => rowAt(first + at));
    const rows = there.filter((row): row is Row => row !== null);
    const copied =
      rows.length === count || fetchRows === undefined ? rows : await fetchRows(first, count);
    const what = copied.length === all ? TABLE.copied(all) : TABLE.copiedPart(copied.length, all);
    await actions.export.copyText(rowsAsText(columns, copied), what);
  };
  return (range) => void copy(range).catch(() => actions.window.notify(TABLE.notCopied));
}
