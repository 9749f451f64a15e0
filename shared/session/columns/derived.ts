import { BreakJudge } from '../../analysis/breaks/break-cost.ts';
import type { BreakProposals } from '../../analysis/breaks/break-proposal.ts';
import type { BreakBasis } from '../../analysis/breaks/break-proposals.ts';
import { BreakAdviser } from '../../analysis/breaks/break-proposals.ts';
import type { Components } from '../../analysis/components/components.ts';
import { computeComponents } from '../../analysis/components/components.ts';
import type { CutEdges } from '../../analysis/components/cuts.ts';
import { computeCutEdges } from '../../analysis/components/cuts.ts';
import { DominatorIndex } from '../../analysis/dominators/dominator-index.ts';
import type { Dominators } from '../../analysis/dominators/dominators.ts';
import { computeDominators, dominatorsOfObjects } from '../../analysis/dominators/dominators.ts';
import { computeFamilyRetained } from '../../analysis/dominators/retained.ts';
import type { Families } from '../../analysis/families/families.ts';
import { computeFamilies } from '../../analysis/families/families.ts';
import { graphNotFollowing } from '../../analysis/graph/graph-without.ts';
import { Verdict } from '../../analysis/graph/verdict.ts';
import type { Outline } from '../../analysis/growth/outline.ts';
import { outlineOf } from '../../analysis/growth/outline-builder.ts';
import type { CyclesWithout } from '../../analysis/incremental/cycles-without.ts';
import { cyclesWithout } from '../../analysis/incremental/cycles-without.ts';
import type { VerdictsWithout } from '../../analysis/incremental/verdicts-without.ts';
import { VerdictUpdater } from '../../analysis/incremental/verdicts-without.ts';
import { weighForest } from '../../analysis/names/forest-columns.ts';
import type { NameForest } from '../../analysis/names/name-forest.ts';
import { growNameForest } from '../../analysis/names/name-forest.ts';
import { Namer } from '../../analysis/names/namer.ts';
import { computeDistances } from '../../analysis/paths/distances.ts';
import { findEntries } from '../../analysis/paths/entries.ts';
import type { RootForest } from '../../analysis/paths/root-forest.ts';
import { growRootForest } from '../../analysis/paths/root-forest.ts';
import { SourceIndex } from '../../analysis/source/source-index.ts';
import type { Verdicts } from '../../analysis/verdicts/garbage.ts';
import { computeVerdicts } from '../../analysis/verdicts/garbage.ts';
import { ReferenceRelease, ReleaseAfter } from '../../analysis/verdicts/release.ts';
import type { Waste } from '../../analysis/waste/waste.ts';
import { computeWaste } from '../../analysis/waste/waste.ts';
import { OuroborosError } from '../../base/errors.ts';
import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';
import { buildReferrers } from '../../heap/referrers.ts';
import type { CutChoice } from '../../protocol/schemas.ts';

import { cutEdgesOf } from './cut-references.ts';
import { beginDominators, type StartedDominators } from './side-thread.ts';

/** What depends on which references are cut. */
export interface CycleColumns {
  readonly cuts: CutEdges;
  readonly components: Components;
  readonly families: Families;
}

/** References cut by hand, and the columns of the dump as it is. */
interface CutByHand {
  readonly base: DerivedColumns;
  /** Ascending, each once. */
  readonly edges: Uint32Array;
}

/** Lists of references cut by hand whose columns are cached: the last one, and the one before. */
const MAX_CACHED_CUTS = 2;
/** Families whose breaks are cached: the window asks for them in several places at once. */
const MAX_CACHED_BREAKS = 32;
/** Objects up to which retained sizes are found again for each: some 100 ms. */
const MAX_RETAINED_AGAIN = 500_000;

/**
 * Columns computed from a graph the first time they are asked for, and cached.
 *
 * A cancelled computation leaves nothing behind; the next request starts it again. Cycles are kept
 * for every choice of infrastructure cuts, of which there are eight, so that switching one off and
 * on again is immediate. As if references were gone that the user has cut, the columns are those of
 * another object, see `under`.
 */
