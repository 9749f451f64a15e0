import { formatCount, formatDuration } from '../../../shared/base/units.ts';
import type { FunctionRow, FunctionSort } from '../../../shared/protocol/timeline-schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { useRows } from '../../state/react/use-rows.ts';
import type { ReadyTab } from '../../state/store/tab.ts';
import type { TimelinePlace } from '../../state/view/view-state.ts';
import { grown, TIMELINE_COLUMNS, TIMELINE_WORDS } from '../strings-timeline.ts';
import { SearchField } from '../widgets/controls.tsx';
import { DataTable, ROW_HEIGHT } from '../widgets/data-table.tsx';
import { Failure, Nothing } from '../widgets/feedback.tsx';
import type { Column } from '../widgets/table-columns.ts';

interface FunctionsTableProps {
  readonly place: TimelinePlace;
  readonly source: ReadyTab;
  readonly count: number;
}

/** Rows that are seen without scrolling. */
const MAX_SEEN = 12;

/** Where memory grew: the watched functions, most growth first. */
export function FunctionsTable({ place, source, count }: FunctionsTableProps) {
  const { view } = useActions();
  const { text, sort, descending } = place;
  const rows = useRows('timelineFunctions', { text, sort, descending }, source);
  if (count === 0) {
    return (
      <p className="timeline-none">
        <b>{TIMELINE_WORDS.noFunctions}.</b> {TIMELINE_WORDS.watch}
      </p>
    );
  }
  const seen = Math.min(MAX_SEEN, Math.max(1, rows.total ?? 1));
  return (
    <section className="timeline-functions" aria-labelledby="functions-title">
      <div className="section-head">
        <h2 id="functions-title">{TIMELINE_WORDS.functions(count)}</h2>
        <SearchField
          label={TIMELINE_WORDS.filter}
          placeholder={TIMELINE_WORDS.filter}
          value={text}
          onChange={(value) => view.refine({ ...place, text: value })}
        />
      </div>
      {rows.error !== null ? (
        <Failure error={rows.error} />
      ) : rows.total === 0 ? (
        <Nothing title={TIMELINE_WORDS.noSuchFunction(text)} />
      ) : (
        <div style={{ height: (seen + 1) * ROW_HEIGHT + 2 }}>
          <DataTable
            label={TIMELINE_WORDS.functions(rows.total ?? 0)}
            tableId="timeline-functions"
            subject={JSON.stringify([text, sort, descending])}
            columns={COLUMNS}
            total={rows.total ?? 0}
            rowAt={rows.rowAt}
            rowKey={(row) => row.name}
            onRange={rows.setRange}
            fetchRows={rows.fetchRows}
            sort={{ by: sort, descending }}
            onSort={(by, isDescending) =>
              view.refine({ ...place, sort: by, descending: isDescending })
            }
            isBusy={rows.isStale}
            selectedKey={null}
            onOpen={(row) => view.refine({ ...place, text: text === row.name ? '' : row.name })}
          />
        </div>
      )}
    </section>
  );
}

const COLUMNS: readonly Column<FunctionRow, FunctionSort>[] = [
  {
    id: 'name',
    header: TIMELINE_COLUMNS.function,
    track: 'minmax(160px, 1fr)',
    sort: 'name',
    cell: ({ name }) => (
      <span className="mono" title={name}>
        {name}
      </span>
    ),
    text: ({ name }) => name,
  },
  bytesColumn('growth', TIMELINE_COLUMNS.growth, ({ growthBytes }) => growthBytes),
  bytesColumn('own', TIMELINE_COLUMNS.own, ({ ownBytes }) => ownBytes),
  bytesColumn('largest', TIMELINE_COLUMNS.largest, ({ largestBytes }) => largestBytes),
  {
    id: 'calls',
    header: TIMELINE_COLUMNS.calls,
    track: '80px',
    align: 'end',
    sort: 'calls',
    cell: ({ calls }) => formatCount(calls),
    text: ({ calls }) => String(calls),
  },
  {
    id: 'seconds',
    header: TIMELINE_COLUMNS.seconds,
    track: '100px',
    align: 'end',
    sort: 'seconds',
    cell: ({ seconds }) => formatDuration(seconds),
    text: ({ seconds }) => String(seconds),
  },
];

function bytesColumn(
  sort: FunctionSort,
  header: string,
  bytesOf: (row: FunctionRow) => number,
): Column<FunctionRow, FunctionSort> {
  return {
    id: sort,
    header,
    track: '112px',
    align: 'end',
    sort,
    cell: (row) => grown(bytesOf(row)),
    text: (row) => String(bytesOf(row)),
  };
}
