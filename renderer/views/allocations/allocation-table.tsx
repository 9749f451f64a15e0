import { useMemo } from 'react';
import { lineText } from '../../../shared/base/source-origin.ts';
import { compareText } from '../../../shared/base/text.ts';
import { formatBytes, formatRate } from '../../../shared/base/units.ts';
import type { AllocationRow } from '../../../shared/protocol/profile-schemas.ts';
import { useActions } from '../../state/react/context.ts';
import type { AllocationSort, AllocationsPlace } from '../../state/view/view-state.ts';
import { ALLOCATION_COLUMNS, ALLOCATIONS } from '../strings-allocations.ts';
import { CodeText } from '../widgets/code-text.tsx';
import { SearchField } from '../widgets/controls.tsx';
import { DataTable, ROW_HEIGHT } from '../widgets/data-table.tsx';
import { Nothing } from '../widgets/feedback.tsx';
import { formatShare } from '../widgets/format.ts';
import { SourceLine } from '../widgets/source-places.tsx';
import type { Column } from '../widgets/table-columns.ts';

interface AllocationTableProps {
  readonly lines: readonly AllocationRow[];
  readonly place: AllocationsPlace;
}

/** Rows that are seen without scrolling. */
const MAX_SEEN = 14;

/** Bytes by line of source; a stack counts for its innermost line of the program. */
export function AllocationTable({ lines, place }: AllocationTableProps) {
  const { view } = useActions();
  const { text, sort, descending } = place;
  const rows = useMemo(() => chosenRows(lines, place), [lines, place]);
  const seen = Math.min(MAX_SEEN, Math.max(1, rows.length));
  return (
    <section aria-labelledby="allocations-title">
      <div className="section-head">
        <h2 id="allocations-title">{ALLOCATIONS.lines(rows.length)}</h2>
        <SearchField
          label={ALLOCATIONS.filter}
          placeholder={ALLOCATIONS.filter}
          value={text}
          onChange={(value) => view.refine({ ...place, text: value })}
        />
      </div>
      {rows.length === 0 ? (
        <Nothing title={ALLOCATIONS.noLine(text)} />
      ) : (
        <div className="allocations-table" style={{ height: (seen + 1) * ROW_HEIGHT + 2 }}>
          <DataTable
            label={ALLOCATIONS.lines(rows.length)}
            tableId="allocations"
            subject={JSON.stringify([text, sort, descending])}
            columns={COLUMNS}
            total={rows.length}
            rowAt={(index) => rows[index] ?? null}
            rowKey={(row) => `${row.file}:${row.line} ${row.function}`}
            sort={{ by: sort, descending }}
            onSort={(by, isDescending) =>
              view.refine({ ...place, sort: by, descending: isDescending })
            }
          />
        </div>
      )}
    </section>
  );
}

function chosenRows(
  lines: readonly AllocationRow[],
  { text, sort, descending }: AllocationsPlace,
): readonly AllocationRow[] {
  const wanted = text.toLowerCase();
  const isWanted = ({ file, function: name, line }: AllocationRow) =>
    wanted === '' || `${lineText(file, line)} ${name}`.toLowerCase().includes(wanted);
  const way = descending ? -1 : 1;
  return lines
    .filter(isWanted)
    .sort((a, b) =>
      sort === 'line'
        ? way * (compareText(a.file, b.file) || a.line - b.line)
        : way * (KEYS[sort](a) - KEYS[sort](b)),
    );
}

const KEYS: Readonly<Record<Exclude<AllocationSort, 'line'>, (row: AllocationRow) => number>> = {
  bytes: ({ bytes }) => bytes,
  through: ({ throughBytes }) => throughBytes,
  calls: ({ allocations }) => allocations,
  leaks: ({ causes, likelihood }) => causes.length + (likelihood ?? 0),
};

const COLUMNS: readonly Column<AllocationRow, AllocationSort>[] = [
  {
    id: 'line',
    header: ALLOCATION_COLUMNS.line,
    track: 'minmax(180px, 1fr)',
    sort: 'line',
    cell: ({ file, line }) => <SourceLine place={{ file, line }} />,
    text: ({ file, line }) => lineText(file, line),
  },
  {
    id: 'function',
    header: ALLOCATION_COLUMNS.function,
    track: 'minmax(140px, 0.8fr)',
    cell: ({ function: name, isOwn }) => (
      <span className={isOwn ? 'mono truncate' : 'mono truncate muted'} title={name}>
        {name}
      </span>
    ),
    text: ({ function: name }) => name,
  },
  {
    id: 'bytes',
    header: ALLOCATION_COLUMNS.bytes,
    track: '96px',
    align: 'end',
    sort: 'bytes',
    cell: ({ bytes }) => formatBytes(bytes),
    text: ({ bytes }) => String(bytes),
  },
  {
    id: 'share',
    header: ALLOCATION_COLUMNS.share,
    track: '72px',
    align: 'end',
    cell: ({ share }) => formatShare(share, 1),
    text: ({ share }) => String(share),
  },
  {
    id: 'through',
    header: ALLOCATION_COLUMNS.through,
    track: '96px',
    align: 'end',
    sort: 'through',
    cell: ({ throughBytes }) => formatBytes(throughBytes),
    text: ({ throughBytes }) => String(throughBytes),
  },
  {
    id: 'calls',
    header: ALLOCATION_COLUMNS.calls,
    track: '104px',
    align: 'end',
    sort: 'calls',
    cell: ({ allocations }) => ALLOCATIONS.calls(allocations),
    text: ({ allocations }) => String(allocations),
  },
  {
    id: 'leaks',
    header: ALLOCATION_COLUMNS.leaks,
    track: 'minmax(200px, 2fr)',
    sort: 'leaks',
    cell: (row) => {
      const told = leaksText(row);
      return (
        <span className="truncate" title={told.replaceAll('`', '')}>
          <CodeText text={told} />
        </span>
      );
    },
    text: leaksText,
  },
];

/** What a dump holds of it, then what the profiler itself suspects. */
function leaksText({ causes, likelihood, bytesPerSecond }: AllocationRow): string {
  const suspicion =
    likelihood === null
      ? []
      : [ALLOCATIONS.suspected(Math.round(likelihood * 100), formatRate(bytesPerSecond ?? 0))];
  return [...causes, ...suspicion].join('; ');
}
