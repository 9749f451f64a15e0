import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import { MAX_RETAINED_AT_ONCE } from '../../../shared/protocol/limits.ts';
import type { ListedObject } from '../../../shared/protocol/object-schemas.ts';
import type { ObjectRow, TypeRow } from '../../../shared/protocol/schemas.ts';
import type { ObjectSort, TypeSort } from '../../state/view/view-state.ts';
import { Marked } from '../marks/marked.tsx';
import { VERDICT_NAMES } from '../strings.ts';
import { COLUMN } from '../strings-objects.ts';
import { TypeName, VerdictBadge } from '../widgets/names.tsx';
import type { Column } from '../widgets/table-columns.ts';

export const TYPE_COLUMNS: readonly Column<TypeRow, TypeSort>[] = [
  {
    id: 'type',
    header: COLUMN.type,
    track: 'minmax(180px, 1fr)',
    sort: 'type',
    cell: (row) => <TypeName name={row.type} />,
    text: (row) => row.type,
  },
  {
    id: 'count',
    header: COLUMN.objects,
    track: '100px',
    align: 'end',
    sort: 'count',
    cell: (row) => formatCount(row.count),
    text: (row) => String(row.count),
  },
  {
    id: 'garbage',
    header: COLUMN.garbage,
    term: 'garbage-waiting',
    track: '100px',
    align: 'end',
    sort: 'garbageCount',
    cell: (row) =>
      row.garbageCount === 0 ? (
        <span className="muted">–</span>
      ) : (
        <span className="tone-garbage garbage-number">{formatCount(row.garbageCount)}</span>
      ),
    text: (row) => String(row.garbageCount),
  },
  {
    id: 'bytes',
    header: COLUMN.shallow,
    term: 'shallow-size',
    track: '96px',
    align: 'end',
    sort: 'shallowBytes',
    cell: (row) => formatBytes(row.shallowBytes),
    text: (row) => String(row.shallowBytes),
  },
];

/** Columns of objects wherever they are listed. */
export const OBJECT_COLUMNS: readonly Column<ObjectRow, ObjectSort>[] = [
  {
    id: 'type',
    header: COLUMN.type,
    track: 'minmax(150px, 1.3fr)',
    sort: 'type',
    cell: (row) => (
      <>
        <TypeName name={row.type} />
        <Marked address={row.address} />
      </>
    ),
    text: (row) => row.type,
  },
  {
    id: 'preview',
    header: COLUMN.value,
    track: 'minmax(110px, 1fr)',
    cell: (row) => <span className="muted">{row.preview}</span>,
    text: (row) => row.preview,
  },
  {
    id: 'path',
    header: COLUMN.path,
    track: 'minmax(140px, 1.6fr)',
    cell: (row) => <span className="mono truncate">{row.path}</span>,
    text: (row) => row.path,
  },
  {
    id: 'address',
    header: COLUMN.address,
    track: '128px',
    sort: 'address',
    cell: (row) => <span className="mono">{row.address}</span>,
    text: (row) => row.address,
  },
  {
    ...counted<ObjectRow>('refcount', COLUMN.refs, (row) => row.refcount),
    term: 'reference-count',
  },
  {
    id: 'shallow',
    header: COLUMN.shallow,
    term: 'shallow-size',
    track: '86px',
    align: 'end',
    sort: 'shallowSize',
    cell: (row) => formatBytes(row.shallowSize),
    text: (row) => String(row.shallowSize),
  },
  {
    id: 'retained',
    header: COLUMN.retained,
    term: 'retained-size',
    track: '86px',
    align: 'end',
    sort: 'retainedSize',
    cell: (row) => (row.retainedSize === null ? '–' : formatBytes(row.retainedSize)),
    text: (row) => String(row.retainedSize ?? ''),
  },
  {
    id: 'verdict',
    header: COLUMN.verdict,
    term: 'verdict',
    track: '108px',
    sort: 'verdict',
    cell: (row) => <VerdictBadge verdict={row.verdict} form="short" />,
    text: (row) => VERDICT_NAMES[row.verdict],
  },
];

/** Further ones of the list of objects; they stand before the reference count. */
const EXTRA_COLUMNS: readonly Column<ListedObject, ObjectSort>[] = [
  counted<ListedObject>('length', COLUMN.length, (row) => row.length),
  {
    ...counted<ListedObject>('referrers', COLUMN.referrers, (row) => row.referrers),
    term: 'referrer',
  },
  {
    ...counted<ListedObject>('referents', COLUMN.referents, (row) => row.referents),
    term: 'referent',
  },
];

function counted<Row>(
  id: ObjectSort,
  header: string,
  countOf: (row: Row) => number | null,
): Column<Row, ObjectSort> {
  return {
    id,
    header,
    track: '86px',
    align: 'end',
    sort: id,
    cell: (row) => {
      const count = countOf(row);
      return count === null ? '–' : formatCount(count);
    },
    text: (row) => String(countOf(row) ?? ''),
  };
}

/** The columns of the list of objects; which are extras depends on how many the dump has. */
export function objectColumns(dumpObjects: number): readonly Column<ListedObject, ObjectSort>[] {
  return OBJECT_COLUMNS.flatMap((column): readonly Column<ListedObject, ObjectSort>[] => {
    if (column.id === 'retained') {
      return [{ ...column, isExtra: dumpObjects > MAX_RETAINED_AT_ONCE }];
    }
    return column.id === 'refcount'
      ? [...EXTRA_COLUMNS.map((extra) => ({ ...extra, isExtra: true })), column]
      : [column];
  });
}
