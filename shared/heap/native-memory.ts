import { lowerBound, positionsByValue } from '../base/sorted.ts';
import { AddressTable } from './address-table.ts';
import type { FactTable } from './fact-table.ts';
import { factTable, numbersOf, objectsOf } from './fact-table.ts';
import type { HeapGraph, NodeIndex } from './heap-graph.ts';
import { NO_NODE } from './heap-graph.ts';

/** What is special about a storage: bits. */
export const StorageMark = {
  /** Its bytes are in the shallow size of an object already, such as those of an array of numpy's. */
  inShallowSize: 1 << 0,
  /** On an accelerator, not in the memory of the process. */
  onDevice: 1 << 1,
  /** It is certainly there, but how large it is could not be told; its bytes are 0. */
  sizeUnknown: 1 << 2,
} as const;

/** Storages whose bytes do not come on top of the shallow sizes, or not in this memory. */
const NOT_ON_TOP = StorageMark.inShallowSize | StorageMark.onDevice;

/** Which object holds which storage, as a dump tells it: one row per pair, in any order. */
export interface NativeRows {
  /** `NO_NODE` for an object that is not in the dump. */
  readonly object: Uint32Array;
  /** What the storage is recognised by, 0 for one that nobody shares. Exact below 2^53. */
  readonly storage: ArrayLike<number>;
  readonly bytes: ArrayLike<number>;
  /** Bits of `StorageMark`. */
  readonly marks: ArrayLike<number>;
  /** Of the bytes, those that are resident; absent: all. */
  readonly resident?: ArrayLike<number> | null;
}

/**
 * Memory outside of Python's objects that objects of the dump hold: buffers of tensors, Arrow
 * tables, images, mappings. A *storage* is one piece of it; several objects may hold the same one,
 * which then counts once.
 */
export interface NativeMemory {
  /** Per row, the object; ascending. An object with several storages stands in several rows. */
  readonly node: Uint32Array;
  /** Per row, the storage, 0 … storageCount − 1; ascending within an object, each once. */
  readonly storage: Uint32Array;
  readonly storageCount: number;
  readonly storageBytes: Float64Array;
  /** Of these, resident: a mapping of a large file may hardly be in memory. */
  readonly storageResident: Float64Array;
  readonly storageMarks: Uint8Array;
  /** The rows of storage s are holder[firstHolder[s]] … holder[firstHolder[s + 1] − 1], as nodes. */
  readonly firstHolder: Uint32Array;
  readonly holder: Uint32Array;
}

/**
 * What the dump tells of memory outside of Python's objects: its table `native`. Null where it tells
 * nothing, which is not the same as that there is none. Kept as long as the table is: O(1) but for
 * the first time, see `nativeMemoryFrom`.
 */
export function nativeMemoryOf(graph: HeapGraph): NativeMemory | null {
  const table = factTable(graph, 'native');
  if (table === null) return null;
  const known = KEPT.get(table);
  if (known !== undefined) return known;
  const object = objectsOf(table, 'object');
  const storage = numbersOf(table, 'storage');
  const bytes = numbersOf(table, 'bytes');
  const marks = numbersOf(table, 'marks');
  const resident = numbersOf(table, 'resident');
  const isWhole = object !== null && storage !== null && bytes !== null && marks !== null;
  const native = isWhole ? nativeMemoryFrom({ object, storage, bytes, marks, resident }) : null;
  KEPT.set(table, native);
  return native;
}

/** By table and not by graph: a graph as if references were gone is another one with the same tables. */
const KEPT = new WeakMap<FactTable, NativeMemory | null>();

/**
 * Native memory from its rows. Of rows that disagree on the size of a storage the largest counts.
 * O(rows log rows) time at most, 40 bytes per row.
 */
export function nativeMemoryFrom(rows: NativeRows): NativeMemory {
  const kept = Uint32Array.from(rows.object.keys()).filter((row) => rows.object[row] !== NO_NODE);
  const { storageOf, count } = numberStorages(rows, kept);
  const storageBytes = new Float64Array(count);
  const storageResident = new Float64Array(count);
  const storageMarks = new Uint8Array(count);
  kept.forEach((row, at) => {
    const storage = storageOf[at];
    const bytes = rows.bytes[row];
    if (bytes > storageBytes[storage]) storageBytes[storage] = bytes;
    const there = Math.min(bytes, rows.resident?.[row] ?? bytes);
    if (there > storageResident[storage]) storageResident[storage] = there;
    storageMarks[storage] |= rows.marks[row];
  });
  for (let storage = 0; storage < count; storage++) {
    if ((storageMarks[storage] & StorageMark.sizeUnknown) === 0) continue;
    storageBytes[storage] = 0;
    storageResident[storage] = 0;
  }
  const pairs = Float64Array.from(kept, (row, at) => rows.object[row] * count + storageOf[at]);
  pairs.sort();
  const distinct = pairs.filter((pair, at) => at === 0 || pair !== pairs[at - 1]);
  const node = Uint32Array.from(distinct, (pair) => Math.floor(pair / count));
  const storage = Uint32Array.from(distinct, (pair) => pair % count);
  return {
    node,
    storage,
    storageCount: count,
    storageBytes,
    storageResident,
    storageMarks,
    ...holdersOf(node, storage, count),
  };
}

