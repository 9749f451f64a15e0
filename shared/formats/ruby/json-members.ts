import { hexNumber, joinSurrogates, SIMPLE_ESCAPES, writeUtf8 } from '../bytes/json-escapes.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const LETTER_U = 0x75;

/**
 * The members of one JSON object in a line of bytes, one at a time: no value becomes a JavaScript
 * object. What is nested is passed over as a whole.
 */
export class JsonMembers {
  /** The member's name. */
  key = '';
  /** Its value is `bytes[start … end − 1]`, quotes and brackets included. */
  start = 0;
  end = 0;
  /** Something stands there that is not JSON, or the line ends too early. */
  isBroken = false;
  private bytes = new Uint8Array(0);
  private at = 0;
  private stop = 0;
  private text = new Uint8Array(256);

  /** Begins with the object at `start`. */
  open(bytes: Uint8Array, start: number, stop: number): void {
    this.bytes = bytes as Uint8Array<ArrayBuffer>;
    this.stop = stop;
    this.at = start;
    this.isBroken = false;
    this.skipSpace();
    if (this.bytes[this.at] !== OPEN_BRACE) this.isBroken = true;
    this.at++;
  }

  /** False when there are no more, or the object is broken. */
  next(): boolean {
    if (this.isBroken) return false;
    const { bytes } = this;
    this.skipSpace();
    if (bytes[this.at] === COMMA) {
      this.at++;
      this.skipSpace();
    }
    if (this.at >= this.stop) return this.broken();
    if (bytes[this.at] === CLOSE_BRACE) return false;
    if (bytes[this.at] !== QUOTE) return this.broken();
    const keyEnd = this.endOfText(this.at);
    if (keyEnd < 0 || keyEnd - this.at > MAX_KEY_BYTES) return this.broken();
    this.key = String.fromCharCode(...bytes.subarray(this.at + 1, keyEnd - 1));
    this.at = keyEnd;
    this.skipSpace();
    if (bytes[this.at] !== COLON) return this.broken();
    this.at++;
    this.skipSpace();
    this.start = this.at;
    this.end = this.endOfValue(this.at);
    if (this.end < 0) return this.broken();
    this.at = this.end;
    return true;
  }

  /** The value as a number; NaN where it is none. */
  number(): number {
    const { bytes, start, end } = this;
    if (end - start > 24) return Number.NaN;
    return Number(String.fromCharCode(...bytes.subarray(start, end)));
  }

  get isTrue(): boolean {
    return this.end - this.start === 4 && this.bytes[this.start] === 0x74;
  }

  /** The value without its quotes, `""` for what is no text; unescaped, in memory of its own. */
  unescaped(maxBytes: number): Uint8Array {
    const { bytes, start, end } = this;
    if (bytes[start] !== QUOTE) return bytes.subarray(start, start);
    if (this.text.length < maxBytes + 4) this.text = new Uint8Array(maxBytes + 4);
    const { text } = this;
    let filled = 0;
    for (let at = start + 1; at < end - 1 && filled < maxBytes; at++) {
      if (bytes[at] !== BACKSLASH) {
        text[filled++] = bytes[at];
        continue;
      }
      at++;
      if (bytes[at] !== LETTER_U) {
        text[filled++] = SIMPLE_ESCAPES[bytes[at]] || bytes[at];
        continue;
      }
      let code = hexNumber(bytes, at + 1, 4);
      at += 4;
      if (bytes[at + 1] === BACKSLASH && bytes[at + 2] === LETTER_U) {
        const pair = joinSurrogates(code, hexNumber(bytes, at + 3, 4));
        if (pair >= 0) {
          code = pair;
          at += 6;
        }
      }
      filled = writeUtf8(text, filled, Math.max(0, code));
    }
    return text.subarray(0, filled);
  }

  private broken(): false {
    this.isBroken = true;
    return false;
  }

  private skipSpace(): void {
    while (this.at < this.stop && this.bytes[this.at] <= 0x20) this.at++;
  }

  private endOfText(from: number): number {
    for (let at = from + 1; at < this.stop; at++) {
      if (this.bytes[at] === BACKSLASH) at++;
      else if (this.bytes[at] === QUOTE) return at + 1;
    }
    return -1;
  }

  private endOfValue(from: number): number {
    const { bytes, stop } = this;
    let depth = 0;
    for (let at = from; at < stop; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        const end = this.endOfText(at);
        if (end < 0) return -1;
        if (depth === 0) return end;
        at = end - 1;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        depth++;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (depth === 0) return at > from ? at : -1;
        if (--depth === 0) return at + 1;
      } else if (depth === 0 && (byte === COMMA || byte <= 0x20)) {
        return at > from ? at : -1;
      }
    }
    return -1;
  }
}

const MAX_KEY_BYTES = 64;
