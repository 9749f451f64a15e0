import type { Job } from '../../base/job.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { NativeMemory } from '../../heap/native-memory.ts';
import { bytesOnTop, nativeMemoryOf } from '../../heap/native-memory.ts';
import { PACE_MASK } from './pace.ts';

/** A forest of vertices, which are objects or what objects were drawn together into. */
export interface Upwards {
  /** Vertices, each after the one above it; those that are not in it hold nothing. */
  readonly order: Uint32Array;
  /** Per vertex the one above it; `top` where none is. */
  readonly above: Uint32Array;
  readonly top: number;
  /** The vertex of an object; `NO_NODE` for one that is no holder here. */
  readonly vertexOf: (node: NodeIndex) => number;
}

/** Bytes beside the shallow sizes; every storage counts once. */
export interface NativeBytes {
  /** Per vertex, of storages that it alone holds. */
  readonly alone: Float64Array;
  /** By vertex, of storages that several below it hold, and no vertex further down has all of them. */
  readonly common: ReadonlyMap<number, number>;
}

/**
 * What objects hold outside of Python's objects, charged to the lowest vertex that it goes with. A
 * storage whose holders have nothing in common goes with none of them; with `isAlwaysOwned` the first
 * of them in the order has it. Null where the dump tells of no such memory.
 *
 * O(rows log rows), and one pass over the order where storages are shared; 8 bytes per vertex.
 */
export function nativeBytesOf(
  graph: HeapGraph,
  vertexCount: number,
  upwards: Upwards,
  job: Job,
  isAlwaysOwned = false,
): NativeBytes | null {
  const native = nativeMemoryOf(graph);
  if (native === null || native.storageCount === 0) return null;
  const alone = new Float64Array(vertexCount);
  const common = new Map<number, number>();
  const shared = chargeSingle(native, alone, upwards, job);
  if (shared.below.size === 0) return { alone, common };
  const left = chargeShared(native, common, shared, upwards, job);
  if (isAlwaysOwned && left.length > 0) chargeFirst(native, alone, left, upwards);
  return { alone, common };
}

/** Storages that several vertices hold. */
interface Shared {
  /** Per vertex, how many holders of a storage are at or below it, as far as that was followed. */
  readonly below: Map<number, Map<number, number>>;
  /** Per storage, its holders. */
  readonly holders: Map<number, ReadonlySet<number>>;
}

function chargeSingle(
  native: NativeMemory,
  alone: Float64Array,
  { vertexOf }: Upwards,
  job: Job,
): Shared {
  const { firstHolder, holder } = native;
  const shared: Shared = { below: new Map(), holders: new Map() };
  for (let storage = 0; storage < native.storageCount; storage++) {
    if ((storage & PACE_MASK) === 0) job.checkpoint();
    const bytes = bytesOnTop(native, storage);
    if (bytes === 0) continue;
    const vertices = new Set<number>();
    for (let at = firstHolder[storage]; at < firstHolder[storage + 1]; at++) {
      const vertex = vertexOf(holder[at]);
      if (vertex !== NO_NODE) vertices.add(vertex);
    }
    const [first] = vertices;
    if (first === undefined) continue;
    if (vertices.size === 1) {
      alone[first] += bytes;
      continue;
    }
    shared.holders.set(storage, vertices);
    for (const vertex of vertices) {
      const own = shared.below.get(vertex) ?? new Map<number, number>();
      shared.below.set(vertex, own.set(storage, 1));
    }
  }
  return shared;
}

/** Returns the storages whose holders nothing is above. */
function chargeShared(
  native: NativeMemory,
  common: Map<number, number>,
  { below, holders }: Shared,
  { order, above, top }: Upwards,
  job: Job,
): readonly number[] {
  const left = new Set(holders.keys());
  for (let at = order.length - 1; at >= 0; at--) {
    if ((at & PACE_MASK) === 0) job.checkpoint();
    const vertex = order[at];
    const own = below.get(vertex);
    if (own === undefined) continue;
    below.delete(vertex);
    for (const [storage, count] of own) {
      if (count !== holders.get(storage)?.size) continue;
      common.set(vertex, (common.get(vertex) ?? 0) + bytesOnTop(native, storage));
      own.delete(storage);
      left.delete(storage);
    }
    if (own.size > 0 && above[vertex] !== top) passUp(below, above[vertex], own);
  }
  return [...left];
}

/** The smaller of two is put into the larger, so that no row moves more than log times. */
function passUp(
  below: Map<number, Map<number, number>>,
  vertex: number,
  own: Map<number, number>,
): void {
  const known = below.get(vertex) ?? new Map<number, number>();
  const [from, to] = known.size < own.size ? [known, own] : [own, known];
  for (const [storage, count] of from) to.set(storage, (to.get(storage) ?? 0) + count);
  below.set(vertex, to);
}

function chargeFirst(
  native: NativeMemory,
  alone: Float64Array,
  left: readonly number[],
  { order, vertexOf }: Upwards,
): void {
  const { firstHolder, holder } = native;
  const held = new Map<number, number[]>();
  for (const storage of left) {
    for (let at = firstHolder[storage]; at < firstHolder[storage + 1]; at++) {
      const vertex = vertexOf(holder[at]);
      held.set(vertex, [...(held.get(vertex) ?? []), storage]);
    }
  }
  const open = new Set(left);
  for (const vertex of order) {
    if (open.size === 0) return;
    for (const storage of held.get(vertex) ?? []) {
      if (open.delete(storage)) alone[vertex] += bytesOnTop(native, storage);
    }
  }
}

/** Adds them to sizes of the vertices, before these are summed up. */
export function addNativeBytes(sizes: Float64Array, { alone, common }: NativeBytes): void {
  for (let vertex = 0; vertex < alone.length; vertex++) sizes[vertex] += alone[vertex];
  for (const [vertex, bytes] of common) sizes[vertex] += bytes;
}

/**
 * Bytes outside of Python's objects that go with a set of objects: of storages that nothing else of
 * the dump holds. O(rows).
 */
export function nativeBytesOfSet(
  graph: HeapGraph,
  isAmong: (node: NodeIndex) => boolean,
  job: Job,
): number {
  const native = nativeMemoryOf(graph);
  if (native === null) return 0;
  const { firstHolder, holder } = native;
  let bytes = 0;
  for (let storage = 0; storage < native.storageCount; storage++) {
    if ((storage & PACE_MASK) === 0) job.checkpoint();
    const own = holder.subarray(firstHolder[storage], firstHolder[storage + 1]);
    if (own.every(isAmong)) bytes += bytesOnTop(native, storage);
  }
  return bytes;
}
