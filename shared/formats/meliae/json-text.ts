import { hexNumber, joinSurrogates, SIMPLE_ESCAPES, writeUtf8 } from '../bytes/json-escapes.ts';

const BACKSLASH = 0x5c;

/** What a JSON string says, once its escapes are taken out; no JavaScript string is made. */
export class JsonText {
  /** Text of the string last unescaped: bytes[0 … length − 1], UTF-8. */
  bytes = new Uint8Array(1024);
  length = 0;
  /** Whether it held an escape that JSON does not have, such as the `\xNN` of one meliae port. */
  wasRepaired = false;

  /** Takes the escapes out of buffer[at … end − 1] into `bytes`. */
  unescape(buffer: Uint8Array, at: number, end: number): void {
    // No escape is shorter than what it stands for, so the text fits; U+FFFD needs 3 for 6.
    if (this.bytes.length < end - at) this.bytes = new Uint8Array(2 * (end - at));
    this.length = 0;
    this.wasRepaired = false;
    while (at < end) {
      const byte = buffer[at++];
      if (byte !== BACKSLASH) {
        this.bytes[this.length++] = byte;
        continue;
      }
      const letter = buffer[at++];
      const simple = SIMPLE_ESCAPES[letter];
      if (simple !== 0) {
        this.bytes[this.length++] = simple;
      } else if (letter === LOWER_U && at + 4 <= end) {
        at = this.unicode(buffer, at, end);
      } else if (letter === LOWER_X && at + 2 <= end && hexNumber(buffer, at, 2) >= 0) {
        this.wasRepaired = true;
        this.length = writeUtf8(this.bytes, this.length, hexNumber(buffer, at, 2));
        at += 2;
      } else {
        this.wasRepaired = true;
        this.bytes[this.length++] = letter;
      }
    }
  }

  /** The four digits of a \u escape at `at`, and the second half of a pair behind it. */
  private unicode(buffer: Uint8Array, at: number, end: number): number {
    const unit = hexNumber(buffer, at, 4);
    if (unit < 0) {
      this.wasRepaired = true;
      this.bytes[this.length++] = LOWER_U;
      return at;
    }
    at += 4;
    const mayBePair = at + 6 <= end && buffer[at] === BACKSLASH && buffer[at + 1] === LOWER_U;
    const pair = mayBePair ? joinSurrogates(unit, hexNumber(buffer, at + 2, 4)) : -1;
    this.length = writeUtf8(this.bytes, this.length, pair < 0 ? unit : pair);
    return pair < 0 ? at : at + 6;
  }
}

const LOWER_U = 0x75;
const LOWER_X = 0x78;
