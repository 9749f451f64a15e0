import type { CycleFamily } from '../../analysis/families/cycle-family.ts';
import { verdictName } from '../../analysis/graph/verdict.ts';
import { findRootPath } from '../../analysis/paths/paths.ts';
import type { Verdicts } from '../../analysis/verdicts/garbage.ts';
import type { Job } from '../../base/job.ts';
import { clip, compareText, showable } from '../../base/text.ts';
import { formatCount } from '../../base/units.ts';
import { nodeAddressText } from '../../heap/address.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { AnswerResult, Cause } from '../../protocol/cause-schemas.ts';
import type { DumpResponse } from '../../protocol/channels.ts';
import type { HeldPathsResult, WaysResult } from '../../protocol/paths-schemas.ts';
import type { CutChoice, CyclesResult, Family, Gap, PathResult } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { DumpIdentity } from '../columns/dump-identity.ts';
import { familiesWithType, presentFamilies, signatureSteps } from '../cycles/families.ts';
import { endsOf } from '../rows/ends.ts';
import { type ForPrograms, forPrograms } from '../rows/for-programs.ts';
import { inconsistentCountsText } from '../rows/inconsistent-counts.ts';
import { typeName } from '../rows/names.ts';
import { shownLabel } from '../rows/references.ts';
import { pathRootLabel } from '../rows/root-labels.ts';
import { objectRow } from '../rows/rows.ts';
import type { TypeTotals } from '../rows/type-totals.ts';
import type { FamilyBreaks } from './family-adviser.ts';
import { FamilyAdviser, NO_BREAKS } from './family-adviser.ts';

/**
 * The JSON that the command line prints. These shapes are stable: others script against them.
 * Keys may be added, never renamed or removed.
 */
export interface TypeCount {
  readonly type: string;
  readonly count: number;
  readonly shallowBytes: number;
}

export interface SummaryReport {
  readonly format: string;
  readonly objects: number;
  /** Parallel references counted each, dangling ones not at all. */
  readonly references: number;
  readonly distinctReferences: number;
  readonly danglingReferences: number;
  readonly shallowBytes: number;
  /** Complete, most bytes first; types of one name are one row. */
  readonly types: readonly TypeCount[];
  readonly roots: number | null;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  /** What leaks; null where it was not asked for and the dump is large. */
  readonly answer: Pick<AnswerResult, 'headline' | 'details' | 'account'> | null;
  /** Why so much memory is in use, the heaviest first; empty where nothing leaks. */
  readonly causes: readonly Cause[];
  /** Objects with more referrers than their count; null where verdicts were not computed. */
  readonly inconsistentCounts: {
    readonly objects: number;
    /** Of these, how many are called garbage for want of anything else that holds them. */
    readonly garbage: number;
    /** What it means; '' where there are none. */
    readonly text: string;
  } | null;
}

export interface CyclesReport extends Omit<CyclesResult, 'families'> {
  /** Of the families of the whole answer, the first ten thousand. */
  readonly families: readonly (ForPrograms<Omit<Family, 'id' | 'exemplars'>> & {
    /** Addresses around one cycle; of more than a hundred, the ends. */
    readonly exemplar: readonly string[];
    readonly exemplarGap: Gap | null;
    /**
     * What to break, the chosen references first, twenty at most. Of the first 100 families only,
     * within a bound for each and for all of them, and none for those in a tangle of thousands of
     * objects; `break` says more.
     */
    readonly breaks: FamilyBreaks['breaks'];
    /** Bytes that go when all chosen references are broken; null where that is not known. */
    readonly breaksFree: number | null;
  })[];
}

export interface GarbageReport {
  readonly verdict: 'known' | 'unknown';
  /** Exactly what `gc.collect()` would find: the objects the collector tracks. */
  readonly objects: number;
  readonly shallowBytes: number;
  readonly types: readonly TypeCount[];
  /** What goes with them and is not tracked itself: strings, arrays, untracked tuples. */
  readonly freedWithThem: { readonly objects: number; readonly shallowBytes: number };
  /** Unreachable, and out of the collector's reach for good. */
  readonly never: { readonly objects: number; readonly shallowBytes: number };
}