export class DerivedColumns {
  readonly graph: HeapGraph;
  readonly isPartial: boolean;
  private readonly cutByHand: CutByHand | null;
  private cachedVerdicts: Verdicts | null = null;
  private cachedReferrers: Referrers | null = null;
  private cachedDominators: Dominators | null = null;
  private startedDominators: StartedDominators | null = null;
  private cachedDominatorIndex: DominatorIndex | null = null;
  private cachedDistances: Uint32Array | null = null;
  private cachedForest: RootForest | null = null;
  private cachedEntries: Uint32Array | null = null;
  private cachedNames: NameForest | null = null;
  private cachedNamer: Namer | null = null;
  private cachedWeights: Float64Array | null = null;
  private cachedWaste: Waste | null = null;
  private cachedSources: SourceIndex | null = null;
  private cachedJudge: BreakJudge | null = null;
  private cachedRelease: ReferenceRelease | null = null;
  private cachedFollowed: HeapGraph | null = null;
  private cachedUpdater: VerdictUpdater | null = null;
  private cachedWithout: VerdictsWithout | null = null;
  private readonly cachedUnder = new Map<string, DerivedColumns>();
  private readonly cachedCycles = new Map<string, CycleColumns>();
  private readonly cachedCyclesWithout = new Map<string, CyclesWithout>();
  /** For one choice of cuts only: it holds columns as long as the graph. */
  private cachedAdviser: { readonly key: string; readonly adviser: BreakAdviser } | null = null;
  private readonly cachedBreaks = new Map<string, BreakProposals>();
  private readonly cachedRetained = new Map<string, Float64Array>();

  /** `isPartial`: objects of the dump were lost on the way. */
  constructor(graph: HeapGraph, isPartial: boolean, cutByHand: CutByHand | null = null) {
    this.graph = graph;
    this.isPartial = isPartial;
    this.cutByHand = cutByHand;
  }

  /**
   * The columns as if what the choice cuts by hand were gone; this object itself when that is
   * nothing. Throws `not-found` when the dump has no such reference.
   */
  under(choice: CutChoice): DerivedColumns {
    if (this.cutByHand !== null || choice.edges.length === 0) return this;
    return this.without(cutEdgesOf(this.graph, choice));
  }

  /** Columns of the dump as it is, whatever is cut by hand here. */
  uncut(): DerivedColumns {
    return this.cutByHand?.base ?? this;
  }

  /** Columns of the dump as if these references were gone: indices, ascending and each once. */
  without(edges: Uint32Array): DerivedColumns {
    if (edges.length === 0) return this;
    const key = edges.join(' ');
    const cached =
      this.cachedUnder.get(key) ??
      new DerivedColumns(this.graph, this.isPartial, { base: this, edges });
    // Moved to the end: the first is the one that was asked for longest ago.
    this.cachedUnder.delete(key);
    this.cachedUnder.set(key, cached);
    for (const oldest of this.cachedUnder.keys()) {
      if (this.cachedUnder.size <= MAX_CACHED_CUTS) break;
      this.cachedUnder.delete(oldest);
    }
    return cached;
  }

  /** The graph that paths and cycles follow: without what is cut by hand. */
  get followed(): HeapGraph {
    if (this.cutByHand === null) return this.graph;
    this.cachedFollowed ??= graphNotFollowing(this.graph, this.cutByHand.edges);
    return this.cachedFollowed;
  }

  verdicts(job: Job): Verdicts {
    if (this.cutByHand !== null) return this.verdictsWithout(this.cutByHand, job).verdicts;
    this.cachedVerdicts ??= computeVerdicts(this.graph, job, this.isPartial);
    return this.cachedVerdicts;
  }

  /** Objects that reference counting frees because of what is cut by hand, ascending. */
  freedAtOnce(job: Job): Uint32Array {
    if (this.cutByHand === null) return new Uint32Array(0);
    return this.verdictsWithout(this.cutByHand, job).freed;
  }

  /** These, and the objects whose verdict is another one because of it; ascending. */
  changedByCuts(job: Job): Uint32Array {
    if (this.cutByHand === null) return new Uint32Array(0);
    return this.verdictsWithout(this.cutByHand, job).changed;
  }

  private verdictsWithout({ base, edges }: CutByHand, job: Job): VerdictsWithout {
    this.cachedWithout ??= base.verdictUpdater(job).without(edges, job);
    return this.cachedWithout;
  }

  private verdictUpdater(job: Job): VerdictUpdater {
    const [verdicts, release] = [this.verdicts(job), this.release(job)];
    this.cachedUpdater ??= new VerdictUpdater(this.graph, verdicts, release, this.isPartial, job);
    return this.cachedUpdater;
  }

  /** What reference counting frees when references go. */
  private release(job: Job): ReferenceRelease {
    this.cachedRelease ??= new ReferenceRelease(this.graph, this.verdicts(job), job);
    return this.cachedRelease;
  }

  private breakBasis(job: Job): BreakBasis {
    if (this.cutByHand === null) {
      this.cachedJudge ??= new BreakJudge(this.graph);
      return { judge: this.cachedJudge, release: this.release(job) };
    }
    const { judge, release } = this.cutByHand.base.breakBasis(job);
    return { judge, release: new ReleaseAfter(release, this.cutByHand.edges) };
  }

