import { describe, expect, it } from 'vitest';
import { createHeapLikeGraph } from '../../../bench/heap-like-graph.ts';
import { SHAPES } from '../../../bench/shapes.ts';
import { shuffled } from '../../../bench/shuffle.ts';
import { computeComponents } from '../../../shared/analysis/components/components.ts';
import { computeCutEdges, DEFAULT_CUT_SET } from '../../../shared/analysis/components/cuts.ts';
import { computeDominators } from '../../../shared/analysis/dominators/dominators.ts';
import { computeFamilyRetained } from '../../../shared/analysis/dominators/retained.ts';
import { computeFamilies } from '../../../shared/analysis/families/families.ts';
import { computeVerdicts } from '../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';

/** What must not depend on the order in which a dump lists its objects. */
function findings(graph: HeapGraph) {
  const job = UNATTENDED_JOB;
  const verdicts = computeVerdicts(graph, job);
  const cuts = computeCutEdges(graph, DEFAULT_CUT_SET, job, verdicts);
  const components = computeComponents(graph, cuts, job);
  const families = computeFamilies(graph, cuts, components, verdicts, job);
  const retained = computeFamilyRetained(graph, components, families, verdicts, job);
  const { retainedSize } = computeDominators(graph, verdicts, job);
  const held = retainedSize.filter((_, node) => verdicts.verdict[node] === 1).sort();
  return {
    totals: verdicts.totals,
    inconsistentCounts: verdicts.inconsistentCounts,
    cuts: cuts.counts,
    sizes: Array.from(
      components.firstMember.subarray(1),
      (end, at) => end - components.firstMember[at],
    ),
    // A ring is covered by the same cycles from wherever it is begun; which of several shortest
    // cycles is taken may differ, and with it the objects counted.
    families: families.families.map((family, at) => ({
      signature: family.signature,
      verdict: family.verdict,
      repeats: [family.minRepeat, family.maxRepeat],
      components: family.components.length,
      retained: retained[at],
    })),
    held,
  };
}

describe('generated graphs', () => {
  it('are well formed, with counts that add up', () => {
    const graphs: readonly [string, HeapGraph][] = [
      ['heap', createHeapLikeGraph(20_000)],
      ...[...SHAPES].map(([name, create]): [string, HeapGraph] => [name, create(1000)]),
    ];
    for (const [name, graph] of graphs) {
      expect([name, graph.firstEdge[0], graph.firstEdge[graph.nodeCount]]).toEqual([
        name,
        0,
        graph.edgeCount,
      ]);
      expect(
        graph.firstEdge.every((first, at) => at === 0 || first >= graph.firstEdge[at - 1]),
      ).toBe(true);
      expect(graph.edgeTarget.every((target) => target < graph.nodeCount)).toBe(true);
      expect(computeVerdicts(graph, UNATTENDED_JOB).inconsistentCounts).toBe(0);
    }
  });

  it('give the same findings in whatever order their objects stand', () => {
    const graph = createHeapLikeGraph(30_000);
    expect(findings(shuffled(graph))).toEqual(findings(graph));
  });

  it('holds what was dropped as garbage, in families that were made on purpose', () => {
    const { families, totals } = findings(createHeapLikeGraph(30_000));
    expect(totals.garbage.objects).toBeGreaterThan(100);
    expect(families[0]?.signature.map((step) => `${step.type} ${step.label}`)).toEqual([
      'DataFrame ww',
      'PandasTableAccessor _dataframe',
    ]);
  });
});
