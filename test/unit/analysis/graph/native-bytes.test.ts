import fc from 'fast-check';
import { expect, test } from 'vitest';
import { computeComponents } from '../../../../shared/analysis/components/components.ts';
import { computeCutEdges, NO_CUTS } from '../../../../shared/analysis/components/cuts.ts';
import { computeDominators } from '../../../../shared/analysis/dominators/dominators.ts';
import { computeComponentRetained } from '../../../../shared/analysis/dominators/retained.ts';
import { retainedSizeOfSet } from '../../../../shared/analysis/dominators/retained-set.ts';
import { nativeBytesOf } from '../../../../shared/analysis/graph/native-bytes.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { NO_NODE } from '../../../../shared/heap/heap-graph.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { withNative } from '../../../support/with-native.ts';
import { heapArbitrary, heapFrom } from '../random-heap.ts';

/** 0 − 1, 0 − 2, 2 − 3, 2 − 4; 5 stands alone. */
const TREE = {
  order: Uint32Array.of(0, 5, 2, 4, 1, 3),
  above: Uint32Array.of(NO_NODE, 0, 0, 2, 2, NO_NODE),
  top: NO_NODE,
  vertexOf: (node: number) => node,
};

function charged(rows: readonly [number, number, number][], isAlwaysOwned = false) {
  const graph = withNative(graphFromText`a -> b; a -> c; c -> d; c -> e; f!`.graph, rows);
  const found = nativeBytesOf(graph, 6, TREE, UNATTENDED_JOB, isAlwaysOwned);
  return { alone: [...(found?.alone ?? [])], common: [...(found?.common ?? [])] };
}

test('a storage of one object is its own', () => {
  const { alone, common } = charged([
    [3, 16, 100],
    [3, 32, 5],
    [5, 0, 7],
  ]);
  expect(alone).toEqual([0, 0, 0, 105, 0, 7]);
  expect(common).toEqual([]);
});

test('a storage of several goes with the lowest object above all of them', () => {
  expect(
    charged([
      [3, 16, 100],
      [4, 16, 100],
    ]).common,
  ).toEqual([[2, 100]]);
  expect(
    charged([
      [1, 16, 100],
      [4, 16, 100],
      [3, 16, 100],
    ]).common,
  ).toEqual([[0, 100]]);
  expect(
    charged([
      [2, 16, 100],
      [4, 16, 100],
    ]).common,
  ).toEqual([[2, 100]]);
});

test('a storage whose holders nothing is above goes with none, or with the first', () => {
  const rows: [number, number, number][] = [
    [3, 16, 100],
    [5, 16, 100],
  ];
  expect(charged(rows)).toEqual({ alone: [0, 0, 0, 0, 0, 0], common: [] });
  expect(charged(rows, true)).toEqual({ alone: [0, 0, 0, 0, 0, 100], common: [] });
});

test('retained sizes with native memory agree with removal', () => {
  const rows = fc.array(
    fc.tuple(fc.nat(11), fc.integer({ min: 0, max: 4 }), fc.constantFrom(1000, 1000)),
    { maxLength: 14 },
  );
  fc.assert(
    fc.property(heapArbitrary(12), rows, (plain, drawn) => {
      const known = drawn.filter(([object]) => object < plain.nodeCount);
      const graph = withNative(heapFrom(plain), known);
      const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
      const { retainedSize } = computeDominators(graph, verdicts, UNATTENDED_JOB);
      for (let node = 0; node < plain.nodeCount; node++) {
        const removed = retainedSizeOfSet(graph, [node], verdicts, UNATTENDED_JOB);
        expect(retainedSize[node]).toBe(removed);
      }
      const cuts = computeCutEdges(graph, NO_CUTS, UNATTENDED_JOB, verdicts);
      const components = computeComponents(graph, cuts, UNATTENDED_JOB);
      const whole = computeComponentRetained(graph, components, verdicts, UNATTENDED_JOB);
      for (let own = 0; own < components.count; own++) {
        const { firstMember, member } = components;
        const members = member.subarray(firstMember[own], firstMember[own + 1]);
        const removed = retainedSizeOfSet(graph, members, verdicts, UNATTENDED_JOB);
        expect(whole.retainedSize[own]).toBe(removed);
      }
    }),
    { numRuns: 500 },
  );
});
