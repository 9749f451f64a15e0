import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Components } from '../components/components.ts';
import type { CutEdges } from '../components/cuts.ts';
import type { StepLabels } from '../graph/step-labels.ts';
import type { VerdictByte } from '../graph/verdict.ts';
import { CycleCover } from './cycle-cover.ts';
import type { CachedCover, FoundCycle } from './family-table.ts';
import { FamilyTable } from './family-table.ts';
import type { LinkIndex } from './folded-component.ts';
import { FoldedComponent, NO_LINK } from './folded-component.ts';

/** What all who group cycles of a graph share, so that equal signatures have equal keys. */
export interface GroupingBasis {
  readonly labels: StepLabels;
  /** How well each type names a cycle. */
  readonly scores: Float64Array;
}

/** A link by what it joins, whatever component it is looked up in. */
export interface LinkIdentity {
  readonly source: NodeIndex;
  readonly target: NodeIndex;
  readonly token: number;
}

export interface Grouped {
  /** Links looked at. */
  readonly steps: number;
  /** False when the steps ran out first. */
  readonly isComplete: boolean;
}

/** Puts the cycles of components into families, one component after the other. */
export class ComponentGrouper {
  readonly table: FamilyTable;
  private readonly graph: HeapGraph;
  private readonly components: Components;
  private readonly folded: FoldedComponent;
  private readonly cover = new CycleCover();
  private readonly maxFamilies: number;

  constructor(
    graph: HeapGraph,
    components: Components,
    cuts: CutEdges,
    basis: GroupingBasis,
    maxFamilies: number,
  ) {
    this.graph = graph;
    this.components = components;
    this.folded = new FoldedComponent(graph, components, cuts, basis.labels);
    this.table = new FamilyTable(graph, this.folded, basis.scores);
    this.maxFamilies = maxFamilies;
  }

  /** Finds the cycles of a component, within `steps`. */
  search(component: number, verdict: VerdictByte, steps: number, job: Job): Grouped {
    const { folded, table, cover } = this;
    folded.load(component, job);
    table.begin(component, verdict);
    const budget = { steps };
    const isComplete = cover.run(folded, budget, job, (links, length) => {
      budget.steps -= length;
      table.add(links, length);
      if (table.size >= this.maxFamilies) budget.steps = -1;
    });
    table.end(job);
    return { steps: steps - budget.steps, isComplete };
  }

  /** Shortest cycles through each of some links that none of those before uses. */
  searchThrough(
    component: number,
    wanted: readonly LinkIdentity[],
    steps: number,
    job: Job,
  ): { readonly cycles: readonly Uint32Array[]; readonly isComplete: boolean } {
    this.folded.load(component, job);
    const links = wanted.map((link) => this.linkLike(link)).filter((link) => link !== NO_LINK);
    const cycles: Uint32Array[] = [];
    const isComplete = this.cover.runThrough(this.folded, links, { steps }, job, (found, length) =>
      cycles.push(found.slice(0, length)),
    );
    return { cycles, isComplete };
  }

  /** Takes cycles of a component, as links in order. */
  take(component: number, verdict: VerdictByte, cycles: Iterable<Uint32Array>, job: Job): void {
    this.folded.load(component, job);
    this.table.begin(component, verdict);
    for (const links of cycles) this.table.add(links, links.length);
    this.table.end(job);
  }

  /** Groups cached cycles of a component; the cuts must be those with which they were found. */
  takeCover(component: number, verdict: VerdictByte, cover: CachedCover, job: Job): void {
    const cycles: Uint32Array[] = [];
    let from = 0;
    for (const end of cover.ends) {
      const links = this.linksOf(component, cover.edges.subarray(from, end), job);
      if (links !== null) cycles.push(links);
      from = end;
    }
    this.take(component, verdict, cycles, job);
  }

  /** The cycles of the component that was searched last. */
  keep(job: Job): CachedCover {
    return this.table.lastCycles(job);
  }

  /** A cycle of the component by its references; null where folding has changed what they span. */
  linksOf(component: number, edges: Uint32Array, job: Job): Uint32Array | null {
    const { folded, graph } = this;
    folded.load(component, job);
    const ends = new GrowableUint32(16);
    for (const edge of edges) {
      const target = graph.edgeTarget[edge];
      if (this.components.component[target] !== component) return null;
      if (!folded.isFolded(folded.memberOf(target))) ends.push(edge);
    }
    const links = new Uint32Array(ends.length);
    for (let at = 0; at < ends.length; at++) {
      const before = ends.values[at === 0 ? ends.length - 1 : at - 1];
      const link = folded.linkBy(folded.memberOf(graph.edgeTarget[before]), ends.values[at]);
      if (link === NO_LINK) return null;
      links[at] = link;
    }
    return links.length === 0 ? null : links;
  }

  identityOf(component: number, link: LinkIndex, job: Job): LinkIdentity & { edge: EdgeIndex } {
    const { folded } = this;
    folded.load(component, job);
    return {
      source: folded.nodeOf(folded.linkSource[link]),
      target: folded.nodeOf(folded.linkTarget[link]),
      token: folded.linkToken[link],
      edge: folded.linkEdge[link],
    };
  }

  /** A cycle of the component, by its links, as it is kept. */
  describe(component: number, links: Uint32Array, job: Job): FoundCycle {
    this.folded.load(component, job);
    return this.table.describe(links);
  }

  isFolded(component: number, node: NodeIndex, job: Job): boolean {
    this.folded.load(component, job);
    return this.folded.isFolded(this.folded.memberOf(node));
  }

  /** The links of a component that lead through any of these objects, folded away. */
  linksThrough(component: number, nodes: ReadonlySet<NodeIndex>, job: Job): LinkIdentity[] {
    if (nodes.size === 0) return [];
    const { folded } = this;
    folded.load(component, job);
    const found: LinkIdentity[] = [];
    for (let link = 0; link < folded.linkCount; link++) {
      const holder = folded.nodeOf(folded.linkHolder[link]);
      const ends = [folded.linkSource[link], folded.linkTarget[link]].map((one) =>
        folded.nodeOf(one),
      );
      if (![holder, ...ends].some((node) => nodes.has(node))) continue;
      found.push({ source: ends[0] ?? 0, target: ends[1] ?? 0, token: folded.linkToken[link] });
    }
    return found;
  }

  private linkLike({ source, target, token }: LinkIdentity): LinkIndex {
    const { folded } = this;
    const { firstOut, firstIn, inLink, linkSource, linkTarget, linkToken } = folded;
    const from = folded.memberOf(source);
    const to = folded.memberOf(target);
    if (firstOut[from + 1] - firstOut[from] <= firstIn[to + 1] - firstIn[to]) {
      for (let link = firstOut[from]; link < firstOut[from + 1]; link++) {
        if (linkTarget[link] === to && linkToken[link] === token) return link;
      }
      return NO_LINK;
    }
    for (let at = firstIn[to]; at < firstIn[to + 1]; at++) {
      const link = inLink[at];
      if (linkSource[link] === from && linkToken[link] === token) return link;
    }
    return NO_LINK;
  }
}
