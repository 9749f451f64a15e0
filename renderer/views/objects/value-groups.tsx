import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { DumpRequest } from '../../../shared/protocol/channels.ts';
import type { ValueGroup } from '../../../shared/protocol/object-schemas.ts';
import { useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { useRows } from '../../state/react/use-rows.ts';
import { COLUMN, VALUES } from '../strings-objects.ts';
import { IconButton } from '../widgets/controls.tsx';
import { DataTable } from '../widgets/data-table.tsx';
import { Failure } from '../widgets/feedback.tsx';
import { ShareBar } from '../widgets/share-bar.tsx';
import type { Column } from '../widgets/table-columns.ts';

type Query = DumpRequest<'objects'>['query'];

interface CountedByValueProps {
  readonly query: Omit<Query, 'sort' | 'descending'>;
  readonly attribute: string;
  readonly onClose: () => void;
}

/** How many of the listed objects have which value of an attribute, and how much they are. */
export function CountedByValue({ query, attribute, onClose }: CountedByValueProps) {
  const { cuts } = useReadyTab();
  // In whatever order they are listed, they are the same objects.
  const asked = {
    query: { ...query, sort: 'shallowSize', descending: true } as const,
    cuts,
    attribute,
  };
  const rows = useRows('valueGroups', asked);
  const whole = useAnswer('valueGroups', { ...asked, offset: 0, limit: 1 });
  const most = whole.value?.rows[0];
  const without = whole.value?.without.count ?? 0;
  return (
    <section className="held-paths value-groups" aria-label={VALUES.title(attribute)}>
      <header>
        <h2>{VALUES.title(attribute)}</h2>
        <span className="muted" role="status">
          {rows.total === null
            ? (rows.progress?.phase ?? VALUES.waiting)
            : VALUES.found(rows.total)}
          {without > 0 && ` · ${VALUES.without(without)}`}
        </span>
        <IconButton icon="close" name={VALUES.close} onClick={onClose} />
      </header>
      {rows.error !== null ? (
        <Failure error={rows.error} />
      ) : (
        <div className="value-groups-rows">
          <DataTable
            label={VALUES.title(attribute)}
            subject={JSON.stringify(asked)}
            columns={columnsFor(most === undefined ? 0 : bytesOf(most))}
            total={rows.total ?? 0}
            rowAt={rows.rowAt}
            rowKey={(row) => row.value}
            onRange={rows.setRange}
            fetchRows={rows.fetchRows}
            isBusy={rows.isStale}
          />
        </div>
      )}
    </section>
  );
}

function bytesOf({ retainedBytes, shallowBytes }: ValueGroup): number {
  return retainedBytes ?? shallowBytes;
}

function columnsFor(most: number): readonly Column<ValueGroup, never>[] {
  return [
    {
      id: 'value',
      header: COLUMN.value,
      track: 'minmax(160px, 2fr)',
      cell: (row) => <span className="mono truncate">{row.value}</span>,
      text: (row) => row.value,
    },
    {
      id: 'share',
      header: COLUMN.share,
      track: 'minmax(60px, 1fr)',
      cell: (row) => <ShareBar share={bytesOf(row) / most} />,
    },
    {
      id: 'count',
      header: COLUMN.objects,
      track: '104px',
      align: 'end',
      cell: (row) => formatCount(row.count),
      text: (row) => String(row.count),
    },
    {
      id: 'shallow',
      header: COLUMN.shallow,
      track: '92px',
      align: 'end',
      cell: (row) => formatBytes(row.shallowBytes),
      text: (row) => String(row.shallowBytes),
    },
    {
      id: 'retained',
      header: COLUMN.retained,
      track: '92px',
      align: 'end',
      cell: (row) => (row.retainedBytes === null ? '–' : formatBytes(row.retainedBytes)),
      text: (row) => String(row.retainedBytes ?? ''),
    },
  ];
}
