import { useMemo } from 'react';
import { compareText } from '../../../shared/base/text.ts';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { FleetProcess, FleetReport } from '../../../shared/fleet/fleet-report.ts';
import { useActions } from '../../state/react/context.ts';
import type { FleetLook, FleetSort } from '../../state/store/fleet.ts';
import { FLEET, FLEET_COLUMNS } from '../strings-fleet.ts';
import { CodeText } from '../widgets/code-text.tsx';
import { DataTable, ROW_HEIGHT } from '../widgets/data-table.tsx';
import { Icon } from '../widgets/icons.tsx';
import type { Column } from '../widgets/table-columns.ts';

interface FleetProcessesProps {
  readonly report: FleetReport;
  readonly look: FleetLook;
}

/** A process with the numbers of its causes, as they stand above. */
interface ProcessRow extends FleetProcess {
  readonly causes: readonly number[];
}

/** Rows that are seen without scrolling. */
const MAX_SEEN = 20;
/** Causes of one process that its row names. */
const MAX_NUMBERS = 6;

/** One row for each process; from it into its dump. */
export function FleetProcesses({ report, look }: FleetProcessesProps) {
  const { fleet } = useActions();
  const { sort, descending, cause } = look;
  const rows = useMemo(() => sortedRows(report, look), [report, look]);
  const number = report.causes.findIndex(({ signature }) => signature === cause) + 1;
  const seen = Math.min(MAX_SEEN, Math.max(1, rows.length));
  return (
    <section className="fleet-processes" aria-labelledby="fleet-processes-title">
      <div className="section-head">
        <h2 id="fleet-processes-title">
          {number > 0 ? FLEET.withCause(number, rows.length) : FLEET.processes(rows.length)}
        </h2>
        {number > 0 && (
          <button type="button" className="button" onClick={() => fleet.look({ cause: null })}>
            {FLEET.all}
          </button>
        )}
      </div>
      <div className="fleet-table" style={{ height: (seen + 1) * ROW_HEIGHT + 2 }}>
        <DataTable
          label={FLEET.processes(rows.length)}
          tableId="fleet"
          subject={JSON.stringify([sort, descending, cause])}
          columns={COLUMNS}
          total={rows.length}
          rowAt={(index) => rows[index] ?? null}
          rowKey={(row) => row.file}
          sort={{ by: sort, descending }}
          onSort={(by, isDescending) => fleet.look({ sort: by, descending: isDescending })}
          onOpen={(row) => void fleet.open(row.file)}
          opening={{ label: FLEET.openRow, icon: 'open' }}
          initialTop={look.top}
          onScrolled={(top) => {
            if (top !== look.top) fleet.look({ top });
          }}
        />
      </div>
    </section>
  );
}

function sortedRows(
  { processes, causes }: FleetReport,
  { sort, descending, cause }: FleetLook,
): readonly ProcessRow[] {
  const numbers = new Map(causes.map(({ signature }, at) => [signature, at + 1]));
  const known = cause !== null && numbers.has(cause) ? cause : null;
  const rows = processes
    .filter(({ signatures }) => known === null || signatures.includes(known))
    .map((one) => ({
      ...one,
      causes: one.signatures.map((signature) => numbers.get(signature) ?? 0),
    }));
  const way = descending ? -1 : 1;
  return rows.sort(
    (a, b) =>
      way * (sort === 'name' ? compareText(a.file, b.file) : KEYS[sort](a) - KEYS[sort](b)) ||
      compareText(a.file, b.file),
  );
}

/** What is not known comes after all that is. */
const KEYS: Readonly<Record<Exclude<FleetSort, 'name'>, (row: ProcessRow) => number>> = {
  pid: ({ pid }) => pid ?? -1,
  resident: ({ residentBytes }) => residentBytes ?? -1,
  private: ({ privateBytes }) => privateBytes ?? -1,
  shared: ({ sharedBytes }) => sharedBytes ?? -1,
  explained: ({ explainedBytes }) => explainedBytes,
  cause: ({ causes: [first] }) => -(first ?? Number.MAX_SAFE_INTEGER),
};

const COLUMNS: readonly Column<ProcessRow, FleetSort>[] = [
  {
    id: 'name',
    header: FLEET_COLUMNS.name,
    track: 'minmax(180px, 1.2fr)',
    sort: 'name',
    cell: ({ file, warnings: [warning] }) => (
      <span
        className="fleet-name"
        title={warning === undefined ? file : FLEET.withWarning(file, warning)}
      >
        {warning !== undefined && <Icon name="warning" size={13} />}
        <bdi className="truncate">{file}</bdi>
      </span>
    ),
    text: ({ file }) => file,
  },
  {
    id: 'pid',
    header: FLEET_COLUMNS.pid,
    track: '84px',
    align: 'end',
    sort: 'pid',
    cell: ({ pid }) => (pid === null ? FLEET.unknown : String(pid)),
    text: ({ pid }) => String(pid ?? ''),
  },
  bytesColumn('resident', FLEET_COLUMNS.resident, ({ residentBytes }) => residentBytes),
  bytesColumn('private', FLEET_COLUMNS.private, ({ privateBytes }) => privateBytes),
  bytesColumn('shared', FLEET_COLUMNS.shared, ({ sharedBytes }) => sharedBytes),
  bytesColumn('explained', FLEET_COLUMNS.explained, ({ explainedBytes }) => explainedBytes),
  {
    id: 'causes',
    header: FLEET_COLUMNS.causes,
    track: '128px',
    sort: 'cause',
    cell: ({ causes }) =>
      causes.length === 0 ? (
        <span className="muted">{FLEET.noCause}</span>
      ) : (
        <span className="fleet-numbers">
          {causes.slice(0, MAX_NUMBERS).map((number) => (
            <span key={number} className="fleet-number" title={FLEET.cause(number)}>
              {formatCount(number)}
            </span>
          ))}
          {causes.length > MAX_NUMBERS && '…'}
        </span>
      ),
    text: ({ causes }) => causes.join(' '),
  },
  {
    id: 'first',
    header: FLEET_COLUMNS.first,
    track: 'minmax(220px, 2fr)',
    cell: ({ headline }) => (
      <span className="truncate" title={headline.replaceAll('`', '')}>
        <CodeText text={headline} />
      </span>
    ),
    text: ({ headline }) => headline,
  },
  {
    id: 'command',
    header: FLEET_COLUMNS.command,
    track: 'minmax(160px, 1fr)',
    isExtra: true,
    cell: ({ commandLine }) => (
      <span className="mono truncate" title={commandLine}>
        {commandLine}
      </span>
    ),
    text: ({ commandLine }) => commandLine,
  },
];

function bytesColumn(
  sort: FleetSort,
  header: string,
  bytesOf: (row: ProcessRow) => number | null,
): Column<ProcessRow, FleetSort> {
  return {
    id: sort,
    header,
    track: '96px',
    align: 'end',
    sort,
    cell: (row) => {
      const bytes = bytesOf(row);
      return bytes === null ? FLEET.unknown : formatBytes(bytes);
    },
    text: (row) => String(bytesOf(row) ?? ''),
  };
}
