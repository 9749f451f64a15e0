import { Gunzip } from 'fflate';
import type { ByteSource, ByteStream } from './byte-source.ts';
import { crc32 } from './crc32.ts';
import { sourceStream } from './source-stream.ts';

/**
 * Compressed bytes handed over at a time. Deflate expands at most 1,032-fold, so a bomb costs no
 * more than 32 MiB before the reader sees it, and damage loses no more than this much input.
 */
const STEP = 32 * 1024;

/** A gzip member's trailer: CRC-32 and length of what it holds. */
const TRAILER_BYTES = 8;

/**
 * A gunzip over the whole source, in portable code: any number of members, each one's checksum
 * compared. What comes before a break is delivered; `truncation` then says what happened.
 */
export function portableGunzip(source: ByteSource): ByteStream {
  const input = sourceStream(source, 0, STEP);
  const ready: Uint8Array[] = [];
  let truncation: string | null = null;
  let finished = false;
  let checksum = 0;
  let memberBytes = 0;
  // The last bytes of input, so that a trailer that straddles two steps can still be read.
  let recent: Uint8Array = new Uint8Array(0);

  const inflater = new Gunzip((bytes) => {
    if (bytes.length === 0) return;
    checksum = crc32(bytes, checksum);
    memberBytes += bytes.length;
    ready.push(bytes);
  });
  inflater.onmember = (offset) => {
    checkTrailer(offset);
    checksum = 0;
    memberBytes = 0;
  };

  function checkTrailer(end: number): void {
    const at = recent.length - (input.consumed - end) - TRAILER_BYTES;
    if (at < 0) return;
    const view = new DataView(recent.buffer, recent.byteOffset + at, TRAILER_BYTES);
    if (view.getUint32(0, true) !== checksum || view.getUint32(4, true) !== memberBytes >>> 0) {
      truncation = 'The gzip checksum does not match: some of the data is damaged.';
    }
  }

  function push(bytes: Uint8Array, final: boolean): void {
    try {
      inflater.push(bytes, final);
    } catch (thrown) {
      finished = true;
      truncation = final
        ? 'The gzip data ends early: the file was cut off.'
        : isPadding(bytes)
          ? truncation
          : `The gzip data is damaged near byte ${input.consumed} (${messageOf(thrown)}); what follows is lost.`;
    }
  }

  return {
    get consumed() {
      return input.consumed;
    },
    get truncation() {
      return truncation;
    },
    async next() {
      for (;;) {
        const chunk = ready.shift();
        if (chunk !== undefined) return chunk;
        if (finished) return null;
        const bytes = await input.next();
        if (bytes === null) {
          finished = true;
          push(new Uint8Array(0), true);
          if (truncation === null) checkTrailer(source.size);
        } else {
          recent = joined(recent.subarray(-TRAILER_BYTES), bytes);
          push(bytes, false);
        }
      }
    },
  };
}

/** Tapes and some tools fill up with zeros behind the last member; gzip itself ignores them. */
function isPadding(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes[bytes.length - 1] === 0 && bytes.at(-2) === 0;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
