import { expect, test } from 'vitest';
import type { FactColumn } from '../../../shared/heap/fact-table.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { NO_NODE } from '../../../shared/heap/heap-graph.ts';
import type { NativeMemory } from '../../../shared/heap/native-memory.ts';
import {
  chargeNative,
  nativeMemoryFrom,
  nativeMemoryOf,
  nativeOfObject,
  nativeTotals,
  StorageMark,
} from '../../../shared/heap/native-memory.ts';
import { graphFromText } from '../../support/graph-from-text.ts';

const { inShallowSize, onDevice, sizeUnknown } = StorageMark;

type Row = readonly [object: number, storage: number, bytes: number, marks?: number];

function nativeOf(...rows: readonly Row[]): NativeMemory {
  return nativeMemoryFrom({
    object: Uint32Array.from(rows, ([object]) => object),
    storage: Float64Array.from(rows, ([, storage]) => storage),
    bytes: Float64Array.from(rows, ([, , bytes]) => bytes),
    marks: rows.map(([, , , marks = 0]) => marks),
  });
}

test('a storage that two objects hold counts once in the totals and whole for each', () => {
  const native = nativeOf([7, 0x7f00_0000_1000, 500], [2, 0x7f00_0000_1000, 500], [2, 64, 20]);
  expect(nativeTotals(native).bytes).toBe(520);
  expect(nativeOfObject(native, 2)).toMatchObject({ bytes: 520, sharedBytes: 500 });
  expect(nativeOfObject(native, 7)).toMatchObject({ bytes: 500, sharedBytes: 500 });
  expect(nativeOfObject(native, 3)).toBeNull();
});

test('addresses that differ only above 32 bits are different storages', () => {
  const native = nativeOf([0, 0x1_0000_1000, 10], [1, 0x2_0000_1000, 30]);
  expect(native.storageCount).toBe(2);
  expect(nativeTotals(native).bytes).toBe(40);
});

test('storages without an identity are never taken for one another', () => {
  expect(nativeTotals(nativeOf([0, 0, 10], [1, 0, 10], [1, 5, 1])).bytes).toBe(21);
});

test('a storage told of twice for one object counts once, with the larger size', () => {
  const native = nativeOf([4, 16, 10], [4, 16, 30]);
  expect(Array.from(native.node)).toEqual([4]);
  expect(nativeTotals(native)).toMatchObject({ bytes: 30, objects: 1 });
});

test('bytes that are in a shallow size or on an accelerator do not come on top', () => {
  const native = nativeOf([0, 16, 100, inShallowSize], [1, 32, 200, onDevice], [1, 48, 5]);
  expect(nativeTotals(native)).toMatchObject({ bytes: 5, deviceBytes: 200 });
  expect(nativeOfObject(native, 0)).toMatchObject({ bytes: 0, deviceBytes: 0 });
  expect(nativeOfObject(native, 1)).toMatchObject({ bytes: 5, deviceBytes: 200 });
});

test('native memory of unknown size is told of and counts nothing', () => {
  const native = nativeOf([3, 0, 999, sizeUnknown], [3, 0, 7, sizeUnknown], [9, 16, 4]);
  expect(nativeOfObject(native, 3)).toMatchObject({ bytes: 0, isUnknown: true });
  expect(nativeOfObject(native, 9)).toMatchObject({ bytes: 4, isUnknown: false });
  expect(nativeTotals(native)).toMatchObject({ bytes: 4, objects: 2, unknownObjects: 1 });
});

test('rows of objects that are not in the dump are left out', () => {
  const native = nativeOf([NO_NODE, 16, 100], [1, 32, 5]);
  expect(nativeTotals(native).bytes).toBe(5);
});

test('totals of some objects count what they share once and leave the rest out', () => {
  const native = nativeOf([0, 16, 100], [1, 16, 100], [2, 32, 7]);
  expect(nativeTotals(native, (node) => node < 2).bytes).toBe(100);
});

test('every storage is charged once, shared ones to the first holder', () => {
  const native = nativeOf([5, 16, 100], [6, 16, 100], [5, 32, 7], [6, 48, 1000, inShallowSize]);
  expect(Array.from(chargeNative(native, 7))).toEqual([0, 0, 0, 0, 0, 107, 0]);
});

test('of a mapping that is hardly in memory what is resident counts', () => {
  const native = nativeMemoryFrom({
    object: Uint32Array.of(0, 1, 1),
    storage: Float64Array.of(16, 16, 32),
    bytes: Float64Array.of(1000, 1000, 50),
    marks: [0, 0, 0],
    resident: Float64Array.of(10, 10, 50),
  });
  expect(nativeTotals(native).bytes).toBe(60);
  expect(nativeOfObject(native, 1)).toMatchObject({ bytes: 60, sharedBytes: 10 });
});

function dumpWith(columns: Readonly<Record<string, FactColumn>>): HeapGraph {
  const tables = new Map([['native', { rowCount: 2, columns: new Map(Object.entries(columns)) }]]);
  return { ...graphFromText`a -> b`.graph, tables };
}

const COLUMNS: Readonly<Record<string, FactColumn>> = {
  object: { form: 'object', values: Uint32Array.of(1, 0) },
  storage: { form: 'number', values: Float64Array.of(64, 64) },
  bytes: { form: 'number', values: Float64Array.of(2 ** 40, 2 ** 40) },
  marks: { form: 'number', values: Uint8Array.of(0, 0) },
};

test('a dump tells its native memory in a table, and is asked once', () => {
  const graph = dumpWith(COLUMNS);
  const native = nativeMemoryOf(graph);
  expect(native === null ? 0 : nativeTotals(native).bytes).toBe(2 ** 40);
  expect(nativeMemoryOf({ ...graph })).toBe(native);
});

test('a dump without the table, or with a column missing, tells nothing', () => {
  expect(nativeMemoryOf(graphFromText`a -> b`.graph)).toBeNull();
  const { bytes: _, ...rest } = COLUMNS;
  expect(nativeMemoryOf(dumpWith(rest))).toBeNull();
  const asText = { ...COLUMNS, object: { form: 'text', values: Uint32Array.of(1, 0) } } as const;
  expect(nativeMemoryOf(dumpWith(asText))).toBeNull();
});
