import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { ListedType, ModuleRow } from '../../../shared/protocol/object-schemas.ts';
import { useActions, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useRows } from '../../state/react/use-rows.ts';
import type { ObjectsPlace, TypeSort } from '../../state/view/view-state.ts';
import { objectsWhere } from '../../state/view/view-state.ts';
import { HELD_PATHS, OBJECTS_VIEW } from '../strings-objects.ts';
import { DataTable } from '../widgets/data-table.tsx';
import { Failure } from '../widgets/feedback.tsx';
import { moduleColumns, typeListColumns } from './columns.tsx';
import { ListFrame } from './list-frame.tsx';
import { TYPES_TABLE, useDumpSize } from './use-object-columns.ts';

/** The types of the dump, or their modules or packages. */
export function TypeList({ place }: { readonly place: ObjectsPlace }) {
  const { groupBy } = place;
  return groupBy === 'type' ? (
    <Types place={place} />
  ) : (
    <Modules key={groupBy} place={place} by={groupBy} />
  );
}

/** What both lists ask: first what is known at once, then with what takes long. */
function useAsked(place: ObjectsPlace) {
  const { view } = useActions();
  const where = useDeferredValue(place.where);
  const { typeSort: sort, descending } = place;
  const { bytes, isRetainedCheap } = useDumpSize();
  const { cuts } = useReadyTab();
  const [isListed, setListed] = useState(false);
  const onSort = useCallback(
    (by: TypeSort, down: boolean) => view.refine({ ...place, typeSort: by, descending: down }),
    [view, place],
  );
  const retained = isListed && isRetainedCheap ? { retained: true } : {};
  return { query: { where, sort, descending, cuts, ...retained }, bytes, setListed, onSort };
}

/** A click lists the objects of a type. */
function Types({ place }: { readonly place: ObjectsPlace }) {
  const { view } = useActions();
  const entry = useEntry();
  const { query, bytes, setListed, onSort } = useAsked(place);
  const { where, sort, descending } = query;
  const rows = useRows('types', query);
  const columns = useMemo(() => typeListColumns(bytes), [bytes]);
  useEffect(() => setListed(rows.total !== null), [rows.total, setListed]);
  const list = ({ typeIndex, type }: ListedType, held = false) =>
    view.navigate(objectsWhere({ type: { index: typeIndex, name: type }, held }));
  if (rows.error !== null) return <Failure error={rows.error} />;
  return (
    <ListFrame place={place} rows={rows}>
      <DataTable
        label={OBJECTS_VIEW.typesListed(rows.total ?? 0)}
        tableId={TYPES_TABLE}
        subject={JSON.stringify([where, sort, descending])}
        columns={columns}
        total={rows.total ?? 0}
        rowAt={rows.rowAt}
        rowKey={(row) => row.typeIndex}
        onRange={rows.setRange}
        fetchRows={rows.fetchRows}
        isBusy={rows.isStale}
        sort={{ by: sort, descending }}
        onSort={onSort}
        onOpen={(row) => list(row)}
        itemsFor={(row) => [
          { label: OBJECTS_VIEW.listInstances, icon: 'objects', onSelect: () => list(row) },
          { label: HELD_PATHS.ask, icon: 'path', onSelect: () => list(row, true) },
        ]}
        initialTop={entry.scroll.rows ?? 0}
        onScrolled={(top) => view.rememberScroll(entry.id, 'rows', top)}
      />
    </ListFrame>
  );
}

/** A click lists the types of a module or package. */
function Modules({
  place,
  by,
}: {
  readonly place: ObjectsPlace;
  readonly by: 'module' | 'package';
}) {
  const { view } = useActions();
  const entry = useEntry();
  const { query, bytes, setListed, onSort } = useAsked(place);
  const { where, sort, descending } = query;
  const rows = useRows('modules', { by, ...query });
  const columns = useMemo(() => moduleColumns(by, bytes), [by, bytes]);
  useEffect(() => setListed(rows.total !== null), [rows.total, setListed]);
  const list = ({ name }: ModuleRow) =>
    view.navigate({ ...place, groupBy: 'type', where: conditionOn(by, name) });
  if (rows.error !== null) return <Failure error={rows.error} />;
  return (
    <ListFrame place={place} rows={rows}>
      <DataTable
        label={OBJECTS_VIEW.grouped(by, rows.total ?? 0)}
        tableId={`${TYPES_TABLE}-by-${by}`}
        subject={JSON.stringify([where, sort, descending])}
        columns={columns}
        total={rows.total ?? 0}
        rowAt={rows.rowAt}
        rowKey={(row) => row.name}
        onRange={rows.setRange}
        fetchRows={rows.fetchRows}
        isBusy={rows.isStale}
        sort={{ by: sort, descending }}
        onSort={onSort}
        onOpen={list}
        itemsFor={(row) => [
          { label: OBJECTS_VIEW.listTypes, icon: 'objects', onSelect: () => list(row) },
        ]}
        initialTop={entry.scroll.rows ?? 0}
        onScrolled={(top) => view.rememberScroll(entry.id, 'rows', top)}
      />
    </ListFrame>
  );
}

/** The filter of types that are of a module, or of a package and all within it. */
function conditionOn(by: 'module' | 'package', name: string): string {
  const quoted = JSON.stringify(name);
  if (by === 'module') return `module = ${quoted}`;
  const literal = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return `module ~ /^${literal}(\\.|$)/`;
}
