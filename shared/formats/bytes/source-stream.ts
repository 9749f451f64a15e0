import { type ByteSource, type ByteStream, readInto } from './byte-source.ts';

/** Bytes asked of the medium at a time: large enough for disks, small enough to report progress. */
export const READ_BYTES = 1 << 20;

/** The source's own bytes in order, from `start`; nothing is taken off. A chunk stays as it is. */
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

interface ReadUnderWay {
  readonly buffer: Uint8Array;
  /** Bytes read, or what the source rejected with. */
  readonly done: Promise<number | Error>;
}

/**
 * Streams a source to a reader that is done with a chunk when it asks for the next one: two buffers
 * take turns, one being filled while the other is read. Without them a gigabyte of file is a gigabyte of
 * new memory, and every page of it a fault: a second of the system's time.
 */
export function readAheadStream(source: ByteSource): ByteStream {
  let consumed = 0;
  let ahead: ReadUnderWay | null = null;
  let spare = new Uint8Array(Math.min(READ_BYTES, source.size));

  function startReading(offset: number, buffer: Uint8Array): ReadUnderWay | null {
    const length = Math.min(buffer.length, source.size - offset);
    if (length <= 0) return null;
    // Awaited in its turn: until then a failure must not count as unhandled.
    const done = readInto(source, offset, buffer.subarray(0, length)).catch(asError);
    return { buffer, done };
  }

  return {
    get consumed() {
      return consumed;
    },
    truncation: null,
    async next() {
      const current = ahead ?? startReading(consumed, new Uint8Array(spare.length));
      ahead = null;
      if (current === null) return null;
      const count = await current.done;
      if (count instanceof Error) throw count;
      if (count === 0) return null;
      consumed += count;
      ahead = startReading(consumed, spare);
      spare = current.buffer as Uint8Array<ArrayBuffer>;
      return current.buffer.subarray(0, count);
    },
  };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
