import type { AccumulatedGroup, Accumulation } from '../analysis/accumulation.ts';
import { findAccumulations } from '../analysis/accumulation.ts';
import type { RootPath } from '../analysis/paths.ts';
import { findRootPath } from '../analysis/paths.ts';
import type { Job } from '../base/job.ts';
import { clip } from '../base/text.ts';
import { formatCount } from '../base/units.ts';
import { NO_NODE, NodeFlag, RootKind } from '../heap/heap-graph.ts';
import type { AccumulationRow, AccumulationsResult } from '../protocol/accumulation-schemas.ts';
import { stepLabel } from '../scene/step-label.ts';
import type { DerivedColumns } from './derived.ts';
import { countOfType, shortTypeName, typeName, typeNameOf } from './names.ts';
import { pathRootLabel } from './root-labels.ts';
import { objectRow, previewOf } from './rows.ts';
import { placesOfPile } from './source-places.ts';

const PLACE_LIMIT = 300;
/** Types of a pile that are named; the rest are in its number. */
const NAMED_GROUPS = 2;
const SHOWN_GROUPS = 5;

/** Asked for by the overview, again under every choice of cuts, and by its own section. */
const kept = new WeakMap<DerivedColumns, AccumulationsResult>();

/** Where the memory that is held has piled up, with the way to each place from a root. */
export function accumulationsOf(derived: DerivedColumns, job: Job): AccumulationsResult {
  const known = kept.get(derived);
  if (known !== undefined) return known;
  const found = findPlaces(derived, job);
  kept.set(derived, found);
  return found;
}

function findPlaces(derived: DerivedColumns, job: Job): AccumulationsResult {
  const { graph } = derived;
  const { verdict, totals } = derived.verdicts(job);
  const dominators = derived.dominators(job);
  const found = findAccumulations(graph, dominators, derived.dominatorIndex(job), verdict, job);
  const heldBytes = totals.held.shallowBytes + totals.unknown.shallowBytes;
  return {
    heldBytes,
    rows: found.map((accumulation) => rowOf(derived, accumulation, heldBytes, job)),
  };
}

function rowOf(
  derived: DerivedColumns,
  { holder, groups, retainedBytes }: Accumulation,
  heldBytes: number,
  job: Job,
): AccumulationRow {
  const path =
    holder === NO_NODE
      ? null
      : findRootPath(derived.followed, derived.referrers(job), derived.verdicts(job), holder, job);
  return {
    what: whatOf(derived, groups),
    place: path === null ? '' : placeOf(derived, path),
    advice: adviceFor(derived, path, groups),
    sources: [...placesOfPile(derived, path, groups, job)],
    retainedBytes,
    share: heldBytes === 0 ? 0 : retainedBytes / heldBytes,
    holder: holder === NO_NODE ? null : objectRow(derived, holder, job),
    groups: groups.slice(0, SHOWN_GROUPS).map((group) => ({
      typeIndex: group.type,
      type: typeName(derived.graph, group.type),
      count: group.count,
      retainedBytes: group.retainedBytes,
      example: objectRow(derived, group.example, job),
    })),
  };
}

/** "300 FeatureStores, 600 DataFrames and 3 more types"; "DataFrame 20,000 × 9" for a single one. */
function whatOf({ graph }: DerivedColumns, groups: readonly AccumulatedGroup[]): string {
  const [first] = groups;
  if (first !== undefined && groups.length === 1 && first.count === 1) {
    return `${shortTypeName(typeName(graph, first.type))} ${previewOf(graph, first.example)}`.trim();
  }
  const named = groups
    .slice(0, NAMED_GROUPS)
    .map(({ type, count }) => countOfType(count, typeName(graph, type)));
  const others = groups.length - named.length;
  if (others === 0) return named.join(' and ');
  return `${named.join(', ')} and ${formatCount(others)} more ${others === 1 ? 'type' : 'types'}`;
}

/** As a person would write it: `__main__.FeatureStore.features.cache`, `thread …: main() local rows`. */
export function placeOf({ graph }: DerivedColumns, path: RootPath): string {
  const references = Array.from(path.edges, (edge, at) => ({ source: path.nodes[at], edge }));
  const way = stepLabel(graph, references).text;
  const root = pathRootLabel(graph, path).replace(/^module /, '');
  const isFrame = (graph.flags[path.nodes[0]] & NodeFlag.isFrame) !== 0;
  return clip(
    isFrame || !/^[.[]/.test(way) ? `${root} ${way}`.trim() : `${root}${way}`,
    PLACE_LIMIT,
  );
}

/** What is usually done about such a holder, by the machinery on the way to it. */
function adviceFor(
  derived: DerivedColumns,
  path: RootPath | null,
  groups: readonly AccumulatedGroup[],
): string {
  if (path === null) {
    return 'Each of them is held in more ways than one: draw one and follow its referrers.';
  }
  const { graph } = derived;
  const types = Array.from(path.nodes, (node) => typeNameOf(graph, node));
  const has = (pattern: RegExp): boolean => types.some((type) => pattern.test(type));
  const isOne = groups.length === 1 && groups[0]?.count === 1;
  if (has(/(^|\.)_lru_cache_wrapper$/)) {
    return 'An lru_cache keeps every result, and every argument with it, as long as the function lives; on a method that includes self. Give it a maxsize, or call cache_clear().';
  }
  if (has(/^(builtins\.)?traceback$/)) {
    return 'A stored exception keeps its traceback, and that every local variable of the frames it passed through. Store its text, or exception.with_traceback(None).';
  }
  if (
    has(/^(_asyncio\.(Task|Future)|asyncio\.\w+\.(Task|Future))$/) ||
    has(/^(coroutine|async_generator)$/)
  ) {
    return 'A task or coroutine that has not ended keeps its local variables. Await it, cancel it, or give it a timeout.';
  }
  if (has(/^generator$/)) {
    return 'A generator that has not ended keeps its local variables. Run it to its end, or close() it.';
  }
  const kind = path.root.reason === 'declared' ? graph.roots?.kind[path.root.rootIndex] : undefined;
  if (kind === RootKind.threadFrame) {
    return 'It hangs on a local variable of a function that is still running. Delete the variable, or return, once it has done its work.';
  }
  if (kind !== RootKind.module || isOne) return '';
  const isOfClass = Array.from(path.nodes).some(
    (node) => (graph.flags[node] & NodeFlag.isType) !== 0,
  );
  return isOfClass
    ? 'It belongs to a class, so it lives as long as the program. Take items out when they are done, bound its size, or hold them weakly.'
    : 'It is global, so it lives as long as the program. Take items out when they are done, bound its size, or hold them weakly.';
}
