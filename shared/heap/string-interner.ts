import { DumpFormatError } from '../base/errors.ts';
import type { StringIndex } from './string-table.ts';
import { MAX_TEXT_BYTES, StringTable } from './string-table.ts';

/**
 * Strings kept once, as the bytes they came as; no JavaScript string is made.
 *
 * O(length) per call. Costs the bytes and 4 + 4 + 6 to 12 per distinct string until `toTable`.
 * The hash is seeded at random: a dump must not be able to make its strings collide.
 */
export class StringInterner {
  private bytes = new Uint8Array(1 << 16);
  private used = 0;
  private offset = new Uint32Array(1 << 10);
  private hashes = new Uint32Array(1 << 10);
  private size = 0;
  /** String index + 1; 0 where the slot is free. */
  private slots = new Uint32Array(1 << 11);
  private readonly seed = (Math.random() * 0x1_0000_0000) >>> 0;

  get count(): number {
    return this.size;
  }

  /** Bytes held now. */
  get byteLength(): number {
    return (
      this.bytes.length + this.offset.byteLength + this.hashes.byteLength + this.slots.byteLength
    );
  }

  /** Index of the string source[start … end − 1]. */
  intern(source: Uint8Array, start: number, end: number): StringIndex {
    let hash = this.seed;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ source[at], 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
    hash = (hash ^ (hash >>> 13)) >>> 0;
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const stored = this.slots[slot];
      if (stored === 0) break;
      if (this.hashes[stored - 1] === hash && this.equals(stored - 1, source, start, end)) {
        return stored - 1;
      }
      slot = (slot + 1) & mask;
    }
    return this.add(source, start, end, hash, slot);
  }

  /** Index of a text; for the few names an importer makes up itself. */
  internText(text: string): StringIndex {
    const encoded = new TextEncoder().encode(text);
    return this.intern(encoded, 0, encoded.length);
  }

  /** The text of a string interned here, at most `MAX_TEXT_BYTES` of it. */
  get(index: StringIndex): string {
    const start = this.offset[index];
    const end = Math.min(this.offset[index + 1], start + MAX_TEXT_BYTES);
    return decoder.decode(this.bytes.subarray(start, end));
  }

  /** The strings so far as a table over exactly their bytes; the interner can go on after it. */
  toTable(): StringTable {
    return new StringTable(this.bytes.slice(0, this.used), this.offset.slice(0, this.size + 1));
  }

  private equals(index: StringIndex, source: Uint8Array, start: number, end: number): boolean {
    const from = this.offset[index];
    if (this.offset[index + 1] - from !== end - start) return false;
    for (let at = start; at < end; at++) {
      if (this.bytes[from + at - start] !== source[at]) return false;
    }
    return true;
  }

  private add(
    source: Uint8Array,
    start: number,
    end: number,
    hash: number,
    slot: number,
  ): StringIndex {
    const length = end - start;
    if (this.used + length > 0xffff_fff0) {
      throw new DumpFormatError('dump-too-large', 'The dump holds more than 4 GB of text.');
    }
    if (this.used + length > this.bytes.length) {
      this.bytes = grown(this.bytes, new Uint8Array(newCapacity(this.used + length, this.used)));
    }
    if (length < 24) {
      for (let at = start; at < end; at++) this.bytes[this.used + at - start] = source[at];
    } else {
      this.bytes.set(source.subarray(start, end), this.used);
    }
    this.used += length;
    const index = this.size++;
    if (this.size + 1 > this.offset.length) {
      const capacity = newCapacity(this.size + 1, this.size);
      this.offset = grown(this.offset, new Uint32Array(capacity));
      this.hashes = grown(this.hashes, new Uint32Array(capacity));
    }
    this.offset[this.size] = this.used;
    this.hashes[index] = hash;
    this.slots[slot] = index + 1;
    if (this.size * 2 > this.slots.length) this.rehash();
    return index;
  }

  private rehash(): void {
    const slots = new Uint32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (let index = 0; index < this.size; index++) {
      let slot = this.hashes[index] & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.slots = slots;
  }
}

const decoder = new TextDecoder('utf-8');

function newCapacity(needed: number, used: number): number {
  return Math.max(needed, Math.ceil(used * 1.5));
}

function grown<A extends Uint8Array | Uint32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
