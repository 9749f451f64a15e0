import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';
import type { BitSet } from '../graph/bits.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import { NO_EDGE, releasingMarks } from '../graph/holding.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import { isUnreachable, Verdict } from '../graph/verdict.ts';
import type { Verdicts } from '../verdicts/garbage.ts';
import type { HoldingRule } from './root-search.ts';
import { HoldingReferences, RootFinder } from './root-search.ts';

/** Roots and references that a search may take, from the ones a person would name to all. */
interface Stage {
  readonly rule: HoldingRule;
  /** Objects that are only referred to from outside the dump are roots too. */
  readonly external: boolean;
}

const STAGES: readonly Stage[] = [
  { rule: 'without-infrastructure', external: false },
  { rule: 'all', external: false },
  { rule: 'all', external: true },
];

/** An object is split in two: references enter one half and leave the other. */
const IN = 0;
const OUT = 1;

/** How the half that references enter was reached. */
const BY_ITSELF = 1;
const BY_TAKING_BACK = 2;

/** What stands for the object itself where the next one is named; see `outVia`. */
const ITSELF = 0xffffffff;
/** Instead of the object before, of one that is referred to from outside the dump. */
const OUTSIDE = 0xffffffff;

/** What the search came to: a path more, none, or the end of what it may spend. */
export type SearchEnd = 'found' | 'nothing' | 'exhausted';

/**
 * Disjoint ways from the roots to a set of objects, one after the other: a maximum flow in which
 * every object carries one way at most, but for the roots that have a name (a module, its namespace,
 * a frame), each of whose references is one.
 *
 * Ford and Fulkerson's augmenting paths, the shortest first (Edmonds and Karp 1972), on the graph
 * with every object split in two (Menger 1927). The search runs backwards from the objects and
 * never beyond a root with a name, so that it looks only at what leads to them. Stage by stage:
 * ways that a person would name come first, and those of an earlier stage are ways of the next.
 *
 * O(objects and references that lead to the set) for each way. 13 bytes per object of the graph,
 * touched only where visited.
 */
export class PathFlow {
  readonly graph: HeapGraph;
  readonly targets: BitSet;
  /** Per object on a way: one more than the next one; 0 elsewhere. */
  readonly onwards: Uint32Array;
  /** Per object on a way: one more than the one before, or `OUTSIDE`; 0 elsewhere. */
  readonly cameFrom: Uint32Array;
  /** Where each way begins: its first object that is not a root with a name. */
  readonly starts: NodeIndex[] = [];
  /** Something on the way may be held by what the dump does not know. */
  isDoubtful = false;
  readonly roots: RootFinder;

  private readonly referrers: Referrers;
  private readonly ignoredMarks: number;
  private readonly verdict: Uint8Array | null;
  private readonly members: Uint32Array;
  private readonly anchors = new Map<NodeIndex, boolean>();
  private readonly finders: Readonly<Record<HoldingRule, HoldingReferences>>;
  /** One more than the object to which the half that references leave goes on, or `ITSELF`. */
  private readonly outVia: Uint32Array;
  private readonly inVia: Uint8Array;
  /** Twice the object, plus the half. */
  private readonly queue = new GrowableUint32(1024);
  private stage = 0;
  private steps = 0;
  private readonly maxSteps: number;
  private sawExternal = false;
  private found: { readonly from: number; readonly first: NodeIndex } | null = null;

  /** `targets` each once; `maxSteps` bounds the referrers that all searches together look at. */
  constructor(
    graph: HeapGraph,
    referrers: Referrers,
    verdicts: Pick<Verdicts, 'verdict' | 'externalReferences'> | null,
    targets: Uint32Array,
    maxSteps: number,
  ) {
    this.graph = graph;
    this.referrers = referrers;
    this.ignoredMarks = releasingMarks(graph);
    this.verdict = verdicts?.verdict ?? null;
    this.roots = new RootFinder(graph, verdicts);
    this.members = targets;
    this.targets = createBitSet(graph.nodeCount);
    for (const target of targets) setBit(this.targets, target);
    this.maxSteps = maxSteps;
    this.onwards = new Uint32Array(graph.nodeCount);
    this.cameFrom = new Uint32Array(graph.nodeCount);
    this.outVia = new Uint32Array(graph.nodeCount);
    this.inVia = new Uint8Array(graph.nodeCount);
    this.finders = {
      'without-infrastructure': new HoldingReferences(graph, 'without-infrastructure'),
      all: new HoldingReferences(graph, 'all'),
    };
  }

