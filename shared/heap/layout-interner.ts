import { GrowableUint32 } from '../base/growable.ts';

/**
 * Layouts kept once: lists of slot labels that many objects share.
 *
 * O(slots) per call; 4 bytes per slot and 10 to 14 per layout.
 */
export class LayoutInterner {
  private readonly firstSlot = new GrowableUint32(256);
  private readonly slotLabel = new GrowableUint32(1024);
  /** Layout + 1; 0 where the slot is free. */
  private slots = new Uint32Array(512);
  private readonly seed = (Math.random() * 0x1_0000_0000) >>> 0;

  constructor() {
    this.firstSlot.push(0);
  }

  get count(): number {
    return this.firstSlot.length - 1;
  }

  /** Bytes held now. */
  get byteLength(): number {
    return (
      this.firstSlot.values.byteLength + this.slotLabel.values.byteLength + this.slots.byteLength
    );
  }

  /** The layout without slots. */
  empty(): number {
    return this.intern(this.slotLabel.values, 0);
  }

  /** The layout whose slots have the labels labels[0 … count − 1]. */
  intern(labels: Uint32Array, count: number): number {
    const mask = this.slots.length - 1;
    let slot = this.hash(labels, 0, count) & mask;
    for (;;) {
      const stored = this.slots[slot];
      if (stored === 0) break;
      if (this.equals(stored - 1, labels, count)) return stored - 1;
      slot = (slot + 1) & mask;
    }
    const layout = this.count;
    this.slotLabel.append(labels.subarray(0, count));
    this.firstSlot.push(this.slotLabel.length);
    this.slots[slot] = layout + 1;
    if (this.count * 2 > this.slots.length) this.rehash();
    return layout;
  }

  finish(): { readonly layoutFirstSlot: Uint32Array; readonly slotLabel: Uint32Array } {
    return { layoutFirstSlot: this.firstSlot.toArray(), slotLabel: this.slotLabel.toArray() };
  }

  private hash(labels: Uint32Array, from: number, to: number): number {
    let hash = this.seed ^ (to - from);
    for (let at = from; at < to; at++) {
      // In halves: a multiplication moves the highest bit nowhere, so that two labels changed in it
      // would cancel out, whatever the seed, and a dump could be made of layouts that all collide.
      hash = Math.imul(hash ^ (labels[at] & 0xffff), 0x01000193);
      hash = Math.imul(hash ^ (labels[at] >>> 16), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    return (hash ^ (hash >>> 13)) >>> 0;
  }

  private equals(layout: number, labels: Uint32Array, count: number): boolean {
    const first = this.firstSlot.values[layout];
    if (this.firstSlot.values[layout + 1] - first !== count) return false;
    for (let slot = 0; slot < count; slot++) {
      if (this.slotLabel.values[first + slot] !== labels[slot]) return false;
    }
    return true;
  }

  private rehash(): void {
    const slots = new Uint32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (let layout = 0; layout < this.count; layout++) {
      const first = this.firstSlot.values[layout];
      let slot = this.hash(this.slotLabel.values, first, this.firstSlot.values[layout + 1]) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = layout + 1;
    }
    this.slots = slots;
  }
}
