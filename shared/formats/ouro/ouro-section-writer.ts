import { zlibSync } from 'fflate';
import type { Codecs } from '../bytes/byte-source.ts';
import { crc32 } from '../bytes/crc32.ts';
import { Codec, encodeSectionHeader, paddingAfter, writeU64 } from './ouro-layout.ts';

/** Columns longer than this are cut into several sections. A multiple of 8. */
const MAX_SECTION_BYTES = 64 * 1024 * 1024;

/** Below this compression gains less than the header costs to read. */
const MIN_COMPRESSED_BYTES = 512;

export interface SectionWriterOptions {
  readonly codecs: Codecs;
  readonly compress: boolean;
}

/** Turns payloads into sections, as chunks to be written one after the other. */
export class SectionWriter {
  private readonly options: SectionWriterOptions;

  constructor(options: SectionWriterOptions) {
    this.options = options;
  }

  /** One section with a payload of its own inner structure; it must fit. */
  *section(tag: string, raw: Uint8Array, batch = 0, mayCompress = true): Generator<Uint8Array> {
    const { codecs, compress } = this.options;
    let stored = raw;
    if (compress && mayCompress && raw.length >= MIN_COMPRESSED_BYTES) {
      const packed = codecs.deflate?.(raw) ?? zlibSync(raw, { level: 1 });
      if (packed.length < raw.length) stored = packed;
    }
    yield encodeSectionHeader({
      tag,
      codec: stored === raw ? Codec.raw : Codec.zlib,
      batch,
      crc: (codecs.crc32 ?? crc32)(stored),
      storedBytes: stored.length,
      rawBytes: raw.length,
    });
    if (stored.length > 0) yield stored;
    const padding = paddingAfter(stored.length);
    if (padding > 0) yield new Uint8Array(padding);
  }

  /** A column of a batch, in as many sections as it needs. */
  *column(tag: string, batch: number, values: ArrayBufferView): Generator<Uint8Array> {
    const bytes = asBytes(values);
    let offset = 0;
    do {
      yield* this.section(tag, bytes.subarray(offset, offset + MAX_SECTION_BYTES), batch);
      offset += MAX_SECTION_BYTES;
    } while (offset < bytes.length);
  }

  /** A section of u64s, never compressed: `nEND` and `END `. */
  *totals(tag: string, batch: number, ...values: readonly number[]): Generator<Uint8Array> {
    const bytes = new Uint8Array(8 * values.length);
    const view = new DataView(bytes.buffer);
    values.forEach((value, index) => {
      writeU64(view, 8 * index, value);
    });
    yield* this.section(tag, bytes, batch, false);
  }
}

/** The bytes of a typed array, in place. Columns are little-endian, as every host of ours is. */
export function asBytes(values: ArrayBufferView): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Several arrays behind each other, as the payloads of tables are made. */
export function concatenate(...parts: readonly ArrayBufferView[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.byteLength;
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(asBytes(part), offset);
    offset += part.byteLength;
  }
  return bytes;
}
