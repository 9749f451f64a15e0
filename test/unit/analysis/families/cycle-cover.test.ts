import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeComponents } from '../../../../shared/analysis/components/components.ts';
import { computeCutEdges, NO_CUTS } from '../../../../shared/analysis/components/cuts.ts';
import { CycleCover } from '../../../../shared/analysis/families/cycle-cover.ts';
import { FoldedComponent } from '../../../../shared/analysis/families/folded-component.ts';
import { StepLabels } from '../../../../shared/analysis/graph/step-labels.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import type { PlainHeap } from '../random-heap.ts';
import { heapArbitrary, heapFrom } from '../random-heap.ts';

/** Heaps in which containers can be internals of what refers to them. */
const typedHeap: fc.Arbitrary<PlainHeap> = heapArbitrary(14).chain((plain) =>
  fc
    .array(fc.constantFrom('object', 'object', 'dict', 'tuple', 'cell', 'function', 'list'), {
      minLength: plain.nodeCount,
      maxLength: plain.nodeCount,
    })
    .map((types) => ({ ...plain, types })),
);

function forEachComponent(
  graph: HeapGraph,
  visit: (folded: FoldedComponent, component: number) => void,
): void {
  const cuts = computeCutEdges(graph, NO_CUTS, UNATTENDED_JOB);
  const components = computeComponents(graph, cuts, UNATTENDED_JOB);
  const folded = new FoldedComponent(graph, components, cuts, new StepLabels(graph));
  // The small ones first, so that the arrays grow while they are in use.
  for (let component = components.count - 1; component >= 0; component--) {
    folded.load(component, UNATTENDED_JOB);
    visit(folded, component);
  }
}

/** The internals between a link's source and target, nearest to the source first. */
function internalsOf(folded: FoldedComponent, link: number): number[] {
  const path: number[] = [];
  let holder = folded.linkHolder[link] ?? 0;
  while (holder !== folded.linkSource[link]) {
    path.unshift(holder);
    holder = folded.entryHolderOf(holder);
  }
  return path;
}

function shortestThrough(folded: FoldedComponent, link: number): number {
  const distance = new Map([[folded.linkTarget[link], 1]]);
  for (const [member, steps] of distance) {
    if (member === folded.linkSource[link]) return steps;
    for (let out = 0; out < folded.linkCount; out++) {
      const next = folded.linkTarget[out];
      if (folded.linkSource[out] === member && !distance.has(next)) distance.set(next, steps + 1);
    }
  }
  return Number.POSITIVE_INFINITY;
}

describe('FoldedComponent', () => {
  it('leads by real references, and gives every internal to one owner', () => {
    fc.assert(
      fc.property(typedHeap, (plain) => {
        const graph = heapFrom(plain);
        forEachComponent(graph, (folded) => {
          const ownerOf = new Map<number, number>();
          for (let link = 0; link < folded.linkCount; link++) {
            const source = folded.linkSource[link] ?? 0;
            let from = source;
            for (const internal of internalsOf(folded, link)) {
              const edge = folded.entryEdgeOf(internal);
              expect(graph.edgeTarget[edge]).toBe(folded.nodeOf(internal));
              expect(graph.firstEdge[folded.nodeOf(from)]).toBeLessThanOrEqual(edge);
              expect(ownerOf.get(internal) ?? source).toBe(source);
              expect(['dict', 'tuple', 'cell']).toContain(plain.types?.[folded.nodeOf(internal)]);
              ownerOf.set(internal, source);
              from = internal;
            }
            const last = folded.linkEdge[link] ?? 0;
            expect(graph.edgeTarget[last]).toBe(folded.nodeOf(folded.linkTarget[link] ?? 0));
          }
          for (const internal of ownerOf.keys()) {
            expect(folded.firstOut[internal]).toBe(folded.firstOut[internal + 1]);
          }
        });
      }),
      { numRuns: 1500 },
    );
  });
});

describe('CycleCover', () => {
  it('covers every link by simple cycles, each a shortest through its first link', () => {
    fc.assert(
      fc.property(typedHeap, (plain) => {
        const cover = new CycleCover();
        forEachComponent(heapFrom(plain), (folded) => {
          const covered = new Set<number>();
          const isComplete = cover.run(folded, { steps: 1e9 }, UNATTENDED_JOB, (links, length) => {
            const cycle = Array.from(links.subarray(0, length));
            cycle.forEach((link, at) => {
              const next = cycle[(at + 1) % length] ?? 0;
              expect(folded.linkTarget[link]).toBe(folded.linkSource[next]);
            });
            expect(new Set(cycle.map((link) => folded.linkSource[link])).size).toBe(length);
            expect(length).toBe(shortestThrough(folded, cycle[0] ?? 0));
            expect(cycle.some((link) => !covered.has(link))).toBe(true);
            for (const link of cycle) covered.add(link);
          });
          expect(isComplete).toBe(true);
          expect(covered.size).toBe(folded.linkCount);
          expect(folded.linkCount).toBeGreaterThan(0);
        });
      }),
      { numRuns: 1500 },
    );
  });

  it('misses no short cycle among thousands of links of one kind that are on none', () => {
    const size = 4000;
    const turn = Array.from({ length: size }, (_, at) => ({ source: at, target: (at + 1) % size }));
    const back = turn.slice(3000).map(({ source, target }) => ({ source: target, target: source }));
    const edges = [...turn, ...back].map((ends) => ({ ...ends, kind: 0 }));
    const flags = new Array<number>(size).fill(1);
    const graph = heapFrom({ nodeCount: size, edges, flags, external: null, roots: null });
    forEachComponent(graph, (folded) => {
      const lengths = new Map<number, number>();
      const budget = { steps: 1e6 };
      const isComplete = new CycleCover().run(folded, budget, UNATTENDED_JOB, (_, length) => {
        lengths.set(length, (lengths.get(length) ?? 0) + 1);
      });
      expect(isComplete).toBe(true);
      expect(lengths).toEqual(
        new Map([
          [2, 1000],
          [size, 1],
        ]),
      );
    });
  });

  it('does not go over its budget by more than one object has references', () => {
    const length = 1000;
    const edges = Array.from({ length }, (_, at) => ({
      source: at,
      target: (at + 1) % length,
      kind: 0,
    }));
    const flags = new Array<number>(length).fill(1);
    const graph = heapFrom({ nodeCount: length, edges, flags, external: null, roots: null });
    forEachComponent(graph, (folded) => {
      const budget = { steps: 100 };
      let found = 0;
      const isComplete = new CycleCover().run(folded, budget, UNATTENDED_JOB, () => {
        found++;
      });
      expect([isComplete, found]).toEqual([false, 0]);
      expect(budget.steps).toBeGreaterThanOrEqual(-2);
    });
  });
});
