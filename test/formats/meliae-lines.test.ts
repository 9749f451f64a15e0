import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MeliaeParser } from '../../shared/formats/meliae/meliae-parser.ts';
import { NO_COUNT } from '../../shared/heap/heap-graph.ts';
import { HeapGraphBuilder } from '../../shared/heap/heap-graph-builder.ts';
import { typesOf } from './same-graph.ts';

/** Reads lines as the importer does; which of them were whole objects. */
function parse(lines: readonly string[]) {
  const builder = new HeapGraphBuilder({ targets: 'addresses', expectedNodes: 0 });
  const parser = new MeliaeParser(builder);
  const isRead = lines.map((line) => {
    const bytes = new TextEncoder().encode(`${line}\n`);
    parser.load(bytes);
    const end = parser.readObject(0);
    if (end >= 0) expect(end).toBeLessThan(bytes.length);
    return end >= 0;
  });
  parser.finish();
  return { graph: builder.finish({}), isRead };
}

const space = fc.constantFrom('', ' ', '  ', '\t');
const number = fc.oneof(
  fc.nat(20),
  fc.nat(2 ** 31 - 1),
  fc.integer({ min: 10 ** 7, max: 10 ** 9 }),
  fc.integer({ min: 10 ** 14, max: 2 ** 53 - 1 }),
);
const text = fc.oneof(
  fc.string({ maxLength: 40, unit: 'grapheme' }),
  fc.constantFrom('', 'list', '"', '\\', 'a\nb', 'é😀', 'ends with \\', 'x'.repeat(300)),
);
const json: fc.Arbitrary<unknown> = fc.jsonValue({ maxDepth: 3 });

interface Drawn {
  readonly address: number;
  readonly type: string;
  readonly size: number;
  readonly len?: number;
  readonly name?: string;
  readonly value?: unknown;
  readonly extra?: unknown;
  readonly refs: readonly number[];
}

const drawnObject: fc.Arbitrary<Drawn> = fc.record(
  {
    address: number,
    type: text,
    size: number,
    refs: fc.array(number, { maxLength: 12 }),
    len: fc.nat(),
    name: text,
    value: fc.oneof(text, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), json),
    extra: json,
  },
  { requiredKeys: ['address', 'type', 'size', 'refs'] },
);

/** The object as a line, its keys in any order and with any blanks. */
const line = fc
  .tuple(drawnObject, fc.array(space, { minLength: 4, maxLength: 4 }), fc.nat())
  .map(([object, [a = '', b = '', c = '', d = ''], turn]) => {
    const entries = Object.entries(object).filter(([, value]) => value !== undefined);
    const turned = [
      ...entries.slice(turn % entries.length),
      ...entries.slice(0, turn % entries.length),
    ];
    const members = turned.map(([key, value]) => `"${key}"${a}:${b}${JSON.stringify(value)}`);
    return { object, text: `{${c}${members.join(`${d},${c}`)}${a}}` };
  });

test('lines are read as JSON reads them', { tags: 'slow' }, () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(line, { maxLength: 20, selector: ({ object }) => object.address }),
      (lines) => {
        const { graph, isRead } = parse(lines.map((drawn) => drawn.text));
        expect(isRead).toEqual(lines.map(() => true));
        const objects = lines.map((drawn) => drawn.object);
        const addresses = objects.map((object) => object.address);
        expect(typesOf(graph)).toEqual(objects.map((object) => object.type));
        objects.forEach((object, node) => {
          const address =
            (graph.addressWords[2 * node + 1] ?? 0) * 2 ** 32 + (graph.addressWords[2 * node] ?? 0);
          expect(address).toBe(object.address);
          expect(graph.shallowSize[node]).toBe(object.size);
          expect(graph.length?.[node]).toBe(object.len ?? NO_COUNT);
          const known = object.refs.filter((target) => addresses.includes(target));
          const edges = graph.edgeTarget.subarray(graph.firstEdge[node], graph.firstEdge[node + 1]);
          expect([...edges]).toEqual(known.map((target) => addresses.indexOf(target)));
          const shown = object.name ?? object.value;
          const preview = graph.strings.get(graph.preview?.[node] ?? 0);
          if (typeof shown === 'string') expect(preview).toBe(shown);
          else expect(preview).toBe(typeof shown === 'number' ? JSON.stringify(shown) : '');
        });
      },
    ),
    { numRuns: 400 },
  );
});

