import { useMemo } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { WasteFinding, WasteGroup } from '../../../shared/protocol/waste-schemas.ts';
import { useActions, useEntry } from '../../state/react/context.ts';
import { useRows } from '../../state/react/use-rows.ts';
import type { WastePlace } from '../../state/view/view-state.ts';
import { COLUMN } from '../strings-objects.ts';
import { WASTE_VIEW } from '../strings-waste.ts';
import { DataTable } from '../widgets/data-table.tsx';
import { Failure } from '../widgets/feedback.tsx';
import { TypeName } from '../widgets/names.tsx';
import type { Column } from '../widgets/table-columns.ts';

interface FindingsTableProps {
  readonly place: WastePlace;
  readonly group: WasteGroup;
}

/** Where waste of one kind is held, the most bytes first. A row opens its objects below. */
export function FindingsTable({ place, group }: FindingsTableProps) {
  const { view } = useActions();
  const entry = useEntry();
  const rows = useRows('wasteFindings', { group: group.id });
  const columns = useMemo(() => columnsOf(group), [group]);
  if (rows.error !== null) return <Failure error={rows.error} />;
  return (
    <div className="waste-findings">
      <DataTable
        label={WASTE_VIEW.findings(group.title, group.total)}
        subject={group.id}
        columns={columns}
        total={rows.total ?? 0}
        rowAt={rows.rowAt}
        rowKey={(row) => row.finding}
        onRange={rows.setRange}
        fetchRows={rows.fetchRows}
        tableId="waste"
        selectedKey={place.finding}
        onOpen={(row) => view.refine({ ...place, group: group.id, finding: row.finding })}
        initialTop={entry.scroll.rows ?? 0}
        onScrolled={(top) => view.rememberScroll(entry.id, 'rows', top)}
      />
    </div>
  );
}

function columnsOf({ id, isWaste }: WasteGroup): readonly Column<WasteFinding, never>[] {
  const hasDetail = id !== 'empty-containers' && id !== 'sparse-containers';
  const what: Column<WasteFinding, never> = {
    id: 'what',
    header: WASTE_VIEW.what,
    track: 'minmax(120px, 1fr)',
    cell: (row) => (
      <span className="muted" title={row.detail}>
        {row.detail}
      </span>
    ),
    text: (row) => row.detail,
  };
  return [
    {
      id: 'place',
      header: WASTE_VIEW.heldAt,
      track: 'minmax(150px, 1.2fr)',
      cell: (row) => (
        <span className="mono" title={row.place}>
          {row.place}
        </span>
      ),
      text: (row) => row.place,
    },
    {
      id: 'type',
      header: COLUMN.type,
      track: 'minmax(90px, 0.7fr)',
      cell: (row) => <TypeName name={row.type} />,
      text: (row) => row.type,
    },
    ...(hasDetail ? [what] : []),
    {
      id: 'objects',
      header: COLUMN.objects,
      track: '76px',
      align: 'end',
      cell: (row) => formatCount(row.objects),
      text: (row) => String(row.objects),
    },
    {
      id: 'bytes',
      header: isWaste ? WASTE_VIEW.spared : WASTE_VIEW.tooMuchBytes,
      track: '84px',
      align: 'end',
      cell: (row) => formatBytes(row.bytes),
      text: (row) => String(row.bytes),
    },
  ];
}
