import type { Job } from '../base/job.ts';
import type { EdgeIndex, HeapGraph } from '../heap/heap-graph.ts';
import type { Components } from './components.ts';
import type { CutEdges } from './cuts.ts';
import { CycleCover } from './cycle-cover.ts';
import { FamilyTable } from './family-table.ts';
import type { LinkIndex } from './folded-component.ts';
import { FoldedComponent } from './folded-component.ts';
import type { StepLabels } from './step-labels.ts';
import type { VerdictByte } from './verdict.ts';

/** What all who group cycles of a graph share, so that equal signatures have equal keys. */
export interface GroupingBasis {
  readonly labels: StepLabels;
  /** How well each type names a cycle. */
  readonly scores: Float64Array;
}

/** The cycles found in a component, kept where finding them was dear. */
export interface KeptCover {
  /** The naming reference of each step, one cycle after the other. */
  readonly edges: Uint32Array;
  /** Where each cycle ends. */
  readonly ends: Uint32Array;
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
    this.folded = new FoldedComponent(graph, components, cuts, basis.labels);
    this.table = new FamilyTable(graph, this.folded, basis.scores);
    this.maxFamilies = maxFamilies;
  }

  /** Finds the cycles of a component, within `steps`. */
  search(component: number, verdict: VerdictByte, steps: number, job: Job): Grouped {
    this.folded.load(component, job);
    this.table.begin(component, verdict);
    const grouped = this.run(steps, job, []);
    this.table.end();
    return grouped;
  }

  /**
   * The same from cycles that were found before references were cut: those that are left are taken
   * over, and others only looked for through links that these do not use.
   */
  takeOver(
    component: number,
    verdict: VerdictByte,
    covers: Iterable<KeptCycle>,
    steps: number,
    job: Job,
  ): Grouped {
    const { folded, table } = this;
    folded.load(component, job);
    table.begin(component, verdict);
    const linkBy = new Map<EdgeIndex, LinkIndex>();
    for (let link = 0; link < folded.linkCount; link++) linkBy.set(folded.linkEdge[link], link);
    const known = new Set<LinkIndex>();
    for (const { edges, from, end } of covers) {
      job.checkpoint();
      const links = new Uint32Array(end - from);
      let length = 0;
      for (let at = from; at < end; at++) {
        const link = linkBy.get(edges[at]);
        if (link === undefined) break;
        links[length++] = link;
      }
      if (length < links.length || !this.isClosed(links)) continue;
      for (const link of links) known.add(link);
      table.add(links, length);
    }
    const grouped = this.run(steps, job, known);
    table.end();
    return grouped;
  }

  /** The cycles of the component that was searched last. */
  keep(): KeptCover {
    return this.table.lastCycles();
  }

  /** Folding may have changed what a link spans. */
  private isClosed(links: Uint32Array): boolean {
    const { linkSource, linkTarget } = this.folded;
    return links.every(
      (link, at) => linkTarget[link] === linkSource[links[(at + 1) % links.length]],
    );
  }

  private run(steps: number, job: Job, known: Iterable<LinkIndex>): Grouped {
    const budget = { steps };
    const found = (links: Uint32Array, length: number): void => {
      budget.steps -= length;
      this.table.add(links, length);
      if (this.table.size >= this.maxFamilies) budget.steps = -1;
    };
    const isComplete = this.cover.run(this.folded, budget, job, found, known);
    return { steps: steps - budget.steps, isComplete };
  }
}

/** One cycle of a kept cover. */
export interface KeptCycle {
  readonly edges: Uint32Array;
  readonly from: number;
  readonly end: number;
}
