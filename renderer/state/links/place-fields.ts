import {
  COMPARE_CHANNELS,
  comparedObjectKind,
  MAX_BASELINES,
} from '../../../shared/protocol/compare-schemas.ts';
import { isFingerprint } from '../../../shared/protocol/kept.ts';
import { typeSort } from '../../../shared/protocol/object-schemas.ts';
import { objectSort } from '../../../shared/protocol/schemas.ts';
import { functionSort } from '../../../shared/protocol/timeline-schemas.ts';
import { wasteGroupId } from '../../../shared/protocol/waste-schemas.ts';
import type {
  AllocationsPlace,
  ComparePlace,
  CyclesPlace,
  DominatorsPlace,
  GraphPlace,
  ObjectsPlace,
  Selection,
  ThreadsPlace,
  TimelinePlace,
  ViewLocation,
  ViewName,
  WastePlace,
} from '../view/view-state.ts';
import {
  ALLOCATIONS_PLACE,
  BOOKMARKS,
  COMPARE,
  CYCLES_LOCATION,
  DOMINATORS,
  MAX_ATTRIBUTES,
  OVERVIEW,
  THREADS,
  TIMELINE,
  TYPES,
  WASTE,
} from '../view/view-state.ts';
import type { LinkField, NameLookup, Naming, Params, Scalar } from './fields.ts';
import {
  BadLinkError,
  choice,
  count,
  findObject,
  fixed,
  flag,
  group,
  nullable,
  readCount,
  scalar,
  text,
} from './fields.ts';
import { request, UNDRAWN } from './scene-fields.ts';

/** One kind of view: where it starts, and how each of its values is written. */
export interface PlaceCodec {
  write(place: ViewLocation, into: Params, naming: Naming): void;
  read(from: Params, finding: NameLookup): ViewLocation;
}

const MAX_INDEX = 0xfffffffe;
const MAX_TEXT = 500;
const MAX_QUERY = 10_000;
const MAX_NAME = 200;

/** `pandas.core.frame.DataFrame@12`: the index is where to look first, the name is what counts. */
const type: Scalar<NonNullable<ObjectsPlace['type']>> = scalar(
  ({ index, name }) => `${name}@${index}`,
  (value, { typeNamed }, key) => {
    const [, name = value, index = '0'] = /^(.*)@(\d{1,10})$/s.exec(value) ?? [];
    if (name.length > MAX_TEXT) throw new BadLinkError(`${key} is too long`);
    const found = typeNamed(name, readCount(index, 0, MAX_INDEX, key));
    if (found === null) throw new BadLinkError(`no object is of type ${name}`);
    return { index: found, name };
  },
);

const family: Scalar<NonNullable<ObjectsPlace['family']>> = scalar(
  ({ id }) => String(id),
  (value, { familyName }, key) => {
    const id = readCount(value, 0, MAX_INDEX, key);
    const name = familyName(id);
    if (name === null) throw new BadLinkError(`there is no family of number ${id + 1}`);
    return { id, name };
  },
);

/** An object in the place itself, not only selected in it. */
const object: Scalar<Selection> = scalar(
  ({ node }, { addressOf }) => addressOf(node),
  (value, finding) => {
    const found = findObject(value, finding);
    if (found === null) throw new BadLinkError('the object it is about is not in this dump');
    return found;
  },
);

/** Other dumps by what they contain; one that is still being opened is of this window alone. */
const baselines: Scalar<readonly string[]> = scalar(
  (named) => named.filter(isFingerprint).join(','),
  (value, _finding, key) => {
    const named = value.split(',');
    if (named.length > MAX_BASELINES || !named.every(isFingerprint)) {
      throw new BadLinkError(`${key} names no dumps`);
    }
    return named;
  },
);

/** Names of attributes; a comma in one is escaped. */
const attributes: Scalar<readonly string[]> = scalar(
  (names) => names.map(encodeURIComponent).join(','),
  (value, _finding, key) => {
    const names = value === '' ? [] : value.split(',').map((name) => decoded(name, key));
    if (
      names.length <= MAX_ATTRIBUTES &&
      names.every(({ length }) => length > 0 && length <= MAX_NAME)
    ) {
      return names;
    }
    throw new BadLinkError(`${key} names no attributes`);
  },
);

