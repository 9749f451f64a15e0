/**
 * Strings as UTF-8 bytes end to end, decoded only when shown.
 *
 * `offset` has one entry more than there are strings: string i is bytes offset[i] … offset[i + 1].
 * Costs the bytes plus 4 per string. Text is below 4 GiB altogether; builders refuse more.
 */
export class StringTable {
  readonly bytes: Uint8Array;
  readonly offset: Uint32Array;

  constructor(bytes: Uint8Array, offset: Uint32Array) {
    this.bytes = bytes;
    this.offset = offset;
  }

  get count(): number {
    return this.offset.length - 1;
  }

  /**
   * The text of a string; '' for `NO_STRING`. Ill-formed UTF-8 shows as U+FFFD, and what lies
   * beyond `MAX_TEXT_BYTES` is left out.
   */
  get(index: StringIndex): string {
    if (index === NO_STRING) return '';
    const start = this.offset[index];
    const end = Math.min(this.offset[index + 1], start + MAX_TEXT_BYTES);
    return decoder.decode(this.bytes.subarray(start, end));
  }

  /** Index of a string equal to `text`, or `NO_STRING`. O(bytes): for names asked for by people. */
  find(text: string): StringIndex {
    const wanted = new TextEncoder().encode(text);
    for (let index = 0; index < this.count; index++) {
      const start = this.offset[index] ?? 0;
      if ((this.offset[index + 1] ?? 0) - start !== wanted.length) continue;
      let same = 0;
      while (same < wanted.length && this.bytes[start + same] === wanted[same]) same++;
      if (same === wanted.length) return index;
    }
    return NO_STRING;
  }

  static fromStrings(texts: readonly string[]): StringTable {
    const encoder = new TextEncoder();
    const encoded = texts.map((text) => encoder.encode(text));
    const offset = new Uint32Array(encoded.length + 1);
    let total = 0;
    encoded.forEach((bytes, index) => {
      total += bytes.length;
      offset[index + 1] = total;
    });
    const bytes = new Uint8Array(total);
    encoded.forEach((part, index) => {
      bytes.set(part, offset[index] ?? 0);
    });
    return new StringTable(bytes, offset);
  }
}

const decoder = new TextDecoder('utf-8');

/**
 * What is made a JavaScript string at most. A dump may hold a text of gigabytes: JavaScript has no
 * strings beyond half of one, and a page of rows has a thousand.
 */
export const MAX_TEXT_BYTES = 1 << 20;

/** Index into a `StringTable`. */
export type StringIndex = number;

export const NO_STRING = 0xffffffff;
