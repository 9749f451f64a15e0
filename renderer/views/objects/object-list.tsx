import { useCallback, useDeferredValue, useEffect, useState } from 'react';
import type { DerivedColumn, ListedObject } from '../../../shared/protocol/object-schemas.ts';
import { useActions, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useRows } from '../../state/react/use-rows.ts';
import { withShown } from '../../state/store/column-preferences.ts';
import { objectName } from '../../state/view/object-name.ts';
import type { ObjectSort, ObjectsPlace } from '../../state/view/view-state.ts';
import { HELD_PATHS, OBJECTS_VIEW } from '../strings-objects.ts';
import { DataTable } from '../widgets/data-table.tsx';
import { Failure } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';
import { shownColumns } from '../widgets/table-columns.ts';
import { useColumnPreferences } from '../widgets/use-column-preferences.ts';
import { AttributePicker } from './attribute-picker.tsx';
import type { Most } from './columns.tsx';
import { HeldPathsPanel } from './held-paths.tsx';
import { HeldTogether } from './held-together.tsx';
import { ListFrame } from './list-frame.tsx';
import { OBJECTS_TABLE, useObjectColumns } from './use-object-columns.ts';
import { CountedByValue } from './value-groups.tsx';

/** Columns that are computed for all objects of the dump before the first can be shown. */
const DERIVED: Readonly<Record<string, DerivedColumn>> = {
  retained: 'retainedSize',
  referrers: 'referrers',
};

/** The objects that the place's filter selects. */
export function ObjectList({ place }: { readonly place: ObjectsPlace }) {
  const { view } = useActions();
  const { cuts } = useReadyTab();
  const entry = useEntry();
  const where = useDeferredValue(place.where);
  const { objectSort, descending } = place;
  const chosen = {
    where,
    typeIndex: place.type?.index ?? null,
    familyId: place.family?.id ?? null,
  };
  const query = {
    ...chosen,
    sort: objectSort,
    descending,
  };
  const [most, setMost] = useState<Most | null>(null);
  const columns = useObjectColumns(where, place.attributes, place.type !== null, most);
  const [taste, changeTaste] = useColumnPreferences(OBJECTS_TABLE);
  const derived = shownColumns(columns, taste).flatMap(({ id }) => DERIVED[id] ?? []);
  // The list comes first, at once; what takes long is filled in when it is there.
  const [isListed, setListed] = useState(false);
  const isComputing = isListed && derived.length > 0;
  const { attributes, countBy } = place;
  const rows = useRows('objects', {
    query,
    cuts,
    ...(isComputing && { columns: derived }),
    ...(attributes.length > 0 && { attributes: [...attributes] }),
  });
  useEffect(() => {
    if (rows.total !== null) setListed(true);
  }, [rows.total]);

  const first = rows.isStale ? null : (rows.rowAt(0) ?? null);
  const largest =
    first === null || !descending
      ? null
      : objectSort === 'retainedSize'
        ? first.retainedSize
        : objectSort === 'shallowSize'
          ? first.shallowSize
          : null;
  useEffect(() => {
    // Scrolled away the first row is not there, and is still the largest.
    if (largest !== null) setMost({ by: objectSort, bytes: largest });
  }, [objectSort, largest]);

  const onSort = useCallback(
    (by: ObjectSort, down: boolean) => view.refine({ ...place, objectSort: by, descending: down }),
    [view, place],
  );
  const showHeld = (held: boolean) => view.refine({ ...place, held });
  const hideDerived = () =>
    changeTaste((old) =>
      Object.keys(DERIVED).reduce((changed, id) => withShown(changed, id, false), old),
    );
  const selectionOf = (row: ListedObject) => ({ node: row.node, name: objectName(row) });
  if (rows.error !== null) return <Failure error={rows.error} />;
  return (
    <ListFrame
      place={place}
      rows={rows}
      onCancel={isComputing ? hideDerived : null}
      aside={
        <>
          <AttributePicker place={place} example={rows.rowAt(0)} />
          <HeldTogether key={JSON.stringify(chosen)} query={chosen} />
          <button
            type="button"
            className="button"
            aria-expanded={place.held}
            onClick={() => showHeld(!place.held)}
          >
            <Icon name="path" size={14} />
            {HELD_PATHS.ask}
          </button>
        </>
      }
      above={
        (place.held || countBy !== '') && (
          <>
            {countBy !== '' && (
              <CountedByValue
                key={`${countBy} ${JSON.stringify(chosen)}`}
                query={chosen}
                attribute={countBy}
                onClose={() => view.refine({ ...place, countBy: '' })}
              />
            )}
            {place.held && (
              <HeldPathsPanel
                key={JSON.stringify(chosen)}
                query={chosen}
                onClose={() => showHeld(false)}
              />
            )}
          </>
        )
      }
    >
      <DataTable
        label={OBJECTS_VIEW.objectsListed(rows.total ?? 0)}
        tableId={OBJECTS_TABLE}
        subject={JSON.stringify(query)}
        columns={columns}
        total={rows.total ?? 0}
        rowAt={rows.rowAt}
        rowKey={(row) => row.node}
        onRange={rows.setRange}
        fetchRows={rows.fetchRows}
        isBusy={rows.isStale}
        sort={{ by: objectSort, descending }}
        onSort={onSort}
        selectedKey={entry.selection?.node ?? null}
        onPick={(row) => view.select(selectionOf(row))}
        opening={{ label: OBJECTS_VIEW.draw, icon: 'graph' }}
        onOpen={(row) => view.drawObject(selectionOf(row))}
        itemsFor={(row) => [
          {
            label: OBJECTS_VIEW.draw,
            icon: 'graph',
            onSelect: () => view.drawObject(selectionOf(row)),
          },
          {
            label: OBJECTS_VIEW.inspect,
            icon: 'panel',
            onSelect: () => view.select(selectionOf(row)),
          },
        ]}
        initialTop={entry.scroll.rows ?? 0}
        onScrolled={(top) => view.rememberScroll(entry.id, 'rows', top)}
      />
    </ListFrame>
  );
}
