import { DumpFormatError } from '../../base/errors.ts';
import { GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import { StringTable } from '../../heap/string-table.ts';
import {
  hexNumber,
  joinSurrogates,
  REPLACEMENT,
  SIMPLE_ESCAPES,
  writeUtf8,
} from '../json-escapes.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LOWER_U = 0x75;

/** The longest escape that must be seen whole: a surrogate pair. */
const LONGEST_ESCAPE = 12;

/**
 * The strings of a JSON array, their bytes collected as they come: no JavaScript string is made and
 * a string may be longer than a chunk.
 */
export class StringScanner {
  isDone = false;
  private isInside = false;
  private readonly bytes = new GrowableUint8(1 << 20);
  private readonly offset = new GrowableUint32(1 << 12);

  constructor() {
    this.offset.push(0);
  }

  get count(): number {
    return this.offset.length - 1;
  }

  get byteLength(): number {
    return this.bytes.values.byteLength + this.offset.values.byteLength;
  }

  /** Reads from `at`; the position up to which the buffer is used up. */
  scan(buffer: Uint8Array, at: number): number {
    const end = buffer.length;
    const { bytes } = this;
    // No escape is shorter than what it stands for, so the text of this buffer fits.
    bytes.reserve(bytes.length + end - at + 4);
    if (bytes.length + end - at > 0xffff_fff0) {
      throw new DumpFormatError('dump-too-large', 'The dump holds more than 4 GB of text.');
    }
    const text = bytes.values;
    let filled = bytes.length;
    let inside = this.isInside;
    while (at < end) {
      const byte = buffer[at];
      if (!inside) {
        at++;
        if (byte === QUOTE) inside = true;
        else if (byte === CLOSE_BRACKET) {
          this.isDone = true;
          break;
        }
      } else if (byte === QUOTE) {
        at++;
        inside = false;
        this.offset.push(filled);
      } else if (byte !== BACKSLASH) {
        text[filled++] = byte;
        at++;
      } else {
        if (at + LONGEST_ESCAPE > end && !this.isLastChunk) break;
        this.written = filled;
        at = this.unescape(buffer, at + 1, text);
        filled = this.written;
      }
    }
    bytes.length = filled;
    this.isInside = inside;
    return at;
  }

  private written = 0;

  /** Set before the last `scan`: nothing more will come to complete an escape. */
  isLastChunk = false;

  /** Ends a string that was cut off; what there is of it is kept. */
  finish(): void {
    if (this.isInside) this.offset.push(this.bytes.length);
    this.isInside = false;
  }

  /** Adds a text of the importer's own; its index. */
  append(text: string): number {
    this.bytes.append(new TextEncoder().encode(text));
    this.offset.push(this.bytes.length);
    return this.count - 1;
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
      number += (text[--at] - 0x30) * unit;
      unit *= 10;
    }
    return unit > 1 && isAt(text, at - before.length, before, start) ? number : -1;
  }

  toTable(): StringTable {
    return new StringTable(this.bytes.toArray(), this.offset.toArray());
  }

  /** Reads the escape behind the backslash before `at` into `text` at `written`. */
  private unescape(buffer: Uint8Array, at: number, text: Uint8Array): number {
    const letter = buffer[at++] ?? QUOTE;
    const unit = letter === LOWER_U ? hexNumber(buffer, at, 4) : SIMPLE_ESCAPES[letter] || letter;
    if (letter !== LOWER_U || unit < 0) {
      this.written = writeUtf8(text, this.written, Math.max(unit, 0) || REPLACEMENT);
      return at;
    }
    at += 4;
    const mayBePair = buffer[at] === BACKSLASH && buffer[at + 1] === LOWER_U;
    const pair = mayBePair ? joinSurrogates(unit, hexNumber(buffer, at + 2, 4)) : -1;
    this.written = writeUtf8(text, this.written, pair < 0 ? unit : pair);
    return pair < 0 ? at : at + 6;
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
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}
