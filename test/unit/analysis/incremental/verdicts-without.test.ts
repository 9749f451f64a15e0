import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verdictName } from '../../../../shared/analysis/graph/verdict.ts';
import { VerdictUpdater } from '../../../../shared/analysis/incremental/verdicts-without.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { ReferenceRelease } from '../../../../shared/analysis/verdicts/release.ts';
import { CancelledError } from '../../../../shared/base/errors.ts';
import type { Job } from '../../../../shared/base/job.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { RootKind } from '../../../../shared/heap/heap-graph.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { heapArbitrary, heapFrom } from '../random-heap.ts';
import { verdictsAsIfGone } from './removal-oracle.ts';

function updaterFor(graph: HeapGraph, isPartial = false, worthwhile = 1): VerdictUpdater {
  const base = computeVerdicts(graph, UNATTENDED_JOB, isPartial);
  const release = new ReferenceRelease(graph, base, UNATTENDED_JOB);
  return new VerdictUpdater(graph, base, release, isPartial, UNATTENDED_JOB, worthwhile);
}

/** Checks one answer against the whole computation. */
function expectRight(
  graph: HeapGraph,
  updater: VerdictUpdater,
  edges: Uint32Array,
  isPartial: boolean,
): void {
  const base = computeVerdicts(graph, UNATTENDED_JOB, isPartial);
  const found = updater.without(edges, UNATTENDED_JOB);
  const expected = verdictsAsIfGone(graph, edges, isPartial);
  expect(Array.from(found.freed)).toEqual(expected.freed);
  expect(Array.from(found.verdicts.verdict)).toEqual(Array.from(expected.verdict));
  expect(Array.from(found.verdicts.collectable)).toEqual(Array.from(expected.collectable));
  const isFreed = new Set(expected.freed);
  const changed = Array.from(expected.verdict.keys()).filter(
    (node) => expected.verdict[node] !== base.verdict[node] || isFreed.has(node),
  );
  expect(Array.from(found.changed)).toEqual(changed);
  for (const name of ['unknown', 'held', 'garbage', 'never'] as const) {
    const own = Array.from(expected.verdict.keys()).filter(
      (node) => verdictName(expected.verdict[node]) === name && !isFreed.has(node),
    );
    expect(found.verdicts.totals[name]).toEqual({
      objects: own.length,
      shallowBytes: own.reduce((sum, node) => sum + graph.shallowSize[node], 0),
    });
  }
  expect(found.verdicts.totals.collectable.objects).toBe(
    expected.collectable.reduce((sum, one) => sum + one, 0),
  );
}

const kinds = fc.constantFrom<number>(RootKind.other, RootKind.runtime);

describe('verdicts without references', () => {
  it('are those of the whole computation, whatever is cut and uncut', { tags: 'slow' }, () => {
    fc.assert(
      fc.property(
        heapArbitrary(14),
        kinds,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom(0, 0.3, 1),
        fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        (plain, rootKind, hasCounts, isPartial, worthwhile, lists) => {
          const external = hasCounts ? plain.external : null;
          const graph = heapFrom({ ...plain, rootKind, external });
          const updater = updaterFor(graph, isPartial, worthwhile);
          for (const list of lists) {
            if (graph.edgeCount === 0) continue;
            const edges = new Set(list.map((number) => number % graph.edgeCount));
            expectRight(graph, updater, Uint32Array.from(edges).sort(), isPartial);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('are right where counts are lower than the references in the dump', () => {
    fc.assert(
      fc.property(heapArbitrary(8), fc.array(fc.nat(), { maxLength: 3 }), (plain, list) => {
        const graph = heapFrom({ ...plain, external: plain.external ?? plain.flags.map(() => 0) });
        if (graph.edgeCount === 0) return;
        const refcount = graph.refcount?.map((count) =>
          count > 1 && count < 9 ? count - 1 : count,
        );
        const torn = { ...graph, refcount: refcount ?? null };
        const edges = new Set(list.map((number) => number % graph.edgeCount));
        expectRight(torn, updaterFor(torn), Uint32Array.from(edges).sort(), false);
      }),
      { numRuns: 1000 },
    );
  });

  it('a cycle that only the root held waits for the collector', () => {
    const { graph, node } = graphFromText`root!; root -> a; a -> b; b -> a; b -> c`;
    const { verdicts, freed, changed } = updaterFor(graph).without(
      Uint32Array.of(0),
      UNATTENDED_JOB,
    );
    expect(freed.length).toBe(0);
    expect(Array.from(changed)).toEqual(['a', 'b', 'c'].map(node));
    expect(verdicts.totals.garbage.objects).toBe(3);
  });

  it('answers right after a question that was cancelled', () => {
    const graph = heapFrom({
      nodeCount: 3,
      edges: [
        { source: 0, target: 1, kind: 0 },
        { source: 1, target: 2, kind: 0 },
        { source: 2, target: 1, kind: 0 },
      ],
      flags: [1, 1, 1],
      external: [1, 0, 0],
      roots: null,
    });
    const updater = updaterFor(graph);
    let checkpoints = 0;
    const counting: Job = {
      report() {},
      checkpoint() {
        checkpoints++;
      },
    };
    updater.without(Uint32Array.of(0), counting);
    expect(checkpoints).toBeGreaterThan(1);
    for (let stop = 1; stop <= checkpoints; stop++) {
      let left = stop;
      const job: Job = {
        report() {},
        checkpoint() {
          if (--left === 0) throw new CancelledError();
        },
      };
      expect(() => updater.without(Uint32Array.of(0), job)).toThrow(CancelledError);
      expectRight(graph, updater, Uint32Array.of(1), false);
      expectRight(graph, updater, Uint32Array.of(0), false);
    }
  });
});