export type PathReport = ForPrograms<PathResult> & {
  /** Only where it was asked for. */
  readonly ways?: ForPrograms<WaysResult>;
  /** Where many objects were asked for: how all of them are held; the path is that of the first. */
  readonly merged?: ForPrograms<HeldPathsResult>;
};

export function summaryReport(
  derived: DerivedColumns,
  identity: DumpIdentity,
  totals: TypeTotals,
  answer: AnswerResult | null,
  verdicts: Verdicts | null,
): SummaryReport {
  const { graph } = derived;
  return {
    format: identity.formatId,
    objects: graph.nodeCount,
    references: graph.edgeCount,
    distinctReferences: totals.distinctReferences,
    danglingReferences: graph.danglingReferences,
    shallowBytes: totals.shallowBytes,
    types: mergeByName(derived, totals.count, totals.shallow),
    roots: graph.roots === null ? null : graph.roots.node.length,
    warnings: identity.warnings.map(({ code, message }) => ({ code, message: showable(message) })),
    answer:
      answer === null
        ? null
        : { headline: answer.headline, details: answer.details, account: answer.account },
    causes: answer?.causes ?? [],
    inconsistentCounts: verdicts === null ? null : inconsistentCountsOf(graph, verdicts),
  };
}

function inconsistentCountsOf(
  graph: HeapGraph,
  verdicts: Verdicts,
): SummaryReport['inconsistentCounts'] {
  return {
    objects: verdicts.inconsistentCounts,
    garbage: verdicts.inconsistentUnreached,
    text: inconsistentCountsText(graph, verdicts),
  };
}

export function cyclesReport(
  derived: DerivedColumns,
  cuts: CutChoice,
  type: string,
  job: Job,
): CyclesReport {
  const page = cyclesPage(derived, { cuts, type, offset: 0, limit: MAX_FAMILIES }, job);
  const { families } = derived.cycles(cuts, job).families;
  const most = Math.max(MIN_STEPS, Math.min(MAX_STEPS, MAX_ALL_STEPS / page.families.length));
  const adviser = new FamilyAdviser(derived, cuts, job);
  const rows = page.families.map(({ id, exemplars: _, ...family }, at) => ({
    ...forPrograms(family),
    // More steps than a row of the window has room for.
    ...signatureSteps(families[id], most),
    ...exemplarAddresses(derived, families[id], most),
    ...(at < ADVISED_FAMILIES ? adviser.breaksOf(id) : NO_BREAKS),
  }));
  return { ...page, families: rows, note: [page.note, adviser.note].filter(Boolean).join(' ') };
}

/** Families of a report; of those beyond, only how many there are. */
const MAX_FAMILIES = 10_000;
/** Steps that are listed of one cycle, between these bounds, and of all cycles together. */
const MIN_STEPS = 8;
const MAX_STEPS = 100;
const MAX_ALL_STEPS = 100_000;
/** Families that are told what to break. */
const ADVISED_FAMILIES = 100;
/** The exemplar cycle's objects, folded internals included, the culprit first. */
function exemplarAddresses(
  { graph }: DerivedColumns,
  { exemplar }: CycleFamily,
  most: number,
): Pick<CyclesReport['families'][number], 'exemplar' | 'exemplarGap'> {
  const { positions, gap } = endsOf(exemplar.nodes.length, most);
  return {
    exemplar: positions.map((at) => nodeAddressText(graph, exemplar.nodes[at])),
    exemplarGap: gap,
  };
}

