import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { DominatedRow, DominatedTypeRow } from '../../../shared/protocol/dominator-schemas.ts';
import { VERDICT_NAMES } from '../strings.ts';
import { formatShare } from '../widgets/format.ts';
import { TypeName, VerdictBadge } from '../widgets/names.tsx';
import type { Column } from '../widgets/table-columns.ts';

const SIZE = { align: 'end', track: '78px' } as const;
const RETAINED = { id: 'retained', header: 'Retained', term: 'retained-size', ...SIZE } as const;
const SHALLOW = { id: 'shallow', header: 'Shallow', term: 'shallow-size', ...SIZE } as const;

/** Columns of the objects; shares are of `whole` bytes. */
export function objectColumns(whole: number): readonly Column<DominatedRow, never>[] {
  return [
    {
      id: 'object',
      header: 'Object',
      track: 'minmax(120px, 1fr)',
      cell: (row) => (
        <span className="dominated-name" title={`${row.type} ${row.address}`}>
          <b>{row.type.slice(row.type.lastIndexOf('.') + 1) || row.type}</b>
          <span className="muted">{row.preview === '' ? row.address : row.preview}</span>
        </span>
      ),
      text: (row) => `${row.type} ${row.address}`,
    },
    {
      ...RETAINED,
      cell: (row) => formatBytes(row.retainedSize),
      text: (row) => String(row.retainedSize),
    },
    shareColumn((row) => row.retainedSize, whole),
    {
      ...SHALLOW,
      cell: (row) => formatBytes(row.shallowSize),
      text: (row) => String(row.shallowSize),
    },
    {
      id: 'children',
      header: 'Holds',
      track: '62px',
      align: 'end',
      cell: (row) => (row.children === 0 ? '–' : formatCount(row.children)),
      text: (row) => String(row.children),
    },
    {
      id: 'verdict',
      header: 'Verdict',
      track: '106px',
      cell: (row) => <VerdictBadge verdict={row.verdict} form="short" />,
      text: (row) => VERDICT_NAMES[row.verdict],
    },
  ];
}

/** Columns of the types. */
export function typeColumns(whole: number): readonly Column<DominatedTypeRow, never>[] {
  return [
    {
      id: 'type',
      header: 'Type',
      track: 'minmax(120px, 1fr)',
      cell: (row) => <TypeName name={row.type} />,
      text: (row) => row.type,
    },
    {
      ...RETAINED,
      cell: (row) => formatBytes(row.retainedBytes),
      text: (row) => String(row.retainedBytes),
    },
    shareColumn((row) => row.retainedBytes, whole),
    {
      ...SHALLOW,
      cell: (row) => formatBytes(row.shallowBytes),
      text: (row) => String(row.shallowBytes),
    },
    {
      id: 'count',
      header: 'Objects',
      track: '70px',
      align: 'end',
      cell: (row) => formatCount(row.count),
      text: (row) => String(row.count),
    },
    {
      id: 'verdict',
      header: 'Verdict',
      track: '106px',
      cell: (row) =>
        row.verdict === null ? (
          <span className="muted">mixed</span>
        ) : (
          <VerdictBadge verdict={row.verdict} form="short" />
        ),
      text: (row) => (row.verdict === null ? 'mixed' : VERDICT_NAMES[row.verdict]),
    },
  ];
}

function shareColumn<Row>(bytesOf: (row: Row) => number, whole: number): Column<Row, never> {
  return {
    id: 'share',
    header: 'Share',
    track: '104px',
    text: (row) => formatShare(bytesOf(row), whole),
    cell: (row) => {
      const bytes = bytesOf(row);
      const percent = whole > 0 ? (100 * bytes) / whole : 0;
      return (
        <span className="share-cell">
          <span className="share" aria-hidden="true">
            <span style={{ width: `${percent}%` }} />
          </span>
          {formatShare(bytes, whole)}
        </span>
      );
    },
  };
}
