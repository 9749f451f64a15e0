/**
 * Addresses numbered in the order in which they are first seen: an open-addressing hash over their
 * 32-bit halves, no JavaScript `Map` and no BigInt.
 *
 * O(1) per operation; 8 bytes an address and 6 to 12 for the slots. The hash is seeded at random,
 * since a dump is hostile data and could else be made of addresses that all collide. Addresses of
 * one 4 KiB page share a neighbourhood of slots, which spares cache misses: what was allocated
 * together is mostly referenced together.
 */
export class AddressTable {
  /** Low and high half of address i at 2i and 2i + 1. May be longer than 2 × `count`. */
  words: Uint32Array;
  count = 0;
  /** Number of the address + 1; 0 where the slot is free. */
  private slots: Uint32Array;
  private mask: number;
  private readonly seed = (Math.random() * 0x1_0000_0000) >>> 0;

  constructor(expected = 1024) {
    this.words = new Uint32Array(2 * Math.max(expected, 16));
    this.slots = new Uint32Array(slotCount(expected));
    this.mask = this.slots.length - 1;
  }

  /**
   * A table over addresses that are numbered already; `words` is used as it is, not copied. Of
   * equal addresses the first is found.
   */
  static over(words: Uint32Array, count: number): AddressTable {
    const table = new AddressTable(0);
    table.words = words;
    table.count = count;
    table.rehash(slotCount(count));
    return table;
  }

  get bytes(): number {
    return this.words.byteLength + this.slots.byteLength;
  }

  /** The address's number, given now if it had none. */
  intern(low: number, high: number): number {
    const { words, slots, mask } = this;
    let slot = this.slotOf(low, high);
    for (;;) {
      const stored = slots[slot];
      if (stored === 0) break;
      if (words[2 * stored - 2] === low && words[2 * stored - 1] === high) return stored - 1;
      slot = (slot + 1) & mask;
    }
    const number = this.count++;
    slots[slot] = number + 1;
    if (2 * number === words.length) this.growWords();
    this.words[2 * number] = low;
    this.words[2 * number + 1] = high;
    if (this.count > this.slots.length * MAX_LOAD) this.rehash(this.slots.length * 2);
    return number;
  }

  /** The address's number, or −1. */
  find(low: number, high: number): number {
    const { words, slots, mask } = this;
    let slot = this.slotOf(low, high);
    for (;;) {
      const stored = slots[slot];
      if (stored === 0) return -1;
      if (words[2 * stored - 2] === low && words[2 * stored - 1] === high) return stored - 1;
      slot = (slot + 1) & mask;
    }
  }

  private slotOf(low: number, high: number): number {
    // One half is mixed with the seed before the other joins it: were both joined first, whoever
    // makes the dump could choose halves that cancel out, whatever the seed.
    let hash = Math.imul((low >>> 12) ^ this.seed, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 15) ^ high, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) + (((low >>> 4) & 0xff) | ((low & 15) << 8))) & this.mask;
  }

  private growWords(): void {
    const grown = new Uint32Array(2 * Math.ceil(this.words.length * 0.75));
    grown.set(this.words);
    this.words = grown;
  }

  private rehash(size: number): void {
    const slots = new Uint32Array(size);
    const { words, count } = this;
    this.slots = slots;
    this.mask = size - 1;
    for (let number = 0; number < count; number++) {
      const low = words[2 * number];
      const high = words[2 * number + 1];
      let slot = this.slotOf(low, high);
      for (;;) {
        const stored = slots[slot];
        if (stored === 0) {
          slots[slot] = number + 1;
          break;
        }
        if (words[2 * stored - 2] === low && words[2 * stored - 1] === high) break;
        slot = (slot + 1) & this.mask;
      }
    }
  }
}

const MAX_LOAD = 0.65;

function slotCount(expected: number): number {
  return 2 ** Math.max(10, Math.ceil(Math.log2(expected / MAX_LOAD + 1)));
}
