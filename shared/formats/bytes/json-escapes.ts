/** What the byte scanners of JSON text share: nothing here makes a JavaScript string. */

/** Taken for a lone surrogate, which UTF-8 cannot say: U+FFFD. */
export const REPLACEMENT = 0xfffd;

/** The byte that follows a backslash → the byte it stands for; 0 for all other bytes. */
export const SIMPLE_ESCAPES = new Uint8Array(256);
for (const [letter, meaning] of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t']) {
  SIMPLE_ESCAPES[letter.charCodeAt(0)] = meaning.charCodeAt(0);
}

/** A number of hexadecimal digits at `at`, or −1 when one of them is none. */
export function hexNumber(buffer: Uint8Array, at: number, digits: number): number {
  let value = 0;
  for (let index = 0; index < digits; index++) {
    const byte = buffer[at + index] | 0x20;
    const digit =
      byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : byte >= 0x61 && byte <= 0x66 ? byte - 0x57 : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** The code point of two UTF-16 units, or −1 when they are no surrogate pair. */
export function joinSurrogates(high: number, low: number): number {
  if (high < 0xd800 || high > 0xdbff || low < 0xdc00 || low > 0xdfff) return -1;
  return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/** Writes a code point as UTF-8; a lone surrogate as U+FFFD. The position behind it. */
export function writeUtf8(bytes: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    bytes[at++] = code;
  } else if (code < 0x800) {
    bytes[at++] = 0xc0 | (code >> 6);
    bytes[at++] = 0x80 | (code & 63);
  } else if (code < 0x10000) {
    const unit = code >= 0xd800 && code <= 0xdfff ? REPLACEMENT : code;
    bytes[at++] = 0xe0 | (unit >> 12);
    bytes[at++] = 0x80 | ((unit >> 6) & 63);
    bytes[at++] = 0x80 | (unit & 63);
  } else {
    bytes[at++] = 0xf0 | (code >> 18);
    bytes[at++] = 0x80 | ((code >> 12) & 63);
    bytes[at++] = 0x80 | ((code >> 6) & 63);
    bytes[at++] = 0x80 | (code & 63);
  }
  return at;
}
