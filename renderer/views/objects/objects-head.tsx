import { useEffect } from 'react';
import { shortTypeName } from '../../../shared/base/type-name.ts';
import type { Vocabulary } from '../../../shared/query/fields.ts';
import { OBJECT_FIELDS, TYPE_FIELDS } from '../../../shared/query/fields.ts';
import { faultIn } from '../../../shared/query/parser.ts';
import { useActions } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import type { ObjectsPlace } from '../../state/view/view-state.ts';
import { FilterField } from '../filter/filter-field.tsx';
import { FilterHelp } from '../filter/filter-help.tsx';
import type { QuickFilter } from '../filter/quick-filters.tsx';
import { QuickFilters } from '../filter/quick-filters.tsx';
import { VIEW_NAMES } from '../strings.ts';
import {
  FILTER,
  OBJECT_EXAMPLES,
  OBJECTS_VIEW,
  TYPE_EXAMPLES,
  VALUES,
} from '../strings-objects.ts';
import { ColumnPicker } from '../widgets/column-picker.tsx';
import { Chip, Segmented } from '../widgets/controls.tsx';
import { moduleColumns, typeListColumns } from './columns.tsx';
import { OBJECTS_TABLE, TYPES_TABLE, useObjectColumns } from './use-object-columns.ts';

/** Columns of attributes are chosen at the foot of the list. */
const NO_ATTRIBUTES: readonly string[] = [];

/** What is listed, what it is narrowed to, and the filter. */
export function ObjectsHead({ place }: { readonly place: ObjectsPlace }) {
  const { view } = useActions();
  const { type, family, mode, where, groupBy } = place;
  const vocabulary = mode === 'types' ? TYPE_FIELDS : OBJECT_FIELDS;
  const objectColumns = useObjectColumns(mode === 'types' ? '' : where, NO_ATTRIBUTES);
  const quickFilters = useQuickFilters(mode);
  const apply = (filter: string) => view.refine({ ...place, where: filter });
  useFindKeys();
  return (
    <div className="objects-head">
      <div className="view-head">
        <h1>{VIEW_NAMES.objects}</h1>
        <Segmented
          label={OBJECTS_VIEW.whatToList}
          value={mode}
          options={[
            { value: 'types', label: OBJECTS_VIEW.types },
            { value: 'objects', label: OBJECTS_VIEW.objects },
          ]}
          onChange={(chosen) => view.navigate(listing(place, chosen))}
        />
        {mode === 'types' && (
          <label className="select-label">
            <span className="visually-hidden">{OBJECTS_VIEW.groupTypes}</span>
            <select
              className="select"
              value={groupBy}
              onChange={(event) =>
                view.navigate({
                  ...place,
                  groupBy: event.currentTarget.value as ObjectsPlace['groupBy'],
                })
              }
            >
              {(['type', 'module', 'package'] as const).map((by) => (
                <option key={by} value={by}>
                  {OBJECTS_VIEW.groupNames[by]}
                </option>
              ))}
            </select>
          </label>
        )}
        {type !== null && (
          <Chip
            removeName={OBJECTS_VIEW.otherTypes(shortTypeName(type.name))}
            onRemove={() => view.navigate({ ...place, type: null })}
          >
            {shortTypeName(type.name)}
          </Chip>
        )}
        {family !== null && (
          <Chip
            removeName={OBJECTS_VIEW.outsideFamily}
            onRemove={() => view.navigate({ ...place, family: null })}
          >
            {OBJECTS_VIEW.inFamily(family.name)}
          </Chip>
        )}
        {mode === 'objects' &&
          place.attributes.map((name) => (
            <Chip
              key={name}
              removeName={VALUES.remove(name)}
              onRemove={() =>
                view.refine({
                  ...place,
                  attributes: place.attributes.filter((other) => other !== name),
                })
              }
            >
              {VALUES.named(name)}
            </Chip>
          ))}
        <span className="spacer" />
        <QuickFilters
          vocabulary={vocabulary}
          filters={quickFilters}
          value={where}
          onApply={apply}
        />
      </div>
      <div className="filter-row">
        <FilterField
          key={mode}
          label={mode === 'types' ? FILTER.types : FILTER.objects}
          placeholder={mode === 'types' ? FILTER.typesPlaceholder : FILTER.objectsPlaceholder}
          vocabulary={vocabulary}
          value={where}
          onApply={apply}
          elsewhere={
            mode === 'types'
              ? {
                  vocabulary: OBJECT_FIELDS,
                  label: FILTER.searchObjects,
                  onGo: (filter) => view.navigate({ ...place, mode: 'objects', where: filter }),
                }
              : {
                  vocabulary: TYPE_FIELDS,
                  label: FILTER.searchTypes,
                  onGo: (filter) => view.navigate({ ...listing(place, 'types'), where: filter }),
                }
          }
        />
        <FilterHelp
          vocabulary={vocabulary}
          examples={mode === 'types' ? TYPE_EXAMPLES : OBJECT_EXAMPLES}
          onApply={apply}
        />
        {mode === 'types' ? (
          <ColumnPicker
            tableId={groupBy === 'type' ? TYPES_TABLE : `${TYPES_TABLE}-by-${groupBy}`}
            columns={groupBy === 'type' ? typeListColumns(0) : moduleColumns(groupBy, 0)}
          />
        ) : (
          <ColumnPicker tableId={OBJECTS_TABLE} columns={objectColumns} />
        )}
      </div>
    </div>
  );
}

/** A place with the other list, types or objects; a filter goes along if it is valid there. */
function listing(place: ObjectsPlace, mode: ObjectsPlace['mode']): ObjectsPlace {
  const vocabulary: Vocabulary = mode === 'types' ? TYPE_FIELDS : OBJECT_FIELDS;
  const where = faultIn(place.where, vocabulary) === null ? place.where : '';
  return { ...place, mode, where, ...(mode === 'types' && { type: null, family: null }) };
}

const QUICK_TYPES: readonly QuickFilter[] = [
  { name: OBJECTS_VIEW.quickGarbage, condition: 'garbage > 0' },
  { name: OBJECTS_VIEW.quickLarge, condition: 'size >= 1MB' },
];
const QUICK_OBJECTS: readonly QuickFilter[] = [
  { name: OBJECTS_VIEW.quickGarbage, condition: 'verdict in (garbage, never)' },
  { name: OBJECTS_VIEW.quickHeld, condition: 'verdict = held' },
  { name: OBJECTS_VIEW.quickCyclic, condition: 'cyclic = yes' },
  { name: OBJECTS_VIEW.quickLarge, condition: 'size >= 1MB' },
];
const FRAMES: QuickFilter = { name: OBJECTS_VIEW.quickFrames, condition: 'type = DataFrame' };

/** DataFrames only where the dump has any. */
function useQuickFilters(mode: ObjectsPlace['mode']): readonly QuickFilter[] {
  const frames = useAnswer(
    'types',
    mode === 'types'
      ? null
      : { where: FRAMES.condition, sort: 'count', descending: true, offset: 0, limit: 1 },
  );
  if (mode === 'types') return QUICK_TYPES;
  return (frames.value?.total ?? 0) > 0 ? [...QUICK_OBJECTS, FRAMES] : QUICK_OBJECTS;
}

/** Ctrl+F finds in the list, of which the page holds only a screenful. */
function useFindKeys(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isFind = event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey);
      if (!isFind || event.altKey || event.shiftKey || event.defaultPrevented) return;
      const field = document.querySelector<HTMLInputElement>('[data-filter-field]');
      if (field === null) return;
      event.preventDefault();
      field.focus();
      field.select();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}
