import type { NodeIndex } from '../../../shared/heap/heap-graph.ts';
import type { DumpRequest, FileKind } from '../../../shared/protocol/channels.ts';
import type { FunctionSort } from '../../../shared/protocol/timeline-schemas.ts';
import type { WasteGroupId } from '../../../shared/protocol/waste-schemas.ts';
import type { SceneRequest, SceneVerdict } from '../../../shared/scene/model/scene.ts';

/** What the main area shows, completely: going back to one of these brings the same screen back. */
export type ViewLocation =
  | { readonly view: 'overview' }
  | { readonly view: 'bookmarks' }
  | ObjectsPlace
  | GraphPlace
  | CyclesPlace
  | DominatorsPlace
  | WastePlace
  | ThreadsPlace
  | ComparePlace
  | TimelinePlace
  | AllocationsPlace;

export interface GraphPlace {
  readonly view: 'graph';
  readonly request: SceneRequest;
  readonly asList: boolean;
}

export interface CyclesPlace {
  readonly view: 'cycles';
  /** Families of cycles, or the components they lie in. */
  readonly list: 'families' | 'components';
  /** Only families with this type; '' for all. */
  readonly type: string;
  /** The family that is unfolded. */
  readonly familyId: number | null;
}

export interface DominatorsPlace {
  readonly view: 'dominators';
  /** Whose part of the tree; null: what the roots hold. */
  readonly object: Selection | null;
  /** Only objects of this type at that level. */
  readonly type: { readonly index: number; readonly name: string } | null;
  readonly by: 'type' | 'object';
}

export interface WastePlace {
  readonly view: 'waste';
  /** The kind of waste looked at; null: the one with the most bytes. */
  readonly group: WasteGroupId | null;
  /** The finding whose objects are listed. */
  readonly finding: number | null;
}

export interface ThreadsPlace {
  readonly view: 'threads';
  readonly page: 'threads' | 'waits';
  /** Frames of libraries are listed too, and not only counted. */
  readonly withLibraries: boolean;
}

export type CompareSort = DumpRequest<'comparedTypes'>['sort'];

export interface ComparePlace {
  readonly view: 'compare';
  /** The dumps this one is compared with (`baselines.ts`), the earliest first; none: to be chosen. */
  readonly baselines: readonly string[];
  readonly match: DumpRequest<'comparison'>['match'];
  /** Null: what the headline is about. */
  readonly page: 'containers' | 'families' | 'types' | 'objects' | 'trends' | null;
  /** What the lines of the trends are about. */
  readonly trends: 'containers' | 'types';
  /** Only families with this type, or types with this in their name; '' for all. */
  readonly text: string;
  readonly changedOnly: boolean;
  readonly sort: CompareSort;
  /** Null: what grew first, or what shrank where the dump became smaller. */
  readonly descending: boolean | null;
  readonly kind: DumpRequest<'comparedObjects'>['kind'];
  /** Only objects of this type; '' for all. */
  readonly objectType: string;
}

export interface TimelinePlace {
  readonly view: 'timeline';
  /** The timeline beside a dump, by its fingerprint; '' for whichever is open; or `DUMPS_ALONE`. */
  readonly timeline: string;
  /** What is zoomed to, in seconds since 1970; null for all. */
  readonly from: number | null;
  readonly to: number | null;
  /** Only functions with this in their name; '' for all. */
  readonly text: string;
  readonly sort: FunctionSort;
  readonly descending: boolean;
  /** The memory that the process may have, in bytes; null if nobody said. */
  readonly limit: number | null;
}

export type AllocationSort = 'line' | 'bytes' | 'through' | 'calls' | 'leaks';

export interface AllocationsPlace {
  readonly view: 'allocations';
  /** Only lines with this in their file or function; '' for all. */
  readonly text: string;
  readonly sort: AllocationSort;
  readonly descending: boolean;
}

export type TypeSort = DumpRequest<'types'>['sort'];
export type ObjectSort = DumpRequest<'objects'>['query']['sort'];

