import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../bench/random.ts';
import {
  computeComponents,
  NO_COMPONENT,
} from '../../../../shared/analysis/components/components.ts';
import {
  computeCutEdges,
  DEFAULT_CUT_SET,
  NO_CUTS,
} from '../../../../shared/analysis/components/cuts.ts';
import { CancelledError } from '../../../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { EdgeMark } from '../../../../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import type { PlainHeap } from '../random-heap.ts';
import { heapArbitrary, heapFrom, isStrong, reachability } from '../random-heap.ts';

function componentsOf(graph: HeapGraph) {
  return computeComponents(graph, computeCutEdges(graph, NO_CUTS, UNATTENDED_JOB), UNATTENDED_JOB);
}

function membersOf(graph: HeapGraph): number[][] {
  const { count, firstMember, member } = componentsOf(graph);
  return Array.from({ length: count }, (_, component) =>
    Array.from(member.subarray(firstMember[component], firstMember[component + 1])),
  );
}

/**
 * Components by S. R. Kosaraju's two searches: one that notes the order in which objects are
 * finished, and one against the references in the reverse of that order.
 */
function byTwoSearches(plain: PlainHeap): number[][] {
  const { nodeCount } = plain;
  const forward = Array.from({ length: nodeCount }, (): number[] => []);
  const backward = Array.from({ length: nodeCount }, (): number[] => []);
  for (const { source, target } of plain.edges.filter(isStrong)) {
    forward[source]?.push(target);
    backward[target]?.push(source);
  }
  const search = (lists: number[][], start: number, isSeen: Uint8Array): number[] => {
    const finished: number[] = [];
    const path = isSeen[start] === 1 ? [] : [{ node: start, at: 0 }];
    isSeen[start] = 1;
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = lists[top.node]?.[top.at++];
      if (next === undefined) {
        finished.push(top.node);
        path.pop();
      } else if (isSeen[next] === 0) {
        isSeen[next] = 1;
        path.push({ node: next, at: 0 });
      }
    }
    return finished;
  };
  const isSeen = new Uint8Array(nodeCount);
  const order = forward.flatMap((_, start) => search(forward, start, isSeen)).reverse();
  const isTaken = new Uint8Array(nodeCount);
  return order
    .map((start) => search(backward, start, isTaken).sort((a, b) => a - b))
    .filter(([first, ...rest]) => rest.length > 0 || forward[first ?? -1]?.includes(first ?? -1))
    .sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
}

describe('computeComponents', () => {
  it('finds what a naive closure finds, largest first', () => {
    fc.assert(
      fc.property(heapArbitrary(14), (plain) => {
        const reaches = reachability(plain, isStrong);
        const expected: number[][] = [];
        const seen = new Set<number>();
        for (let node = 0; node < plain.nodeCount; node++) {
          if (seen.has(node) || !reaches[node]?.[node]) continue;
          const members = Array.from({ length: plain.nodeCount }, (_, other) => other).filter(
            (other) => other === node || (reaches[node]?.[other] && reaches[other]?.[node]),
          );
          for (const member of members) seen.add(member);
          expected.push(members);
        }
        expected.sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
        expect(membersOf(heapFrom(plain))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees with itself: the column and the members say the same', () => {
    fc.assert(
      fc.property(heapArbitrary(30), (plain) => {
        const { component, firstMember, member, count } = componentsOf(heapFrom(plain));
        const fromMembers = new Array<number>(plain.nodeCount).fill(NO_COMPONENT);
        for (let own = 0; own < count; own++) {
          for (let at = firstMember[own]; at < firstMember[own + 1]; at++) {
            fromMembers[member[at]] = own;
          }
        }
        expect(Array.from(component)).toEqual(fromMembers);
      }),
    );
  });

  it('counts a self loop, and not a weak or lone object', () => {
    const { graph, node } = graphFromText`a -> a; b -> c; c ->~ b; d`;
    expect(membersOf(graph)).toEqual([[node('a')]]);
  });

  it('takes parallel references and several loops as one', () => {
    const { graph } = graphFromText`a -> b; a -> b; b -> a; b -> a; a -> a`;
    expect(membersOf(graph)).toEqual([[0, 1]]);
  });

  it('does not follow what the user has cut', () => {
    const { graph } = graphFromText`a -> b; a -> b; b -> a`;
    const edges = Uint32Array.of(0, 1);
    const cuts = computeCutEdges(graph, { ...DEFAULT_CUT_SET, edges }, UNATTENDED_JOB);
    expect(cuts.counts.find((cut) => cut.kind === 'user')?.references).toBe(2);
    expect(computeComponents(graph, cuts, UNATTENDED_JOB).count).toBe(0);
  });

  it('survives a list, a ring and a doubly linked ring of a million', { tags: 'slow' }, () => {
    const length = 1_000_000;
    const next = Array.from({ length }, (_, node) => ({
      source: node,
      target: (node + 1) % length,
      kind: 0,
    }));
    const plain = {
      nodeCount: length,
      flags: new Array<number>(length).fill(1),
      external: null,
      roots: null,
    };
    const list = componentsOf(heapFrom({ ...plain, edges: next.slice(0, -1) }));
    expect(list.count).toBe(0);
    const ring = componentsOf(heapFrom({ ...plain, edges: next }));
    expect([ring.count, ring.member.length]).toEqual([1, length]);
    const back = next.map(({ source, target }) => ({ source: target, target: source, kind: 0 }));
    const both = componentsOf(heapFrom({ ...plain, edges: [...next, ...back] }));
    expect([both.count, both.member.length]).toEqual([1, length]);
  });

  it('finds what two plain searches find, where the work is done in many batches', {
    tags: 'slow',
  }, () => {
    for (let seed = 1; seed <= 6; seed++) {
      const random = new Random(seed);
      const nodeCount = 30_000;
      // Around one reference an object components turn from few small ones into one large one.
      const edges = Array.from({ length: nodeCount * (0.7 + 0.15 * seed) }, () => {
        const source = random.below(nodeCount);
        const isNear = random.below(3) > 0;
        const target = isNear ? (source + random.below(40)) % nodeCount : random.below(nodeCount);
        return { source, target, kind: random.below(20) === 0 ? EdgeMark.weak : 0 };
      });
      const flags = new Array<number>(nodeCount).fill(1);
      const plain = { nodeCount, edges, flags, external: null, roots: null };
      expect(membersOf(heapFrom(plain))).toEqual(byTwoSearches(plain));
    }
  });

  it('finds the one cycle among an object with more leaves than a batch has', () => {
    const leaves = Array.from({ length: 20_000 }, (_, at) => ({
      source: 0,
      target: at + 1,
      kind: 0,
    }));
    const edges = [...leaves, { source: 10_000, target: 0, kind: 0 }];
    const flags = new Array<number>(20_001).fill(1);
    const plain = { nodeCount: 20_001, edges, flags, external: null, roots: null };
    expect(membersOf(heapFrom(plain))).toEqual([[0, 10_000]]);
  });

  it('stops when cancelled', () => {
    const nodeCount = 200_000;
    const graph = heapFrom({
      nodeCount,
      edges: [],
      flags: new Array<number>(nodeCount).fill(1),
      external: null,
      roots: null,
    });
    const cuts = computeCutEdges(graph, NO_CUTS, UNATTENDED_JOB);
    const job = {
      report() {},
      checkpoint() {
        throw new CancelledError();
      },
    };
    expect(() => computeComponents(graph, cuts, job)).toThrow(CancelledError);
  });
});
