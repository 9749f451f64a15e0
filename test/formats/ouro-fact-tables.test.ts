import { describe, expect, test } from 'vitest';
import { factTable, numbersOf, objectsOf, textsOf } from '../../shared/heap/fact-table.ts';
import { NO_NODE } from '../../shared/heap/heap-graph.ts';
import { NO_STRING } from '../../shared/heap/string-table.ts';
import { loadBytes, warningCodes } from './load-from-bytes.ts';
import { addBatch, bytes, HandFile, u32, u64 } from './ouro-file.ts';

const A = 0x7f00_0000_0010n;
const B = 0x7f00_0000_0020n;

function file(): HandFile {
  const hand = new HandFile().strs('T', 'app.py').types('T');
  return addBatch(hand, {
    number: 1,
    targets: 'eADR',
    objects: [
      { address: A, targets: [B] },
      { address: B, targets: [] },
    ],
  });
}

async function load(hand: HandFile) {
  return loadBytes(hand.end(2, 1, 1).encode());
}

describe('tables of facts in an .ouro file', () => {
  test('add up over their sections, with objects and texts looked up', async () => {
    const hand = file()
      .table(
        'waits',
        2,
        ['object', 5, bytes(u64(B), u64(0x99n))],
        ['state', 1, Uint8Array.of(2, 1)],
        ['file', 4, bytes(u32(1), u32(0xffffffff))],
      )
      .table(
        'waits',
        1,
        ['object', 5, u64(A)],
        ['state', 1, Uint8Array.of(3)],
        ['file', 4, u32(77)],
      )
      .table('native', 1, ['bytes', 3, u64(2n ** 40n)], ['count', 2, u32(5)]);
    const dump = await load(hand);
    expect(warningCodes(dump)).toEqual([]);
    const waits = factTable(dump.graph, 'waits');
    if (waits === null) throw new Error('no table');
    expect(waits.rowCount).toBe(3);
    expect([...(objectsOf(waits, 'object') ?? [])]).toEqual([1, NO_NODE, 0]);
    expect([...(numbersOf(waits, 'state') ?? [])]).toEqual([2, 1, 3]);
    // A text that is not in the file is none.
    expect([...(textsOf(waits, 'file') ?? [])]).toEqual([1, NO_STRING, NO_STRING]);
    expect(numbersOf(waits, 'file')).toBeNull();
    const native = factTable(dump.graph, 'native');
    expect(native?.columns.get('bytes')?.values).toEqual(Float64Array.of(2 ** 40));
    expect(native?.columns.get('count')?.values).toEqual(Uint32Array.of(5));
  });

  const refused: readonly (readonly [string, (hand: HandFile) => HandFile])[] = [
    ['with fewer values than rows', (hand) => hand.table('t', 9, ['x', 2, u32(1)])],
    ['with more values than rows', (hand) => hand.table('t', 1, ['x', 1, new Uint8Array(9)])],
    ['with a form that nobody knows', (hand) => hand.table('t', 1, ['x', 6, u64(1n)])],
    [
      'with two columns of one name',
      (hand) => hand.table('t', 0, ['x', 1, u64(0n)], ['x', 1, u64(0n)]),
    ],
    ['without columns', (hand) => hand.table('t', 4_000_000_000)],
    ['cut off in its header', (hand) => hand.add('TABL', bytes(u32(1), u32(1)))],
    ['with more columns than bytes', (hand) => hand.add('TABL', bytes(u32(1), u32(60), u64(0n)))],
  ];
  test.each(refused)('are left out and told of: a table %s', async (_, damage) => {
    const dump = await load(damage(file()));
    expect(warningCodes(dump)).toEqual(['damaged-section']);
    expect(dump.graph.tables).toBeUndefined();
    expect(dump.graph.nodeCount).toBe(2);
  });

  test('keep their first sections when a later one has other columns', async () => {
    const hand = file()
      .table('t', 1, ['x', 2, u32(4)])
      .table('t', 1, ['x', 1, Uint8Array.of(5)]);
    const dump = await load(hand);
    expect(warningCodes(dump)).toEqual(['damaged-section']);
    expect(factTable(dump.graph, 't')?.columns.get('x')?.values).toEqual(Uint32Array.of(4));
  });
});
