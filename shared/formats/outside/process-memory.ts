import { ADDRESS_END, lastAtOrBefore } from './address-space.ts';
import type { MemoryImage, MemoryRegion } from './memory-image.ts';

const BLOCK_BYTES = 1 << 16;
const BLOCK_MASK = BLOCK_BYTES - 1;
const MAX_BLOCK = ADDRESS_END / BLOCK_BYTES;
const TWO_32 = 2 ** 32;
/** An object is at least sixteen bytes long, so that two of them never begin in one slot. */
const SLOT_BITS = 4;
const SLOTS = BLOCK_BYTES >> SLOT_BITS;
const NO_BLOCK = -1;

/**
 * Words of a process by address, and a number for each object found in it.
 *
 * Memory is read in blocks of 64 KiB when first asked for, and kept within a budget: a block that
 * was not asked for lately goes when there is no more room. What the image has in memory is looked
 * at there. What cannot be read is zeros: a pointer
 * into nowhere then leads to an object without a type, which is none. The numbers of objects stay:
 * 4 bytes per 16 of the blocks that hold objects.
 */
export class ProcessMemory {
  readonly regions: readonly MemoryRegion[];
  private readonly image: MemoryImage;
  private readonly maxLoaded: number;
  /** Block numbers, open addressing: the entry of a block, or `NO_BLOCK`. */
  private table = new Int32Array(1 << 12).fill(NO_BLOCK);
  private readonly numbers: number[] = [];
  private readonly words: (Uint32Array | null)[] = [];
  private readonly bytesOf: (Uint8Array | null)[] = [];
  private readonly slots: (Int32Array | null)[] = [];
  private readonly wasUsed: boolean[] = [];
  /** Blocks that are the image's own bytes: nothing is ever written there. */
  private readonly isBorrowed: boolean[] = [];
  private loaded = 0;
  private hand = 0;
  private block = NO_BLOCK;
  private current: Uint32Array = ZEROS;
  private currentBytes: Uint8Array = ZERO_BYTES;
  private slotBlock = NO_BLOCK;
  private currentSlots: Int32Array | null = null;
  private readonly seed = (Math.random() * TWO_32) | 1;
  /** Bytes that were read of the image. */
  bytesRead = 0;

  constructor(image: MemoryImage, budgetBytes: number) {
    this.image = image;
    this.regions = image.regions;
    this.maxLoaded = Math.max(16, Math.floor(budgetBytes / BLOCK_BYTES));
  }

  /** Bytes held: blocks of memory and numbers of objects. */
  get bytes(): number {
    return this.loaded * BLOCK_BYTES + this.numbers.length * (4 * SLOTS + 64);
  }

  /** The 64-bit word at a multiple of four, as a number: exact where it is an address. */
  word(address: number): number {
    const block = Math.floor(address / BLOCK_BYTES);
    if (block !== this.block) this.enter(block);
    const at = (address & BLOCK_MASK) >>> 2;
    if (at === LAST_HALF) return this.low(address) + this.low(address + 4) * TWO_32;
    return this.current[at] + this.current[at + 1] * TWO_32;
  }

  /** The unsigned 32 bits at a multiple of four. */
  low(address: number): number {
    const block = Math.floor(address / BLOCK_BYTES);
    if (block !== this.block) this.enter(block);
    return this.current[(address & BLOCK_MASK) >>> 2];
  }

  byte(address: number): number {
    return (this.low(address - (address % 4)) >>> (8 * (address % 4))) & 0xff;
  }

  signed32(address: number): number {
    return this.low(address) | 0;
  }

  /** Fills `target` from an address on, whatever cannot be read with zeros. */
  copy(address: number, target: Uint8Array): void {
    this.copyInto(address, target, 0, target.length);
  }

  /** As `copy`, to a place within an array. */
  copyInto(address: number, target: Uint8Array, offset: number, length: number): void {
    let filled = 0;
    while (filled < length) {
      const block = Math.floor((address + filled) / BLOCK_BYTES);
      if (block !== this.block) this.enter(block);
      const from = (address + filled) & BLOCK_MASK;
      const count = Math.min(length - filled, BLOCK_BYTES - from);
      const { currentBytes } = this;
      if (count < SHORT) {
        for (let at = 0; at < count; at++) target[offset + filled + at] = currentBytes[from + at];
      } else {
        target.set(currentBytes.subarray(from, from + count), offset + filled);
      }
      filled += count;
    }
  }

  /** Whether a region holds the address. */
  isMapped(address: number): boolean {
    return this.regionOf(address) !== null;
  }

  regionOf(address: number): MemoryRegion | null {
    const index = lastAtOrBefore(this.regions, address);
    return index >= 0 && address < this.regions[index].end ? this.regions[index] : null;
  }

  /** The number given to the object at an address, or below 0 for none. */
  numberAt(address: number): number {
    const slots = this.slotsOf(Math.floor(address / BLOCK_BYTES), false);
    return slots === null ? -1 : slots[(address & BLOCK_MASK) >>> SLOT_BITS] - 1;
  }

  /** Gives the object at an address a number; false where nothing can be read. */
  setNumber(address: number, number: number): boolean {
    const slots = this.slotsOf(Math.floor(address / BLOCK_BYTES), true);
    if (slots === null) return false;
    slots[(address & BLOCK_MASK) >>> SLOT_BITS] = number + 1;
    return true;
  }

