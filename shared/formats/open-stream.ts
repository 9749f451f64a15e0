import type { ByteSource, ByteStream, Codecs } from './bytes/byte-source.ts';
import { portableGunzip } from './bytes/gunzip.ts';
import { readAheadStream } from './bytes/source-stream.ts';
import { portableUnzstd } from './bytes/unzstd.ts';

/** Bytes an importer may look at to recognise its format. */
export const HEAD_BYTES = 64 * 1024;

/** A source opened for reading: wrapper taken off, beginning known, not one byte lost. */
export interface OpenedStream {
  /** Up to `HEAD_BYTES` of the decompressed beginning; less only when that is all there is. */
  readonly head: Uint8Array;
  /** From the first byte, the head included. */
  readonly stream: ByteStream;
  readonly wrapper: 'gzip' | 'zstd' | null;
}

/** Looks through gzip and zstd by their magic numbers. Reads no more than the head. */
export async function openStream(source: ByteSource, codecs: Codecs): Promise<OpenedStream> {
  const magic = await source.read(0, 4);
  const wrapper = wrapperOf(magic);
  const inner =
    wrapper === 'gzip'
      ? (codecs.gunzip?.(source, portableGunzip) ?? portableGunzip(source))
      : wrapper === 'zstd'
        ? (codecs.unzstd ?? portableUnzstd)(source)
        : readAheadStream(source);
  const head = new Uint8Array(HEAD_BYTES);
  let filled = 0;
  let rest: Uint8Array | null = null;
  while (filled < HEAD_BYTES) {
    const chunk = await inner.next();
    if (chunk === null) break;
    const taken = Math.min(chunk.length, HEAD_BYTES - filled);
    head.set(chunk.subarray(0, taken), filled);
    filled += taken;
    if (taken < chunk.length) rest = chunk.slice(taken);
  }
  const begin = head.subarray(0, filled);
  return { head: begin, stream: replay(begin.slice(), rest, inner), wrapper };
}

function wrapperOf(magic: Uint8Array): 'gzip' | 'zstd' | null {
  if (magic[0] === 0x1f && magic[1] === 0x8b && magic[2] === 8) return 'gzip';
  if (magic[0] === 0x28 && magic[1] === 0xb5 && magic[2] === 0x2f && magic[3] === 0xfd) {
    return 'zstd';
  }
  return null;
}

/** `inner` with what was already taken from it put back in front. */
function replay(head: Uint8Array, rest: Uint8Array | null, inner: ByteStream): ByteStream {
  const pending = [head, rest].filter((chunk) => chunk !== null && chunk.length > 0);
  return {
    get consumed() {
      return inner.consumed;
    },
    get truncation() {
      return inner.truncation;
    },
    async next() {
      return pending.shift() ?? inner.next();
    },
  };
}
