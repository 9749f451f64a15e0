import type { CSSProperties, ReactNode } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type {
  ListedObject,
  ListedType,
  ModuleRow,
} from '../../../shared/protocol/object-schemas.ts';
import type { ObjectRow } from '../../../shared/protocol/schemas.ts';
import type { FieldName } from '../../../shared/query/fields.ts';
import type { ObjectSort, TypeSort } from '../../state/view/view-state.ts';
import { Marked } from '../marks/marked.tsx';
import { VERDICT_NAMES } from '../strings.ts';
import { COLUMN, ORIGIN_NAMES, VALUES } from '../strings-objects.ts';
import { MiddleCut } from '../widgets/cut-name.tsx';
import { TypeName, VerdictBadge } from '../widgets/names.tsx';
import { ShareBar } from '../widgets/share-bar.tsx';
import type { Column } from '../widgets/table-columns.ts';

/** Wide enough for nine digits and their commas, so that no number is ever cut. */
const NUMBER_TRACK = '104px';

type Totalled = Pick<ModuleRow, 'count' | 'shallowBytes' | 'retainedBytes' | 'garbageCount'>;

/** What is told of a type as of a module; bars are shares of `whole` bytes, the dump's. */
function totalColumns<Row extends Totalled>(whole: number): readonly Column<Row, TypeSort>[] {
  return [
    {
      id: 'share',
      header: COLUMN.share,
      track: 'minmax(60px, 1fr)',
      cell: (row) => <ShareBar share={(row.retainedBytes ?? row.shallowBytes) / whole} />,
    },
    {
      id: 'count',
      header: COLUMN.objects,
      track: NUMBER_TRACK,
      align: 'end',
      sort: 'count',
      cell: (row) => formatCount(row.count),
      text: (row) => String(row.count),
    },
    {
      id: 'garbage',
      header: COLUMN.garbage,
      term: 'garbage-waiting',
      track: NUMBER_TRACK,
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
    {
      id: 'retained',
      header: COLUMN.retained,
      term: 'retained-size',
      track: '96px',
      align: 'end',
      sort: 'retainedBytes',
      cell: (row) => (row.retainedBytes === null ? '–' : formatBytes(row.retainedBytes)),
      text: (row) => String(row.retainedBytes ?? ''),
    },
  ];
}

/** The columns of the table of types; bars are shares of `whole` bytes. */
export function typeListColumns(whole: number): readonly Column<ListedType, TypeSort>[] {
  return [
    {
      id: 'type',
      header: COLUMN.type,
      track: 'minmax(150px, 2fr)',
      sort: 'type',
      cell: (row) => <TypeName name={row.type} />,
      text: (row) => row.type,
    },
    ...totalColumns<ListedType>(whole),
  ];
}

/** The columns of modules, or of packages. */
export function moduleColumns(
  by: 'module' | 'package',
  whole: number,
): readonly Column<ModuleRow, TypeSort>[] {
  return [
    {
      id: 'module',
      header: by === 'module' ? COLUMN.module : COLUMN.package,
      track: 'minmax(150px, 2fr)',
      sort: 'type',
      cell: (row) => (
        <span className="type-name" title={row.name}>
          <span className="short">{row.name}</span>
          <span className="module">{ORIGIN_NAMES[row.origin]}</span>
        </span>
      ),
      text: (row) => row.name,
    },
    ...totalColumns<ModuleRow>(whole),
  ];
}

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
    track: 'minmax(126px, 1fr)',
    cell: (row) => <span className="muted">{row.preview}</span>,
    text: (row) => row.preview,
  },
  {
    id: 'path',
    header: COLUMN.path,
    track: 'minmax(140px, 1.6fr)',
    cell: (row) => (
      <span className="mono" title={row.path}>
        <MiddleCut text={row.path} tail={18} />
      </span>
    ),
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

/** What only some ask for, or a filter names; they stand before the reference count. */
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
    track: '92px',
    align: 'end',
    sort: id,
    cell: (row) => {
      const count = countOf(row);
      return count === null ? '–' : formatCount(count);
    },
    text: (row) => String(countOf(row) ?? ''),
  };
}

