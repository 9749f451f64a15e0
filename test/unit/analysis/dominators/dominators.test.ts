import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeComponents } from '../../../../shared/analysis/components/components.ts';
import {
  computeCutEdges,
  DEFAULT_CUT_SET,
  NO_CUTS,
} from '../../../../shared/analysis/components/cuts.ts';
import { computeDominators } from '../../../../shared/analysis/dominators/dominators.ts';
import {
  computeComponentRetained,
  computeFamilyRetained,
} from '../../../../shared/analysis/dominators/retained.ts';
import { retainedByDominators } from '../../../../shared/analysis/dominators/retained-by-dominators.ts';
import { retainedSizeOfSet } from '../../../../shared/analysis/dominators/retained-set.ts';
import { computeFamilies } from '../../../../shared/analysis/families/families.ts';
import { findEntries, findRoots } from '../../../../shared/analysis/paths/entries.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { NO_NODE, NodeFlag } from '../../../../shared/heap/heap-graph.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import type { PlainHeap } from '../random-heap.ts';
import { heapArbitrary, heapFrom, isCounted, isStrong, reachability } from '../random-heap.ts';
import { lengauerTarjan } from './lengauer-tarjan.ts';

const holds = (plain: PlainHeap) => (plain.external === null ? isStrong : isCounted);

/** Objects reached from the entries when some are removed. */
function reachedWithout(
  plain: PlainHeap,
  entries: Iterable<number>,
  removed: ReadonlySet<number>,
): Set<number> {
  const reached = new Set<number>();
  const pending = [...entries];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (reached.has(node) || removed.has(node)) continue;
    reached.add(node);
    for (const edge of plain.edges) {
      if (edge.source === node && holds(plain)(edge)) pending.push(edge.target);
    }
  }
  return reached;
}

function naiveRetained(
  plain: PlainHeap,
  entries: Iterable<number>,
  set: ReadonlySet<number>,
): number {
  const reached = reachedWithout(plain, entries, set);
  let bytes = 0;
  for (let node = 0; node < plain.nodeCount; node++) {
    if (!reached.has(node)) bytes += plain.sizes?.[node] ?? 1;
  }
  return bytes;
}

const withoutCounts = fc.boolean();

