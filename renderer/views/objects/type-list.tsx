import { useCallback, useDeferredValue } from 'react';
import { useActions, useEntry } from '../../state/react/context.ts';
import { useRows } from '../../state/react/use-rows.ts';
import type { ObjectsPlace, TypeSort } from '../../state/view/view-state.ts';
import { objectsWhere } from '../../state/view/view-state.ts';
import { HELD_PATHS, OBJECTS_VIEW } from '../strings-objects.ts';
import { DataTable } from '../widgets/data-table.tsx';
import { Failure } from '../widgets/feedback.tsx';
import { TYPE_COLUMNS } from './columns.tsx';
import { ListFrame } from './list-frame.tsx';
import { TYPES_TABLE } from './use-object-columns.ts';

/** The types of the dump; a click lists the objects of one. */
export function TypeList({ place }: { readonly place: ObjectsPlace }) {
  const { view } = useActions();
  const entry = useEntry();
  const where = useDeferredValue(place.where);
  const { typeSort: sort, descending } = place;
  const rows = useRows('types', { where, sort, descending });
  const onSort = useCallback(
    (by: TypeSort, down: boolean) => view.refine({ ...place, typeSort: by, descending: down }),
    [view, place],
  );
  if (rows.error !== null) return <Failure error={rows.error} />;
  return (
    <ListFrame place={place} rows={rows}>
      <DataTable
        label={OBJECTS_VIEW.typesListed(rows.total ?? 0)}
        tableId={TYPES_TABLE}
        subject={JSON.stringify([where, sort, descending])}
        columns={TYPE_COLUMNS}
        total={rows.total ?? 0}
        rowAt={rows.rowAt}
        rowKey={(row) => row.typeIndex}
        onRange={rows.setRange}
        fetchRows={rows.fetchRows}
        isBusy={rows.isStale}
        sort={{ by: sort, descending }}
        onSort={onSort}
        onOpen={(row) =>
          view.navigate(objectsWhere({ type: { index: row.typeIndex, name: row.type } }))
        }
        itemsFor={({ typeIndex, type }) => [
          {
            label: OBJECTS_VIEW.listInstances,
            icon: 'objects',
            onSelect: () => view.navigate(objectsWhere({ type: { index: typeIndex, name: type } })),
          },
          {
            label: HELD_PATHS.ask,
            icon: 'path',
            onSelect: () =>
              view.navigate(objectsWhere({ type: { index: typeIndex, name: type }, held: true })),
          },
        ]}
        initialTop={entry.scroll.rows ?? 0}
        onScrolled={(top) => view.rememberScroll(entry.id, 'rows', top)}
      />
    </ListFrame>
  );
}
