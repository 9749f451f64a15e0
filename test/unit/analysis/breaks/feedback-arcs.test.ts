import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFeedbackArcs } from '../../../../shared/analysis/breaks/feedback-arcs.ts';
import type { ArcGraph } from '../../../../shared/analysis/breaks/feedback-order.ts';
import { cheapestHittingSet } from '../../../../shared/analysis/breaks/hitting-set.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';

interface Arc {
  readonly from: number;
  readonly to: number;
  readonly cost: number;
}

function arcGraph(vertexCount: number, unordered: readonly Arc[]): ArcGraph {
  const arcs = [...unordered].sort((a, b) => a.from - b.from);
  const offsets = (end: (arc: Arc) => number): Uint32Array => {
    const first = new Uint32Array(vertexCount + 1);
    for (const arc of arcs) first[end(arc) + 1] += 1;
    for (let vertex = 0; vertex < vertexCount; vertex++) first[vertex + 1] += first[vertex];
    return first;
  };
  const order = arcs.map((_, at) => at);
  return {
    vertexCount,
    firstOut: offsets((arc) => arc.from),
    source: Uint32Array.from(arcs, (arc) => arc.from),
    target: Uint32Array.from(arcs, (arc) => arc.to),
    cost: Uint8Array.from(arcs, (arc) => arc.cost),
    firstIn: offsets((arc) => arc.to),
    inArc: Uint32Array.from(order.sort((a, b) => (arcs[a]?.to ?? 0) - (arcs[b]?.to ?? 0))),
  };
}

/** Takes away what nothing points at, until nothing is left or everything is pointed at. */
function hasCycle(graph: ArcGraph, isRemoved: (arc: number) => boolean): boolean {
  const left = new Set(Array.from({ length: graph.vertexCount }, (_, vertex) => vertex));
  for (;;) {
    const pointedAt = new Set<number>();
    for (let arc = 0; arc < graph.source.length; arc++) {
      if (!isRemoved(arc) && left.has(graph.source[arc])) pointedAt.add(graph.target[arc]);
    }
    const free = [...left].filter((vertex) => !pointedAt.has(vertex));
    if (free.length === 0) return left.size > 0;
    for (const vertex of free) left.delete(vertex);
  }
}

function cheapestByTrying(graph: ArcGraph): number {
  const { length } = graph.source;
  let best = Number.POSITIVE_INFINITY;
  for (let choice = 0; choice < 1 << length; choice++) {
    let cost = 0;
    for (let arc = 0; arc < length; arc++) if ((choice >> arc) & 1) cost += graph.cost[arc];
    if (cost < best && !hasCycle(graph, (arc) => ((choice >> arc) & 1) === 1)) best = cost;
  }
  return best;
}

const graphs = (vertices: number, arcs: { minLength?: number; maxLength: number }) =>
  fc.integer({ min: 1, max: vertices }).chain((vertexCount) => {
    const vertex = fc.integer({ min: 0, max: vertexCount - 1 });
    const arc = fc.record({ from: vertex, to: vertex, cost: fc.constantFrom(1, 1, 4, 5, 6, 40) });
    return fc.array(arc, arcs).map((list) => arcGraph(vertexCount, list));
  });

describe('references without which no cycle is left', () => {
  it('are the cheapest there are in small graphs, against every choice', () => {
    fc.assert(
      fc.property(graphs(5, { maxLength: 11 }), (graph) => {
        const found = findFeedbackArcs(graph, UNATTENDED_JOB);
        const removed = new Set(found.arcs);
        expect(hasCycle(graph, (arc) => removed.has(arc))).toBe(false);
        expect(found.isExact).toBe(true);
        expect(found.cost).toBe(cheapestByTrying(graph));
        expect(found.arcs.reduce((sum, arc) => sum + graph.cost[arc], 0)).toBe(found.cost);
      }),
      { numRuns: 300 },
    );
  });

  it('are proved cheapest wherever there are 20 links or fewer', () => {
    fc.assert(
      fc.property(graphs(9, { minLength: 15, maxLength: 20 }), (graph) => {
        expect(findFeedbackArcs(graph, UNATTENDED_JOB).isExact).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('break every cycle of larger graphs, even with hardly any budget, and none is needless', () => {
    fc.assert(
      fc.property(
        graphs(40, { minLength: 80, maxLength: 200 }),
        fc.constantFrom(0, 50, 1e6),
        (graph, maxSteps) => {
          const found = findFeedbackArcs(graph, UNATTENDED_JOB, { maxSteps });
          const removed = new Set(found.arcs);
          expect(hasCycle(graph, (arc) => removed.has(arc))).toBe(false);
          if (maxSteps < 1e6) return;
          for (const arc of found.arcs) {
            expect(hasCycle(graph, (other) => other !== arc && removed.has(other))).toBe(true);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('are never more expensive with the core solved than by order alone', () => {
    fc.assert(
      fc.property(graphs(12, { minLength: 20, maxLength: 40 }), (graph) => {
        const rough = findFeedbackArcs(graph, UNATTENDED_JOB, { maxSteps: 1 });
        const best = findFeedbackArcs(graph, UNATTENDED_JOB);
        expect(best.cost).toBeLessThanOrEqual(rough.cost);
        if (rough.isExact) expect(best.cost).toBe(rough.cost);
      }),
      { numRuns: 100 },
    );
  });

  it('are one in a long ring: the cheapest', () => {
    const ring = Array.from({ length: 1000 }, (_, at) => ({
      from: at,
      to: (at + 1) % 1000,
      cost: at === 700 ? 1 : 4,
    }));
    const graph = arcGraph(1000, ring);
    const found = findFeedbackArcs(graph, UNATTENDED_JOB);
    expect([found.cost, found.isExact]).toEqual([1, true]);
    expect([...found.arcs].map((arc) => graph.source[arc])).toEqual([700]);
  });

  it('are one where ten thousand children refer back to their parent, and that is proved', () => {
    const children = 10_000;
    const arcs = [{ from: 0, to: 1, cost: 4 }];
    for (let child = 2; child < children + 2; child++) {
      arcs.push({ from: 1, to: child, cost: 6 }, { from: child, to: 0, cost: 4 });
    }
    const found = findFeedbackArcs(arcGraph(children + 2, arcs), UNATTENDED_JOB);
    expect([found.arcs.length, found.cost, found.isExact]).toEqual([1, 4, true]);
  });
});

describe('the cheapest elements that hit every set', () => {
  it('agree with trying all of them', () => {
    const set = fc.uniqueArray(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 4 });
    const costs = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(set, { maxLength: 8 }), costs, (sets, cost) => {
        const costOf = (element: number): number => cost[element] ?? 0;
        const found = cheapestHittingSet(sets, costOf, UNATTENDED_JOB);
        let best = Number.POSITIVE_INFINITY;
        for (let choice = 0; choice < 256; choice++) {
          if (!sets.every((one) => one.some((element) => ((choice >> element) & 1) === 1)))
            continue;
          best = Math.min(
            best,
            cost.reduce(
              (sum, own, element) => sum + (((choice >> element) & 1) === 1 ? own : 0),
              0,
            ),
          );
        }
        expect(found.isExact).toBe(true);
        expect(sets.every((one) => one.some((element) => found.elements.includes(element)))).toBe(
          true,
        );
        expect(found.elements.reduce((sum, element) => sum + costOf(element), 0)).toBe(best);
      }),
      { numRuns: 300 },
    );
  });
});
