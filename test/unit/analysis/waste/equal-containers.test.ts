import { expect, test } from 'vitest';
import { findEqualContainers } from '../../../../shared/analysis/waste/equal-containers.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import type { NodeFacts } from '../../../support/with-facts.ts';
import { withFacts } from '../../../support/with-facts.ts';

const VALUES: Readonly<Record<string, NodeFacts>> = {
  x: { preview: 'red', length: 3 },
  y: { preview: 'red', length: 3 },
  cut: { preview: 'red', length: 900 },
  one: { preview: '1' },
  other: { preview: '1' },
};
const TYPES =
  'x: str; y: str; cut: str; one: int; other: int; own: Row; its: Row; l: list; m: list\n';

/** Names of the containers in each finding, with what could be spared. */
function found(drawing: string, lengths: Readonly<Record<string, number>>, taken = '') {
  const drawn = graphFromText(TYPES + drawing);
  const facts = Object.entries(lengths).map(([name, length]) => [name, { length }] as const);
  const graph = withFacts(drawn, { ...VALUES, ...Object.fromEntries(facts) });
  const isTaken = Uint8Array.from(drawn.names, (name) => (name === taken ? 1 : 0));
  const { findings, unseen } = findEqualContainers(graph, isTaken, UNATTENDED_JOB);
  return {
    groups: Array.from({ length: findings.count }, (_, at) => [
      Array.from(
        findings.node.subarray(findings.firstNode[at], findings.firstNode[at + 1]),
        (node) => drawn.names[node],
      ).join(' '),
      findings.wastedBytes[at],
    ]),
    unseen: unseen.objects,
  };
}

const TUPLES = 'a: tuple size=56; b: tuple size=56; c: tuple size=56\n';

test('tuples of equal values in the same order are equal', () => {
  const drawing = `${TUPLES} a -[0]> x; a -[1]> one; b -[0]> y; b -[1]> other; c -[0]> one; c -[1]> x`;
  expect(found(drawing, { a: 2, b: 2, c: 2 }).groups).toEqual([['a b', 56]]);
});

test('an object equals itself, and a mutable one nothing else', () => {
  const drawing = `${TUPLES} a -[0]> own; b -[0]> own; c -[0]> its`;
  expect(found(drawing, { a: 1, b: 1, c: 1 }).groups).toEqual([['a b', 56]]);
  const lists = `${TUPLES} a -[0]> l; b -[0]> m; l -[0]> x; m -[0]> y`;
  expect(found(lists, { a: 1, b: 1 }).groups).toEqual([]);
});

test('tuples in tuples are compared by what they hold', () => {
  const drawing = `${TUPLES} d: tuple size=48
    a -[0]> c; c -[0]> x; b -[0]> d; d -[0]> y`;
  expect(found(drawing, { a: 1, b: 1, c: 1, d: 1 }).groups).toEqual([
    ['a b', 56],
    ['c d', 48],
  ]);
});

test('dicts are equal by keys and values, never by values alone', () => {
  const drawing = `p: dict size=100; q: dict size=200; r: dict size=100; k: str; j: str
    p -key 'k'> k; p -['k']> x; q -key 'k'> j; q -['k']> y; r -['k']> x`;
  const keys = { k: 1, j: 1 };
  expect(found(drawing, { p: 1, q: 1, r: 1, ...keys })).toEqual({ groups: [], unseen: 1 });
  const same = `p: dict size=100; q: dict size=200
    p -key 'k'> x; p -['k']> one; q -key 'k'> y; q -['k']> other`;
  expect(found(same, { p: 1, q: 1 }).groups).toEqual([['p q', 100]]);
});

test('what a dump has in part is not compared', () => {
  const cut = `${TUPLES} a -[0]> cut; b -[0]> x`;
  expect(found(cut, { a: 1, b: 1 }).groups).toEqual([]);
  const short = `${TUPLES} a -[0]> x; b -[0]> x`;
  expect(found(short, { a: 2, b: 1 })).toEqual({ groups: [], unseen: 1 });
});

test('what is waste already, or made for one object, is left out', () => {
  const drawing = `${TUPLES} a -[0]> x; b -[0]> y; c -[0]> x; own -@co_consts> c`;
  expect(found(drawing, { a: 1, b: 1, c: 1 }).groups).toEqual([['a b', 56]]);
  expect(found(drawing, { a: 1, b: 1, c: 1 }, 'a').groups).toEqual([]);
});

test('a tuple that holds itself ends', () => {
  const drawing = `${TUPLES} a -[0]> l; l -[0]> a; b -[0]> b`;
  expect(found(drawing, { a: 1, b: 1 }).groups).toEqual([]);
});
