import type { AccumulatedGroup, Accumulation } from '../../analysis/dominators/accumulation.ts';
import { findAccumulations } from '../../analysis/dominators/accumulation.ts';
import type { RootPath } from '../../analysis/paths/paths.ts';
import { findRootPath } from '../../analysis/paths/paths.ts';
import type { Job } from '../../base/job.ts';
import { clip } from '../../base/text.ts';
import { formatCount } from '../../base/units.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import type { AccumulationRow, AccumulationsResult } from '../../protocol/accumulation-schemas.ts';
import type { StepLabel } from '../../scene/folding/step-label.ts';
import { stepLabel } from '../../scene/folding/step-label.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { countOfType, shortTypeName, typeName } from '../rows/names.ts';
import { pathRootLabel } from '../rows/root-labels.ts';
import { objectRow, previewOf } from '../rows/rows.ts';
import { placesOfPile } from '../rows/source-places.ts';
import { suchAs } from '../rows/such-as.ts';
import { pileAdvice } from './pile-advice.ts';

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
  const isShared = holder === NO_NODE;
  // Of what nothing holds alone, the shortest way to one tells of one place.
  const end = isShared ? groups[0]?.example : holder;
  const path =
    end === undefined
      ? null
      : findRootPath(derived.followed, derived.referrers(job), derived.verdicts(job), end, job);
  const placed = (form: 'text' | 'redacted'): string => {
    const place = path === null ? '' : placeOf(derived, path, form);
    return isShared ? containerOf(place) : place;
  };
  return {
    what: whatOf(derived, groups, 'text'),
    place: placed('text'),
    redacted: { what: whatOf(derived, groups, 'redacted'), place: placed('redacted') },
    isShared,
    advice: pileAdvice(derived, path, holder, groups),
    sources: [...placesOfPile(derived, path, groups, job)],
    retainedBytes,
    share: heldBytes === 0 ? 0 : retainedBytes / heldBytes,
    holder: isShared ? null : objectRow(derived, holder, job),
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
function whatOf(
  { graph }: DerivedColumns,
  groups: readonly AccumulatedGroup[],
  form: 'text' | 'redacted',
): string {
  const [first] = groups;
  if (first !== undefined && groups.length === 1 && first.count === 1) {
    const preview = form === 'text' ? previewOf(graph, first.example) : '';
    return `${shortTypeName(typeName(graph, first.type))} ${preview}`.trim();
  }
  const named = groups
    .slice(0, NAMED_GROUPS)
    .map(({ type, count }) => countOfType(count, typeName(graph, type)));
  const others = groups.length - named.length;
  const only = groups.length === 1 ? first : undefined;
  if (others === 0) return `${named.join(' and ')}${only === undefined ? '' : suchAs(graph, only)}`;
  return `${named.join(', ')} and ${formatCount(others)} more ${others === 1 ? 'type' : 'types'}`;
}

/** The place of an item without the item: `jobs[3]` is in `jobs`. */
function containerOf(place: string): string {
  return place.replace(/( in set|\[[^[\]]*\])$/, '');
}

/** As a person would write it: `__main__.FeatureStore.features.cache`, `thread …: main() local rows`. */
export function placeOf(
  { graph }: DerivedColumns,
  path: RootPath,
  form: keyof StepLabel = 'text',
): string {
  const references = Array.from(path.edges, (edge, at) => ({ source: path.nodes[at], edge }));
  const way = stepLabel(graph, references)[form];
  const root = pathRootLabel(graph, path).replace(/^(module|runtime root) /, '');
  const isFrame = (graph.flags[path.nodes[0]] & NodeFlag.isFrame) !== 0;
  return clip(
    isFrame || !/^[.[]/.test(way) ? `${root} ${way}`.trim() : `${root}${way}`,
    PLACE_LIMIT,
  );
}
