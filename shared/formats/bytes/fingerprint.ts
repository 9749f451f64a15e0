import type { ByteSource } from './byte-source.ts';
import { crc32 } from './crc32.ts';

/** Sources up to this size are read as a whole. */
const WHOLE = 256 * 1024;
/** Of a larger one: its head and tail, where headers and tables of contents are … */
const END = 64 * 1024;
/** … and as many pieces in between, evenly spread. */
const PIECES = 16;
const PIECE = 4 * 1024;

/**
 * What a dump is recognised by when it is opened again, wherever it lies by then: its size and two
 * checksums (CRC-32 and FNV-1a) of samples of it, "1f4a2-9c3e01d27f00aa15".
 *
 * At most 192 KB are read, in 18 reads, however large the dump. That tells dumps apart, which hold
 * their time and process in the head and other bytes everywhere; it does not protect against
 * somebody who makes two alike. Rejects with what the source rejects with.
 */
export async function dumpFingerprint(source: ByteSource): Promise<string> {
  let crc = 0;
  let fnv = 0x811c9dc5;
  for (const [offset, length] of samples(source.size)) {
    const bytes = await source.read(offset, length);
    crc = crc32(bytes, crc);
    for (const byte of bytes) fnv = Math.imul(fnv ^ byte, 0x01000193);
  }
  return `${source.size.toString(36)}-${hex(crc)}${hex(fnv >>> 0)}`;
}

function samples(size: number): readonly (readonly [number, number])[] {
  if (size <= WHOLE) return [[0, size]];
  const between = (size - 2 * END - PIECE) / (PIECES - 1);
  return [
    [0, END],
    ...Array.from({ length: PIECES }, (_, n) => [END + Math.floor(n * between), PIECE] as const),
    [size - END, END],
  ];
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
