import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeDominators } from '../../../../shared/analysis/dominators/dominators.ts';
import { weighForest } from '../../../../shared/analysis/names/forest-columns.ts';
import type { NameForest } from '../../../../shared/analysis/names/name-forest.ts';
import { growNameForest, IS_ROOT } from '../../../../shared/analysis/names/name-forest.ts';
import {
  CLASS_COST,
  CLASS_INTERNAL_COST,
  IMPORT_COST,
  KIND_COST,
  LARGEST_COST,
} from '../../../../shared/analysis/names/step-costs.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../../../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../../../shared/heap/heap-graph.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import type { NativeRow } from '../../../support/with-native.ts';
import { withNative } from '../../../support/with-native.ts';
import type { PlainEdge, PlainHeap } from '../random-heap.ts';
import { heapArbitrary, heapFrom, isCounted, isStrong } from '../random-heap.ts';

function namesOf(graph: HeapGraph): NameForest {
  return growNameForest(graph, computeVerdicts(graph, UNATTENDED_JOB), UNATTENDED_JOB);
}

/** A heap with references of every kind between objects of every kind that has a price. */
const variedHeap: fc.Arbitrary<PlainHeap> = fc
  .tuple(heapArbitrary(14), fc.infiniteStream(fc.nat(14)), fc.infiniteStream(fc.nat(11)))
  .map(([plain, kinds, specials]) => {
    const kindOf = (mark: number): number => mark | (kinds.next().value ?? 0);
    const extra = [NodeFlag.isModule, NodeFlag.isModuleNamespace, NodeFlag.isType];
    const flagsOf = (flags: number): number => flags | (extra[specials.next().value ?? 9] ?? 0);
    return {
      ...plain,
      edges: plain.edges.map((edge) => ({ ...edge, kind: kindOf(edge.kind) })),
      flags: plain.flags.map(flagsOf),
    };
  });

/** What a step costs, read off the table of the README once more. */
function naiveCost(plain: PlainHeap, edge: PlainEdge): number {
  const kind = edge.kind & EDGE_KIND_MASK;
  const source = plain.flags[edge.source] ?? 0;
  const target = plain.flags[edge.target] ?? 0;
  const modules = NodeFlag.isModule | NodeFlag.isModuleNamespace;
  let cost = KIND_COST[kind];
  if ((source & NodeFlag.isType) !== 0 && kind === EdgeKind.internal) cost = CLASS_INTERNAL_COST;
  if ((target & modules) !== 0) {
    const isOwn = (target & NodeFlag.isModuleNamespace) !== 0 && (source & NodeFlag.isModule) !== 0;
    cost += isOwn ? 0 : IMPORT_COST;
  } else if ((target & NodeFlag.isType) !== 0) {
    cost += (source & NodeFlag.isModuleNamespace) !== 0 ? 0 : CLASS_COST;
  }
  return Math.min(LARGEST_COST, cost);
}

/** Distances from the declared roots, by relaxing every reference until none gets shorter. */
function naiveDistances(plain: PlainHeap): number[] {
  const distance = new Array<number>(plain.nodeCount).fill(Number.POSITIVE_INFINITY);
  for (const root of plain.roots ?? []) distance[root] = 0;
  const holds = plain.external === null ? isStrong : isCounted;
  for (let round = 0; round <= plain.nodeCount; round++) {
    for (const edge of plain.edges) {
      if (!holds(edge)) continue;
      const reached = (distance[edge.source] ?? 0) + naiveCost(plain, edge);
      distance[edge.target] = Math.min(distance[edge.target] ?? 0, reached);
    }
  }
  return distance;
}

