import { unzlibSync } from 'fflate';
import type { Codecs } from '../bytes/byte-source.ts';
import { crc32 } from '../bytes/crc32.ts';
import type { ByteCursor } from './byte-cursor.ts';
import type { SectionHeader } from './ouro-layout.ts';
import {
  Codec,
  MAX_RAW_BYTES,
  paddingAfter,
  parseSectionHeader,
  SECTION_HEADER_BYTES,
} from './ouro-layout.ts';

/** Deflate cannot expand further than this; a raw length beyond it is a lie. */
const MAX_EXPANSION = 1032;

/**
 * What `rawBytes` can take at most once compressed: deflate adds a few bytes a block to what it
 * cannot compress. A length beyond it is a lie that would have the rest of the file read at once.
 */
function mostStoredBytes(rawBytes: number): number {
  return rawBytes + rawBytes / 8 + 1024;
}

export interface Section {
  readonly header: SectionHeader;
  /** Where the section begins in the file. */
  readonly at: number;
  /** The raw payload; null when it is damaged or was not wanted. */
  readonly payload: Uint8Array | null;
}

/** How the run of sections ended. */
export type SectionsEnd = 'end of file' | 'cut off' | 'damaged';

/** Section after section, checked; says at last how the file ended. */
export class SectionReader {
  private readonly cursor: ByteCursor;
  private readonly codecs: Codecs;
  private readonly fileBytes: number;
  /** Set once `next` has returned null. */
  end: SectionsEnd = 'end of file';

  /** `fileBytes` is Infinity where the size is not known beforehand. */
  constructor(cursor: ByteCursor, codecs: Codecs, fileBytes: number) {
    this.cursor = cursor;
    this.codecs = codecs;
    this.fileBytes = fileBytes;
  }

  get position(): number {
    return this.cursor.position;
  }

  /** The next section, or null. Payloads for which `wants` says no are skipped unread. */
  async next(wants: (header: SectionHeader) => boolean): Promise<Section | null> {
    const at = this.cursor.position;
    const bytes = await this.cursor.read(SECTION_HEADER_BYTES);
    if (bytes.length < SECTION_HEADER_BYTES) {
      this.end = bytes.length === 0 ? 'end of file' : 'cut off';
      return null;
    }
    const header = parseSectionHeader(bytes);
    if (header === null) {
      this.end = 'damaged';
      return null;
    }
    if (this.cursor.position + header.storedBytes > this.fileBytes) {
      this.end = 'cut off';
      return null;
    }
    const padding = paddingAfter(header.storedBytes);
    const isTooLong =
      header.rawBytes > MAX_RAW_BYTES || header.storedBytes > mostStoredBytes(header.rawBytes);
    if (isTooLong || !wants(header)) {
      await this.cursor.skip(header.storedBytes + padding);
      return { header, at, payload: null };
    }
    const stored = await this.cursor.read(header.storedBytes);
    if (stored.length < header.storedBytes) {
      this.end = 'cut off';
      return null;
    }
    await this.cursor.skip(padding);
    return { header, at, payload: decodeSection(header, stored, this.codecs) };
  }
}

/** The raw payload of a section, or null when its checksum or its compression is wrong. */
export function decodeSection(
  header: SectionHeader,
  stored: Uint8Array,
  codecs: Codecs,
): Uint8Array | null {
  if ((codecs.crc32 ?? crc32)(stored) !== header.crc) return null;
  if (header.codec === Codec.raw) return stored;
  if (header.codec !== Codec.zlib) return null;
  if (header.rawBytes > stored.length * MAX_EXPANSION) return null;
  try {
    const raw =
      codecs.inflate?.(stored, header.rawBytes) ??
      unzlibSync(stored, { out: new Uint8Array(header.rawBytes) });
    return raw.length === header.rawBytes ? raw : null;
  } catch {
    return null;
  }
}
