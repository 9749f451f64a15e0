import { GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import { EDGE_KIND_MASK, isPositionKind } from '../../heap/edge-kind.ts';
import type { HeapGraph, LayoutLabels, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { concatenate } from './ouro-section-writer.ts';

export const NO_LAYOUT = 0xffffffff;

/** Objects with more references than this, of kinds that no tail can say, get columns instead. */
const MAX_EXPLICIT_SLOTS = 256;

/**
 * Layouts as the file has them: a kind and a label per slot. In a graph a layout holds labels
 * alone, since kinds are per reference; objects of one layout may therefore need several here.
 */
export class LayoutWriter {
  private readonly graph: HeapGraph;
  private readonly labels: LayoutLabels;
  private readonly tail = new GrowableUint8(256);
  private readonly firstSlot = new GrowableUint32(256);
  private readonly slotKind = new GrowableUint8(1024);
  private readonly slotLabel = new GrowableUint32(1024);
  private slots = new Uint32Array(1024);
  private written = 0;
  // The layout that the object at hand needs.
  private kinds = new Uint8Array(MAX_EXPLICIT_SLOTS);
  private names = new Uint32Array(MAX_EXPLICIT_SLOTS);

  constructor(graph: HeapGraph, labels: LayoutLabels) {
    this.graph = graph;
    this.labels = labels;
    this.firstSlot.push(0);
  }

  get count(): number {
    return this.tail.length;
  }

  /** The file's layout for an object, or `NO_LAYOUT` when its references need columns. */
  layoutOf(node: NodeIndex): number {
    const { firstEdge, edgeKind } = this.graph;
    const { layout, layoutFirstSlot, slotLabel } = this.labels;
    const first = firstEdge[node];
    const count = firstEdge[node + 1] - first;
    const slotsAt = layoutFirstSlot[layout[node]];
    const slots = layoutFirstSlot[layout[node] + 1] - slotsAt;
    const used = Math.min(slots, count);
    const tail = count > slots ? edgeKind[first + slots] : 0;
    if (slots <= count && this.isUniform(first + slots, first + count, tail)) {
      this.makeRoom(slots);
      for (let slot = 0; slot < slots; slot++) {
        this.kinds[slot] = edgeKind[first + slot];
        this.names[slot] = slotLabel[slotsAt + slot];
      }
      return this.intern(slots, tail);
    }
    if (count > MAX_EXPLICIT_SLOTS) return NO_LAYOUT;
    for (let slot = 0; slot < count; slot++) {
      this.kinds[slot] = edgeKind[first + slot];
      this.names[slot] = slot < used ? slotLabel[slotsAt + slot] : this.beyond(first, slot, slots);
    }
    return this.intern(count, 0);
  }

  /** The layouts made since the last call as the payload of a `LAYT` section, or null. */
  takeNew(): Uint8Array | null {
    const from = this.written;
    const count = this.count - from;
    if (count === 0) return null;
    this.written = this.count;
    const begin = this.firstSlot.values[from];
    const end = this.slotKind.length;
    const counts = new Uint32Array(count);
    for (let layout = 0; layout < count; layout++) {
      counts[layout] =
        this.firstSlot.values[from + layout + 1] - this.firstSlot.values[from + layout];
    }
    return concatenate(
      Uint32Array.of(count),
      paddedTo4(this.tail.values.subarray(from, this.count)),
      counts,
      paddedTo4(this.slotKind.values.subarray(begin, end)),
      this.slotLabel.values.subarray(begin, end),
    );
  }

  private isUniform(first: number, end: number, kind: number): boolean {
    const { edgeKind } = this.graph;
    for (let edge = first; edge < end; edge++) if (edgeKind[edge] !== kind) return false;
    return true;
  }

  /** The label of a reference behind the slots of its graph layout. */
  private beyond(first: number, position: number, slots: number): number {
    return isPositionKind(this.graph.edgeKind[first + position]) ? position - slots : NO_STRING;
  }

  private makeRoom(slots: number): void {
    if (slots <= this.kinds.length) return;
    this.kinds = new Uint8Array(2 * slots);
    this.names = new Uint32Array(2 * slots);
  }

  private intern(count: number, tail: number): number {
    const mask = this.slots.length - 1;
    let at = hashOf(this.kinds, this.names, count, tail) & mask;
    for (;;) {
      const stored = this.slots[at];
      if (stored === 0) break;
      if (this.equals(stored - 1, count, tail)) return stored - 1;
      at = (at + 1) & mask;
    }
    const layout = this.count;
    this.tail.push(tail);
    this.slotKind.append(this.kinds.subarray(0, count));
    this.slotLabel.append(this.names.subarray(0, count));
    this.firstSlot.push(this.slotKind.length);
    this.slots[at] = layout + 1;
    if (this.count * 2 > this.slots.length) this.rehash();
    return layout;
  }

  private equals(layout: number, count: number, tail: number): boolean {
    const first = this.firstSlot.values[layout];
    if (this.firstSlot.values[layout + 1] - first !== count) return false;
    if (this.tail.values[layout] !== tail) return false;
    for (let slot = 0; slot < count; slot++) {
      if (this.slotKind.values[first + slot] !== this.kinds[slot]) return false;
      if (this.slotLabel.values[first + slot] !== this.names[slot]) return false;
    }
    return true;
  }

  private rehash(): void {
    const slots = new Uint32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (let layout = 0; layout < this.count; layout++) {
      const first = this.firstSlot.values[layout];
      const end = this.firstSlot.values[layout + 1];
      const kinds = this.slotKind.values.subarray(first, end);
      const names = this.slotLabel.values.subarray(first, end);
      let at = hashOf(kinds, names, end - first, this.tail.values[layout]) & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = layout + 1;
    }
    this.slots = slots;
  }
}

const HASH_SEED = (Math.random() * 0x1_0000_0000) >>> 0;

function hashOf(kinds: Uint8Array, names: Uint32Array, count: number, tail: number): number {
  let hash = HASH_SEED ^ (count << 5) ^ (tail & EDGE_KIND_MASK);
  for (let slot = 0; slot < count; slot++) {
    // In halves, see `LayoutInterner`.
    hash = Math.imul(hash ^ (names[slot] & 0xffff), 0x01000193);
    hash = Math.imul(hash ^ (names[slot] >>> 16), 0x01000193);
    hash = Math.imul(hash ^ kinds[slot], 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

function paddedTo4(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return padded;
}
