// @module-tag slow
import { describe, expect, test } from 'vitest';
import { streamCursor } from '../../shared/formats/ouro/byte-cursor.ts';
import { SectionReader } from '../../shared/formats/ouro/ouro-sections.ts';
import { errorOf, loadBytes } from './load-from-bytes.ts';
import type { HandObject } from './ouro-file.ts';
import { addBatch, bytes, HandFile, u32, u64 } from './ouro-file.ts';

const MEGABYTE = 1 << 20;
const OBJECTS: readonly HandObject[] = [
  { address: 16n, targets: [32n] },
  { address: 32n, targets: [16n] },
];

function file(): HandFile {
  return new HandFile().strs('object').types('object');
}

/** A table `x` with one column of bytes. */
function oneColumn(name: string, values: Uint8Array): Uint8Array {
  const names = new TextEncoder().encode(`x\0${name}`);
  const header = bytes(u32(values.length), u32(1), u32(names.length), u32(0), u32(1), names);
  return bytes(header, new Uint8Array((8 - (header.length % 8)) % 8), values);
}

function withObjects(hand: HandFile): Uint8Array {
  return addBatch(hand, { number: 1, objects: OBJECTS, targets: 'eADR' }).end(2, 2, 1).encode();
}

describe('a dump whose sections unpack to more than there is memory for', () => {
  const payloads: readonly (readonly [string, number, Uint8Array])[] = [
    ['nADR', 1, new Uint8Array(8 * MEGABYTE)],
    ['LAYT', 0, bytes(u32(1), u32(0), u32(MEGABYTE), new Uint8Array(5 * MEGABYTE))],
    ['ROOT', 0, bytes(u32(MEGABYTE), new Uint8Array(13 * MEGABYTE))],
    ['INFO', 0, bytes(u32(MEGABYTE), new Uint8Array(12 * MEGABYTE))],
    ['TABL', 0, oneColumn('x', new Uint8Array(16 * MEGABYTE))],
    ['TYPE', 0, bytes(u32(MEGABYTE), new Uint8Array(16 * MEGABYTE))],
  ];
  test.each(payloads)('is refused at its %s sections', async (tag, batch, payload) => {
    const hand = file();
    for (let section = 0; section < 24; section++) hand.add(tag, payload, batch, true);
    const error = await errorOf(loadBytes(withObjects(hand), { memoryLimitBytes: 35e6 }));
    expect(error.code).toBe('dump-too-large');
  });
});

test('sections that nobody knows are not unpacked', async () => {
  const hand = file().add('ABCD', new Uint8Array(64 * MEGABYTE), 0, true);
  const dump = await loadBytes(withObjects(hand), { memoryLimitBytes: 10e6 });
  expect(dump.graph.nodeCount).toBe(2);
  expect(dump.warnings.map((warning) => warning.code)).toEqual(['ignored-sections']);
});

test('a stored length that no payload can have is skipped, not held', async () => {
  const header = bytes(
    new TextEncoder().encode('nADR'),
    Uint8Array.of(1, 0, 0, 0),
    u32(1),
    u32(0),
    u64(1n << 40n),
    u64(100n),
  );
  let chunks = 4;
  const cursor = streamCursor({
    consumed: 0,
    truncation: null,
    next: () => Promise.resolve(chunks-- === 4 ? header : chunks >= 0 ? new Uint8Array(64) : null),
  });
  const section = await new SectionReader(cursor, {}, Number.POSITIVE_INFINITY).next(() => true);
  expect(section?.payload).toBeNull();
  expect(section?.header.storedBytes).toBe(2 ** 40);
});

test('a column in many pieces is one column', async () => {
  const count = 20_000;
  const hand = file();
  for (let object = 0; object < count; object++) {
    hand.add('nADR', u64(BigInt(16 * (object + 1))), 1);
  }
  const zeros = (width: number): Uint8Array => new Uint8Array(width * count);
  hand.add('nTYP', zeros(4), 1).add('nSIZ', zeros(8), 1).add('nFLG', zeros(2), 1);
  hand.add('nCNT', zeros(4), 1).add('eIDX', new Uint8Array(0), 1);
  hand.add('nEND', bytes(u64(BigInt(count)), u64(0n)), 1);
  const { graph } = await loadBytes(hand.end(count, 0, 1).encode());
  expect(graph.nodeCount).toBe(count);
  expect(graph.addressWords[2 * (count - 1)]).toBe(16 * count);
});
