import { DumpFormatError } from '../../base/errors.ts';
import { GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import { instantiateOn } from '../../base/wasm/module.ts';
import { StringTable } from '../../heap/string-table.ts';
import {
  hexNumber,
  joinSurrogates,
  REPLACEMENT,
  SIMPLE_ESCAPES,
  writeUtf8,
} from '../bytes/json-escapes.ts';
import {
  ESCAPES_AT,
  OFFSETS_AT,
  PIECE_BYTES,
  STATE,
  STATE_WORDS,
  TEXT_AT,
} from './kernel-memory.ts';
import { createStringModule } from './string-kernel.ts';

const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
const ZERO = 0x30;

/** The longest escape that must be seen whole: a surrogate pair. */
const MAX_ESCAPE_LENGTH = 12;
/** What the longest escape is written as, and more. */
const ESCAPE_BYTES = 16;

export interface StringKernel {
  scan(at: number, limit: number, base: number): number;
  findMark(at: number, limit: number): number;
}

let compiled: WebAssembly.Module | null = null;

/** The kernel of texts on a snapshot's memory. */
export function createStringKernel(memory: WebAssembly.Memory): StringKernel {
  compiled ??= createStringModule();
  // The module has been made to export exactly this.
  return instantiateOn(compiled, memory) as unknown as StringKernel;
}

/**
 * The strings of a JSON array, their bytes collected as they come: no JavaScript string is made and
 * a string may be longer than a chunk. See `string-kernel.ts`.
 */
export class StringScanner {
  isDone = false;
  /** Set before the last `scan`: nothing more will come to complete an escape. */
  isLastChunk = false;
  private readonly kernel: StringKernel;
  private readonly input: Uint8Array;
  private readonly state: Uint32Array;
  /** Strings that have been handed out. */
  private drained = 0;
  private readonly bytes = new GrowableUint8(0);
  private readonly offset = new GrowableUint32(1 << 12);

  constructor(kernel: StringKernel, memory: WebAssembly.Memory) {
    this.kernel = kernel;
    this.input = new Uint8Array(memory.buffer);
    this.input.set(SIMPLE_ESCAPES, ESCAPES_AT);
    this.state = new Uint32Array(memory.buffer, 0, STATE_WORDS);
    this.offset.push(0);
  }

  get count(): number {
    return this.offset.length - 1;
  }

  get byteLength(): number {
    return this.bytes.length + this.offset.values.byteLength;
  }

  /** Makes room at once for text that is at most so long; the memory is touched only when used. */
  reserve(bytes: number): void {
    this.bytes.reserve(bytes);
  }

  /** Reads the bytes of the kernel's memory from `at`; the position up to which they are used up. */
  scan(at: number, end: number): number {
    const { input } = this;
    while (at < end) {
      const limit = Math.min(end, at + PIECE_BYTES);
      at = this.scanPiece(at, limit);
      if (at === limit) continue;
      if (input[at] !== BACKSLASH) {
        this.isDone = true;
        return at + 1;
      }
      while (input[at] === BACKSLASH && at < end) {
        if (at + MAX_ESCAPE_LENGTH > end && !this.isLastChunk) return at;
        at = this.unescape(input.subarray(0, end), at + 1);
      }
    }
    return at;
  }

  private scanPiece(at: number, limit: number): number {
    const { state, bytes, offset, input } = this;
    state[STATE.text / 4] = TEXT_AT;
    state[STATE.offset / 4] = OFFSETS_AT;
    const end = this.kernel.scan(at, limit, bytes.length - TEXT_AT);
    const textEnd = state[STATE.text / 4] ?? TEXT_AT;
    this.reserveText(textEnd - TEXT_AT);
    bytes.append(input.subarray(TEXT_AT, textEnd));
    const count = ((state[STATE.offset / 4] ?? OFFSETS_AT) - OFFSETS_AT) / 4;
    offset.append(new Uint32Array(input.buffer, OFFSETS_AT, count));
    return end;
  }

  private reserveText(length: number): void {
    const { bytes } = this;
    if (bytes.length + length > 0xffff_fff0) {
      throw new DumpFormatError('dump-too-large', 'The dump holds more than 4 GB of text.');
    }
    bytes.reserve(bytes.length + length);
  }

  /** Ends a string that was cut off; what there is of it is kept. */
  finish(): void {
    if (this.state[STATE.isInside / 4] !== 0) this.offset.push(this.bytes.length);
    this.state[STATE.isInside / 4] = 0;
  }

  /**
   * Hands out the strings that are whole, by their number in the file, and forgets them: from then
   * on `count` and indices are of those that follow.
   */
  drain(take: (index: number, text: Uint8Array) => void): void {
    const { bytes, offset, count } = this;
    for (let index = 0; index < count; index++) {
      take(
        this.drained + index,
        bytes.values.subarray(offset.values[index], offset.values[index + 1]),
      );
    }
    this.drained += count;
    const whole = offset.values[count];
    bytes.values.copyWithin(0, whole, bytes.length);
    bytes.length -= whole;
    offset.values[0] = 0;
    offset.length = 1;
  }

  /** Adds a text of the importer's own; its index. */
  append(text: string): number {
    this.bytes.append(new TextEncoder().encode(text));
    this.offset.push(this.bytes.length);
    return this.count - 1;
  }

  /** The whole number that a string is, as numbers are written; −1 where it is none below 2³². */
  numberIn(index: number): number {
    const text = this.bytes.values;
    const start = this.offset.values[index];
    const end = this.offset.values[index + 1];
    if (end === start || end - start > 10) return -1;
    if (text[start] === ZERO && end - start > 1) return -1;
    let number = 0;
    for (let at = start; at < end; at++) {
      if (!isDigit(text[at])) return -1;
      number = number * 10 + text[at] - ZERO;
    }
    return number < 2 ** 32 ? number : -1;
  }

  /**
   * The whole number that stands between two texts at a string's end; −1 where it ends otherwise.
   */
  numberBetween(index: number, before: Uint8Array, after: Uint8Array): number {
    const text = this.bytes.values;
    const start = this.offset.values[index];
    let at = this.offset.values[index + 1] - after.length;
    if (!isAt(text, at, after, start)) return -1;
    let number = 0;
    let unit = 1;
    while (at > start && isDigit(text[at - 1])) {
      number += (text[--at] - ZERO) * unit;
      unit *= 10;
    }
    return unit > 1 && isAt(text, at - before.length, before, start) ? number : -1;
  }

  toTable(): StringTable {
    return new StringTable(this.bytes.view(), this.offset.view());
  }

  /** Reads the escape behind the backslash before `at`; the position behind it. */
  private unescape(buffer: Uint8Array, at: number): number {
    const letter = buffer[at++] ?? QUOTE;
    const unit = letter === LOWER_U ? hexNumber(buffer, at, 4) : SIMPLE_ESCAPES[letter] || letter;
    if (letter !== LOWER_U || unit < 0) {
      this.writeCode(Math.max(unit, 0) || REPLACEMENT);
      return at;
    }
    at += 4;
    const mayBePair = buffer[at] === BACKSLASH && buffer[at + 1] === LOWER_U;
    const pair = mayBePair ? joinSurrogates(unit, hexNumber(buffer, at + 2, 4)) : -1;
    this.writeCode(pair < 0 ? unit : pair);
    return pair < 0 ? at : at + 6;
  }

  private writeCode(code: number): void {
    this.reserveText(ESCAPE_BYTES);
    this.bytes.length = writeUtf8(this.bytes.values, this.bytes.length, code);
  }
}

/** Whether `part` stands in `text` at `at`, which is not before `start`. */
function isAt(text: Uint8Array, at: number, part: Uint8Array, start: number): boolean {
  if (at < start) return false;
  for (let byte = 0; byte < part.length; byte++) {
    if (text[at + byte] !== part[byte]) return false;
  }
  return true;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}
const QUOTE = 0x22;
