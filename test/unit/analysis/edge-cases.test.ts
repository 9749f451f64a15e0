import { describe, expect, it } from 'vitest';
import { computeComponents } from '../../../shared/analysis/components/components.ts';
import { computeCutEdges, DEFAULT_CUT_SET } from '../../../shared/analysis/components/cuts.ts';
import { findCyclesThrough } from '../../../shared/analysis/components/cycle-search.ts';
import { computeDominators } from '../../../shared/analysis/dominators/dominators.ts';
import { computeFamilyRetained } from '../../../shared/analysis/dominators/retained.ts';
import { computeFamilies } from '../../../shared/analysis/families/families.ts';
import { Verdict } from '../../../shared/analysis/graph/verdict.ts';
import { computeDistances } from '../../../shared/analysis/paths/distances.ts';
import { findRootPath } from '../../../shared/analysis/paths/paths.ts';
import { computeVerdicts } from '../../../shared/analysis/verdicts/garbage.ts';
import { CancelledError } from '../../../shared/base/errors.ts';
import type { Job } from '../../../shared/base/job.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { buildReferrers } from '../../../shared/heap/referrers.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { heapFrom } from './random-heap.ts';

function everything(graph: HeapGraph, job: Job) {
  const referrers = buildReferrers(graph, job);
  const verdicts = computeVerdicts(graph, job);
  const cuts = computeCutEdges(graph, DEFAULT_CUT_SET, job, verdicts);
  const components = computeComponents(graph, cuts, job);
  const families = computeFamilies(graph, cuts, components, verdicts, job);
  const { retainedSize } = computeDominators(graph, verdicts, job);
  const retained = computeFamilyRetained(graph, components, families, verdicts, job);
  const distance = computeDistances(graph, verdicts, job);
  const paths = Array.from({ length: graph.nodeCount }, (_, node) => [
    findRootPath(graph, referrers, verdicts, node, job)?.nodes.length ?? null,
    findCyclesThrough(graph, cuts, components, node, 3, job).length,
  ]);
  return {
    families: families.families.length,
    retainedSize: Array.from(retainedSize),
    retained: Array.from(retained),
    distance: Array.from(distance),
    paths,
  };
}

const bare = { flags: [], external: [], roots: [], edges: [] };

describe('every analysis', () => {
  it('bears a dump without objects', () => {
    const nothing = { families: 0, retainedSize: [], retained: [], distance: [], paths: [] };
    expect(everything(heapFrom({ ...bare, nodeCount: 0 }), UNATTENDED_JOB)).toEqual(nothing);
    const unknown = heapFrom({ ...bare, nodeCount: 0, external: null, roots: null });
    expect(everything(unknown, UNATTENDED_JOB)).toEqual(nothing);
  });

  it('bears a single object, alone and on a loop', () => {
    const one = { ...bare, nodeCount: 1, flags: [1], external: [1], roots: [0], sizes: [7] };
    expect(everything(heapFrom(one), UNATTENDED_JOB)).toEqual({
      families: 0,
      retainedSize: [7],
      retained: [],
      distance: [0],
      paths: [[1, 0]],
    });
    const loop = { ...one, edges: [{ source: 0, target: 0, kind: 0 }] };
    expect(everything(heapFrom(loop), UNATTENDED_JOB)).toEqual({
      families: 1,
      retainedSize: [7],
      retained: [7],
      distance: [0],
      paths: [[1, 1]],
    });
  });

  it('stops at whichever look at the job says so, and only with that error', {
    tags: 'slow',
  }, () => {
    const nodeCount = 70_000;
    const edges = Array.from({ length: nodeCount }, (_, at) => [
      { source: at, target: (at + 1) % nodeCount, kind: 0 },
      { source: (at + 1) % nodeCount, target: at, kind: 0 },
    ]).flat();
    const flags = new Array<number>(nodeCount).fill(1);
    const external = new Array<number>(nodeCount).fill(0);
    const graph = heapFrom({ nodeCount, edges, flags, external, roots: null });
    const analyses = (job: Job): void => {
      const verdicts = computeVerdicts(graph, job);
      const cuts = computeCutEdges(graph, DEFAULT_CUT_SET, job, verdicts);
      const components = computeComponents(graph, cuts, job);
      const families = computeFamilies(graph, cuts, components, verdicts, job);
      computeDominators(graph, verdicts, job);
      computeFamilyRetained(graph, components, families, verdicts, job);
      computeDistances(graph, verdicts, job);
    };
    let looks = 0;
    analyses({
      report() {},
      checkpoint() {
        looks++;
      },
    });
    expect(looks).toBeGreaterThan(20);
    for (const last of [1, 2, 5, 10, looks >>> 1, looks]) {
      let left = last;
      const job: Job = {
        report() {},
        checkpoint() {
          if (--left === 0) throw new CancelledError();
        },
      };
      expect(() => analyses(job)).toThrow(CancelledError);
    }
  });
});

describe('a dump made to wear an analysis out', () => {
  it('is told no more families than a person could read', () => {
    const { graph } = graphFromText('a -.x> a; b -.y> b; c -.z> c; d -.w> d');
    const cuts = computeCutEdges(graph, DEFAULT_CUT_SET, UNATTENDED_JOB);
    const components = computeComponents(graph, cuts, UNATTENDED_JOB);
    const options = { maxFamilies: 2 };
    const found = computeFamilies(graph, cuts, components, null, UNATTENDED_JOB, options);
    expect([found.families.length, found.partial]).toEqual([2, true]);
  });

  it('has its paths found past a table of weak references that also holds one object', () => {
    const drawing = Array.from({ length: 50 }, (_, at) => `hub ->~ t${at}; t${at} -> goal`);
    const { graph, node } = graphFromText(`${drawing.join('; ')}; hub -> last; last -> goal; hub!`);
    const referrers = buildReferrers(graph, UNATTENDED_JOB);
    const path = findRootPath(graph, referrers, null, node('goal'), UNATTENDED_JOB);
    expect(Array.from(path?.nodes ?? [])).toEqual([node('hub'), node('last'), node('goal')]);
  });

  it('holds no more of a dump in part than the roots keep alive', () => {
    const { graph, node } = graphFromText('root! ; root ->- a; a -> b; a: A refs=1');
    const verdicts = computeVerdicts(graph, UNATTENDED_JOB, true);
    expect(verdicts.verdict[node('a')]).toBe(Verdict.unknown);
    const { immediateDominator } = computeDominators(graph, verdicts, UNATTENDED_JOB);
    expect(immediateDominator[node('b')]).toBe(node('a'));
  });
});