  referrers(job: Job): Referrers {
    if (this.cutByHand !== null) return this.cutByHand.base.referrers(job);
    this.cachedReferrers ??= buildReferrers(this.graph, job);
    return this.cachedReferrers;
  }

  /** Without what is cut by hand, as all that hangs on them: retained sizes, owners, the answer. */
  dominators(job: Job): Dominators {
    if (this.cachedDominators === null) {
      const graph = this.cutByHand === null ? this.graph : this.withoutFreed(this.cutByHand, job);
      this.cachedDominators =
        this.takeDominators(graph, job) ??
        computeDominators(graph, this.verdicts(job), job, this.entries(job));
    }
    return this.cachedDominators;
  }

  /** Has them found beside what this thread does next, where the host has threads for that. */
  beginDominators(job: Job): void {
    if (this.cutByHand !== null) return;
    if (this.cachedDominators !== null || this.startedDominators !== null) return;
    this.startedDominators = beginDominators(this.graph, this.entries(job));
  }

  private takeDominators(graph: HeapGraph, job: Job): Dominators | null {
    const started = this.startedDominators;
    this.startedDominators = null;
    const found = started?.take(job) ?? null;
    if (found === null) return null;
    return dominatorsOfObjects(graph, found, new Uint32Array(graph.nodeCount), job);
  }

