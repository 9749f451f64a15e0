import { Decompress } from 'fzstd';
import type { ByteSource, ByteStream } from './byte-source.ts';
import { sourceStream } from './source-stream.ts';
import { ZstdFrames } from './zstd-frames.ts';

/**
 * Compressed bytes handed over at a time. Four bytes can say 128 KiB of the same, so that a step may
 * hold no more than 128 MiB before the reader sees it.
 */
const STEP = 4 * 1024;

/**
 * Windows above this are refused: the decompressor allocates the window up front, and a header of
 * eighteen bytes could otherwise ask for 2 GB. `zstd --ultra -22` needs 128 MiB, `--long=27` too.
 */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;

/** A zstd decompressor over the whole source, in portable code; any number of frames. */
export function portableUnzstd(source: ByteSource): ByteStream {
  const input = sourceStream(source, 0, STEP);
  const ready: Uint8Array[] = [];
  let truncation: string | null = null;
  let finished = false;
  const frames = new ZstdFrames();
  const decompressor = new Decompress((bytes) => {
    if (bytes.length > 0) ready.push(bytes);
  });

  function push(bytes: Uint8Array, final: boolean): void {
    try {
      decompressor.push(bytes, final);
    } catch (thrown) {
      finished = true;
      truncation = final
        ? 'The zstd data ends early: the file was cut off.'
        : `The zstd data is damaged near byte ${input.consumed} (${thrown instanceof Error ? thrown.message : String(thrown)}); what follows is lost.`;
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
        if (bytes !== null) frames.feed(bytes);
        if (bytes === null) {
          finished = true;
          push(new Uint8Array(0), true);
        } else if (frames.windowBytes > MAX_WINDOW_BYTES) {
          finished = true;
          truncation = `The zstd data needs a window of more than ${MAX_WINDOW_BYTES >> 20} MiB; decompress it with zstd --long first.`;
        } else {
          push(bytes, false);
        }
      }
    },
  };
}