describe('findEntries', () => {
  it('reaches everything, and enters no group that something else leads to', () => {
    fc.assert(
      fc.property(heapArbitrary(12), withoutCounts, (drawn, isUncounted) => {
        const plain = isUncounted ? { ...drawn, external: null } : drawn;
        const graph = heapFrom(plain);
        const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
        const roots = new Set(findRoots(graph, verdicts, UNATTENDED_JOB));
        const entries = [...findEntries(graph, verdicts, UNATTENDED_JOB)];
        expect(reachedWithout(plain, entries, new Set()).size).toBe(plain.nodeCount);
        const reaches = reachability(plain, holds(plain));
        for (const entry of entries) {
          if (roots.has(entry)) continue;
          for (let other = 0; other < plain.nodeCount; other++) {
            if (reaches[other]?.[entry]) expect(reaches[entry]?.[other]).toBe(true);
          }
        }
        expect(new Set(entries).size).toBe(entries.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('enters a dropped cycle by what names it', () => {
    const { graph, node } = graphFromText`
      a -._dataframe> df; df -.ww> a; a: Accessor; df: DataFrame user size=1000`;
    expect([...findEntries(graph, null, UNATTENDED_JOB)]).toEqual([node('df')]);
  });
});

describe('computeDominators', () => {
  it('agrees with the removal of each object in turn', () => {
    fc.assert(
      fc.property(heapArbitrary(12), withoutCounts, (drawn, isUncounted) => {
        const plain = isUncounted ? { ...drawn, external: null } : drawn;
        const graph = heapFrom(plain);
        const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
        const entries = [...findEntries(graph, verdicts, UNATTENDED_JOB)];
        const { immediateDominator, retainedSize } = computeDominators(
          graph,
          verdicts,
          UNATTENDED_JOB,
        );
        const dominators = plain.flags.map((_, node) => {
          const own = new Set<number>();
          for (let other = 0; other < plain.nodeCount; other++) {
            const reached = reachedWithout(plain, entries, new Set([other]));
            if (other !== node && !reached.has(node)) own.add(other);
          }
          return own;
        });
        for (let node = 0; node < plain.nodeCount; node++) {
          const mine = dominators[node] ?? new Set();
          const nearest = [...mine].find((other) => dominators[other]?.size === mine.size - 1);
          expect(immediateDominator[node]).toBe(nearest ?? NO_NODE);
          expect(retainedSize[node]).toBe(naiveRetained(plain, entries, new Set([node])));
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('agrees with Lengauer and Tarjan on larger graphs', () => {
    const sized = fc.integer({ min: 100, max: 400 }).chain((nodeCount) => {
      const node = fc.integer({ min: 0, max: nodeCount - 1 });
      return fc.record({
        nodeCount: fc.constant(nodeCount),
        pairs: fc.array(fc.tuple(node, node), { minLength: nodeCount, maxLength: nodeCount * 3 }),
        roots: fc.array(node, { minLength: 1, maxLength: 4 }),
      });
    });
    fc.assert(
      fc.property(sized, ({ nodeCount, pairs, roots }) => {
        const plain: PlainHeap = {
          nodeCount,
          edges: pairs.map(([source, target]) => ({ source, target, kind: 0 })),
          flags: new Array<number>(nodeCount).fill(1),
          external: null,
          roots,
        };
        const graph = heapFrom(plain);
        const { immediateDominator } = computeDominators(graph, null, UNATTENDED_JOB);
        const successors: number[][] = Array.from({ length: nodeCount + 1 }, () => []);
        for (const [source, target] of pairs) successors[source]?.push(target);
        successors[nodeCount] = [...findEntries(graph, null, UNATTENDED_JOB)];
        const expected = lengauerTarjan(successors, nodeCount);
        for (let node = 0; node < nodeCount; node++) {
          const own = expected.get(node);
          expect(immediateDominator[node]).toBe(own === nodeCount ? NO_NODE : own);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('lets a dropped frame retain its accessor and its data', () => {
    const { graph, node } = graphFromText`
      a -._dataframe> df; df -.ww> a; df -._mgr> m; m -.blocks> b
      a: Accessor size=1; df: DataFrame user size=10; m: Manager size=100; b: ndarray size=1000`;
    const { immediateDominator, retainedSize } = computeDominators(graph, null, UNATTENDED_JOB);
    expect(immediateDominator[node('a')]).toBe(node('df'));
    expect(retainedSize[node('df')]).toBe(1111);
    expect(retainedSize[node('m')]).toBe(1100);
  });

  it('is not quadratic on a doubly linked ring under a sentinel, nor deep on a list', {
    tags: 'slow',
  }, () => {
    const length = 500_000;
    const edges = Array.from({ length }, (_, at) => [
      { source: at, target: (at + 1) % length, kind: 0 },
      { source: (at + 1) % length, target: at, kind: 0 },
    ]).flat();
    const plain = {
      nodeCount: length,
      edges,
      flags: new Array<number>(length).fill(1),
      external: null,
      roots: [0],
    };
    const ring = computeDominators(heapFrom(plain), null, UNATTENDED_JOB);
    expect(ring.retainedSize[0]).toBe(length);
    expect(ring.immediateDominator[length >>> 1]).toBe(0);
    const list = { ...plain, edges: edges.filter(({ source, target }) => target === source + 1) };
    const chain = computeDominators(heapFrom(list), null, UNATTENDED_JOB);
    expect(chain.retainedSize[1]).toBe(length - 1);
    expect(chain.immediateDominator[length - 1]).toBe(length - 2);
  });
});

describe('retained sizes of sets', () => {
  it('are what goes when a whole component goes', () => {
    fc.assert(
      fc.property(heapArbitrary(12), withoutCounts, (drawn, isUncounted) => {
        const plain = isUncounted ? { ...drawn, external: null } : drawn;
        const graph = heapFrom(plain);
        const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
        // Components over counted references: what a component retains is asked of them only.
        const marks = graph.refcount === null ? isStrong : isCounted;
        const counted = heapFrom({ ...plain, edges: plain.edges.filter(marks) });
        const cuts = computeCutEdges(counted, NO_CUTS, UNATTENDED_JOB);
        const components = computeComponents(counted, cuts, UNATTENDED_JOB);
        const entries = [...findEntries(counted, verdicts, UNATTENDED_JOB)];
        const { retainedSize } = computeComponentRetained(
          counted,
          components,
          verdicts,
          UNATTENDED_JOB,
        );
        for (let component = 0; component < components.count; component++) {
          const { firstMember, member } = components;
          const set = new Set(member.subarray(firstMember[component], firstMember[component + 1]));
          expect(retainedSize[component]).toBe(naiveRetained(plain, entries, set));
          expect(retainedSizeOfSet(counted, set, verdicts, UNATTENDED_JOB)).toBe(
            retainedSize[component],
          );
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('are said by dominators, wherever these say something', () => {
    let asked = 0;
    let told = 0;
    fc.assert(
      fc.property(heapArbitrary(14), fc.boolean(), (plain, isCut) => {
        // With classes among the objects, cycles do not use all that holds.
        const flags = plain.flags.map((flag, node) =>
          node % 3 === 2 ? flag | NodeFlag.isType : flag,
        );
        const graph = heapFrom({ ...plain, flags });
        const job = UNATTENDED_JOB;
        const verdicts = computeVerdicts(graph, job);
        const cuts = computeCutEdges(graph, isCut ? DEFAULT_CUT_SET : NO_CUTS, job, verdicts);
        const components = computeComponents(graph, cuts, job);
        const families = computeFamilies(graph, cuts, components, verdicts, job);
        const dominators = computeDominators(graph, verdicts, job);
        const expected = computeFamilyRetained(graph, components, families, verdicts, job);
        const found = retainedByDominators(
          graph,
          components,
          families.families,
          dominators,
          verdicts,
          job,
        );
        asked++;
        if (found === null) return;
        told++;
        expect(Array.from(found)).toEqual(Array.from(expected));
      }),
      { numRuns: 2000 },
    );
    expect(told).toBeGreaterThan(asked / 3);
    expect(told).toBeLessThan(asked);
  });

  it('do not count a component twice that another of the family holds', () => {
    const { graph } = graphFromText`
      a -.self> a; a -.inner> b; b -.self> b; b -.data> d; a: Node size=1; b: Node size=10; d: str size=100
      module!; module -.x> a; module: module size=1000`;
    const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
    const cuts = computeCutEdges(graph, NO_CUTS, UNATTENDED_JOB);
    const components = computeComponents(graph, cuts, UNATTENDED_JOB);
    const families = computeFamilies(graph, cuts, components, verdicts, UNATTENDED_JOB);
    expect(families.families.map((family) => family.count)).toEqual([2]);
    const retained = computeFamilyRetained(graph, components, families, verdicts, UNATTENDED_JOB);
    expect(Array.from(retained)).toEqual([111]);
    const dominators = computeDominators(graph, verdicts, UNATTENDED_JOB);
    const told = retainedByDominators(
      graph,
      components,
      families.families,
      dominators,
      verdicts,
      UNATTENDED_JOB,
    );
    expect(Array.from(told ?? [])).toEqual([111]);
  });
});