/** An address says less than where an object is, and takes as much room. */
function isExtra(id: string, isRetainedCheap: boolean): boolean {
  return id === 'address' || (id === 'retained' && !isRetainedCheap);
}

/** The value, or of an instance what is in it. */
const VALUE_COLUMN: Column<ListedObject, ObjectSort> = {
  id: 'preview',
  header: COLUMN.value,
  track: 'minmax(126px, 1.4fr)',
  cell: (row) => (
    <span className="muted" title={row.value}>
      {valueText(row)}
    </span>
  ),
  text: valueText,
};

function valueText({ preview, value }: ListedObject): string {
  return [preview, value].filter((text) => text !== '').join(' · ');
}

function attributeColumn(name: string, at: number): Column<ListedObject, ObjectSort> {
  return {
    id: `attribute ${name}`,
    header: VALUES.named(name),
    track: 'minmax(110px, 1fr)',
    cell: (row) => (
      <span className="mono truncate" title={row.attributes[at]}>
        {row.attributes[at]}
      </span>
    ),
    text: (row) => row.attributes[at] ?? '',
  };
}

/** By the field of a filter, the column that shows it. */
const COLUMN_OF_FIELD: Readonly<Partial<Record<FieldName, string>>> = {
  type: 'type',
  module: 'type',
  text: 'preview',
  path: 'path',
  address: 'address',
  length: 'length',
  referrers: 'referrers',
  referents: 'referents',
  refcount: 'refcount',
  size: 'shallow',
  retained: 'retained',
  verdict: 'verdict',
};

/** The bytes of a row, over a bar that says what part of the largest in the list they are. */
function measured(bytes: number | null, most: number): ReactNode {
  if (bytes === null) return '–';
  if (most <= 0) return formatBytes(bytes);
  const share = Math.min(1, Math.max(0, bytes / most));
  return (
    <span className="measured" style={{ '--share': `${share * 100}%` } as CSSProperties}>
      {formatBytes(bytes)}
    </span>
  );
}

/** The cells of the column that the list is ordered by, where those are bytes. */
function measuredBy({ by, bytes }: Most): Partial<Column<ListedObject, ObjectSort>> {
  if (by === 'retainedSize') return { cell: (row) => measured(row.retainedSize, bytes) };
  if (by === 'shallowSize') return { cell: (row) => measured(row.shallowSize, bytes) };
  return {};
}

/** The largest in a list, by what the list is ordered by. */
export interface Most {
  readonly by: ObjectSort;
  readonly bytes: number;
}

/** In a list of one type the type says nothing, and where each is says all. */
const OF_ONE_TYPE: Readonly<Record<string, string>> = {
  type: 'minmax(90px, 0.5fr)',
  preview: 'minmax(110px, 1fr)',
  path: 'minmax(180px, 3fr)',
};

/**
 * The columns of the list of objects. What the filter asks about is seen, whatever was hidden
 * before: numbers that a row was chosen by belong beside it.
 */
export function objectColumns(
  filtered: readonly FieldName[],
  isRetainedCheap: boolean,
  attributes: readonly string[] = [],
  { isOneType = false, most = null }: Listed = {},
): readonly Column<ListedObject, ObjectSort>[] {
  const asked = new Set(filtered.flatMap((field) => COLUMN_OF_FIELD[field] ?? []));
  const own = attributes.map((name, at) => attributeColumn(name, at));
  return OBJECT_COLUMNS.flatMap((column): readonly Column<ListedObject, ObjectSort>[] =>
    column.id === 'preview'
      ? [VALUE_COLUMN, ...own]
      : column.id === 'refcount'
        ? [...EXTRA_COLUMNS.map((extra) => ({ ...extra, isExtra: true })), column]
        : [{ ...column, isExtra: isExtra(column.id, isRetainedCheap) }],
  ).map((column) => ({
    ...column,
    ...(asked.has(column.id) && { isAsked: true }),
    ...(isOneType && { track: OF_ONE_TYPE[column.id] ?? column.track }),
    ...(most !== null && most.by === column.sort && measuredBy(most)),
  }));
}

/** What is listed: whether all is of one type, and its largest. */
interface Listed {
  readonly isOneType?: boolean;
  readonly most?: Most | null;
}
