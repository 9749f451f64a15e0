import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listReferents, listReferrers } from '../../../../shared/analysis/graph/neighbours.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { buildReferrers } from '../../../../shared/heap/referrers.ts';
import { heapArbitrary, heapFrom } from '../random-heap.ts';

const pageArbitrary = fc.record({
  offset: fc.integer({ min: -1, max: 8 }),
  limit: fc.integer({ min: -1, max: 8 }),
});

describe('pages of neighbours', () => {
  it('are slices of all references to and from an object, each with its own index', () => {
    fc.assert(
      fc.property(heapArbitrary(6), fc.nat(), pageArbitrary, (plain, pick, page) => {
        const graph = heapFrom(plain);
        const node = pick % plain.nodeCount;
        const all = Array.from({ length: graph.edgeCount }, (_, edge) => edge);
        const sourceOf = (edge: number): number =>
          Array.from(graph.firstEdge).findLastIndex((first) => first <= edge);
        const from = Math.max(0, page.offset);
        const to = from + Math.max(0, page.limit);

        const incoming = all.filter((edge) => graph.edgeTarget[edge] === node);
        const referrers = buildReferrers(graph, UNATTENDED_JOB);
        const before = listReferrers(graph, referrers, node, page);
        expect(before.total).toBe(incoming.length);
        expect(Array.from(before.edge)).toEqual(incoming.slice(from, to));
        expect(Array.from(before.node)).toEqual(incoming.slice(from, to).map(sourceOf));

        const outgoing = all.filter((edge) => sourceOf(edge) === node);
        const after = listReferents(graph, node, page);
        expect(after.total).toBe(outgoing.length);
        expect(Array.from(after.edge)).toEqual(outgoing.slice(from, to));
        expect(Array.from(after.node)).toEqual(
          outgoing.slice(from, to).map((edge) => graph.edgeTarget[edge]),
        );
      }),
      { numRuns: 1000 },
    );
  });
});
