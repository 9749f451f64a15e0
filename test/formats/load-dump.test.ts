import { deflateSync, gzipSync, inflateSync, crc32 as nativeCrc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import type { ByteSource, Codecs } from '../../shared/formats/bytes/byte-source.ts';
import { memorySource } from '../../shared/formats/bytes/byte-source.ts';
import { crc32 } from '../../shared/formats/bytes/crc32.ts';
import { sourceStream } from '../../shared/formats/bytes/source-stream.ts';
import { loadDump } from '../../shared/formats/load-dump.ts';
import { writeOuro } from '../../shared/formats/ouro/ouro-writer.ts';
import { errorOf, loadBytes, PLENTY_OF_MEMORY, warningCodes } from './load-from-bytes.ts';
import { expectSameGraph } from './same-graph.ts';

const lines = Array.from(
  { length: 3000 },
  (_, index) => `{"address": ${index + 1}, "type": "T${index % 7}", "size": 16, "refs": [1]}\n`,
);
const text = new TextEncoder().encode(lines.join(''));

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

describe('opening a file', () => {
  test('refuses an empty one, and an empty one in gzip', async () => {
    expect((await errorOf(loadBytes(''))).code).toBe('dump-empty');
    const inside = await errorOf(loadBytes(gzipSync('')));
    expect(inside.code).toBe('dump-empty');
    expect(inside.message).toContain('gzip');
  });

  test.each([
    ['a PNG image', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
    ['a Python pickle', Uint8Array.of(0x80, 4, 0x95, 0, 0)],
    ['a ZIP archive', 'PK\x03\x04'],
    ['JSON of some other kind', '{"name": "ouroboros"}'],
    ['zero bytes only', new Uint8Array(5000)],
    ['a text file', 'hello\n'],
  ])('names %s when it is given one', async (name, content) => {
    const raw = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    for (const file of [raw, gzipSync(raw)]) {
      const error = await errorOf(loadBytes(file));
      expect(error.code).toBe('dump-unrecognised');
      expect(error.message).toContain(name);
      expect(error.message).toContain('meliae JSON lines');
    }
  });

  test('names a gzip file inside another one', async () => {
    const error = await errorOf(loadBytes(gzipSync(gzipSync(text))));
    expect(error.message).toContain('a gzip file inside another one');
  });

  test('refuses noise in words', async () => {
    const noise = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7919 + 131) % 251);
    const error = await errorOf(loadBytes(noise));
    expect(error.code).toBe('dump-unrecognised');
    expect(error.message).toMatch(/^sample is not a dump that Ouroboros can read\. It reads: /);
  });

  test('passes on what the medium says', async () => {
    const source: ByteSource = {
      name: 'x',
      size: 10,
      read: () => Promise.reject(new Error('the disk is gone')),
    };
    const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: PLENTY_OF_MEMORY };
    await expect(loadDump(source, options)).rejects.toThrow('the disk is gone');
  });
});

describe('looking through gzip', () => {
  test('of one member and of several', async () => {
    const cut = Math.floor(text.length / 3);
    for (const raw of [
      gzipSync(text),
      joined(gzipSync(text.subarray(0, cut)), gzipSync(text.subarray(cut))),
      joined(gzipSync(text.subarray(0, cut)), gzipSync(''), gzipSync(text.subarray(cut))),
    ]) {
      const dump = await loadBytes(raw);
      expect(dump.warnings).toEqual([]);
      expect(dump.graph.nodeCount).toBe(3000);
    }
  });

  test('passes over the zeros that tapes add', async () => {
    const dump = await loadBytes(joined(gzipSync(text), new Uint8Array(512)));
    expect(dump.graph.nodeCount).toBe(3000);
    expect(dump.warnings).toEqual([]);
  });

  test('cut off anywhere keeps what came before, and says so', async () => {
    const raw = gzipSync(text);
    for (let end = 2000; end < raw.length; end += 511) {
      const dump = await loadBytes(raw.slice(0, end));
      expect(warningCodes(dump)[0]).toBe('truncated');
      expect(dump.graph.nodeCount).toBeLessThanOrEqual(3000);
    }
    const error = await errorOf(loadBytes(raw.slice(0, 12)));
    expect(error.code).toBe('dump-empty');
    expect(error.message).toContain('cut off');
  });

  test('compares the checksum of each member', async () => {
    const first = gzipSync(text.subarray(0, 90_000));
    first[first.length - 8] ^= 1;
    for (const raw of [first, joined(first, gzipSync(text.subarray(90_000)))]) {
      const dump = await loadBytes(raw);
      expect(dump.warnings[0]?.message).toContain('checksum does not match');
    }
  });

  test('says where the data is damaged', async () => {
    const raw = joined(gzipSync(text, { level: 0 }), gzipSync(text));
    raw[80_000] ^= 0xff;
    raw[65_536 + 20] ^= 0xff;
    const dump = await loadBytes(raw).catch(() => null);
    expect(dump === null || warningCodes(dump).length > 0).toBe(true);
  });
});

describe('what a host does natively', () => {
  test('is used, and changes nothing', async () => {
    const used: string[] = [];
    const codecs: Codecs = {
      gunzip: (source) => {
        used.push('gunzip');
        return sourceStream(memorySource(text, source.name));
      },
      inflate: (bytes, length) => {
        used.push('inflate');
        return inflateSync(bytes, { maxOutputLength: length });
      },
      deflate: (bytes) => {
        used.push('deflate');
        return deflateSync(bytes, { level: 1 });
      },
      crc32: (bytes) => {
        used.push('crc32');
        return nativeCrc32(bytes);
      },
    };
    const options = { job: UNATTENDED_JOB, codecs, memoryLimitBytes: PLENTY_OF_MEMORY };
    const { graph } = await loadDump(memorySource(gzipSync(text)), options);
    const written = Buffer.concat([
      ...writeOuro(graph, { job: UNATTENDED_JOB, codecs, compress: true }),
    ]);
    expectSameGraph((await loadDump(memorySource(written), options)).graph, graph);
    expect(new Set(used)).toEqual(new Set(['gunzip', 'inflate', 'deflate', 'crc32']));
    // The portable code reads what the native code wrote.
    expectSameGraph((await loadBytes(written)).graph, graph);
  });

  test('has the same checksums as the portable code', () => {
    for (let length = 0; length < 70; length++) {
      const bytes = text.subarray(3, 3 + length);
      expect(crc32(bytes)).toBe(nativeCrc32(bytes));
      expect(crc32(bytes.subarray(20), crc32(bytes.subarray(0, 20)))).toBe(nativeCrc32(bytes));
    }
    expect(crc32(text)).toBe(nativeCrc32(text));
  });
});
