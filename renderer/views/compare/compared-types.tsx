import { useDeferredValue, useMemo } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { ComparedType, Comparison } from '../../../shared/protocol/compare-schemas.ts';
import { quoteText } from '../../../shared/query/print.ts';
import { useActions, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useRows } from '../../state/react/use-rows.ts';
import type { ComparePlace, CompareSort } from '../../state/view/view-state.ts';
import { objectsWhere } from '../../state/view/view-state.ts';
import { COMPARED, dumpRoles } from '../strings-compare.ts';
import { COLUMN } from '../strings-objects.ts';
import { DataTable } from '../widgets/data-table.tsx';
import { Failure, Nothing } from '../widgets/feedback.tsx';
import { TypeName } from '../widgets/names.tsx';
import type { Column } from '../widgets/table-columns.ts';
import type { ComparisonProps } from './comparison-props.ts';
import { DeltaBytes, DeltaCount, growthOf, Spark } from './deltas.tsx';

/** Types by how much they grew; each leads to its objects that came or went. */
export function ComparedTypes({ place, lenders, choice, comparison }: ComparisonProps) {
  const { view, compare } = useActions();
  const tab = useReadyTab();
  const entry = useEntry();
  const text = useDeferredValue(place.text);
  const { sort, changedOnly } = place;
  const descending = place.descending ?? comparison.tone !== 'better';
  const rows = useRows('comparedTypes', { compare: choice, text, sort, descending, changedOnly });
  const columns = useMemo(() => columnsFor(comparison), [comparison]);
  if (rows.error !== null) return <Failure error={rows.error} />;
  if (rows.total === 0) {
    return (
      <Nothing title={place.text === '' ? COMPARED.noTypeChanged : COMPARED.noSuchType(place.text)}>
        <p>{place.text === '' ? COMPARED.sameAsBefore : COMPARED.liftFilter}</p>
      </Nothing>
    );
  }
  const open = (row: ComparedType) => {
    const next = whereToLook(row, place);
    if (next !== null) {
      view.navigate(next, null);
      return;
    }
    const dump = row.count.findLastIndex((count) => count > 0);
    const owner = [...lenders, tab][dump] ?? tab;
    const where = `type = ${quoteText(row.type)}`;
    compare.goTo(owner.id, objectsWhere({ where }), owner.cuts);
  };
  return (
    <DataTable
      label={COMPARED.types(rows.total ?? 0)}
      subject={JSON.stringify([text, sort, descending, changedOnly])}
      columns={columns}
      total={rows.total ?? 0}
      rowAt={rows.rowAt}
      rowKey={(row) => row.type}
      onRange={rows.setRange}
      tableId="compared-types"
      sort={{ by: sort, descending }}
      onSort={(by, down) => view.refine({ ...place, sort: by, descending: down })}
      onOpen={open}
      initialTop={entry.scroll.rows ?? 0}
      onScrolled={(top) => view.rememberScroll(entry.id, 'rows', top)}
    />
  );
}

/** The objects that came or went; null where single objects tell nothing. */
function whereToLook({ type, objects }: ComparedType, place: ComparePlace): ComparePlace | null {
  if (objects === null) return null;
  const kind = objects.survived.count > 0 ? 'survived' : objects.new.count > 0 ? 'new' : 'gone';
  return objects[kind].count === 0 ? null : { ...place, page: 'objects', kind, objectType: type };
}

type TypeColumn = Column<ComparedType, CompareSort>;

const NUMBER = { align: 'end', track: '78px' } as const;

function columnsFor({ dumps, objects, largestChange }: Comparison): readonly TypeColumn[] {
  const hasThree = dumps.length > 2;
  const roles = dumpRoles(dumps.length);
  // More columns than three nobody compares: the lines of the trends show those between.
  const ends = roles.flatMap((role, dump) =>
    roles.length <= 3 || dump === 0 || dump === roles.length - 1 ? [{ role, dump }] : [],
  );
  const made = (kind: 'new' | 'gone' | 'survived', header: string): TypeColumn => ({
    id: kind,
    header,
    ...NUMBER,
    ...(kind !== 'gone' && { sort: kind }),
    cell: ({ objects: own }) => countOrDash(own?.[kind].count ?? 0),
    text: ({ objects: own }) => String(own?.[kind].count ?? 0),
  });
  return [
    {
      id: 'type',
      header: COLUMN.type,
      track: 'minmax(170px, 1fr)',
      sort: 'type',
      cell: (row) => <TypeName name={row.type} />,
      text: (row) => row.type,
    },
    ...(objects === null
      ? []
      : [
          made('new', COMPARED.new),
          ...(hasThree ? [made('survived', COMPARED.survived)] : []),
          made('gone', COMPARED.gone),
        ]),
    {
      id: 'count',
      header: COLUMN.objects,
      ...NUMBER,
      sort: 'count',
      cell: (row) => <DeltaCount value={growthOf(row.count)} />,
      text: (row) => String(growthOf(row.count)),
    },
    {
      id: 'garbage',
      header: COLUMN.garbage,
      ...NUMBER,
      sort: 'garbageCount',
      cell: (row) => <DeltaCount value={growthOf(row.garbageCount)} />,
      text: (row) => String(growthOf(row.garbageCount)),
    },
    ...ends.map(
      ({ role, dump }): TypeColumn => ({
        id: `bytes${dump}`,
        header: role,
        align: 'end',
        track: '84px',
        cell: (row) => formatBytes(row.bytes[dump] ?? 0),
        text: (row) => String(row.bytes[dump] ?? 0),
      }),
    ),
    ...(hasThree
      ? [
          {
            id: 'steps',
            header: '',
            track: dumps.length > 4 ? '132px' : '44px',
            cell: (row: ComparedType) => (
              <span title={row.grewThroughout ? COMPARED.everyStep : COMPARED.notEveryStep}>
                <Spark values={row.bytes} />
              </span>
            ),
          },
        ]
      : []),
    {
      id: 'bytes',
      header: COMPARED.grown,
      align: 'end',
      track: '200px',
      sort: 'bytes',
      cell: (row) => <DeltaBytes value={growthOf(row.bytes)} most={largestChange} />,
      text: (row) => String(growthOf(row.bytes)),
    },
  ];
}

function countOrDash(count: number) {
  return count === 0 ? <span className="muted">–</span> : formatCount(count);
}
