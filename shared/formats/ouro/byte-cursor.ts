import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';

/** A place in a file that only moves forward. */
export interface ByteCursor {
  readonly position: number;
  /** Bytes of the *source* read so far, for progress. */
  readonly consumed: number;
  /** The next `length` bytes, fewer only at the end of the file. Theirs to keep. */
  read(length: number): Promise<Uint8Array>;
  skip(length: number): Promise<void>;
}

/** Blocks are multiples of 8 from the file's start, so that columns in them stay aligned. */
const BLOCK_BYTES = 1 << 20;

/** A cursor over a plain file: skips cost nothing, large reads are one read. */
export function directCursor(source: ByteSource): ByteCursor {
  let position = 0;
  let block: Uint8Array = new Uint8Array(0);
  let blockStart = 0;
  return {
    get position() {
      return position;
    },
    get consumed() {
      return position;
    },
    async read(length) {
      const end = Math.min(position + length, source.size);
      if (position < blockStart || end > blockStart + block.length) {
        if (end - position > BLOCK_BYTES / 2) {
          const bytes = await source.read(position, end - position);
          position += bytes.length;
          return bytes;
        }
        blockStart = position - (position % 8);
        block = await source.read(blockStart, BLOCK_BYTES);
      }
      const bytes = block.subarray(position - blockStart, end - blockStart);
      position += bytes.length;
      return bytes;
    },
    skip(length) {
      position = Math.min(position + length, source.size);
      return Promise.resolve();
    },
  };
}

/** A cursor over a stream, such as a gunzip: reads exactly what is asked, holds one chunk more. */
export function streamCursor(stream: ByteStream): ByteCursor {
  let position = 0;
  let chunk: Uint8Array = new Uint8Array(0);

  async function refill(): Promise<boolean> {
    while (chunk.length === 0) {
      const next = await stream.next();
      if (next === null) return false;
      chunk = next;
    }
    return true;
  }

  return {
    get position() {
      return position;
    },
    get consumed() {
      return stream.consumed;
    },
    async read(length) {
      const pieces: Uint8Array[] = [];
      let filled = 0;
      while (filled < length && (await refill())) {
        const piece = chunk.slice(0, length - filled);
        chunk = chunk.subarray(piece.length);
        pieces.push(piece);
        filled += piece.length;
      }
      position += filled;
      const [only] = pieces;
      if (only !== undefined && pieces.length === 1) return only;
      const bytes = new Uint8Array(filled);
      let offset = 0;
      for (const piece of pieces) {
        bytes.set(piece, offset);
        offset += piece.length;
      }
      return bytes;
    },
    async skip(length) {
      let left = length;
      while (left > 0 && (await refill())) {
        const taken = Math.min(left, chunk.length);
        chunk = chunk.subarray(taken);
        left -= taken;
      }
      position += length - left;
    },
  };
}
