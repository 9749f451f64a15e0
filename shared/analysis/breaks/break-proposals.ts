import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { Components } from '../components/components.ts';
import type { CutEdges } from '../components/cuts.ts';
import type { CycleFamily } from '../families/cycle-family.ts';
import type { Families } from '../families/families.ts';
import { componentVerdict } from '../families/families.ts';
import { FoldedComponent } from '../families/folded-component.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import type { VerdictByte } from '../graph/verdict.ts';
import { isUnreachable, Verdict } from '../graph/verdict.ts';
import type { Verdicts } from '../verdicts/garbage.ts';
import type { Release } from '../verdicts/release.ts';
import { ReferenceRelease } from '../verdicts/release.ts';
import { BreakCost, BreakJudge } from './break-cost.ts';
import type { BreakOptions, BreakProposal, BreakProposals } from './break-proposal.ts';
import { BreakSteps } from './break-steps.ts';
import { BreakWeighing, IN_USE, isBreakable } from './break-weighing.ts';
import { findFeedbackArcs } from './feedback-arcs.ts';
import { coverBySteps } from './step-cover.ts';

/** A quarter of a second or so. */
const DEFAULT_MAX_STEPS = 5_000_000;
/** Steps of a long signature that are weighed one by one. */
const MAX_ALTERNATIVES = 12;
const MAX_WEIGHED = 64;
/** How often the links of the components are looked at beside the search, about. */
const WEIGHING_PASSES = 8;
/** What advice under any cuts rests on. */
export interface BreakBasis {
  readonly judge: BreakJudge;
  readonly release: Release;
}

/** O(objects + references), 4 bytes per object and 1 bit per reference kept. */
export function breakBasis(graph: HeapGraph, verdicts: Verdicts, job: Job): BreakBasis {
  return {
    judge: new BreakJudge(graph),
    release: new ReferenceRelease(graph, verdicts, job),
  };
}

/**
 * Which references to break, for the families and components of one graph and one set of cuts.
 *
 * O(1) to make where the basis is there already; 4 bytes per object of the components asked for.
 */
export class BreakAdviser {
  private readonly graph: HeapGraph;
  private readonly components: Components;
  private readonly families: Families;
  private readonly verdicts: Verdicts;
  private readonly folded: FoldedComponent;
  private readonly judge: BreakJudge;
  private readonly release: Release;

  constructor(
    graph: HeapGraph,
    cycles: {
      readonly cuts: CutEdges;
      readonly components: Components;
      readonly families: Families;
    },
    verdicts: Verdicts,
    job: Job,
    basis: BreakBasis = breakBasis(graph, verdicts, job),
  ) {
    this.graph = graph;
    this.components = cycles.components;
    this.families = cycles.families;
    this.verdicts = verdicts;
    const { labels } = cycles.families.grouping;
    this.folded = new FoldedComponent(graph, cycles.components, cycles.cuts, labels);
    this.judge = basis.judge;
    this.release = basis.release;
  }

  /**
   * The steps to break for a family, one change of a program each: the cheapest that leave no cycle
   * in the components where its cycles are. Cycles of other families in the same components count,
   * since as long as one is left, its objects wait for the collector; a step that only such a cycle
   * needs has no number in the signature. The other steps of the signature are the alternatives.
   *
   * Among steps of equal cost the one is preferred that leads back: from many objects to few, or to
   * the type that names the family, so that holding it weakly leaves alive what people hold.
   *
   * O(links of the components) a few times over, within the budget.
   */
  forFamily(family: CycleFamily, job: Job, options: BreakOptions = {}): BreakProposals {
    const steps = new BreakSteps(this.graph, this.folded, this.judge);
    const maxSteps = options.maxSteps ?? DEFAULT_MAX_STEPS;
    let budget = maxSteps;
    let reached = 0;
    while (reached < family.components.length && budget > 0) {
      this.folded.load(family.components[reached++], job);
      steps.add();
      budget -= this.folded.linkCount + this.folded.memberCount;
      job.checkpoint();
    }
    const components = family.components.subarray(0, reached);
    const weighing = this.weighing(components, family.verdict, steps);
    const { key, rotation } = family;
    const signature = Array.from(key, (_, at) => key[(rotation + at) % key.length]);
    const own = [...new Set(signature)]
      .filter((token) => isBreakable(steps.byToken.get(token)))
      .slice(0, MAX_ALTERNATIVES);
    weighing.weigh(own, job);
    const costs = new Map<number, number>();
    const cost = (token: number): number => {
      const known = costs.get(token) ?? weighing.costFor(family, token);
      costs.set(token, known);
      return known;
    };
    const seeds = this.seedsOf(components, steps);
    const cover = coverBySteps(this.folded, components, seeds, cost, { maxSteps: budget, job });
    const breakable = cover.tokens.filter((token) => isBreakable(steps.byToken.get(token)));
    weighing.weigh(breakable, job);
    const chosen = this.mostUseful(weighing, breakable, own, cover.tokens.length, job);

    const isChosen = new Set(chosen);
    // Of a step that comes several times, the first place.
    const stepOf = new Map(signature.map((token, at) => [token, at] as const).reverse());
    const inOrder = [...new Set([...chosen, ...own])].sort(
      (a, b) =>
        Number(isChosen.has(b)) - Number(isChosen.has(a)) ||
        Number(stepOf.has(b)) - Number(stepOf.has(a)) ||
        cost(a) - cost(b),
    );
    const isPartial = cover.isPartial || reached < family.components.length;
    return {
      proposals: inOrder.flatMap((token) => {
        const step = stepOf.get(token) ?? null;
        const isRing = signature.length === 1;
        return this.propose(weighing, token, { step, isRing, isChosen: isChosen.has(token) });
      }),
      verdict: family.verdict,
      bytesFreed: weighing.freedBy(chosen, job),
      isExact: cover.isExact && !isPartial && chosen === breakable,
      leavesCycles: isPartial || breakable.length < cover.tokens.length,
      isPartial,
      // Loading and weighing look at every link, too, and finding the seeds at every family.
      steps: WEIGHING_PASSES * (maxSteps - budget) + cover.steps + this.families.families.length,
    };
  }

