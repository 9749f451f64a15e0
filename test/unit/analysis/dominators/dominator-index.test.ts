import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DominatorIndex,
  dominatorChain,
} from '../../../../shared/analysis/dominators/dominator-index.ts';
import { computeDominators } from '../../../../shared/analysis/dominators/dominators.ts';
import { groupByType, MIXED } from '../../../../shared/analysis/graph/type-groups.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { CancelledError } from '../../../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { NO_NODE } from '../../../../shared/heap/heap-graph.ts';
import { heapArbitrary, heapFrom } from '../random-heap.ts';

/** Dominators as columns, for trees of any shape. */
function treeFrom(parents: readonly number[], sizes: readonly number[]) {
  return {
    immediateDominator: Uint32Array.from(parents, (parent) => (parent < 0 ? NO_NODE : parent)),
    retainedSize: Float64Array.from(sizes),
  };
}

/** Each object below an earlier one or at the top (−1). */
const treeArbitrary = fc
  .array(fc.record({ parent: fc.nat(), size: fc.integer({ min: 0, max: 9 }) }), { maxLength: 60 })
  .map((nodes) => ({
    parents: nodes.map(({ parent }, at) => (parent % (at + 1)) - 1),
    sizes: nodes.map(({ size }) => size),
  }));

describe('DominatorIndex', () => {
  it('lists the children of each, largest first and equals by index', () => {
    fc.assert(
      fc.property(treeArbitrary, ({ parents, sizes }) => {
        const index = new DominatorIndex(treeFrom(parents, sizes), UNATTENDED_JOB);
        for (let parent = -1; parent < parents.length; parent++) {
          const expected = [...parents.keys()]
            .filter((node) => parents[node] === parent)
            .sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
          const node = parent < 0 ? NO_NODE : parent;
          expect(index.childCount(node)).toBe(expected.length);
          expect(Array.from(index.childrenOf(node, UNATTENDED_JOB))).toEqual(expected);
          // Asked for again, it is the same.
          expect(Array.from(index.childrenOf(node, UNATTENDED_JOB))).toEqual(expected);
        }
      }),
    );
  });

  it('sorts many children as it sorts few', () => {
    const sizes = Array.from(
      { length: 50_000 },
      (_, at) => ((at * 7919) % 1013) * 2 ** (at % 3 ? 0 : 33),
    );
    const index = new DominatorIndex(
      treeFrom(
        sizes.map(() => -1),
        sizes,
      ),
      UNATTENDED_JOB,
    );
    const expected = [...sizes.keys()].sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
    expect(Array.from(index.childrenOf(NO_NODE, UNATTENDED_JOB))).toEqual(expected);
  });

  it('is as good as new after sorting was cancelled', () => {
    const sizes = Array.from({ length: 5_000 }, (_, at) => (at * 31) % 977);
    const index = new DominatorIndex(
      treeFrom(
        sizes.map(() => -1),
        sizes,
      ),
      UNATTENDED_JOB,
    );
    const stopped = {
      report: () => {},
      checkpoint: () => {
        throw new CancelledError();
      },
    };
    expect(() => index.childrenOf(NO_NODE, stopped)).toThrow(CancelledError);
    const expected = [...sizes.keys()].sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0) || a - b);
    expect(Array.from(index.childrenOf(NO_NODE, UNATTENDED_JOB))).toEqual(expected);
  });

  it('divides every heap completely: children and own bytes are what an object retains', () => {
    fc.assert(
      fc.property(heapArbitrary(20), (plain) => {
        const graph = heapFrom(plain);
        const dominators = computeDominators(
          graph,
          computeVerdicts(graph, UNATTENDED_JOB),
          UNATTENDED_JOB,
        );
        const { retainedSize } = dominators;
        const index = new DominatorIndex(dominators, UNATTENDED_JOB);
        const bytesIn = (node: number) =>
          index.childrenOf(node, UNATTENDED_JOB).reduce((sum, own) => sum + retainedSize[own], 0);
        for (let node = 0; node < graph.nodeCount; node++) {
          expect(bytesIn(node) + graph.shallowSize[node]).toBe(retainedSize[node]);
        }
        expect(bytesIn(NO_NODE)).toBe(graph.shallowSize.reduce((sum, size) => sum + size, 0));
      }),
    );
  });
});

