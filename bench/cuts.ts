import type { Components } from '../shared/analysis/components/components.ts';
import { cyclesWithout } from '../shared/analysis/incremental/cycles-without.ts';
import type { GroupedBase } from '../shared/analysis/incremental/family-merger.ts';
import { VerdictUpdater } from '../shared/analysis/incremental/verdicts-without.ts';
import type { ReferenceRelease } from '../shared/analysis/verdicts/release.ts';
import { UNATTENDED_JOB } from '../shared/base/job.ts';
import type { HeapGraph } from '../shared/heap/heap-graph.ts';
import type { Referrers } from '../shared/heap/referrers.ts';

const CUTS = 20;

/** References within components, spread over all of them. */
export function cutsOf(graph: HeapGraph, { component, member }: Components): readonly number[] {
  const edges: number[] = [];
  for (let at = 0; at < CUTS && member.length > 0; at++) {
    const node = member[Math.trunc((member.length / CUTS) * (at + 0.5))];
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      if (component[graph.edgeTarget[edge]] !== component[node]) continue;
      edges.push(edge);
      break;
    }
  }
  return edges;
}

/** Cuts each reference by itself: verdicts, components and families of all objects every time. */
export function cutOneByOne(
  graph: HeapGraph,
  base: GroupedBase,
  release: ReferenceRelease,
  referrers: Referrers,
): {
  readonly prepare: () => VerdictUpdater;
  /** Families found, each time; the columns behind them are let go, as a window lets go of them. */
  readonly cut: (by: VerdictUpdater) => number[];
} {
  const job = UNATTENDED_JOB;
  const edges = cutsOf(graph, base.components);
  return {
    prepare: () => new VerdictUpdater(graph, base.verdicts, release, false, job),
    cut: (updater) =>
      edges.map((edge) => {
        const list = Uint32Array.of(edge);
        const after = updater.without(list, job);
        return cyclesWithout(graph, base, after, list, () => referrers, job).families.cycles;
      }),
  };
}
