import type { Job } from '../../base/job.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';
import type { Components } from '../components/components.ts';
import { computeComponents, NO_COMPONENT } from '../components/components.ts';
import type { CutEdges } from '../components/cuts.ts';
import { computeCutEdges } from '../components/cuts.ts';
import type { Families } from '../families/families.ts';
import { computeFamilies } from '../families/families.ts';
import { hasBit } from '../graph/bits.ts';
import type { ChangedFamily, GroupedBase } from './family-merger.ts';
import { changedFamilies } from './family-merger.ts';
import { recut } from './recut.ts';
import { regroup } from './regroup.ts';
import { resplit } from './resplit.ts';
import type { VerdictsWithout } from './verdicts-without.ts';
import { WORTHWHILE } from './verdicts-without.ts';

/** Cycles once more references are cut, and what became of those before. */
export interface CyclesWithout {
  readonly cuts: CutEdges;
  readonly components: Components;
  readonly families: Families;
  /** Families that have other cycles than in the base. */
  readonly changes: readonly ChangedFamily[];
}

/**
 * Cycles and their families as if these references (ascending, each once) were gone, from those of
 * the base: only what holds one of them is looked at again. `after` are the verdicts without them.
 *
 * For a component of 50,000 objects some tens of milliseconds, whatever the size of the graph; where
 * the verdict on much of the graph is another one, everything is looked at.
 */
export function cyclesWithout(
  graph: HeapGraph,
  base: GroupedBase,
  after: VerdictsWithout,
  edges: Uint32Array,
  referrers: () => Referrers,
  job: Job,
  worthwhile = WORTHWHILE,
): CyclesWithout {
  if (after.changed.length > graph.nodeCount * worthwhile) {
    return cyclesAfresh(graph, base, after, edges, job);
  }
  const again = recut(graph, base.cuts, base.verdicts, after, edges, referrers, job);
  const split = resplit(graph, base.components, base.cuts, again, job);
  const { families, changes } = regroup(graph, base, again, split, after, job);
  return { cuts: again.cuts, components: split.components, families, changes };
}

function cyclesAfresh(
  graph: HeapGraph,
  base: GroupedBase,
  { verdicts }: VerdictsWithout,
  edges: Uint32Array,
  job: Job,
): CyclesWithout {
  const cuts = computeCutEdges(graph, { ...base.cuts.rules.choice, edges }, job, verdicts);
  const components = computeComponents(graph, cuts, job);
  const basis = base.families.grouping;
  const families = computeFamilies(graph, cuts, components, verdicts, job, { basis });
  const changes = changedFamilies(base.families.families, families.families);
  return { cuts, components, families, changes };
}

export interface TouchedCycles {
  /** Components of the base in which a reference that goes led from member to member. */
  readonly before: Uint32Array;
  /** The components in which their members are now. */
  readonly after: Uint32Array;
  /** Members that are on no cycle any more. */
  readonly released: number;
}

/** What became of the components that held references cut by hand. O(their members). */
export function touchedCycles(
  graph: HeapGraph,
  before: { readonly cuts: CutEdges; readonly components: Components },
  after: { readonly cuts: CutEdges; readonly components: Components },
): TouchedCycles {
  const touched = new Set<number>();
  const { component, firstMember, member } = before.components;
  for (const edge of after.cuts.byHand) {
    const own = component[graph.edgeTarget[edge]];
    if (own === NO_COMPONENT || hasBit(before.cuts.blocked, edge)) continue;
    if (component[edgeSource(graph, edge)] === own) touched.add(own);
  }
  const left = new Set<number>();
  let released = 0;
  for (const own of touched) {
    for (let at = firstMember[own]; at < firstMember[own + 1]; at++) {
      const now = after.components.component[member[at]];
      if (now === NO_COMPONENT) released++;
      else left.add(now);
    }
  }
  return { before: Uint32Array.from(touched), after: Uint32Array.from(left), released };
}
