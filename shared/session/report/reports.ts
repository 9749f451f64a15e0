import { verdictName } from '../../analysis/graph/verdict.ts';
import { findRootPath } from '../../analysis/paths/paths.ts';
import type { Verdicts } from '../../analysis/verdicts/garbage.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { formatCount } from '../../base/units.ts';
import { nodeAddressText } from '../../heap/address.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { DumpResponse } from '../../protocol/channels.ts';
import type { CutChoice, Family, PathResult } from '../../protocol/schemas.ts';
import type { AnswerReport } from '../answer/answer.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { DumpIdentity } from '../columns/dump-identity.ts';
import { breakResult } from '../cycles/breaks.ts';
import { familiesWithType, presentFamilies } from '../cycles/families.ts';
import type { HeldPathsReport } from '../held/held-paths-report.ts';
import type { WaysReport } from '../held/ways-report.ts';
import { isTangled } from '../objects/object-family.ts';
import { inconsistentCountsText } from '../rows/inconsistent-counts.ts';
import { typeName, typeNameOf } from '../rows/names.ts';
import { shownLabel } from '../rows/references.ts';
import { pathRootLabel } from '../rows/root-labels.ts';
import { objectRow } from '../rows/rows.ts';
import type { TypeTotals } from '../rows/type-totals.ts';
import { compareText } from '../rows/type-totals.ts';

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
  /** What leaks and what to do; null where it was not asked for and the dump is large. */
  readonly answer: AnswerReport | null;
  /** Objects with more referrers than their count; null where verdicts were not computed. */
  readonly inconsistentCounts: {
    readonly objects: number;
    /** Of these, how many are called garbage for want of anything else that holds them. */
    readonly garbage: number;
    /** What it means; '' where there are none. */
    readonly text: string;
  } | null;
}

