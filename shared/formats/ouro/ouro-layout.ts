/** The `.ouro` format's constants, see README.md in this folder: the contract to the byte. */
export const OURO_MAGIC = Uint8Array.of(0x8f, 0x4f, 0x55, 0x52, 0x4f, 0x0d, 0x0a, 0x1a);
export const OURO_VERSION = 1;
export const FILE_HEADER_BYTES = 16;
export const SECTION_HEADER_BYTES = 32;
/** Payloads of `END `: six u64. */
export const END_BYTES = 48;
export const MAX_RAW_BYTES = 2 ** 30;
export const MAX_META_BYTES = 16 * 1024 * 1024;

export const Codec = { raw: 0, zlib: 1 } as const;

/** What a column of a `TABL` section holds. */
export const ColumnForm = { u8: 1, u32: 2, u64: 3, string: 4, address: 5 } as const;

export interface SectionHeader {
  readonly tag: string;
  readonly codec: number;
  readonly batch: number;
  readonly crc: number;
  readonly storedBytes: number;
  readonly rawBytes: number;
}

/** Whether a tag belongs to a batch of objects: `nADR`, `eIDX` … */
export function isBatchTag(tag: string): boolean {
  return tag[0] === 'n' || tag[0] === 'e';
}

const KNOWN_TAGS: readonly string[] = [
  ...['META', 'ORIG', 'STRS', 'TYPE', 'LAYT', 'ROOT', 'INFO', 'SITE', 'TABL', 'END '],
  ...['nADR', 'nTYP', 'nSIZ', 'nFLG', 'nCNT', 'nLAY', 'nRFC', 'nLEN', 'nPRV', 'nEND'],
  ...['eADR', 'eIDX', 'eKND', 'eLBL'],
];

export function isKnownTag(tag: string): boolean {
  return KNOWN_TAGS.includes(tag);
}

/**
 * The tag that `tag` was before one of its characters changed, or null. A checksum covers payloads
 * only, so a damaged tag would else pass for a section of a later revision, and what it numbered
 * would shift without a word; new tags keep a distance of two characters for that reason.
 */
export function damagedTag(tag: string): string | null {
  return KNOWN_TAGS.find((known) => differences(known, tag) === 1) ?? null;
}

function differences(one: string, other: string): number {
  let count = 0;
  for (let index = 0; index < one.length; index++) if (one[index] !== other[index]) count++;
  return count;
}

/**
 * The section header at the start of `bytes`, or null where the bytes cannot be one: then the file
 * is damaged at this place and nothing behind it can be found.
 */
export function parseSectionHeader(bytes: Uint8Array): SectionHeader | null {
  if (bytes.length < SECTION_HEADER_BYTES) return null;
  for (let index = 0; index < 4; index++) {
    if (bytes[index] < 0x20 || bytes[index] > 0x7e) return null;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, SECTION_HEADER_BYTES);
  const header: SectionHeader = {
    tag: String.fromCharCode(...bytes.subarray(0, 4)),
    codec: bytes[4],
    batch: view.getUint32(8, true),
    crc: view.getUint32(12, true),
    storedBytes: readU64(view, 16),
    rawBytes: readU64(view, 24),
  };
  const isRaw = header.codec === Codec.raw;
  if (isRaw && header.storedBytes !== header.rawBytes) return null;
  if (!Number.isSafeInteger(header.storedBytes)) return null;
  return header;
}

/** The header of a section as it is written. */
export function encodeSectionHeader(header: SectionHeader): Uint8Array {
  const bytes = new Uint8Array(SECTION_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < 4; index++) bytes[index] = header.tag.charCodeAt(index);
  bytes[4] = header.codec;
  view.setUint32(8, header.batch, true);
  view.setUint32(12, header.crc, true);
  writeU64(view, 16, header.storedBytes);
  writeU64(view, 24, header.rawBytes);
  return bytes;
}

/** A u64 as the nearest double; exact below 2^53. */
export function readU64(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 0x1_0000_0000;
}

export function writeU64(view: DataView, offset: number, value: number): void {
  view.setUint32(offset, value >>> 0, true);
  view.setUint32(offset + 4, Math.floor(value / 0x1_0000_0000), true);
}

/** Zero bytes after `length` bytes up to the next multiple of 8. */
export function paddingAfter(length: number): number {
  return (8 - (length % 8)) % 8;
}

/** Bytes as u32s: in place where they are aligned, else a copy. Trailing bytes are left out. */
export function asUint32(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 2);
}

export function asUint16(bytes: Uint8Array): Uint16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length >>> 1);
}
