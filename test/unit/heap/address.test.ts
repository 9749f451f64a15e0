import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatAddress,
  nodeAddress,
  nodeAddressText,
  parseAddress,
} from '../../../shared/heap/address.ts';
import {
  AddressIndex,
  findNodeByAddress,
  findNodesByAddress,
} from '../../../shared/heap/address-index.ts';
import { AddressTable } from '../../../shared/heap/address-table.ts';
import { NO_NODE } from '../../../shared/heap/heap-graph.ts';
import { graphFromText } from '../../support/graph-from-text.ts';

const word = fc.oneof(fc.nat({ max: 40 }), fc.integer({ min: 0, max: 0xffffffff }));
const addresses = fc.array(fc.tuple(word, word), { maxLength: 60 });

describe('an address', () => {
  test('is written as Python writes it and read back', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (value) => {
        for (const text of [`0x${value.toString(16)}`, String(value), `  o${value} `]) {
          const words = parseAddress(text);
          expect(words).not.toBeNull();
          if (words === null) return;
          expect(formatAddress(words.low, words.high)).toBe(`0x${value.toString(16)}`);
        }
      }),
    );
  });

  test.each(['', 'x', '0x', '-1', '1.5', '0x1g', '18446744073709551616', '0x10000000000000000'])(
    'is not %j',
    (text) => {
      expect(parseAddress(text)).toBeNull();
    },
  );

  test('of a node', () => {
    const { graph, node } = graphFromText`a -> b`;
    expect(nodeAddressText(graph, node('b'))).toBe('0x1010');
    expect(nodeAddress(graph, node('b'))).toBe(0x1010n);
  });
});

describe('finding an address', () => {
  test('numbers addresses in order of appearance, as a map would', () => {
    fc.assert(
      fc.property(addresses, fc.boolean(), (drawn, presized) => {
        const table = new AddressTable(presized ? 100 : 0);
        const numbers = new Map<string, number>();
        for (const [low, high] of drawn) {
          const key = `${low} ${high}`;
          if (!numbers.has(key)) numbers.set(key, numbers.size);
          expect(table.intern(low, high)).toBe(numbers.get(key));
        }
        expect(table.count).toBe(numbers.size);
        for (const [low, high] of [...drawn, [3, 3], [0, 0]] as const) {
          expect(table.find(low, high)).toBe(numbers.get(`${low} ${high}`) ?? -1);
        }
      }),
    );
  });

  test('holds its own at a hundred thousand addresses of any spacing', { tags: 'slow' }, () => {
    for (const step of [1, 16, 48, 4096, 65_536]) {
      const table = new AddressTable(0);
      let wrong = 0;
      for (let index = 0; index < 100_000; index++) {
        const address = index * step;
        if (table.intern(address >>> 0, Math.floor(address / 2 ** 32)) !== index) wrong++;
      }
      for (let index = 0; index < 100_000; index += 7) {
        const address = index * step;
        if (table.find(address >>> 0, Math.floor(address / 2 ** 32)) !== index) wrong++;
      }
      expect(wrong).toBe(0);
    }
  });

  test('finds the object there, once or many times', () => {
    const { graph, node } = graphFromText`a -> b; b -> a`;
    const index = new AddressIndex(graph);
    for (const name of ['a', 'b']) {
      const low = graph.addressWords[2 * node(name)] ?? 0;
      expect(findNodeByAddress(graph, low, 0)).toBe(node(name));
      expect(index.find(low, 0)).toBe(node(name));
    }
    expect(findNodeByAddress(graph, 5, 0)).toBe(NO_NODE);
    expect(index.find(0x1000, 1)).toBe(NO_NODE);
  });

  test('finds many at once, wanted twice or not there', () => {
    const words = Uint32Array.of(10, 0, 20, 0, 30, 7);
    const wanted = Uint32Array.of(30, 7, 99, 0, 10, 0, 30, 7, 30, 0);
    expect([...findNodesByAddress(words, 3, wanted)]).toEqual([2, NO_NODE, 0, 2, NO_NODE]);
  });
});