  /** Lets go of the bytes; numbers of objects stay. No more words may be asked for. */
  forgetBytes(): void {
    this.words.fill(null);
    this.bytesOf.fill(null);
    this.loaded = 0;
    this.block = NO_BLOCK;
    this.current = ZEROS;
    this.currentBytes = ZERO_BYTES;
    this.image.release?.();
  }

  private slotsOf(block: number, make: boolean): Int32Array | null {
    if (block === this.slotBlock && (this.currentSlots !== null || !make)) return this.currentSlots;
    this.slotBlock = block;
    const entry = this.entryOf(block);
    if (entry < 0) {
      this.currentSlots = null;
      return null;
    }
    let slots = this.slots[entry];
    if (slots === null && make) {
      slots = new Int32Array(SLOTS);
      this.slots[entry] = slots;
    }
    this.currentSlots = slots;
    return slots;
  }

  private enter(block: number): void {
    this.block = block;
    const entry = this.entryOf(block);
    if (entry < 0) {
      this.current = ZEROS;
      this.currentBytes = ZERO_BYTES;
      return;
    }
    this.wasUsed[entry] = true;
    this.current = this.words[entry] ?? this.load(entry, block);
    this.currentBytes = this.bytesOf[entry] ?? ZERO_BYTES;
  }

  /** The entry of a block, made when it is new; below 0 where no region reaches into it. */
  private entryOf(block: number): number {
    if (!(block > 0 && block < MAX_BLOCK)) return NO_BLOCK;
    const { table } = this;
    const mask = table.length - 1;
    let at = this.hash(block) & mask;
    for (;;) {
      const entry = table[at];
      if (entry === NO_BLOCK) break;
      if (this.numbers[entry] === block) return entry;
      at = (at + 1) & mask;
    }
    if (!this.isAnyMapped(block)) return NO_BLOCK;
    const entry = this.numbers.length;
    this.numbers.push(block);
    this.words.push(null);
    this.bytesOf.push(null);
    this.slots.push(null);
    this.wasUsed.push(false);
    this.isBorrowed.push(false);
    table[at] = entry;
    if (this.numbers.length * 2 > table.length) this.rehash();
    return entry;
  }

  private hash(block: number): number {
    const mixed = Math.imul(block ^ this.seed, 0x9e3779b1);
    return mixed ^ (mixed >>> 15);
  }

  private rehash(): void {
    const table = new Int32Array(this.table.length * 2).fill(NO_BLOCK);
    const mask = table.length - 1;
    this.numbers.forEach((block, entry) => {
      let at = this.hash(block) & mask;
      while (table[at] !== NO_BLOCK) at = (at + 1) & mask;
      table[at] = entry;
    });
    this.table = table;
  }

  private isAnyMapped(block: number): boolean {
    const start = block * BLOCK_BYTES;
    const index = lastAtOrBefore(this.regions, start + BLOCK_BYTES - 1);
    return index >= 0 && this.regions[index].end > start;
  }

  private load(entry: number, block: number): Uint32Array {
    const start = block * BLOCK_BYTES;
    const there = this.image.bytesAt?.(start, BLOCK_BYTES) ?? null;
    if (there !== null) {
      const words = new Uint32Array(there.buffer, there.byteOffset, BLOCK_BYTES / 4);
      this.words[entry] = words;
      this.bytesOf[entry] = there;
      this.isBorrowed[entry] = true;
      this.bytesRead += BLOCK_BYTES;
      return words;
    }
    const words = this.room();
    const bytes = new Uint8Array(words.buffer);
    bytes.fill(0);
    let index = Math.max(0, lastAtOrBefore(this.regions, start));
    for (; index < this.regions.length; index++) {
      const region = this.regions[index];
      if (region.start >= start + BLOCK_BYTES) break;
      const from = Math.max(region.start, start);
      const to = Math.min(region.end, start + BLOCK_BYTES);
      if (from >= to) continue;
      this.bytesRead += this.image.readInto(from, bytes.subarray(from - start, to - start));
    }
    this.words[entry] = words;
    this.bytesOf[entry] = bytes;
    return words;
  }

  /** An array for a block: a new one, or that of a block that was not used lately. */
  private room(): Uint32Array {
    if (this.loaded < this.maxLoaded) {
      this.loaded++;
      return new Uint32Array(BLOCK_BYTES / 4);
    }
    for (;;) {
      this.hand = (this.hand + 1) % this.words.length;
      const words = this.words[this.hand];
      if (words === null || this.isBorrowed[this.hand]) continue;
      if (this.wasUsed[this.hand]) {
        this.wasUsed[this.hand] = false;
        continue;
      }
      this.words[this.hand] = null;
      this.bytesOf[this.hand] = null;
      return words;
    }
  }
}

/** So many bytes are copied one by one sooner than at once. */
const SHORT = 64;
const ZERO_BYTES = new Uint8Array(BLOCK_BYTES);
const ZEROS = new Uint32Array(BLOCK_BYTES / 4);
/** The last half word of a block: the other half of a word at it is in the next one. */
const LAST_HALF = BLOCK_BYTES / 4 - 1;
