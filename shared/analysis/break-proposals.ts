import { GrowableUint32 } from '../base/growable.ts';
import type { Job } from '../base/job.ts';
import type { EdgeKindByte } from '../heap/edge-kind.ts';
import { EdgeKind } from '../heap/edge-kind.ts';
import type { HeapGraph, NodeIndex, TypeIndex } from '../heap/heap-graph.ts';
import { createBitSet, hasBit, setBit } from './bits.ts';
import type { BreakHow } from './break-cost.ts';
import { BreakCost, BreakJudge } from './break-cost.ts';
import type { BreakStep } from './break-steps.ts';
import { BreakSteps } from './break-steps.ts';
import type { Components } from './components.ts';
import type { CutEdges } from './cuts.ts';
import type { CycleFamily, Families } from './families.ts';
import { componentVerdict } from './families.ts';
import { findFeedbackArcs } from './feedback-arcs.ts';
import { FoldedComponent } from './folded-component.ts';
import type { Verdicts } from './garbage.ts';
import type { Release } from './release.ts';
import { ReferenceRelease } from './release.ts';
import { coverBySteps } from './step-cover.ts';
import type { TypeOriginByte } from './type-origin.ts';
import type { VerdictByte } from './verdict.ts';
import { isUnreachable, Verdict } from './verdict.ts';

/** References of one type by one label, to be broken. */
export interface BreakProposal {
  /** Which step of the family's signature it is; null where it is not on the family's own cycles. */
  readonly step: number | null;
  readonly type: TypeIndex;
  readonly kind: EdgeKindByte;
  /** Bare, as `CycleStep.label`. */
  readonly label: string;
  /** Type of what the first of the references leads to. */
  readonly targetType: TypeIndex;
  /** One of the references: from this object (internals folded) to that one. */
  readonly source: NodeIndex;
  readonly target: NodeIndex;
  /** The references of the graph that go, parallel ones too; ascending. */
  readonly edges: Uint32Array;
  /**
   * Bytes that reference counting alone frees once these references are gone, and no others; null
   * where the dump cannot tell what else holds them.
   */
  readonly bytesFreed: number | null;
  readonly how: BreakHow;
  readonly origin: TypeOriginByte;
  /** It is one of those that together leave no cycle a program can break; false for alternatives. */
  readonly isChosen: boolean;
}

export interface BreakProposals {
  /** The chosen ones first, then the alternatives, the cheapest to break first in each group. */
  readonly proposals: readonly BreakProposal[];
  readonly verdict: VerdictByte;
  /** What the chosen ones free together; null as above. */
  readonly bytesFreed: number | null;
  /** No cheaper choice of references would do. */
  readonly isExact: boolean;
  /** Cycles are left that no program can break, or that the budget did not reach. */
  readonly leavesCycles: boolean;
  /** The budget ran out before it was certain that no cycle is left. */
  readonly isPartial: boolean;
}

export interface BreakOptions {
  /** Links that may be looked at; a bound in work, so that results are repeatable. */
  readonly maxSteps?: number;
}

/** A quarter of a second or so. */
const DEFAULT_MAX_STEPS = 5_000_000;
/** Steps of a long signature that are weighed one by one. */
const MAX_ALTERNATIVES = 12;
const MAX_WEIGHED = 64;
/** How much dearer a reference is that alone keeps something in use. */
const IN_USE = 3;
/** Room for what decides between steps of the same cost. */
const TIES = 100;