describe('growNameForest', () => {
  it('gives every object one place, after the object it is named by', () => {
    fc.assert(
      fc.property(variedHeap, (plain) => {
        const graph = heapFrom(plain);
        const { parentEdge, parent: parents, order } = namesOf(graph);
        const position = new Map(Array.from(order, (node, at) => [node, at]));
        expect(position.size).toBe(graph.nodeCount);
        for (const node of order) {
          const edge = parentEdge[node];
          expect(parents[node] === NO_NODE).toBe(edge === IS_ROOT);
          if (edge === IS_ROOT) continue;
          expect(graph.edgeTarget[edge]).toBe(node);
          expect(position.get(parents[node] ?? 0)).toBeLessThan(position.get(node) ?? 0);
        }
      }),
    );
  });

  it('names what named roots reach by a cheapest path', () => {
    const withRoots = variedHeap.map((plain) => ({ ...plain, roots: plain.roots ?? [0] }));
    fc.assert(
      fc.property(withRoots, (plain) => {
        const graph = heapFrom(plain);
        const { parentEdge, parent: parents, order, named } = namesOf(graph);
        const wanted = naiveDistances(plain);
        const reached = wanted.filter((distance) => distance < Number.POSITIVE_INFINITY);
        expect(named).toBe(reached.length);
        const distance = new Map<number, number>();
        for (const node of order.subarray(0, named)) {
          const source = parents[node] ?? NO_NODE;
          const kind = graph.edgeKind[parentEdge[node]] ?? 0;
          const step = { source, target: node, kind };
          const cost = source === NO_NODE ? 0 : naiveCost(plain, step);
          distance.set(node, (distance.get(source) ?? 0) + cost);
          expect(distance.get(node)).toBe(wanted[node]);
        }
      }),
    );
  });

  it('leads through everything without which the object could not be reached', () => {
    fc.assert(
      fc.property(variedHeap, (plain) => {
        const graph = heapFrom(plain);
        const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
        const forest = growNameForest(graph, verdicts, UNATTENDED_JOB);
        const { immediateDominator } = computeDominators(graph, verdicts, UNATTENDED_JOB);
        const parents = forest.parent;
        for (let node = 0; node < graph.nodeCount; node++) {
          const above = new Set<number>();
          for (let at = parents[node]; at !== NO_NODE; at = parents[at]) above.add(at);
          for (let at = immediateDominator[node]; at !== NO_NODE; at = immediateDominator[at]) {
            expect(above).toContain(at);
          }
        }
      }),
    );
  });

  it('does not depend on where objects lie in memory', () => {
    fc.assert(
      fc.property(variedHeap, (plain) => {
        const graph = heapFrom(plain);
        const elsewhere = { ...graph, addressWords: graph.addressWords.slice().reverse() };
        expect(namesOf(elsewhere).parentEdge).toEqual(namesOf(graph).parentEdge);
      }),
    );
  });

  it('begins in what nothing else outside leads to, not in each object of a hidden cycle', () => {
    const { graph, node } = graphFromText`
      timer: app.Timer user refs=1; item: app.Item refs=3
      timer -> item
      item -> data
      data -> item
    `;
    const { parentEdge, named, held } = namesOf(graph);
    expect(parentEdge[node('timer')]).toBe(IS_ROOT);
    expect(parentEdge[node('item')]).not.toBe(IS_ROOT);
    expect([named, held]).toEqual([0, 3]);
  });
});

const nativeRows: fc.Arbitrary<NativeRow[]> = fc.array(
  fc.tuple(fc.nat(13), fc.integer({ min: 1, max: 4 }), fc.constant(0)),
  { maxLength: 12 },
);

describe('weighForest', () => {
  it('shares the bytes of the dump out, every object and every storage once', () => {
    fc.assert(
      fc.property(variedHeap, nativeRows, (plain, rows) => {
        const heap = heapFrom(plain);
        const held = rows.filter(([object]) => object < heap.nodeCount);
        const graph = withNative(
          heap,
          held.map(([object, storage]) => [object, storage, 1000 ** storage]),
        );
        const forest = namesOf(graph);
        const weight = weighForest(graph, forest, UNATTENDED_JOB);
        const total = graph.shallowSize.reduce((sum, bytes) => sum + bytes, 0);
        const outside = [...new Set(held.map(([, storage]) => 1000 ** storage))];
        const roots = Array.from(forest.order).filter(
          (node) => forest.parentEdge[node] === IS_ROOT,
        );
        expect(roots.reduce((sum, node) => sum + (weight[node] ?? 0), 0)).toBe(
          outside.reduce((sum, bytes) => sum + bytes, total),
        );
        const { retainedSize } = computeDominators(
          graph,
          computeVerdicts(graph, UNATTENDED_JOB),
          UNATTENDED_JOB,
        );
        weight.forEach((bytes, node) => {
          expect(bytes).toBeGreaterThanOrEqual(retainedSize[node] ?? 0);
        });
      }),
    );
  });
});