describe('dominatorChain', () => {
  it('is the way up, cut short from the top but for the topmost', () => {
    fc.assert(
      fc.property(treeArbitrary, fc.integer({ min: 1, max: 6 }), ({ parents, sizes }, limit) => {
        const tree = treeFrom(parents, sizes);
        for (let node = 0; node < parents.length; node++) {
          const all: number[] = [];
          for (let above = parents[node] ?? -1; above >= 0; above = parents[above] ?? -1) {
            all.push(above);
          }
          expect(dominatorChain(tree, node, limit, UNATTENDED_JOB)).toEqual({
            nearest: all.slice(0, limit),
            omitted: Math.max(0, all.length - limit),
            top: all.length > limit ? all.at(-1) : NO_NODE,
          });
        }
      }),
    );
  });

  it('walks a list of a million without recursion', () => {
    const length = 1_000_000;
    const immediateDominator = Uint32Array.from({ length }, (_, at) =>
      at === 0 ? NO_NODE : at - 1,
    );
    const tree = { immediateDominator, retainedSize: new Float64Array(length) };
    const { nearest, omitted, top } = dominatorChain(tree, length - 1, 3, UNATTENDED_JOB);
    expect([nearest, omitted, top]).toEqual([[length - 2, length - 3, length - 4], length - 4, 0]);
  });
});

describe('groupByType', () => {
  it('adds up what a plain map adds up', () => {
    const nodeArbitrary = fc.record({
      type: fc.integer({ min: 0, max: 4 }),
      retained: fc.integer({ min: 0, max: 50 }),
      shallow: fc.integer({ min: 0, max: 50 }),
      verdict: fc.integer({ min: 0, max: 3 }),
      isMeant: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(nodeArbitrary, { maxLength: 40 }), (nodes) => {
        const meant = [...nodes.keys()].filter((at) => nodes[at]?.isMeant);
        const groups = groupByType(
          Uint32Array.from(meant),
          {
            type: Uint32Array.from(nodes, ({ type }) => type),
            typeCount: 5,
            retainedSize: Float64Array.from(nodes, ({ retained }) => retained),
            shallowSize: Float64Array.from(nodes, ({ shallow }) => shallow),
            verdict: Uint8Array.from(nodes, ({ verdict }) => verdict),
          },
          UNATTENDED_JOB,
        );
        const sum = (list: readonly number[]) => list.reduce((total, value) => total + value, 0);
        const expected = [0, 1, 2, 3, 4]
          .map((type) => {
            const members = meant.flatMap((at) => nodes[at] ?? []).filter((n) => n.type === type);
            const verdicts = new Set(members.map(({ verdict }) => verdict));
            const [verdict] = verdicts;
            return {
              type,
              count: members.length,
              retained: sum(members.map(({ retained }) => retained)),
              shallow: sum(members.map(({ shallow }) => shallow)),
              verdict: verdicts.size === 1 ? verdict : MIXED,
            };
          })
          .filter(({ count }) => count > 0)
          .sort((a, b) => b.retained - a.retained || a.type - b.type);
        expect(Array.from(groups.type)).toEqual(expected.map(({ type }) => type));
        expect(Array.from(groups.count)).toEqual(expected.map(({ count }) => count));
        expect(Array.from(groups.retainedSize)).toEqual(expected.map(({ retained }) => retained));
        expect(Array.from(groups.shallowSize)).toEqual(expected.map(({ shallow }) => shallow));
        expect(Array.from(groups.verdict)).toEqual(expected.map(({ verdict }) => verdict));
      }),
    );
  });
});