  /**
   * The references to break in one component: a cheapest set without which it has no cycle, by
   * single references. A parent that refers to its children by one list is cut off there, at one
   * reference, where the families' way would weaken every child's reference to it.
   */
  forComponent(component: number, job: Job, options: BreakOptions = {}): BreakProposals {
    const { folded } = this;
    folded.load(component, job);
    const steps = new BreakSteps(this.graph, folded, this.judge);
    steps.add();
    const links = folded.linkCount;
    const verdict = componentVerdict(this.components, this.verdicts, component);
    const weighing = this.weighing(Uint32Array.of(component), verdict, steps);
    const costs = this.linkCosts(weighing, job);
    const arcs = findFeedbackArcs(
      {
        vertexCount: folded.memberCount,
        firstOut: folded.firstOut.subarray(0, folded.memberCount + 1),
        source: folded.linkSource.subarray(0, links),
        target: folded.linkTarget.subarray(0, links),
        cost: costs,
        firstIn: folded.firstIn.subarray(0, folded.memberCount + 1),
        inArc: folded.inLink.subarray(0, links),
      },
      job,
      options,
    );
    const removed = arcs.arcs.filter((link) =>
      isBreakable(steps.byToken.get(folded.linkToken[link])),
    );
    weighing.collectLinks(removed, job);
    const tokens = [...weighing.edges.keys()];
    const isRing = steps.byToken.size === 1;
    const costOf = (token: number): number => steps.byToken.get(token)?.cost ?? 0;
    const size = (token: number): number => weighing.edges.get(token)?.length ?? 0;
    tokens.sort((a, b) => costOf(a) - costOf(b) || size(b) - size(a));
    return {
      proposals: tokens.flatMap((token) =>
        this.propose(weighing, token, { step: null, isRing, isChosen: true }),
      ),
      verdict,
      bytesFreed: weighing.freedBy(tokens, job),
      isExact: arcs.isExact,
      leavesCycles: removed.length < arcs.arcs.length,
      isPartial: false,
      steps: WEIGHING_PASSES * links,
    };
  }

  private weighing(
    components: Uint32Array,
    verdict: VerdictByte,
    steps: BreakSteps,
  ): BreakWeighing {
    return new BreakWeighing(this.folded, this.release, components, verdict, steps);
  }

  /** Costs of the loaded component's links; what is in use costs more, as for families. */
  private linkCosts(weighing: BreakWeighing, job: Job): Uint8Array {
    const { byToken } = weighing.steps;
    const breakable = [...byToken.keys()].filter((token) => isBreakable(byToken.get(token)));
    const isWeighed = weighing.verdict === Verdict.held && breakable.length <= MAX_WEIGHED;
    if (isWeighed) weighing.weigh(breakable, job);
    const { linkToken, linkCount } = this.folded;
    return Uint8Array.from(linkToken.subarray(0, linkCount), (token) => {
      const cost = byToken.get(token)?.cost ?? BreakCost.unbreakable;
      return (weighing.freed.get(token) ?? 0) > 0 ? cost * IN_USE : cost;
    });
  }

  /**
   * The chosen steps; but where cycles are left that no program can break, so that choosing frees
   * nothing, the one step of the family's own that frees most.
   */
  private mostUseful(
    weighing: BreakWeighing,
    chosen: readonly number[],
    own: readonly number[],
    needed: number,
    job: Job,
  ): readonly number[] {
    const isFutile =
      isUnreachable(weighing.verdict) &&
      chosen.length < needed &&
      weighing.freedBy(chosen, job) === 0;
    const freedBy = (token: number): number => weighing.freed.get(token) ?? 0;
    const [best] = isFutile ? [...own].sort((a, b) => freedBy(b) - freedBy(a)) : [];
    return best === undefined || freedBy(best) === 0 ? chosen : [best];
  }

  private propose(
    weighing: BreakWeighing,
    token: number,
    { step, isRing, isChosen }: Place,
  ): BreakProposal[] {
    const { steps, edges, freed } = weighing;
    const seen = steps.byToken.get(token);
    if (seen === undefined) return [];
    return [
      {
        step,
        type: seen.type,
        kind: seen.kind,
        label: seen.label,
        targetType: this.graph.type[seen.target],
        source: seen.source,
        target: seen.target,
        edges: edges.get(token) ?? new Uint32Array(0),
        bytesFreed: freed.get(token) ?? null,
        how: isRing && seen.how === 'weak-reference' ? 'delete-attribute' : seen.how,
        origin: seen.origin,
        isChosen,
      },
    ];
  }

  /** Signatures of the families that have cycles in these components, as tokens. */
  private seedsOf(components: Uint32Array, steps: BreakSteps): number[][] {
    const isAsked = createBitSet(this.components.count);
    for (const component of components) setBit(isAsked, component);
    return this.families.families
      .filter((family) => family.components.some((component) => hasBit(isAsked, component)))
      .map((family) => Array.from(family.key))
      .filter((key) => key.every((token) => steps.byToken.has(token)));
  }
}

/** Where a proposal stands. */
interface Place {
  readonly step: number | null;
  /** All references of its cycles are of one kind: held weakly, none would keep the ring alive. */
  readonly isRing: boolean;
  readonly isChosen: boolean;
}
