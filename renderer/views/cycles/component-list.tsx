import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { ComponentRow } from '../../../shared/protocol/component-schemas.ts';
import { useActions, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useRows } from '../../state/react/use-rows.ts';
import { objectName } from '../../state/view/object-name.ts';
import { VERDICT_NAMES } from '../strings.ts';
import { COMPONENTS } from '../strings-cycles.ts';
import { COLUMN, OBJECTS_VIEW } from '../strings-objects.ts';
import { DataTable } from '../widgets/data-table.tsx';
import { Failure } from '../widgets/feedback.tsx';
import { VerdictBadge } from '../widgets/names.tsx';
import type { Column } from '../widgets/table-columns.ts';

const COLUMNS: readonly Column<ComponentRow, never>[] = [
  {
    id: 'number',
    header: COMPONENTS.number,
    track: '64px',
    cell: (row) => <span className="muted">#{formatCount(row.number)}</span>,
    text: (row) => String(row.number),
  },
  {
    id: 'types',
    header: COMPONENTS.types,
    track: 'minmax(160px, 2fr)',
    cell: (row) => <span title={typesOf(row)}>{typesOf(row)}</span>,
    text: typesOf,
  },
  {
    id: 'path',
    header: COLUMN.path,
    track: 'minmax(140px, 2fr)',
    cell: (row) => <span className="mono truncate">{row.example.path}</span>,
    text: (row) => row.example.path,
  },
  {
    id: 'objects',
    header: COLUMN.objects,
    track: '104px',
    align: 'end',
    cell: (row) => formatCount(row.objects),
    text: (row) => String(row.objects),
  },
  {
    id: 'shallow',
    header: COLUMN.shallow,
    term: 'shallow-size',
    track: '92px',
    align: 'end',
    cell: (row) => formatBytes(row.shallowBytes),
    text: (row) => String(row.shallowBytes),
  },
  {
    id: 'verdict',
    header: COLUMN.verdict,
    term: 'verdict',
    track: '108px',
    cell: (row) => <VerdictBadge verdict={row.verdict} form="short" />,
    text: (row) => VERDICT_NAMES[row.verdict],
  },
];

function typesOf({ types, moreTypes }: ComponentRow): string {
  return [...types, ...(moreTypes === 0 ? [] : [COMPONENTS.moreTypes(moreTypes)])].join(', ');
}

/** The strongly connected components, the largest first; opening one draws its members. */
export function ComponentList() {
  const { cuts } = useReadyTab();
  const { view } = useActions();
  const entry = useEntry();
  const rows = useRows('components', { cuts });
  if (rows.error !== null) return <Failure error={rows.error} />;
  return (
    <DataTable
      label={COMPONENTS.list(rows.total ?? 0)}
      tableId="components"
      subject={JSON.stringify(cuts)}
      columns={COLUMNS}
      total={rows.total ?? 0}
      rowAt={rows.rowAt}
      rowKey={(row) => row.number}
      onRange={rows.setRange}
      fetchRows={rows.fetchRows}
      isBusy={rows.isStale}
      onPick={({ example }) => view.select({ node: example.node, name: objectName(example) })}
      onOpen={({ example, members }) =>
        view.drawMembers(members, { node: example.node, name: objectName(example) })
      }
      opening={{ label: COMPONENTS.draw, icon: 'graph' }}
      itemsFor={({ example, members }) => [
        {
          label: COMPONENTS.draw,
          icon: 'graph',
          onSelect: () =>
            view.drawMembers(members, { node: example.node, name: objectName(example) }),
        },
        {
          label: OBJECTS_VIEW.inspect,
          icon: 'panel',
          onSelect: () => view.select({ node: example.node, name: objectName(example) }),
        },
      ]}
      initialTop={entry.scroll.rows ?? 0}
      onScrolled={(top) => view.rememberScroll(entry.id, 'rows', top)}
    />
  );
}