export interface ObjectsPlace {
  readonly view: 'objects';
  /** Types first, or objects at once. */
  readonly mode: 'types' | 'objects';
  /** What types are put together by. */
  readonly groupBy: 'type' | 'module' | 'package';
  /** A filter of what is listed, in the query language, well-formed; '' for all. */
  readonly where: string;
  readonly typeSort: TypeSort;
  readonly objectSort: ObjectSort;
  readonly descending: boolean;
  /** Only objects of this type. */
  readonly type: { readonly index: number; readonly name: string } | null;
  /** Only members of this family, named for the chip that says so. */
  readonly family: { readonly id: number; readonly name: string } | null;
  /** Attributes and items that are columns: `user`, `['k']`. */
  readonly attributes: readonly string[];
  /** The attribute by whose values the objects are counted above the list; '' for none. */
  readonly countBy: string;
  /** How all listed objects are held stands above them. */
  readonly held: boolean;
}

/** Columns of attributes at one time. */
export const MAX_ATTRIBUTES = 6;

export type ViewName = ViewLocation['view'];

/** An object the inspector follows, with its name for breadcrumbs until its facts are there. */
export interface Selection {
  readonly node: NodeIndex;
  readonly name: string;
}

export const OVERVIEW = { view: 'overview' } as const satisfies ViewLocation;
export const BOOKMARKS = { view: 'bookmarks' } as const satisfies ViewLocation;

export const TYPES: ObjectsPlace = {
  view: 'objects',
  mode: 'types',
  groupBy: 'type',
  where: '',
  typeSort: 'shallowBytes',
  objectSort: 'retainedSize',
  descending: true,
  type: null,
  family: null,
  attributes: [],
  countBy: '',
  held: false,
};

export const CYCLES_LOCATION: CyclesPlace = {
  view: 'cycles',
  list: 'families',
  type: '',
  familyId: null,
};

export const DOMINATORS: DominatorsPlace = {
  view: 'dominators',
  object: null,
  type: null,
  by: 'type',
};

export const WASTE: WastePlace = { view: 'waste', group: null, finding: null };

export const THREADS: ThreadsPlace = { view: 'threads', page: 'threads', withLibraries: false };

export const COMPARE: ComparePlace = {
  view: 'compare',
  baselines: [],
  match: 'auto',
  page: null,
  trends: 'containers',
  text: '',
  changedOnly: true,
  sort: 'bytes',
  descending: null,
  kind: 'new',
  objectType: '',
};

/** No timeline beside a dump, although there may be some. */
export const DUMPS_ALONE = 'dumps';

export const TIMELINE: TimelinePlace = {
  view: 'timeline',
  timeline: '',
  from: null,
  to: null,
  text: '',
  sort: 'growth',
  descending: true,
  limit: null,
};

export const ALLOCATIONS_PLACE: AllocationsPlace = {
  view: 'allocations',
  text: '',
  sort: 'bytes',
  descending: true,
};

/** What files that hold no objects are shown in. */
export const ONLY_PLACE: Readonly<Record<FileKind, ViewLocation | null>> = {
  dump: null,
  timeline: TIMELINE,
  profile: ALLOCATIONS_PLACE,
};

/** Objects, narrowed by what is given. */
export function objectsWhere({ verdict, ...narrowed }: Narrowing): ObjectsPlace {
  const where = verdict === undefined ? '' : `verdict = ${verdict}`;
  return { ...TYPES, mode: 'objects', where, ...narrowed };
}

interface Narrowing extends Partial<Omit<ObjectsPlace, 'view' | 'mode'>> {
  readonly verdict?: SceneVerdict;
}

/** Views about the dump as a whole: they have nothing to inspect until something is chosen. */
export function isSummary(place: ViewLocation): boolean {
  if (place.view === 'objects') return place.mode === 'types' && place.type === null;
  return place.view !== 'graph';
}