  /** What reference counting frees holds nothing any more that something else holds. */
  private withoutFreed({ edges }: CutByHand, job: Job): HeapGraph {
    const { firstEdge, edgeTarget } = this.graph;
    const { verdict } = this.verdicts(job);
    const freed = this.freedAtOnce(job);
    const isFreed = new Uint8Array(this.graph.nodeCount);
    for (const node of freed) isFreed[node] = 1;
    const gone = new GrowableUint32(edges.length + freed.length);
    for (const edge of edges) gone.push(edge);
    for (const node of freed) {
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
        const target = edgeTarget[edge];
        if (verdict[target] === Verdict.held && isFreed[target] === 0) gone.push(edge);
      }
    }
    return graphNotFollowing(this.graph, gone.toArray());
  }

  dominatorIndex(job: Job): DominatorIndex {
    this.cachedDominatorIndex ??= new DominatorIndex(this.dominators(job), job);
    return this.cachedDominatorIndex;
  }

  /** References from the nearest root, without what is cut by hand. */
  distances(job: Job): Uint32Array {
    this.cachedDistances ??= computeDistances(this.followed, this.verdicts(job), job);
    return this.cachedDistances;
  }

  /** A path from a root to every object, without what is cut by hand. */
  rootForest(job: Job): RootForest {
    this.cachedForest ??= growRootForest(this.followed, this.verdicts(job), job);
    return this.cachedForest;
  }

  /** Where the graph is entered, without what is cut by hand. */
  entries(job: Job): Uint32Array {
    this.cachedEntries ??= findEntries(this.followed, this.verdicts(job), job);
    return this.cachedEntries;
  }

  /** The forest of names, without what is cut by hand. */
  names(job: Job): NameForest {
    this.cachedNames ??= growNameForest(this.followed, this.verdicts(job), job, this.entries(job));
    return this.cachedNames;
  }

  /** Who writes names: those of the dump as it is, whatever is cut by hand. */
  namer(job: Job): Namer {
    if (this.cutByHand !== null) return this.cutByHand.base.namer(job);
    this.cachedNamer ??= new Namer(this.followed, this.names(job), this.verdicts(job));
    return this.cachedNamer;
  }

  /** Bytes that hang on each object in the forest of names, itself included. */
  weights(job: Job): Float64Array {
    this.cachedWeights ??= weighForest(this.followed, this.names(job), job);
    return this.cachedWeights;
  }

  /** What of the names matters for growth, made anew: it is sent away. */
  outline(job: Job): Outline {
    const [forest, weight, namer] = [this.names(job), this.weights(job), this.namer(job)];
    return outlineOf({ graph: this.graph, forest, weight, namer }, job);
  }

  waste(job: Job): Waste {
    if (this.cutByHand !== null) return this.cutByHand.base.waste(job);
    this.cachedWaste ??= computeWaste(this.graph, job);
    return this.cachedWaste;
  }

  /** Where names occur in the source. */
  sources(job: Job): SourceIndex {
    if (this.cutByHand !== null) return this.cutByHand.base.sources(job);
    this.cachedSources ??= new SourceIndex(this.graph, job);
    return this.cachedSources;
  }

  /** The dominators if somebody has already paid for them. */
  get dominatorsIfKnown(): Dominators | null {
    return this.cachedDominators;
  }

  cycles(choice: CutChoice, job: Job): CycleColumns {
    const own = this.under(choice);
    if (own !== this) return own.cycles(choice, job);
    if (this.cutByHand !== null) return this.cyclesWithout(this.cutByHand, choice, job);
    const key = cutKey(choice);
    const cached = this.cachedCycles.get(key);
    if (cached !== undefined) return cached;
    const verdicts = this.verdicts(job);
    const cutSet = {
      class: choice.instanceClass,
      classReference: choice.classReference,
      moduleNamespace: choice.moduleNamespace,
      edges: new Uint32Array(0),
    };
    const cuts = computeCutEdges(this.graph, cutSet, job, verdicts);
    const components = computeComponents(this.graph, cuts, job);
    const families = computeFamilies(this.graph, cuts, components, verdicts, job);
    const columns = { cuts, components, families };
    this.cachedCycles.set(key, columns);
    return columns;
  }

  /** Cycles and what cuts by hand have changed of them: nothing where nothing is cut by hand. */
  cyclesAfter(choice: CutChoice, job: Job): CyclesWithout {
    if (this.cutByHand !== null) return this.cyclesWithout(this.cutByHand, choice, job);
    return { ...this.cycles(choice, job), changes: [] };
  }

  private cyclesWithout(cut: CutByHand, choice: CutChoice, job: Job): CyclesWithout {
    const { base, edges } = cut;
    const key = cutKey(choice);
    const cached = this.cachedCyclesWithout.get(key);
    if (cached !== undefined) return cached;
    const cycles = base.cycles({ ...choice, edges: [] }, job);
    const before = { ...cycles, verdicts: base.verdicts(job) };
    const after = this.verdictsWithout(cut, job);
    const referrers = (): Referrers => base.referrers(job);
    const columns = cyclesWithout(this.graph, before, after, edges, referrers, job);
    this.cachedCyclesWithout.set(key, columns);
    return columns;
  }

  /** The break adviser, under these cuts. */
  breakAdviser(choice: CutChoice, job: Job): BreakAdviser {
    const own = this.under(choice);
    if (own !== this) return own.breakAdviser(choice, job);
    const key = cutKey(choice);
    if (this.cachedAdviser?.key === key) return this.cachedAdviser.adviser;
    const cycles = this.cycles(choice, job);
    const basis = this.breakBasis(job);
    const adviser = new BreakAdviser(this.graph, cycles, this.verdicts(job), job, basis);
    this.cachedAdviser = { key, adviser };
    return adviser;
  }

  /** What to break for a family by its position among all under these cuts; the last ones are cached. */
  familyBreaks(familyId: number, choice: CutChoice, job: Job): BreakProposals {
    const own = this.under(choice);
    if (own !== this) return own.familyBreaks(familyId, choice, job);
    const key = `${cutKey(choice)} ${familyId}`;
    const cached = this.cachedBreaks.get(key);
    if (cached !== undefined) return cached;
    const family = this.cycles(choice, job).families.families[familyId];
    if (family === undefined) {
      throw new OuroborosError('not-found', `There is no cycle family number ${familyId + 1}.`);
    }
    const found = this.breakAdviser(choice, job).forFamily(family, job);
    if (this.cachedBreaks.size >= MAX_CACHED_BREAKS) this.cachedBreaks.clear();
    this.cachedBreaks.set(key, found);
    return found;
  }

  /** Under cuts by hand retained sizes would have to be found again for each list of them. */
  private get isRetainedDear(): boolean {
    return this.cutByHand !== null && this.graph.nodeCount > MAX_RETAINED_AGAIN;
  }

  /**
   * Bytes that go with each family's components, in the order of the families; NaN for what is not
   * computed, in large dumps under cuts by hand.
   */
  familyRetained(choice: CutChoice, job: Job): Float64Array {
    const own = this.under(choice);
    if (own !== this) return own.familyRetained(choice, job);
    const key = cutKey(choice);
    const cached = this.cachedRetained.get(key);
    if (cached !== undefined) return cached;
    const { components, families } = this.cycles(choice, job);
    const verdicts = this.verdicts(job);
    // Under cuts by hand those of the base say nothing.
    const known = this.cutByHand === null ? this.cachedDominators : null;
    const retained = this.isRetainedDear
      ? new Float64Array(families.families.length).fill(Number.NaN)
      : computeFamilyRetained(this.followed, components, families, verdicts, job, known);
    this.cachedRetained.set(key, retained);
    return retained;
  }
}

function cutKey(choice: CutChoice): string {
  return [choice.instanceClass, choice.classReference, choice.moduleNamespace].join('/');
}
