import type { Job } from '../../base/job.ts';

/**
 * Where a dump's bytes come from: a file in Node, a `File` in the browser, an array in a test.
 * Importers never see a path or a `File`.
 */
export interface ByteSource {
  /** The file's own name, for messages; never used to detect a format. */
  readonly name: string;
  /** Bytes in the source as stored (before any decompression). */
  readonly size: number;
  /**
   * The bytes from `offset`, at most `length` of them; fewer only at the end. The array is the
   * caller's to keep. Rejects with `file-unreadable` when the medium fails.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * Reads into memory that is there already: fills `target` from `offset` on and resolves to how
   * many bytes it got, fewer only at the end. Several may be under way at once.
   */
  readInto?(offset: number, target: Uint8Array): Promise<number>;
  /**
   * Fills `target` from `offset` on before it returns: for formats that are pointers into
   * themselves and cannot be read in order. Absent where the host has no such call.
   */
  readSync?(offset: number, target: Uint8Array): number;
}

/** Bytes that can be read at once and anywhere: a file of the host, or an array. */
export interface RandomAccess {
  readonly name: string;
  readonly size: number;
  /**
   * Fills `target` with the bytes from `offset` on; how many it got, fewer only at the end. Throws
   * `file-unreadable` when the medium fails.
   */
  readSync(offset: number, target: Uint8Array): number;
}

/** Fills `target` with the bytes from `offset`, in place where the source can; how many it got. */
export async function readInto(
  source: ByteSource,
  offset: number,
  target: Uint8Array,
): Promise<number> {
  if (source.readInto !== undefined) return source.readInto(offset, target);
  const bytes = await source.read(offset, target.length);
  target.set(bytes);
  return bytes.length;
}

/** Bytes that were put somewhere to be read in any order, and go again. */
export interface KeptBytes extends RandomAccess {
  discard(): Promise<void>;
}

/** Where a host puts what a wrapper holds when it must be read in any order. */
export interface ScratchSpace {
  /**
   * Puts all of a stream down. Rejects with `file-unwritable` where there is no room for it, before
   * the last of it is gone.
   */
  keep(stream: ByteStream, job: Job): Promise<KeptBytes>;
}

/** Bytes in order, with the wrapper (gzip, zstd) already taken off. */
export interface ByteStream {
  /** The next chunk, or null at the end. A chunk is valid until the next call. */
  next(): Promise<Uint8Array | null>;
  /** Bytes of the *source* consumed so far, for progress against `ByteSource.size`. */
  readonly consumed: number;
  /**
   * Set at the end when the wrapper broke off early (a truncated .gz): what was lost, for people.
   * The bytes before the break have been delivered.
   */
  readonly truncation: string | null;
}

/** What a host may do faster than the portable code: native zlib, native CRC. All optional. */
export interface Codecs {
  /**
   * A gunzip (multi-member) over the source from its start. What it cannot deliver of damaged data,
   * `portable` does: no host reads less than another.
   */
  gunzip?(source: ByteSource, portable: (source: ByteSource) => ByteStream): ByteStream;
  /** A zstd decompressor over the source from its start. */
  unzstd?(source: ByteSource): ByteStream;
  /** Inflate one zlib stream whose raw length is known. */
  inflate?(bytes: Uint8Array, rawLength: number): Uint8Array;
  /** `bytes` as one zlib stream, fast rather than small. */
  deflate?(bytes: Uint8Array): Uint8Array;
  /** CRC-32 (IEEE 802.3, as zlib's) of `bytes`. */
  crc32?(bytes: Uint8Array): number;
}

/** A source over bytes already in memory. */
export function memorySource(bytes: Uint8Array, name = 'memory'): ByteSource & RandomAccess {
  return {
    name,
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length)),
    readSync(offset, target) {
      const part = bytes.subarray(offset, offset + target.length);
      target.set(part);
      return part.length;
    },
  };
}
