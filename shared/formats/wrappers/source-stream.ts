import type { ByteSource, ByteStream } from '../byte-source.ts';

/** Bytes asked of the medium at a time: large enough for disks, small enough to report progress. */
export const READ_BYTES = 1 << 20;

/** The source's own bytes in order, from `start`; nothing is taken off. */
export function sourceStream(source: ByteSource, start = 0, step = READ_BYTES): ByteStream {
  let consumed = start;
  return {
    get consumed() {
      return consumed;
    },
    truncation: null,
    async next() {
      if (consumed >= source.size) return null;
      const bytes = await source.read(consumed, Math.min(step, source.size - consumed));
      if (bytes.length === 0) return null;
      consumed += bytes.length;
      return bytes;
    },
  };
}