test('a line that is cut off anywhere is no object, and leaves nothing behind', () => {
  fc.assert(
    fc.property(line, line, fc.nat(), (first, cut, at) => {
      const broken = cut.text.slice(0, at % cut.text.length);
      const whole = '{"address": 999999999999, "type": "last", "size": 1, "refs": [999999999999]}';
      const { graph, isRead } = parse([first.text, broken.startsWith('{') ? broken : '{', whole]);
      expect(isRead).toEqual([true, false, true]);
      const { object } = first;
      const own = object.refs.filter((target) => target === object.address).length;
      expect(graph.nodeCount).toBe(2);
      expect(graph.edgeCount).toBe(own + 1);
      expect(graph.danglingReferences).toBe(object.refs.length - own);
      expect([...graph.edgeTarget]).toEqual([...Array.from({ length: own }, () => 0), 1]);
    }),
    { numRuns: 400 },
  );
});

test('numbers of every length, up to 2^64 and not beyond', () => {
  const max = 2n ** 64n - 1n;
  const numbers = Array.from({ length: 19 }, (_, digits) => 10n ** BigInt(digits) + 7n);
  const exact = [...numbers, 9_999_999_999_999_999_999n, max, max - 1616n];
  const { graph, isRead } = parse(
    exact.map((address) => `{"address": ${address}, "type": "T", "size": 0, "refs": [${max}]}`),
  );
  expect(isRead).toEqual(exact.map(() => true));
  const words = new BigUint64Array(graph.addressWords.slice().buffer);
  expect([...words]).toEqual(exact);
  expect([...graph.edgeTarget]).toEqual(exact.map(() => exact.indexOf(max)));
  for (const beyond of [max + 1n, 10n ** 20n, 10n ** 24n, 10n ** 40n]) {
    const other = '{"address": 1, "type": "T", "size": 0, "refs": []}';
    const lines = [`{"address": ${beyond}, "type": "T", "size": 0, "refs": []}`, other];
    expect(parse(lines).isRead).toEqual([false, true]);
  }
});

test('lists beyond what waits at once, broken ones and those that begin anew', () => {
  const many = (count: number, target: number) => Array.from({ length: count }, () => target);
  const list = (address: number, refs: readonly number[], more = '') =>
    `{"address": ${address}, "type": "T", "size": 0, "refs": [${refs.join(', ')}]${more}}`;
  const { graph, isRead } = parse([
    list(1, many(5000, 1)),
    list(2, many(30_000, 1)),
    list(3, many(20_000, 2)).replace(']}', ', x]}'),
    list(4, many(20_000, 2), `, "refs": [${many(9000, 4).join()}]`),
    list(5, many(3, 1), ', "refs": [2, 4]'),
    list(2, many(20_000, 5)),
    list(6, [6]),
  ]);
  expect(isRead).toEqual([true, true, false, true, true, true, true]);
  expect(graph.nodeCount).toBe(5);
  const counts = [5000, 30_000, 9000, 2, 1];
  const firsts = counts.map((_, node) => counts.slice(0, node).reduce((sum, one) => sum + one, 0));
  expect([...graph.firstEdge]).toEqual([...firsts, graph.edgeCount]);
  expect(graph.edgeTarget.subarray(0, 35_000).every((target) => target === 0)).toBe(true);
  expect(graph.edgeTarget.subarray(35_000, 44_000).every((target) => target === 2)).toBe(true);
  expect([...graph.edgeTarget.subarray(44_000)]).toEqual([1, 2, 4]);
});
