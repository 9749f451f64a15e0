import { once } from 'node:events';
import type { Transform } from 'node:stream';
import type { ByteSource, ByteStream } from '../../shared/formats/bytes/byte-source.ts';
import { errorCode } from './file-errors.ts';

/**
 * Input per step. Deflate expands at most 1,032 times, so that a hostile file can make one step
 * hold no more than 64 MB of output.
 */
const STEP_BYTES = 64 * 1024;

/**
 * A pull stream over a Node decompressor: one step of input at a time, whose output is handed out
 * before the next is read. When the input breaks off, all that came before is still delivered.
 *
 * Node tells of damage before it hands out what it has decoded of the step. What is missing then is
 * read again by `portable`, which decodes to the very place, past what was delivered already.
 */
export function decompressStream(
  source: ByteSource,
  wrapper: string,
  create: () => Transform,
  portable: (source: ByteSource) => ByteStream,
): ByteStream {
  const ready: Uint8Array[] = [];
  let decompressor: Transform | null = null;
  let failure: unknown = null;
  let consumed = 0;
  let atEnd = false;
  let delivered = 0;
  let rest: ByteStream | null = null;
  let damage: string | null = null;

  const start = (): Transform => {
    const created = create();
    created.on('data', (chunk: Uint8Array) => ready.push(chunk));
    created.on('error', (error) => {
      failure = error;
    });
    return created;
  };

  const step = async (transform: Transform): Promise<void> => {
    const input = await source.read(consumed, STEP_BYTES);
    consumed += input.length;
    if (input.length === 0) {
      atEnd = true;
      transform.end();
      await ended(transform);
      return;
    }
    // The callback comes when all output of this input has been pushed; on damage it never does.
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        transform.off('error', settle);
        resolve();
      };
      transform.once('error', settle);
      transform.write(input, settle);
    });
  };

  const readRest = async (): Promise<Uint8Array | null> => {
    if (rest !== null) return rest.next();
    rest = portable(source);
    for (let toSkip = delivered; ; ) {
      const chunk = await rest.next();
      if (chunk === null) return null;
      if (chunk.length > toSkip) return chunk.subarray(toSkip);
      toSkip -= chunk.length;
    }
  };

  return {
    get consumed() {
      return consumed;
    },
    get truncation() {
      return damage;
    },
    async next() {
      decompressor ??= start();
      for (;;) {
        const chunk = ready.shift();
        if (chunk !== undefined) {
          delivered += chunk.length;
          return chunk;
        }
        if (atEnd || failure !== null) {
          decompressor.destroy();
          if (failure === null) return null;
          if (errorCode(failure) !== 'Z_BUF_ERROR') {
            damage ??= `The ${wrapper} data is damaged near byte ${consumed}; what follows is lost or wrong.`;
            return readRest();
          }
          damage = `The ${wrapper} file breaks off at byte ${consumed}; what came before was read.`;
          return null;
        }
        await step(decompressor);
      }
    },
  };
}

async function ended(transform: Transform): Promise<void> {
  // `close` follows both `end` and `error`.
  if (!transform.closed) await once(transform, 'close').catch(() => undefined);
}