/** Equal identities get equal numbers; 0 is nobody's. */
function numberStorages(
  { storage }: NativeRows,
  kept: Uint32Array,
): { readonly storageOf: Uint32Array; readonly count: number } {
  const table = new AddressTable(kept.length);
  let alone = 0;
  const storageOf = kept.map((row) => {
    const id = storage[row];
    // What nobody shares is numbered from the other end, to be told apart from the table's.
    return id === 0 ? NO_NODE - ++alone : table.intern(id >>> 0, Math.floor(id / 2 ** 32) >>> 0);
  });
  const first = table.count;
  return {
    storageOf: storageOf.map((at) => (at < first ? at : first + (NO_NODE - at) - 1)),
    count: first + alone,
  };
}

function holdersOf(
  node: Uint32Array,
  storage: Uint32Array,
  count: number,
): Pick<NativeMemory, 'firstHolder' | 'holder'> {
  const firstHolder = new Uint32Array(count + 1);
  for (const one of storage) firstHolder[one + 1]++;
  for (let at = 0; at < count; at++) firstHolder[at + 1] += firstHolder[at];
  const order = positionsByValue(storage, storage.length, count);
  return { firstHolder, holder: order === null ? node : order.map((row) => node[row]) };
}

/** Resident bytes of a storage beside the shallow sizes; 0 where they are counted there, or elsewhere. */
export function bytesOnTop(
  { storageResident, storageMarks }: NativeMemory,
  storage: number,
): number {
  return storageMarks[storage] & NOT_ON_TOP ? 0 : storageResident[storage];
}

/** Storages of an object. O(log rows). */
export function storagesOf(native: NativeMemory, node: NodeIndex): Uint32Array {
  const from = lowerBound(native.node, node);
  return native.storage.subarray(from, lowerBound(native.node, node + 1));
}

/** What an object holds outside of Python's objects. */
export interface NativeOfObject {
  /** Beside its shallow size; what others hold as well included. */
  readonly bytes: number;
  /** Of these, in storages that another object of the dump holds as well. */
  readonly sharedBytes: number;
  /** On accelerators. */
  readonly deviceBytes: number;
  /** It certainly holds native memory whose size could not be told. */
  readonly isUnknown: boolean;
}

/** Null for an object that is not known to hold any. O(log rows + its storages). */
export function nativeOfObject(native: NativeMemory, node: NodeIndex): NativeOfObject | null {
  const storages = storagesOf(native, node);
  if (storages.length === 0) return null;
  let bytes = 0;
  let sharedBytes = 0;
  let deviceBytes = 0;
  let isUnknown = false;
  for (const storage of storages) {
    const marks = native.storageMarks[storage];
    const own = bytesOnTop(native, storage);
    bytes += own;
    if (native.firstHolder[storage + 1] - native.firstHolder[storage] > 1) sharedBytes += own;
    if (marks & StorageMark.onDevice) deviceBytes += native.storageBytes[storage];
    if (marks & StorageMark.sizeUnknown) isUnknown = true;
  }
  return { bytes, sharedBytes, deviceBytes, isUnknown };
}

/** Native memory of a set of objects, every storage once. */
export interface NativeTotals {
  readonly bytes: number;
  readonly deviceBytes: number;
  /** Objects with at least one storage, known or not. */
  readonly objects: number;
  /** Of these, objects with a storage of unknown size. */
  readonly unknownObjects: number;
}

/** Over all objects, or those that `isAmong` takes. O(rows). */
export function nativeTotals(
  native: NativeMemory,
  isAmong: (node: NodeIndex) => boolean = () => true,
): NativeTotals {
  const isCounted = new Uint8Array(native.storageCount);
  const totals = { bytes: 0, deviceBytes: 0, objects: 0, unknownObjects: 0 };
  let last = NO_NODE;
  let lastUnknown = NO_NODE;
  native.node.forEach((node, row) => {
    if (!isAmong(node)) return;
    const storage = native.storage[row];
    const marks = native.storageMarks[storage];
    if (node !== last) totals.objects++;
    last = node;
    if (marks & StorageMark.sizeUnknown && node !== lastUnknown) {
      totals.unknownObjects++;
      lastUnknown = node;
    }
    if (isCounted[storage] === 1) return;
    isCounted[storage] = 1;
    totals.bytes += bytesOnTop(native, storage);
    if (marks & StorageMark.onDevice) totals.deviceBytes += native.storageBytes[storage];
  });
  return totals;
}

/**
 * Every storage's bytes charged to its first holder, per object. The sum is
 * `nativeTotals(native).bytes`. O(storages).
 */
export function chargeNative(native: NativeMemory, nodeCount: number): Float64Array {
  const charged = new Float64Array(nodeCount);
  const { firstHolder, holder } = native;
  for (let storage = 0; storage < native.storageCount; storage++) {
    charged[holder[firstHolder[storage]]] += bytesOnTop(native, storage);
  }
  return charged;
}