/** One page of families, and what they were looked for in. */
export function cyclesPage(
  derived: DerivedColumns,
  request: { cuts: CutChoice; type: string; offset: number; limit: number },
  job: Job,
): DumpResponse<'cycles'> {
  const { cuts, components, families } = derived.cycles(request.cuts, job);
  const { count, firstMember } = components;
  const ids = familiesWithType(families.families, request.type);
  const shown = ids.slice(request.offset, request.offset + request.limit);
  return {
    components: {
      count,
      // Components come largest first.
      largest: count === 0 ? 0 : firstMember[1] - firstMember[0],
      objects: firstMember[count],
    },
    cuts: cuts.counts.map(({ kind, references }) => ({ kind, references })),
    families: presentFamilies(derived, request.cuts, shown, job),
    total: ids.length,
    partial: families.partial,
    note: families.partial
      ? `A very large component was searched only in part: ${formatCount(families.cycles)} cycles were looked at.`
      : '',
  };
}

export function garbageReport(derived: DerivedColumns, job: Job): GarbageReport {
  const { graph } = derived;
  const verdicts = derived.verdicts(job);
  const types = graph.typeNames.length;
  const count = new Uint32Array(types);
  const shallow = new Float64Array(types);
  for (let node = 0; node < graph.nodeCount; node++) {
    if (verdicts.collectable[node] === 0) continue;
    count[graph.type[node]]++;
    shallow[graph.type[node]] += graph.shallowSize[node];
  }
  const { collectable, garbage, never } = verdicts.totals;
  return {
    verdict: verdicts.known ? 'known' : 'unknown',
    objects: collectable.objects,
    shallowBytes: collectable.shallowBytes,
    types: mergeByName(derived, count, shallow),
    freedWithThem: {
      objects: garbage.objects - collectable.objects,
      shallowBytes: garbage.shallowBytes - collectable.shallowBytes,
    },
    never,
  };
}

/** Steps of a path that the window shows, and that are printed for programs; of a longer one, its ends. */
const SHOWN_STEPS = 100;
export const PRINTED_STEPS = 1000;

/** The path from a root to an object. */
export function pathResult(
  derived: DerivedColumns,
  node: NodeIndex,
  job: Job,
  most = SHOWN_STEPS,
): PathResult {
  const { graph } = derived;
  const { verdict, root, nodes, edges } = pathTo(derived, node, job);
  const { positions, gap } = endsOf(nodes.length, most);
  return {
    verdict,
    root,
    path: positions.map((at) => {
      const isLast = at >= edges.length;
      const label = isLast ? '' : edgeLabelText(graph, nodes[at], edges[at]);
      return {
        ...objectRow(derived, nodes[at], job),
        label: clip(showable(label), 200),
        shownLabel: isLast ? '' : shownLabel(graph, nodes[at], edges[at]),
      };
    }),
    gap,
  };
}

/** A path from a root to an object, or the object alone where none is found. */
function pathTo(derived: DerivedColumns, node: NodeIndex, job: Job) {
  const verdicts = derived.verdicts(job);
  const path = findRootPath(derived.followed, derived.referrers(job), verdicts, node, job);
  return {
    verdict: verdictName(verdicts.verdict[node]),
    root: path === null ? '' : pathRootLabel(derived.graph, path),
    nodes: path?.nodes ?? Uint32Array.of(node),
    edges: path?.edges ?? new Uint32Array(0),
  };
}

function mergeByName(
  derived: DerivedColumns,
  count: Uint32Array,
  shallow: Float64Array,
): TypeCount[] {
  const byName = new Map<string, { type: string; count: number; shallowBytes: number }>();
  for (let type = 0; type < count.length; type++) {
    if (count[type] === 0) continue;
    const name = typeName(derived.graph, type);
    const row = byName.get(name) ?? { type: name, count: 0, shallowBytes: 0 };
    row.count += count[type];
    row.shallowBytes += shallow[type];
    byName.set(name, row);
  }
  return [...byName.values()].sort(
    (a, b) => b.shallowBytes - a.shallowBytes || compareText(a.type, b.type),
  );
}
