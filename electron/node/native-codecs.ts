import zlib from 'node:zlib';
import { DumpFormatError } from '../../shared/base/errors.ts';
import type { Codecs } from '../../shared/formats/bytes/byte-source.ts';
import { decompressStream } from './decompress-stream.ts';
import { errorCode } from './file-errors.ts';

/**
 * What Node's zlib does faster than the portable code: gunzip about three times, inflate and CRC
 * more. zstd is left to the portable decoder on every runtime, so that one decoder is tested.
 */
export function nativeCodecs(): Codecs {
  const codecs: Codecs = {
    gunzip: (source, portable) =>
      decompressStream(source, 'gzip', () => zlib.createGunzip(OPTIONS), portable),
    inflate,
  };
  // Node 20.15 and later.
  return typeof zlib.crc32 === 'function'
    ? { ...codecs, crc32: (bytes) => zlib.crc32(bytes) }
    : codecs;
}

const OPTIONS = { chunkSize: 256 * 1024 };

function inflate(bytes: Uint8Array, rawLength: number): Uint8Array {
  try {
    return zlib.inflateSync(bytes, {
      maxOutputLength: Math.max(1, rawLength),
      // One buffer instead of pieces joined at the end, which would take three times as much. The
      // caller has compared `rawLength` with what `bytes` can come to, and with the memory there is.
      chunkSize: Math.max(rawLength + 1, 1024),
    });
  } catch (thrown) {
    const code = errorCode(thrown);
    const reason =
      code === 'ERR_BUFFER_TOO_LARGE'
        ? `A compressed section holds more than the ${rawLength} bytes it announces.`
        : 'A compressed section is damaged; make the dump again.';
    throw new DumpFormatError('dump-malformed', reason, undefined, code);
  }
}