  /**
   * A root with a name, each of whose references is a way of its own: nobody lets go of a module,
   * but of a variable in it. The namespace of a module that is such a root is one as well.
   */
  isAnchor(node: NodeIndex): boolean {
    if (this.roots.isNamed(node)) return true;
    if ((this.graph.flags[node] & NodeFlag.isModuleNamespace) === 0) return false;
    const known = this.anchors.get(node);
    if (known !== undefined) return known;
    const isOne = this.moduleOf(node) !== null;
    this.anchors.set(node, isOne);
    return isOne;
  }

  /** The module that a namespace belongs to, where it is a root with a name. */
  moduleOf(namespace: NodeIndex): NodeIndex | null {
    const { firstReferrer, referrer } = this.referrers;
    for (let to = firstReferrer[namespace]; to < firstReferrer[namespace + 1]; to++) {
      const source = referrer[to];
      if ((this.graph.flags[source] & NodeFlag.isModule) === 0) continue;
      if (this.roots.isNamed(source) && this.edgeFrom(source, namespace) !== NO_EDGE) return source;
    }
    return null;
  }

  /** A reference by which `source` holds `target`, rather one that a person would name. */
  edgeFrom(source: NodeIndex, target: NodeIndex): EdgeIndex {
    const edge = this.finders['without-infrastructure'].find(source, target);
    return edge === NO_EDGE ? this.finders.all.find(source, target) : edge;
  }

  holds(source: NodeIndex, target: NodeIndex): boolean {
    return this.finders.all.find(source, target) !== NO_EDGE;
  }

  /** Calls `found` with every reference by which `source` holds something. */
  forEachHeld(source: NodeIndex, found: (edge: EdgeIndex, target: NodeIndex) => void): void {
    const { firstEdge, edgeTarget, edgeKind } = this.graph;
    for (let edge = firstEdge[source], end = firstEdge[source + 1]; edge < end; edge++) {
      if ((edgeKind[edge] & this.ignoredMarks) === 0) found(edge, edgeTarget[edge]);
    }
  }

  /** Whether the object before it is a root with a name, so that its reference is what can go. */
  beginsAtAnchor(node: NodeIndex): boolean {
    const before = this.cameFrom[node];
    return before !== 0 && before !== OUTSIDE && this.isAnchor(before - 1);
  }

  beginsOutside(node: NodeIndex): boolean {
    return this.cameFrom[node] === OUTSIDE;
  }

  /** After a search that found nothing: whether what enters the object leads on to the set. */
  entersSide(node: NodeIndex): boolean {
    return hasBit(this.targets, node) || this.inVia[node] !== 0;
  }

  /** After a search that found nothing: whether what leaves the object leads on to the set. */
  leavesToSide(node: NodeIndex): boolean {
    return this.outVia[node] !== 0;
  }

  /** Adds one path, so that all are disjoint again. */
  addPath(job: Job): SearchEnd {
    for (; this.stage < STAGES.length; this.stage++) {
      const { external, rule } = STAGES[this.stage] as Stage;
      // Without a root that only this stage knows, it would look at the same again.
      if (external && !this.sawExternal) return 'nothing';
      const end = this.search(this.finders[rule], external, job);
      if (end === 'found') this.augment(job);
      if (end !== 'nothing') return end;
    }
    this.stage = STAGES.length - 1;
    return 'nothing';
  }

  private search(hold: HoldingReferences, external: boolean, job: Job): SearchEnd {
    this.forget();
    for (let at = 0; at < this.members.length; at++) {
      if ((at & PACE_MASK) === 0) job.checkpoint();
      if (this.enter(this.members[at], hold, job)) return 'found';
    }
    const { queue } = this;
    for (let at = 0; at < queue.length; at++) {
      if ((at & PACE_MASK) === 0) job.checkpoint();
      if (this.steps > this.maxSteps) return 'exhausted';
      const node = queue.values[at] >>> 1;
      if ((queue.values[at] & 1) === OUT) this.lookFromOut(node);
      else if (this.lookFromIn(node, hold, external, job)) return 'found';
    }
    return 'nothing';
  }

