import { useMemo } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type {
  ComparedObject,
  ComparedObjectKind,
  Comparison,
} from '../../../shared/protocol/compare-schemas.ts';
import { useActions, useEntry } from '../../state/react/context.ts';
import { useRows } from '../../state/react/use-rows.ts';
import { objectName } from '../../state/view/object-name.ts';
import type { ComparePlace } from '../../state/view/view-state.ts';
import {
  COMPARE_WORDS,
  COMPARED,
  dumpRoles,
  KIND_MEANINGS,
  KIND_NAMES,
} from '../strings-compare.ts';
import { COLUMN } from '../strings-objects.ts';
import { Segmented } from '../widgets/controls.tsx';
import { DataTable } from '../widgets/data-table.tsx';
import { Failure, Nothing } from '../widgets/feedback.tsx';
import { TypeName, VerdictBadge } from '../widgets/names.tsx';
import type { Column } from '../widgets/table-columns.ts';
import type { ComparisonProps } from './comparison-props.ts';
import { growthOf, signed } from './deltas.tsx';

/** Which objects are listed: new, gone, grown where they are; of three dumps, those that survived. */
export function KindChoice({
  place,
  comparison,
}: {
  readonly place: ComparePlace;
  readonly comparison: Comparison;
}) {
  const { view } = useActions();
  return (
    <Segmented
      label={COMPARE_WORDS.whichObjects}
      value={kindIn(place, comparison)}
      options={kindsOf(comparison).map((value) => ({
        value,
        label: (
          <>
            {KIND_NAMES[value]}{' '}
            {place.objectType === '' && (
              <span className="compare-count">
                {formatCount(comparison.objects?.[value].count ?? 0)}
              </span>
            )}
          </>
        ),
        tip: KIND_MEANINGS[value],
      }))}
      onChange={(kind) => view.refine({ ...place, kind })}
    />
  );
}

function kindsOf({ dumps }: Comparison): readonly ComparedObjectKind[] {
  return dumps.length > 2 ? ['new', 'survived', 'grown', 'gone'] : ['new', 'grown', 'gone'];
}

/** The kind that was chosen, where these dumps have it. */
function kindIn({ kind }: ComparePlace, comparison: Comparison): ComparedObjectKind {
  return kindsOf(comparison).includes(kind) ? kind : 'new';
}

/** Single objects, the largest first; each can be drawn in the dump that has it. */
export function ComparedObjects({ place, lenders, choice, comparison }: ComparisonProps) {
  const { view, compare } = useActions();
  const entry = useEntry();
  const kind = kindIn(place, comparison);
  const type = place.objectType;
  const rows = useRows('comparedObjects', { compare: choice, kind, type });
  const columns = useMemo(() => columnsFor(kind, comparison), [kind, comparison]);
  if (comparison.objects === null) return <NotToldApart place={place} comparison={comparison} />;
  if (rows.error !== null) return <Failure error={rows.error} />;
  if (rows.total === 0) {
    return (
      <Nothing title={COMPARED.none(KIND_NAMES[kind])}>
        <p>{COMPARED.nothingElse(KIND_MEANINGS[kind], type)}</p>
      </Nothing>
    );
  }
  return (
    <DataTable
      label={COMPARED.objects(KIND_NAMES[kind], rows.total ?? 0)}
      subject={JSON.stringify([kind, type])}
      columns={columns}
      total={rows.total ?? 0}
      rowAt={rows.rowAt}
      rowKey={(row) => row.address}
      onRange={rows.setRange}
      tableId="compared-objects"
      selectedKey={null}
      onPick={(row) => {
        if (row.node !== null) view.select({ node: row.node, name: objectName(row) });
      }}
      onOpen={(row) => {
        const [first] = lenders;
        if (row.node !== null) view.drawObject({ node: row.node, name: objectName(row) });
        else if (first !== undefined) void compare.drawIn(first.id, row.address);
      }}
      initialTop={entry.scroll.rows ?? 0}
      onScrolled={(top) => view.rememberScroll(entry.id, 'rows', top)}
    />
  );
}

function NotToldApart({
  place,
  comparison,
}: {
  readonly place: ComparePlace;
  readonly comparison: Comparison;
}) {
  const { view } = useActions();
  return (
    <Nothing title={COMPARE_WORDS.noObjects}>
      <p>{comparison.reason}</p>
      {place.match === 'auto' && (
        <>
          <button
            type="button"
            className="button"
            onClick={() => view.refine({ ...place, match: 'objects', page: 'objects' })}
          >
            {COMPARE_WORDS.byAddress}
          </button>
          <p>{COMPARE_WORDS.byAddressNote}</p>
        </>
      )}
    </Nothing>
  );
}

type ObjectColumn = Column<ComparedObject, never>;

const SIZE = { align: 'end', track: '90px' } as const;

function columnsFor(kind: ComparedObjectKind, { dumps }: Comparison): readonly ObjectColumn[] {
  const roles = dumpRoles(dumps.length);
  const sizes = roles.map(
    (role, dump): ObjectColumn => ({
      id: `bytes${dump}`,
      header: role,
      ...SIZE,
      cell: ({ bytes }) => {
        const size = bytes[dump] ?? null;
        return size === null ? <span className="muted">–</span> : formatBytes(size);
      },
      text: ({ bytes }) => String(bytes[dump] ?? ''),
    }),
  );
  const common: readonly ObjectColumn[] = [
    {
      id: 'type',
      header: COLUMN.type,
      track: 'minmax(160px, 1.2fr)',
      cell: (row) => <TypeName name={row.type} />,
      text: (row) => row.type,
    },
    ...(kind === 'gone'
      ? []
      : [
          {
            id: 'preview',
            header: kind === 'grown' ? COMPARED.which : COLUMN.value,
            track: kind === 'grown' ? 'minmax(160px, 1.6fr)' : 'minmax(110px, 1fr)',
            cell: (row: ComparedObject) => (
              <span className="muted">{row.place === '' ? row.preview : row.place}</span>
            ),
            text: (row: ComparedObject) => (row.place === '' ? row.preview : row.place),
          },
        ]),
    {
      id: 'address',
      header: COLUMN.address,
      track: '132px',
      cell: (row) => <span className="mono">{row.address}</span>,
      text: (row) => row.address,
    },
    ...(kind === 'gone' ? sizes.slice(0, 1) : kind === 'new' ? sizes.slice(-1) : sizes),
  ];
  if (kind === 'gone') return common;
  const verdict: ObjectColumn = {
    id: 'verdict',
    header: COLUMN.verdict,
    track: '108px',
    cell: (row) => row.verdict !== null && <VerdictBadge verdict={row.verdict} form="short" />,
    text: (row) => row.verdict ?? '',
  };
  if (kind !== 'grown') return [...common, verdict];
  return [
    ...common,
    {
      id: 'grown',
      header: COMPARED.grown,
      ...SIZE,
      cell: ({ bytes }) => signed(growthOf(bytes), formatBytes),
      text: ({ bytes }) => String(growthOf(bytes)),
    },
    verdict,
  ];
}
