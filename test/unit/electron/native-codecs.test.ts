import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nativeCodecs } from '../../../electron/node/native-codecs.ts';
import { type ByteStream, memorySource } from '../../../shared/formats/bytes/byte-source.ts';
import { portableGunzip } from '../../../shared/formats/bytes/gunzip.ts';

const codecs = nativeCodecs();

async function drain(stream: ByteStream): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for (let chunk = await stream.next(); chunk !== null; chunk = await stream.next()) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

function gunzip(bytes: Uint8Array): ByteStream {
  const stream = codecs.gunzip?.(memorySource(bytes), portableGunzip);
  if (stream === undefined) throw new Error('The native codecs have no gunzip');
  return stream;
}

const text = Buffer.from(Array.from({ length: 60_000 }, (_, n) => `line ${n * 7919}\n`).join(''));

describe('native gunzip', () => {
  it('joins the members of a multi-member file', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 5000 }), { minLength: 1 }),
        async (parts) => {
          const stream = gunzip(Buffer.concat(parts.map((part) => gzipSync(part))));
          expect(await drain(stream)).toEqual(Buffer.concat(parts));
          expect(stream.truncation).toBeNull();
        },
      ),
      { numRuns: 50 },
    );
  });

  it('delivers all of a file larger than one step', async () => {
    const packed = gzipSync(text);
    expect(packed.length).toBeGreaterThan(65_536);
    const stream = gunzip(packed);
    expect((await drain(stream)).equals(text)).toBe(true);
    expect([stream.truncation, stream.consumed]).toEqual([null, packed.length]);
  });

  it('delivers what comes before a break, and says where it is', async () => {
    const packed = gzipSync(text);
    for (const length of [packed.length - 1, packed.length - 9, packed.length >> 1, 70_000]) {
      const stream = gunzip(packed.subarray(0, length));
      const read = await drain(stream);
      expect(read.equals(text.subarray(0, read.length))).toBe(true);
      expect(read.length).toBeGreaterThan((text.length * length) / packed.length / 2);
      expect(stream.truncation).toContain(`breaks off at byte ${length}`);
    }
  });

  it('says that the rest is damaged', async () => {
    const packed = gzipSync(text);
    packed.fill(0xff, 80_000, 80_100);
    const stream = gunzip(packed);
    const read = await drain(stream);
    expect(read.length).toBeGreaterThan(0);
    expect(stream.truncation).toContain('is damaged near byte');
  });

  it('reads up to the damage what the portable decoder reads', async () => {
    for (const length of [2000, 60_000, text.length]) {
      for (const share of [0.3, 0.7, 0.99]) {
        const packed = gzipSync(text.subarray(0, length));
        const at = Math.floor(packed.length * share);
        packed[at] ^= 0x55;
        const portable = portableGunzip(memorySource(packed));
        const [ours, theirs] = [await drain(gunzip(packed)), await drain(portable)];
        expect([length, share, ours.equals(theirs)]).toEqual([length, share, true]);
      }
    }
  });

  it('survives noise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (noise) => {
        const bytes = Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), noise]);
        await drain(gunzip(bytes));
      }),
    );
  });
});

describe('native inflate', () => {
  const inflate = (bytes: Uint8Array, rawLength: number) => codecs.inflate?.(bytes, rawLength);

  it('returns what was deflated', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 10_000 }), (bytes) => {
        expect(Buffer.from(inflate(deflateSync(bytes), bytes.length) ?? []).equals(bytes)).toBe(
          true,
        );
      }),
    );
  });

  it('refuses more than was announced, before it takes the memory', () => {
    const bomb = deflateSync(new Uint8Array(10_000_000));
    expect(() => inflate(bomb, 1000)).toThrow(/more than the 1000 bytes/);
  });

  it('refuses damage', () => {
    expect(() => inflate(Uint8Array.of(1, 2, 3), 100)).toThrow(/damaged/);
    expect(() => inflate(deflateSync(text).subarray(0, 100), text.length)).toThrow(/damaged/);
  });
});

describe('native CRC', () => {
  it('is that of zlib', () => {
    // The check value of CRC-32/ISO-HDLC.
    expect(codecs.crc32?.(Buffer.from('123456789')) ?? 0xcbf43926).toBe(0xcbf43926);
  });
});
