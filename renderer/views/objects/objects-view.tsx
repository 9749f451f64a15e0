import './objects.css';
import '../cycles/cycles.css';
import { useCallback, useDeferredValue } from 'react';
import { formatCount } from '../../../shared/base/units.ts';
import type { ObjectRow } from '../../../shared/protocol/schemas.ts';
import type { Vocabulary } from '../../../shared/query/fields.ts';
import { OBJECTS, TYPES } from '../../../shared/query/fields.ts';
import { faultIn } from '../../../shared/query/parser.ts';
import { quoteText } from '../../../shared/query/print.ts';
import { useActions, useEntry, useReadyTab } from '../../state/context.ts';
import { objectName, shortTypeName } from '../../state/object-name.ts';
import { useRows } from '../../state/use-rows.ts';
import type { ObjectSort, ObjectsPlace, TypeSort } from '../../state/view-state.ts';
import { objectsWhere } from '../../state/view-state.ts';
import { Chip, SearchField, Segmented } from '../widgets/controls.tsx';
import { DataTable } from '../widgets/data-table.tsx';
import { Failure, Nothing } from '../widgets/feedback.tsx';
import { OBJECT_COLUMNS, TYPE_COLUMNS } from './columns.tsx';

/** Types, then their instances: any number of rows, sorted and filtered by the engine. */
export function ObjectsView() {
  const { place, id } = useEntry();
  if (place.view !== 'objects') return null;
  return (
    <div className="objects">
      <ObjectsHead place={place} />
      <div className="objects-body">
        {place.mode === 'types' ? (
          <TypesTable key={id} place={place} />
        ) : (
          <ObjectsTable key={id} place={place} />
        )}
      </div>
    </div>
  );
}

function ObjectsHead({ place }: { readonly place: ObjectsPlace }) {
  const { view } = useActions();
  const { type, family } = place;
  return (
    <div className="view-head">
      <h1>Objects</h1>
      <Segmented
        label="What to list"
        value={place.mode}
        options={[
          { value: 'types', label: 'Types' },
          { value: 'objects', label: 'Objects' },
        ]}
        onChange={(mode) =>
          view.navigate({ ...place, mode, ...(mode === 'types' && { type: null, family: null }) })
        }
      />
      {type !== null && (
        <Chip
          removeName={`Show other types than ${shortTypeName(type.name)} too`}
          onRemove={() => view.navigate({ ...place, type: null })}
        >
          {shortTypeName(type.name)}
        </Chip>
      )}
      {family !== null && (
        <Chip
          removeName="Show objects outside of this family too"
          onRemove={() => view.navigate({ ...place, family: null })}
        >
          in {family.name}
        </Chip>
      )}
      <span className="spacer" />
      <SearchField
        label={place.mode === 'types' ? 'Filter types' : 'Filter objects'}
        placeholder={place.mode === 'types' ? 'Filter types' : 'Type, value or 0x address'}
        value={place.where}
        onChange={(where) => view.refine({ ...place, where })}
      />
    </div>
  );
}

function TypesTable({ place }: { readonly place: ObjectsPlace }) {
  const { view } = useActions();
  const entry = useEntry();
  const where = useDeferredValue(place.where);
  const { typeSort: sort, descending } = place;
  const rows = useRows('types', { where: filterOf(where, TYPES), sort, descending });
  const onSort = useCallback(
    (by: TypeSort, down: boolean) => view.refine({ ...place, typeSort: by, descending: down }),
    [view, place],
  );
  if (rows.error !== null) return <Failure error={rows.error} />;
  if (rows.total === 0) return <NothingFound text={place.where} />;
  return (
    <DataTable
      label={`Types, ${formatCount(rows.total ?? 0)}`}
      subject={JSON.stringify([where, sort, descending])}
      columns={TYPE_COLUMNS}
      total={rows.total ?? 0}
      rowAt={rows.rowAt}
      rowKey={(row) => row.typeIndex}
      onRange={rows.setRange}
      sort={{ by: sort, descending }}
      onSort={onSort}
      onOpen={(row) =>
        view.navigate(objectsWhere({ type: { index: row.typeIndex, name: row.type } }))
      }
      initialTop={entry.scroll.rows ?? 0}
      onScrolled={(top) => view.rememberScroll(entry.id, 'rows', top)}
    />
  );
}

function ObjectsTable({ place }: { readonly place: ObjectsPlace }) {
  const { view } = useActions();
  const { cuts } = useReadyTab();
  const entry = useEntry();
  const where = useDeferredValue(place.where);
  const { objectSort, descending } = place;
  const query = {
    typeIndex: place.type?.index ?? null,
    where: filterOf(where, OBJECTS),
    familyId: place.family?.id ?? null,
    sort: objectSort,
    descending,
  };
  const rows = useRows('objects', { query, cuts });
  const onSort = useCallback(
    (by: ObjectSort, down: boolean) => view.refine({ ...place, objectSort: by, descending: down }),
    [view, place],
  );
  const selectionOf = (row: ObjectRow) => ({ node: row.node, name: objectName(row) });
  // Retained sizes appear once something has asked for dominators; until then, no empty column.
  const knowsRetained = (rows.rowAt(0)?.retainedSize ?? null) !== null;
  const columns = OBJECT_COLUMNS.filter(({ id }) => id !== 'retained' || knowsRetained);
  if (rows.error !== null) return <Failure error={rows.error} />;
  if (rows.total === 0) return <NothingFound text={place.where} />;
  return (
    <DataTable
      label={`Objects, ${formatCount(rows.total ?? 0)}`}
      subject={JSON.stringify(query)}
      columns={columns}
      total={rows.total ?? 0}
      rowAt={rows.rowAt}
      rowKey={(row) => row.node}
      onRange={rows.setRange}
      sort={{ by: objectSort, descending }}
      onSort={onSort}
      selectedKey={entry.selection?.node ?? null}
      onMove={(row) => view.select(selectionOf(row))}
      onOpen={(row) => view.drawObject(selectionOf(row))}
      initialTop={entry.scroll.rows ?? 0}
      onScrolled={(top) => view.rememberScroll(entry.id, 'rows', top)}
    />
  );
}

/** What is no well-formed filter is looked for as it stands. */
function filterOf(where: string, vocabulary: Vocabulary): string {
  return faultIn(where, vocabulary) === null ? where : quoteText(where);
}

function NothingFound({ text }: { readonly text: string }) {
  return (
    <Nothing title="Nothing found">
      <p>
        {text === ''
          ? 'No object matches these filters.'
          : `Nothing in this dump matches “${text}” with these filters.`}
      </p>
    </Nothing>
  );
}
