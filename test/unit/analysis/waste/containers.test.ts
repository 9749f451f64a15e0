import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findWastefulContainers } from '../../../../shared/analysis/waste/containers.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { holderText } from '../../../../shared/session/held/place-text.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { withFacts } from '../../../support/with-facts.ts';

interface Container {
  readonly type: string;
  readonly size: number;
  readonly length: number | null;
}

function graphOf(containers: readonly Container[]) {
  const drawing = containers
    .map(({ type, size }, at) => `root -[${at}]> c${at}; c${at}: ${type} size=${size}`)
    .join('\n');
  const facts = containers.map(({ length }, at) => [`c${at}`, length === null ? {} : { length }]);
  return withFacts(graphFromText(drawing), Object.fromEntries(facts));
}

describe('findWastefulContainers', () => {
  it('agrees with looking at all others for the least that is needed', () => {
    const containerArbitrary = fc.record({
      type: fc.constantFrom('dict', 'set', 'list', 'tuple'),
      size: fc.integer({ min: 1, max: 50 }).map((size) => size * 8),
      length: fc.option(fc.integer({ min: 0, max: 6 })),
    });
    fc.assert(
      fc.property(fc.array(containerArbitrary, { maxLength: 30 }), (drawn) => {
        // A list is never smaller than its items.
        const containers = drawn.map((one) =>
          one.type === 'list' ? { ...one, size: 56 + 8 * (one.length ?? 0) + one.size } : one,
        );
        const counted = containers.filter(
          ({ type, length }) => type !== 'tuple' && length !== null,
        ) as readonly (Container & { length: number })[];
        const head = Math.min(
          ...counted
            .filter(({ type }) => type === 'list')
            .map(({ size, length }) => size - 8 * length),
        );
        const needed = ({ type, length }: Container & { length: number }) =>
          type === 'list'
            ? head + 8 * length
            : Math.min(
                ...counted
                  .filter((other) => other.type === type && other.length >= length)
                  .map(({ size }) => size),
              );
        const empty = counted.filter(({ length }) => length === 0);
        const sparse = counted.filter(
          (one) => one.length > 0 && one.size - needed(one) >= 24 && one.size >= 2 * needed(one),
        );
        const found = findWastefulContainers(graphOf(containers), UNATTENDED_JOB);
        const sum = (list: Iterable<number>) =>
          [...list].reduce((total, value) => total + value, 0);
        expect(found.empty.findings.node.length).toBe(empty.length);
        expect(sum(found.empty.findings.wastedBytes)).toBe(sum(empty.map(({ size }) => size)));
        expect(found.sparse.findings.node.length).toBe(sparse.length);
        expect(sum(found.sparse.findings.wastedBytes)).toBe(
          sum(sparse.map((one) => one.size - needed(one))),
        );
        expect(found.counted).toBe(counted.length);
        expect(found.uncounted).toBe(
          containers.filter(({ type, length }) => type !== 'tuple' && length === null).length,
        );
      }),
    );
  });

  it('finds nothing to spare in a dump without sizes, or with smaller pointers', () => {
    const without = [0, 1, 900].map((length) => ({ type: 'list', size: 0, length }));
    const narrow = [1, 900].map((length) => ({ type: 'list', size: 36 + 4 * length, length }));
    for (const containers of [without, narrow]) {
      const { empty, sparse } = findWastefulContainers(graphOf(containers), UNATTENDED_JOB);
      expect([empty.findings.count, sparse.findings.count]).toEqual([0, 0]);
    }
  });

  it('does not take instances’ dicts, which may share their keys, for a measure', () => {
    const drawn = graphFromText`
      a -@__dict__> shared; root -['x']> plain
      a: Row; root: dict size=232; shared: dict size=104; plain: dict size=232`;
    const graph = withFacts(drawn, { shared: { length: 3 }, plain: { length: 3 } });
    const { sparse } = findWastefulContainers(graph, UNATTENDED_JOB);
    expect(sparse.findings.count).toBe(0);
  });

  it('puts together what is held in the same place', () => {
    const drawn = graphFromText`
      r1 -.tags> t1; r2 -.tags> t2; r2 -.seen> s1
      names -global boxes> boxes; boxes -[0]> d1; boxes -[1]> d2; d3
      record -['meta']> d4; frame -local todo> t3
      r1: Row; r2: Row; names: dict namespace; boxes: list; record: dict; frame: frame
      t1: list size=56; t2: list size=56; s1: set size=216; t3: list size=56
      d1: dict size=64; d2: dict size=64; d3: dict size=64; d4: dict size=64`;
    const names = ['t1', 't2', 't3', 's1', 'd1', 'd2', 'd3', 'd4'];
    const graph = withFacts(drawn, Object.fromEntries(names.map((name) => [name, { length: 0 }])));
    const { empty } = findWastefulContainers(graph, UNATTENDED_JOB);
    const places = empty.place.map((place, at) => [
      holderText(graph, place),
      empty.findings.wastedBytes[at],
    ]);
    expect(places).toEqual([
      ['Row.seen', 216],
      ['global boxes[…]', 128],
      ['Row.tags', 112],
      ['held by nothing in the dump', 64],
      ["dict['meta']", 64],
      ['local todo', 56],
    ]);
  });
});