  /** What leads to the half that references leave: the object itself, or taking its way back. */
  private lookFromOut(node: NodeIndex): void {
    const next = this.onwards[node];
    if (next === 0) {
      this.reachIn(node, BY_ITSELF);
    } else if (!hasBit(this.targets, next - 1)) {
      this.reachIn(next - 1, BY_TAKING_BACK);
    }
  }

  /** What leads to the half that references enter; true when that is a root. */
  private lookFromIn(
    node: NodeIndex,
    hold: HoldingReferences,
    external: boolean,
    job: Job,
  ): boolean {
    if (this.roots.isExternal(node)) {
      this.sawExternal = true;
      if (external) {
        this.found = { from: OUTSIDE, first: node };
        return true;
      }
    }
    if (this.verdict?.[node] === Verdict.unknown) this.isDoubtful = true;
    if (this.onwards[node] !== 0) this.reachOut(node, ITSELF);
    return this.enter(node, hold, job);
  }

  /** The referrers of an object; true when one is a root with a name and not yet taken. */
  private enter(node: NodeIndex, hold: HoldingReferences, job: Job): boolean {
    const { firstReferrer, referrer } = this.referrers;
    const isTarget = hasBit(this.targets, node);
    for (let to = firstReferrer[node]; to < firstReferrer[node + 1]; to++) {
      if ((++this.steps & PACE_MASK) === 0) {
        keepPace(job, 'Looking for ways', this.queue.length, this.graph.nodeCount);
      }
      const source = referrer[to];
      if (this.outVia[source] !== 0 || hasBit(this.targets, source)) continue;
      if (this.verdict !== null && isUnreachable(this.verdict[source])) continue;
      if (this.isAnchor(source)) {
        // Its references to the set itself are ways already, all of them.
        if (isTarget || this.cameFrom[node] === source + 1) continue;
        if (hold.find(source, node) === NO_EDGE) continue;
        this.found = { from: source + 1, first: node };
        return true;
      }
      if (hold.find(source, node) !== NO_EDGE) this.reachOut(source, node + 1);
    }
    return false;
  }

  private reachOut(node: NodeIndex, via: number): void {
    if (this.outVia[node] !== 0) return;
    this.outVia[node] = via;
    this.queue.push(node * 2 + OUT);
  }

  private reachIn(node: NodeIndex, by: number): void {
    if (this.inVia[node] !== 0) return;
    this.inVia[node] = by;
    this.queue.push(node * 2 + IN);
  }

  private forget(): void {
    const { queue } = this;
    for (let at = 0; at < queue.length; at++) {
      const node = queue.values[at] >>> 1;
      this.outVia[node] = 0;
      this.inVia[node] = 0;
    }
    queue.length = 0;
    this.found = null;
  }

  /** Turns the path that was found into a way; what it takes back, others have given up. */
  private augment(job: Job): void {
    if (this.found === null) return;
    const { onwards, cameFrom, inVia, outVia } = this;
    /** One more than an object, or `OUTSIDE`, and the next one. */
    const added = new GrowableUint32(64);
    const takenBack = new GrowableUint32(64);
    let { from } = this.found;
    let node = this.found.first;
    this.starts.push(node);
    added.push(from);
    added.push(node);
    for (;;) {
      if ((added.length & PACE_MASK) === 0) job.checkpoint();
      // Here the half that references enter is reached; next is an object that a reference leaves.
      while (inVia[node] === BY_TAKING_BACK) {
        takenBack.push(node);
        node = cameFrom[node] - 1;
        if (outVia[node] !== ITSELF) break;
      }
      from = node + 1;
      node = outVia[node] - 1;
      added.push(from);
      added.push(node);
      if (hasBit(this.targets, node)) break;
    }
    job.checkpoint();
    for (const target of takenBack.view()) {
      onwards[cameFrom[target] - 1] = 0;
      cameFrom[target] = 0;
    }
    for (let at = 0; at < added.length; at += 2) {
      if ((at & PACE_MASK) === 0) job.checkpoint();
      const before = added.values[at];
      const after = added.values[at + 1];
      if (before !== OUTSIDE && !this.isAnchor(before - 1)) onwards[before - 1] = after + 1;
      if (!hasBit(this.targets, after)) cameFrom[after] = before;
    }
  }
}