function decoded(text: string, key: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadLinkError(`${key} names no attributes`);
  }
}

const MAX_SECONDS = 1e12;
const MAX_BYTES = 2 ** 60;

/** A number from zero up, with or without decimals. */
function amount(most: number): Scalar<number> {
  return scalar(String, (value, _finding, key) => {
    const number = /^\d{1,19}(?:\.\d{1,12})?$/.test(value) ? Number(value) : Number.NaN;
    if (number <= most) return number;
    throw new BadLinkError(`${key} is no number up to ${most}`);
  });
}

const GRAPH: GraphPlace = { view: 'graph', request: UNDRAWN, asList: false };

/** Every view. One that is added, or gets another property, does not compile before it is here. */
export const PLACE_CODECS: { readonly [V in ViewName]: PlaceCodec } = {
  overview: codec(OVERVIEW, group<typeof OVERVIEW>({ view: fixed() })),
  bookmarks: codec(BOOKMARKS, group<typeof BOOKMARKS>({ view: fixed() })),
  objects: codec(
    TYPES,
    group<ObjectsPlace>({
      view: fixed(),
      mode: choice(['types', 'objects']),
      where: text(MAX_QUERY),
      groupBy: choice(['type', 'module', 'package']),
      typeSort: choice(typeSort.options),
      objectSort: choice(objectSort.options),
      descending: flag,
      type: nullable(type),
      family: nullable(family),
      attributes,
      countBy: text(MAX_NAME),
      held: flag,
    }),
  ),
  graph: codec(GRAPH, group<GraphPlace>({ view: fixed(), request, asList: flag })),
  cycles: codec(
    CYCLES_LOCATION,
    group<CyclesPlace>({
      view: fixed(),
      list: choice(['families', 'components']),
      type: text(MAX_TEXT),
      familyId: nullable(count(0, MAX_INDEX)),
    }),
  ),
  dominators: codec(
    DOMINATORS,
    group<DominatorsPlace>({
      view: fixed(),
      object: nullable(object),
      type: nullable(type),
      by: choice(['type', 'object']),
    }),
  ),
  compare: codec(
    COMPARE,
    group<ComparePlace>({
      view: fixed(),
      baselines,
      match: choice(['auto', 'objects', 'types']),
      trends: choice(['containers', 'types']),
      page: nullable(choice(['containers', 'families', 'types', 'objects', 'trends'])),
      text: text(MAX_TEXT),
      changedOnly: flag,
      sort: choice(COMPARE_CHANNELS.comparedTypes.request.shape.sort.options),
      descending: nullable(flag),
      kind: choice(comparedObjectKind.options),
      objectType: text(MAX_TEXT),
    }),
  ),
  timeline: codec(
    TIMELINE,
    group<TimelinePlace>({
      view: fixed(),
      timeline: text(60),
      from: nullable(amount(MAX_SECONDS)),
      to: nullable(amount(MAX_SECONDS)),
      text: text(MAX_TEXT),
      sort: choice(functionSort.options),
      descending: flag,
      limit: nullable(amount(MAX_BYTES)),
    }),
  ),
  allocations: codec(
    ALLOCATIONS_PLACE,
    group<AllocationsPlace>({
      view: fixed(),
      text: text(MAX_TEXT),
      sort: choice(['line', 'bytes', 'through', 'calls', 'leaks']),
      descending: flag,
    }),
  ),
  threads: codec(
    THREADS,
    group<ThreadsPlace>({
      view: fixed(),
      page: choice(['threads', 'waits']),
      withLibraries: flag,
    }),
  ),
  waste: codec(
    WASTE,
    group<WastePlace>({
      view: fixed(),
      group: nullable(choice(wasteGroupId.options)),
      finding: nullable(count(0, MAX_INDEX)),
    }),
  ),
};

function codec<P extends ViewLocation>(start: P, field: LinkField<P>): PlaceCodec {
  return {
    // The table pairs each view with its own fields; TypeScript cannot follow that by index.
    write: (place, into, naming) => field.write(place as P, start, '', into, naming),
    read: (from, finding) => field.read(start, '', from, finding),
  };
}
