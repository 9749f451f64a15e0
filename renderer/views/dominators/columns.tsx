import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { DominatedRow, DominatedTypeRow } from '../../../shared/protocol/dominator-schemas.ts';
import { VERDICT_NAMES } from '../strings.ts';
import { COLUMN } from '../strings-objects.ts';
import { formatShare } from '../widgets/format.ts';
import { TypeName, VerdictBadge } from '../widgets/names.tsx';
import type { Column } from '../widgets/table-columns.ts';

const SIZE = { align: 'end', track: '92px' } as const;
const RETAINED = {
  id: 'retained',
  header: COLUMN.retained,
  term: 'retained-size',
  ...SIZE,
} as const;
const SHALLOW = { id: 'shallow', header: COLUMN.shallow, term: 'shallow-size', ...SIZE } as const;

/** Columns of the objects; shares are of `whole` bytes. */
export function dominatedObjectColumns(whole: number): readonly Column<DominatedRow, never>[] {
  return [
    {
      id: 'object',
      header: COLUMN.object,
      track: 'minmax(120px, 1fr)',
      cell: (row) => (
        <span className="dominated-name" title={`${row.type} ${row.address} ${row.path}`}>
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
      header: COLUMN.holds,
      track: '62px',
      align: 'end',
      cell: (row) => (row.dominates === 0 ? '–' : formatCount(row.dominates)),
      text: (row) => String(row.dominates),
    },
    {
      id: 'verdict',
      header: COLUMN.verdict,
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
      header: COLUMN.type,
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
      header: COLUMN.objects,
      track: '70px',
      align: 'end',
      cell: (row) => formatCount(row.count),
      text: (row) => String(row.count),
    },
    {
      id: 'verdict',
      header: COLUMN.verdict,
      track: '106px',
      cell: (row) =>
        row.verdict === null ? (
          <span className="muted">{COLUMN.mixed}</span>
        ) : (
          <VerdictBadge verdict={row.verdict} form="short" />
        ),
      text: (row) => (row.verdict === null ? COLUMN.mixed : VERDICT_NAMES[row.verdict]),
    },
  ];
}

function shareColumn<Row>(bytesOf: (row: Row) => number, whole: number): Column<Row, never> {
  return {
    id: 'share',
    header: COLUMN.share,
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