export interface CyclesReport {
  readonly components: {
    readonly count: number;
    readonly largest: number;
    readonly objects: number;
  };
  readonly cuts: readonly { readonly kind: string; readonly references: number }[];
  readonly families: readonly {
    readonly signature: readonly { readonly type: string; readonly label: string }[];
    readonly count: number;
    readonly objects: number;
    readonly shallowBytes: number;
    readonly retainedBytes: number | null;
    readonly verdict: string;
    readonly exemplar: readonly string[];
    readonly repeat: number;
    readonly text: string;
    readonly culprit: { readonly type: string; readonly count: number };
    /** Position among all families, from 1: what `break --family` takes. */
    readonly number: number;
    /** Id of the pattern it shows, or null. */
    readonly pattern: string | null;
    readonly patternTitle: string | null;
    /**
     * What to break, the chosen references first. Of the first 100 families only, for each within a
     * bound, and none for those in a tangle of thousands of objects; `break` says more.
     */
    readonly breaks: readonly {
      readonly step: number | null;
      readonly type: string;
      readonly label: string;
      readonly text: string;
      readonly references: number;
      readonly bytesFreed: number | null;
      readonly chosen: boolean;
      readonly exact: boolean;
      readonly how: string;
    }[];
    /** Bytes that go when all chosen references are broken; null where that is not known. */
    readonly breaksFree: number | null;
  }[];
  readonly partial: boolean;
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

export interface PathReport {
  readonly verdict: string;
  readonly path: readonly {
    readonly address: string;
    readonly type: string;
    /** The reference by which this object holds the next one; '' for the last. */
    readonly label: string;
  }[];
  readonly root: string;
  /** Only where it was asked for. */
  readonly ways?: WaysReport;
  /** Where many objects were asked for: how all of them are held; the path is that of the first. */
  readonly merged?: HeldPathsReport;
}

export function summaryReport(
  derived: DerivedColumns,
  identity: DumpIdentity,
  totals: TypeTotals,
  answer: AnswerReport | null,
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
    answer,
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
  const page = cyclesPage(derived, { cuts, type, offset: 0, limit: Number.MAX_SAFE_INTEGER }, job);
  return {
    components: page.components,
    cuts: page.cuts,
    families: page.families.map((family, at) => ({
      signature: family.signature,
      count: family.count,
      objects: family.objects,
      shallowBytes: family.shallowBytes,
      retainedBytes: family.retainedBytes,
      verdict: family.verdict,
      exemplar: exemplarAddresses(derived, cuts, family, job),
      repeat: family.repeat,
      text: family.text,
      culprit: family.culprit,
      number: family.id + 1,
      pattern: family.pattern?.id ?? null,
      patternTitle: family.pattern?.title ?? null,
      ...(at < ADVISED_FAMILIES ? breaksOf(derived, family.id, cuts, job) : NO_BREAKS),
    })),
    partial: page.partial,
  };
}

/** Families of a report that are told what to break, and the links looked at for each. */
const ADVISED_FAMILIES = 100;
const ADVISED_STEPS = 2_000_000;

type Breaks = Pick<CyclesReport['families'][number], 'breaks' | 'breaksFree'>;
const NO_BREAKS: Breaks = { breaks: [], breaksFree: null };

function breaksOf(derived: DerivedColumns, familyId: number, cuts: CutChoice, job: Job): Breaks {
  const cycles = derived.cycles(cuts, job);
  const family = cycles.families.families[familyId];
  // Families of a tangle are left to `break`.
  if (family === undefined || isTangled(cycles, family)) return NO_BREAKS;
  const options = { maxSteps: ADVISED_STEPS };
  const { proposals, bytesFreed } = breakResult(derived, familyId, cuts, job, options);
  const breaks = proposals.map((row) => ({
    step: row.step,
    type: row.type,
    label: row.label,
    text: row.text,
    references: row.references,
    bytesFreed: row.bytesFreed,
    chosen: row.chosen,
    exact: row.exact,
    how: row.how,
  }));
  return { breaks, breaksFree: bytesFreed };
}

/** The exemplar cycle's objects, folded internals included, the culprit first. */
function exemplarAddresses(
  derived: DerivedColumns,
  cuts: CutChoice,
  family: Family,
  job: Job,
): string[] {
  const found = derived.cycles(cuts, job).families.families[family.id];
  return Array.from(found?.exemplar.nodes ?? [], (node) => nodeAddressText(derived.graph, node));
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

export function pathReport(derived: DerivedColumns, node: NodeIndex, job: Job): PathReport {
  const { graph } = derived;
  const verdicts = derived.verdicts(job);
  const path = findRootPath(derived.followed, derived.referrers(job), verdicts, node, job);
  const verdict = verdictName(verdicts.verdict[node]);
  const nodes = path === null ? Uint32Array.of(node) : path.nodes;
  return {
    verdict,
    path: Array.from(nodes, (step, index) => {
      const isLast = path === null || index === path.edges.length;
      const label = isLast ? '' : edgeLabelText(graph, step, path.edges[index]);
      return {
        address: nodeAddressText(graph, step),
        type: typeNameOf(graph, step),
        label: clip(showable(label), 200),
      };
    }),
    root: path === null ? '' : pathRootLabel(graph, path),
  };
}

/** The same path with rows and decorated labels, for the window. */
export function pathResult(derived: DerivedColumns, node: NodeIndex, job: Job): PathResult {
  const { graph } = derived;
  const verdicts = derived.verdicts(job);
  const path = findRootPath(derived.followed, derived.referrers(job), verdicts, node, job);
  const nodes = path === null ? Uint32Array.of(node) : path.nodes;
  return {
    verdict: verdictName(verdicts.verdict[node]),
    rootLabel: path === null ? '' : pathRootLabel(graph, path),
    steps: Array.from(nodes, (step, index) => ({
      object: objectRow(derived, step, job),
      label:
        path === null || index === path.edges.length
          ? ''
          : shownLabel(graph, step, path.edges[index]),
    })),
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