/** What the steps of some components are about, and how they are chosen from. */
interface Weighing {
  readonly components: Uint32Array;
  readonly verdict: VerdictByte;
  readonly steps: BreakSteps;
  /** All references of its cycles are of one kind: held weakly, none would keep the ring alive. */
  readonly isRing: boolean;
  /** Per weighed step its references, ascending, and what they free. */
  readonly edges: Map<number, Uint32Array>;
  readonly freed: Map<number, number | null>;
}

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
    let budget = options.maxSteps ?? DEFAULT_MAX_STEPS;
    let reached = 0;
    while (reached < family.components.length && budget > 0) {
      this.folded.load(family.components[reached++], job);
      steps.add();
      budget -= this.folded.linkCount + this.folded.memberCount;
      job.checkpoint();
    }
    const components = family.components.subarray(0, reached);
    const weighing: Weighing = {
      components,
      verdict: family.verdict,
      steps,
      isRing: family.signature.length === 1,
      edges: new Map(),
      freed: new Map(),
    };
    const { key, turn } = family;
    const signature = Array.from(key, (_, at) => key[(turn + at) % key.length]);
    const own = [...new Set(signature)]
      .filter((token) => isBreakable(steps.byToken.get(token)))
      .slice(0, MAX_ALTERNATIVES);
    this.weigh(weighing, own, job);
    const costs = new Map<number, number>();
    const cost = (token: number): number => {
      const known = costs.get(token) ?? stepCost(weighing, family, token);
      costs.set(token, known);
      return known;
    };
    const seeds = this.seedsOf(components, steps);
    const cover = coverBySteps(this.folded, components, seeds, cost, { maxSteps: budget, job });
    const breakable = cover.tokens.filter((token) => isBreakable(steps.byToken.get(token)));
    this.weigh(weighing, breakable, job);
    const chosen = this.mostUseful(weighing, breakable, own, cover.tokens.length, job);

    const isOnSignature = (token: number): boolean => signature.includes(token);
    const inOrder = [...new Set([...chosen, ...own])].sort(
      (a, b) =>
        Number(chosen.includes(b)) - Number(chosen.includes(a)) ||
        Number(isOnSignature(b)) - Number(isOnSignature(a)) ||
        cost(a) - cost(b),
    );
    const isPartial = cover.isPartial || reached < family.components.length;
    return {
      proposals: inOrder.flatMap((token) => {
        const step = isOnSignature(token) ? signature.indexOf(token) : null;
        return this.propose(weighing, token, step, chosen.includes(token));
      }),
      verdict: family.verdict,
      bytesFreed: this.freedBy(weighing, chosen, job),
      isExact: cover.isExact && !isPartial && chosen === breakable,
      leavesCycles: isPartial || breakable.length < cover.tokens.length,
      isPartial,
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
    const weighing: Weighing = {
      components: Uint32Array.of(component),
      verdict,
      steps,
      isRing: steps.byToken.size === 1,
      edges: new Map(),
      freed: new Map(),
    };
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
    weighing.edges.clear();
    this.collectLinks(weighing, removed);
    const tokens = [...weighing.edges.keys()];
    for (const token of tokens) weighing.freed.set(token, this.freedBy(weighing, [token], job));
    const costOf = (token: number): number => steps.byToken.get(token)?.cost ?? 0;
    const size = (token: number): number => weighing.edges.get(token)?.length ?? 0;
    tokens.sort((a, b) => costOf(a) - costOf(b) || size(b) - size(a));
    return {
      proposals: tokens.flatMap((token) => this.propose(weighing, token, null, true)),
      verdict,
      bytesFreed: this.freedBy(weighing, tokens, job),
      isExact: arcs.isExact,
      leavesCycles: removed.length < arcs.arcs.length,
      isPartial: false,
    };
  }

  /** Costs of the loaded component's links; what is in use costs more, as for families. */
  private linkCosts(weighing: Weighing, job: Job): Uint8Array {
    const { byToken } = weighing.steps;
    const breakable = [...byToken.keys()].filter((token) => isBreakable(byToken.get(token)));
    const isWeighed = weighing.verdict === Verdict.held && breakable.length <= MAX_WEIGHED;
    if (isWeighed) this.weigh(weighing, breakable, job);
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
    weighing: Weighing,
    chosen: readonly number[],
    own: readonly number[],
    needed: number,
    job: Job,
  ): readonly number[] {
    const isFutile =
      isUnreachable(weighing.verdict) &&
      chosen.length < needed &&
      this.freedBy(weighing, chosen, job) === 0;
    const freedBy = (token: number): number => weighing.freed.get(token) ?? 0;
    const [best] = isFutile ? [...own].sort((a, b) => freedBy(b) - freedBy(a)) : [];
    return best === undefined || freedBy(best) === 0 ? chosen : [best];
  }

  private propose(
    weighing: Weighing,
    token: number,
    step: number | null,
    isChosen: boolean,
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
        how: weighing.isRing && seen.how === 'weak-reference' ? 'delete-attribute' : seen.how,
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

  /** Finds the references of steps and what each step frees, where that is not known yet. */
  private weigh(weighing: Weighing, tokens: readonly number[], job: Job): void {
    const { folded } = this;
    const wanted = new Map<number, GrowableUint32>();
    for (const token of tokens) {
      if (!weighing.edges.has(token)) wanted.set(token, new GrowableUint32(16));
    }
    if (wanted.size === 0) return;
    for (const component of weighing.components) {
      folded.load(component, job);
      job.checkpoint();
      let done = -1;
      for (let link = 0; link < folded.linkCount; link++) {
        const source = folded.linkSource[link];
        if (source === done || !wanted.has(folded.linkToken[link])) continue;
        done = source;
        folded.forEachReference(source, (edge, _, token) => wanted.get(token)?.push(edge));
      }
    }
    for (const [token, edges] of wanted) {
      weighing.edges.set(token, edges.toArray().slice().sort());
      weighing.freed.set(token, this.freedBy(weighing, [token], job));
    }
  }

  /** The references behind single links of the loaded component, by step. */
  private collectLinks(weighing: Weighing, links: Uint32Array): void {
    const { folded } = this;
    const found = new Map<number, GrowableUint32>();
    // Links come by source; those of one source are looked up together.
    for (let at = 0; at < links.length; ) {
      const source = folded.linkSource[links[at]];
      const wanted = new Set<number>();
      const keyOf = (target: number, token: number): number => token * folded.memberCount + target;
      for (; at < links.length && folded.linkSource[links[at]] === source; at++) {
        wanted.add(keyOf(folded.linkTarget[links[at]], folded.linkToken[links[at]]));
      }
      folded.forEachReference(source, (edge, target, token) => {
        if (!wanted.has(keyOf(target, token))) return;
        const edges = found.get(token) ?? new GrowableUint32(16);
        found.set(token, edges);
        edges.push(edge);
      });
    }
    for (const [token, edges] of found) {
      weighing.edges.set(token, edges.toArray().slice().sort());
    }
  }

  private freedBy(
    { verdict, edges }: Weighing,
    tokens: readonly number[],
    job: Job,
  ): number | null {
    if (verdict === Verdict.unknown) return null;
    const all = new GrowableUint32(64);
    for (const token of tokens) all.append(edges.get(token) ?? new Uint32Array(0));
    return this.release.freedWithout(all.toArray().slice().sort(), job).shallowBytes;
  }
}

function isBreakable(step: BreakStep | undefined): boolean {
  return step !== undefined && step.cost < BreakCost.unbreakable;
}

/**
 * What breaking a step costs, with what decides among equals: fewer when it leads back, more when
 * something in use would go with it.
 */
function stepCost(weighing: Weighing, family: CycleFamily, token: number): number {
  const step = weighing.steps.byToken.get(token);
  if (step === undefined) return BreakCost.unbreakable * TIES;
  // What is held is in use: a reference that alone keeps something of it is no back reference.
  const isNeeded = family.verdict === Verdict.held && (weighing.freed.get(token) ?? 0) > 0;
  const type = weighing.steps.typeOfTarget(step);
  const leadsToCulprit = type === family.culpritType && step.type !== type;
  const isManyToFew = step.targets < step.sources;
  // Without labels, all that objects of a type refer to is one step: as many changes as references.
  const changes = step.kind === EdgeKind.unlabelled ? Math.ceil(step.links / step.sources) : 1;
  const base = step.cost * changes * (isNeeded ? IN_USE : 1);
  return base * TIES - (isManyToFew ? 20 : 0) - (leadsToCulprit ? 10 : 0);
}
