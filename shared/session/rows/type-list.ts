import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import { TYPES } from '../../query/fields.ts';
import { parseFilter } from '../../query/parser.ts';
import { compileTypeFilter } from '../../query/type-filter.ts';
import type { TypeTotals } from './type-totals.ts';
import { compareText, typeRows } from './type-totals.ts';

/** One page of the dump's types, filtered and in order. Throws `QueryError` about the filter. */
export function typePage(
  graph: HeapGraph,
  totals: TypeTotals,
  { where, sort, descending, offset, limit }: DumpRequest<'types'>,
): DumpResponse<'types'> {
  const sign = descending ? -1 : 1;
  const rows = typeRows(graph, totals)
    .filter(compileTypeFilter(parseFilter(where, TYPES)))
    .sort((a, b) =>
      sort === 'type'
        ? sign * compareText(a.type, b.type)
        : sign * (a[sort] - b[sort]) || compareText(a.type, b.type),
    );
  return { total: rows.length, rows: rows.slice(offset, offset + limit) };
}
