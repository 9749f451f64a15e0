import { describe, expect, test } from 'vitest';
import { findAccumulations } from '../../../../shared/analysis/dominators/accumulation.ts';
import { DominatorIndex } from '../../../../shared/analysis/dominators/dominator-index.ts';
import { computeDominators } from '../../../../shared/analysis/dominators/dominators.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { NO_NODE } from '../../../../shared/heap/heap-graph.ts';
import type { DrawnGraph } from '../../../support/graph-from-text.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';

/** Holder, then per group "count type bytes". */
function piles({ graph, names }: DrawnGraph): string[] {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB, false);
  const dominators = computeDominators(graph, verdicts, UNATTENDED_JOB);
  const index = new DominatorIndex(dominators, UNATTENDED_JOB);
  return findAccumulations(graph, dominators, index, verdicts.verdict, UNATTENDED_JOB).map(
    ({ holder, groups }) =>
      [
        holder === NO_NODE ? 'several' : names[holder],
        ...groups.map(
          ({ type, count, retainedBytes }) =>
            `${count} ${graph.strings.get(graph.typeNames[type])} ${retainedBytes}`,
        ),
      ].join(', '),
  );
}

const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');

describe('where memory has piled up', () => {
  test('in the container of many, not in what holds the container', () => {
    const drawn = graphFromText(`
      main!; main -.cache> store; store -@__dict__> items
      items: dict; main: module size=10
      ${lines(20, (at) => `items -['${at}']> row${at}; row${at}: app.Row size=100`)}
      ${lines(20, (at) => `row${at} -.text> text${at}; text${at}: str size=50`)}
    `);
    expect(piles(drawn)).toEqual(['items, 20 app.Row 3000']);
  });

  test('in one large object, which is not looked into', () => {
    const drawn = graphFromText`
      main!; main -.a> blob; main -.b> other
      blob: bytearray size=1000; other: app.Small size=10; main: module
    `;
    expect(piles(drawn)).toEqual(['blob, 1 bytearray 1000']);
  });

  test('through a large container among others of its type', () => {
    const drawn = graphFromText(`
      main!; main -.big> big; main: module
      big: list
      ${lines(10, (at) => `big -[${at}]> row${at}; row${at}: app.Row size=100`)}
      ${lines(30, (at) => `main -.list${at}> list${at}; list${at}: list size=20`)}
    `);
    expect(piles(drawn)).toEqual(['big, 10 app.Row 1000', 'main, 30 list 600']);
  });

  test('in objects that each are held twice: no single holder', () => {
    const drawn = graphFromText(`
      one!; two!; one: list; two: dict
      ${lines(10, (at) => `one -[${at}]> row${at}; two -['${at}']> row${at}; row${at}: app.Row size=100`)}
    `);
    expect(piles(drawn)).toEqual(['several, 10 app.Row 1000']);
  });

  test('in a linked list, counted by its links', () => {
    const drawn = graphFromText(`
      main!; main -.head> n0; main: module
      ${lines(60, (at) => `n${at} -.next> n${at + 1}; n${at}: app.Node size=50`)}
    `);
    expect(piles(drawn)).toEqual(['n0, 59 app.Node 2966']);
  });

  test('never in garbage', () => {
    const drawn = graphFromText(`
      main!; main -.a> kept; kept: app.Kept size=100; main: module
      a -.b> b; b -.a> a; a: app.Lost size=5000; b: app.Lost size=5000
    `);
    expect(piles(drawn)).toEqual(['kept, 1 app.Kept 100']);
  });

  test('nowhere in an empty heap', () => {
    expect(piles(graphFromText``)).toEqual([]);
  });
});

describe('in a heap snapshot of V8', () => {
  test('a cache of the engine is no pile, an array of the program is', () => {
    const drawn = graphFromText`
      root!; root -[1]> engine; engine -.number_string_cache> cache
      root -[2]> global; global -.keep> store; store -.elements> items
      root: (synthetic); engine: (synthetic); cache: (array) size=4000
      global: global; store: Array size=10; items: (array) size=900
    `;
    expect(piles(drawn)).toEqual(['items, 1 (array) 900']);
  });
});
