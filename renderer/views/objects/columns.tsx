import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { ObjectRow, TypeRow } from '../../../shared/protocol/schemas.ts';
import type { ObjectSort, TypeSort } from '../../state/view-state.ts';
import { Marked } from '../marks/marked.tsx';
import type { Column } from '../widgets/data-table.tsx';
import { TypeName, VerdictBadge } from '../widgets/names.tsx';

export const TYPE_COLUMNS: readonly Column<TypeRow, TypeSort>[] = [
  {
    id: 'type',
    header: 'Type',
    track: 'minmax(180px, 1fr)',
    sort: 'type',
    cell: (row) => <TypeName name={row.type} />,
  },
  {
    id: 'count',
    header: 'Objects',
    track: '100px',
    align: 'end',
    sort: 'count',
    cell: (row) => formatCount(row.count),
  },
  {
    id: 'garbage',
    header: 'Garbage',
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
  },
  {
    id: 'bytes',
    header: 'Shallow',
    term: 'shallow-size',
    track: '96px',
    align: 'end',
    sort: 'shallowBytes',
    cell: (row) => formatBytes(row.shallowBytes),
  },
];

export const OBJECT_COLUMNS: readonly Column<ObjectRow, ObjectSort>[] = [
  {
    id: 'type',
    header: 'Type',
    track: 'minmax(150px, 1.3fr)',
    sort: 'type',
    cell: (row) => (
      <>
        <TypeName name={row.type} />
        <Marked address={row.address} />
      </>
    ),
  },
  {
    id: 'preview',
    header: 'Value',
    track: 'minmax(110px, 1fr)',
    cell: (row) => <span className="muted">{row.preview}</span>,
  },
  {
    id: 'address',
    header: 'Address',
    track: '128px',
    sort: 'address',
    cell: (row) => <span className="mono">{row.address}</span>,
  },
  {
    id: 'refcount',
    header: 'Refs',
    term: 'reference-count',
    track: '60px',
    align: 'end',
    sort: 'refcount',
    cell: (row) => (row.refcount === null ? '–' : formatCount(row.refcount)),
  },
  {
    id: 'shallow',
    header: 'Shallow',
    term: 'shallow-size',
    track: '86px',
    align: 'end',
    sort: 'shallowSize',
    cell: (row) => formatBytes(row.shallowSize),
  },
  {
    id: 'retained',
    header: 'Retained',
    term: 'retained-size',
    track: '86px',
    align: 'end',
    sort: 'retainedSize',
    cell: (row) => (row.retainedSize === null ? '–' : formatBytes(row.retainedSize)),
  },
  {
    id: 'verdict',
    header: 'Verdict',
    term: 'verdict',
    track: '108px',
    cell: (row) => <VerdictBadge verdict={row.verdict} form="short" />,
  },
];
