import type { RandomAccess } from '../bytes/byte-source.ts';

/** A program header of an ELF file. */
export interface ElfSegment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
}

/** What the first bytes of an ELF file say; 64-bit and little-endian only. */
export interface ElfHeader {
  /** 2 executable, 3 shared object, 4 core. */
  readonly type: number;
  readonly machine: number;
  readonly segmentsAt: number;
  readonly segmentSize: number;
  /** `MANY_SEGMENTS` when the real count is in the first section header. */
  readonly segmentCount: number;
  readonly sectionsAt: number;
}

export const SEGMENT = { load: 1, dynamic: 2, note: 4 } as const;
export const SEGMENT_FLAG = { execute: 1, write: 2, read: 4 } as const;
export const MANY_SEGMENTS = 0xffff;

export const ELF_HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;

export function hasElfMagic(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/** The header in `bytes`; null when it is none, or not one of 64 bits, little end first. */
export function readElfHeader(bytes: Uint8Array): ElfHeader | null {
  if (bytes.length < ELF_HEADER_BYTES || !hasElfMagic(bytes)) return null;
  if (bytes[4] !== 2 || bytes[5] !== 1) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    type: view.getUint16(16, true),
    machine: view.getUint16(18, true),
    segmentsAt: word(view, 32),
    sectionsAt: word(view, 40),
    segmentSize: view.getUint16(54, true),
    segmentCount: view.getUint16(56, true),
  };
}

/** The segments whose headers are whole in `bytes`, `size` bytes apart. */
export function readSegments(bytes: Uint8Array, size: number): ElfSegment[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const segments: ElfSegment[] = [];
  if (size < SEGMENT_BYTES) return segments;
  for (let at = 0; at + SEGMENT_BYTES <= bytes.length; at += size) {
    segments.push({
      type: view.getUint32(at, true),
      flags: view.getUint32(at + 4, true),
      offset: word(view, at + 8),
      address: word(view, at + 16),
      fileSize: word(view, at + 32),
      memorySize: word(view, at + 40),
    });
  }
  return segments;
}

/** A note of a PT_NOTE segment; `data` is a view into the segment's bytes. */
export interface ElfNote {
  readonly name: string;
  readonly type: number;
  readonly data: Uint8Array;
}

/** The notes in a segment's bytes, up to the first that does not fit. */
export function readNotes(bytes: Uint8Array): ElfNote[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const notes: ElfNote[] = [];
  for (let at = 0; at + 12 <= bytes.length; ) {
    const nameSize = view.getUint32(at, true);
    const dataSize = view.getUint32(at + 4, true);
    const dataAt = at + 12 + roundUp(nameSize);
    if (dataAt + dataSize > bytes.length) break;
    notes.push({
      name: latin1(bytes.subarray(at + 12, at + 12 + nameSize)),
      type: view.getUint32(at + 8, true),
      data: bytes.subarray(dataAt, dataAt + dataSize),
    });
    at = dataAt + roundUp(dataSize);
  }
  return notes;
}

const GNU_BUILD_ID = 3;
/** A build id stands in the first page, or shortly after. */
const MAX_HEAD_BYTES = 64 * 1024;

/** The GNU build id, in hexadecimal, of the ELF file that begins with `head`; null without one. */
export function buildIdOf(head: Uint8Array): string | null {
  const header = readElfHeader(head);
  if (header === null) return null;
  const end = header.segmentsAt + header.segmentSize * header.segmentCount;
  const segments = readSegments(head.subarray(header.segmentsAt, end), header.segmentSize);
  for (const { type, offset, fileSize } of segments) {
    if (type !== SEGMENT.note) continue;
    const id = readNotes(head.subarray(offset, offset + fileSize)).find(
      (note) => note.name === 'GNU' && note.type === GNU_BUILD_ID,
    );
    if (id === undefined) continue;
    return Array.from(id.data, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  return null;
}

/** The first bytes of a file, as many as its build id may take. */
export function headOf(file: RandomAccess): Uint8Array {
  return bytesAt(file, 0, MAX_HEAD_BYTES);
}

/** `length` bytes from `offset` on; fewer at the end of the file. */
export function bytesAt(file: RandomAccess, offset: number, length: number): Uint8Array {
  const there = Math.max(0, Math.min(length, file.size - offset));
  const bytes = new Uint8Array(there);
  return bytes.subarray(0, file.readSync(offset, bytes));
}

/** A 64-bit word as a number: exact below 2^53, as addresses and sizes are. */
export function word(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

export function latin1(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder('latin1').decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function roundUp(size: number): number {
  return Math.ceil(size / 4) * 4;
}
