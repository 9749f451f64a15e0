import { BreakAdviser } from '../analysis/break-proposals.ts';
import type { Components } from '../analysis/components.ts';
import { computeComponents } from '../analysis/components.ts';
import type { CutEdges } from '../analysis/cuts.ts';
import { computeCutEdges } from '../analysis/cuts.ts';
import type { Dominators } from '../analysis/dominators.ts';
import { computeDominators } from '../analysis/dominators.ts';
import type { Families } from '../analysis/families.ts';
import { computeFamilies } from '../analysis/families.ts';
import type { Verdicts } from '../analysis/garbage.ts';
import { computeVerdicts } from '../analysis/garbage.ts';
import { computeFamilyRetained } from '../analysis/retained.ts';
import type { Job } from '../base/job.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import type { Referrers } from '../heap/referrers.ts';
import { buildReferrers } from '../heap/referrers.ts';
import type { CutChoice } from '../protocol/schemas.ts';

/** What depends on which references are cut. */
export interface CycleColumns {
  readonly cuts: CutEdges;
  readonly components: Components;
  readonly families: Families;
}

/**
 * Columns computed from a graph the first time they are asked for, and kept.
 *
 * A cancelled computation leaves nothing behind; the next request starts it again. Cycles are kept
 * for every choice of cuts, of which there are eight, so that switching one off and on again is
 * immediate.
 */
export class DerivedColumns {
  readonly graph: HeapGraph;
  readonly isPartial: boolean;
  private keptVerdicts: Verdicts | null = null;
  private keptReferrers: Referrers | null = null;
  private keptDominators: Dominators | null = null;
  private readonly keptCycles = new Map<string, CycleColumns>();
  /** For one choice of cuts only: it holds columns as long as the graph. */
  private keptAdviser: { readonly key: string; readonly adviser: BreakAdviser } | null = null;
  private readonly keptRetained = new Map<string, Float64Array>();

  /** `isPartial`: objects of the dump were lost on the way. */
  constructor(graph: HeapGraph, isPartial: boolean) {
    this.graph = graph;
    this.isPartial = isPartial;
  }

  verdicts(job: Job): Verdicts {
    this.keptVerdicts ??= computeVerdicts(this.graph, job, this.isPartial);
    return this.keptVerdicts;
  }

  referrers(job: Job): Referrers {
    this.keptReferrers ??= buildReferrers(this.graph, job);
    return this.keptReferrers;
  }

  dominators(job: Job): Dominators {
    this.keptDominators ??= computeDominators(this.graph, this.verdicts(job), job);
    return this.keptDominators;
  }

  /** The dominators if somebody has already paid for them. */
  get dominatorsIfKnown(): Dominators | null {
    return this.keptDominators;
  }

  cycles(choice: CutChoice, job: Job): CycleColumns {
    const key = cutKey(choice);
    const kept = this.keptCycles.get(key);
    if (kept !== undefined) return kept;
    const verdicts = this.verdicts(job);
    const cutSet = {
      class: choice.instanceClass,
      classReference: choice.classReference,
      moduleNamespace: choice.moduleNamespace,
      edges: [],
    };
    const cuts = computeCutEdges(this.graph, cutSet, job, verdicts);
    const components = computeComponents(this.graph, cuts, job);
    const families = computeFamilies(this.graph, cuts, components, verdicts, job);
    const columns = { cuts, components, families };
    this.keptCycles.set(key, columns);
    return columns;
  }

  /** Who knows which references to break, under these cuts. */
  breakAdviser(choice: CutChoice, job: Job): BreakAdviser {
    const key = cutKey(choice);
    if (this.keptAdviser?.key === key) return this.keptAdviser.adviser;
    const cycles = this.cycles(choice, job);
    const adviser = new BreakAdviser(this.graph, cycles, this.verdicts(job), job);
    this.keptAdviser = { key, adviser };
    return adviser;
  }

  /** Bytes that go with each family's components, in the order of the families. */
  familyRetained(choice: CutChoice, job: Job): Float64Array {
    const key = cutKey(choice);
    const kept = this.keptRetained.get(key);
    if (kept !== undefined) return kept;
    const { components, families } = this.cycles(choice, job);
    const verdicts = this.verdicts(job);
    const retained = computeFamilyRetained(this.graph, components, families, verdicts, job);
    this.keptRetained.set(key, retained);
    return retained;
  }
}

function cutKey(choice: CutChoice): string {
  return [choice.instanceClass, choice.classReference, choice.moduleNamespace].join('/');
}
