import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HostBinaries, scratchFolder } from '../../../electron/node/outside-files.ts';
import { CancelledError } from '../../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import type { ByteStream } from '../../../shared/formats/bytes/byte-source.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-outside-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function streamOf(...chunks: readonly string[]): ByteStream {
  const left = chunks.map((chunk) => new TextEncoder().encode(chunk));
  return { consumed: 0, truncation: null, next: () => Promise.resolve(left.shift() ?? null) };
}

test('what is unpacked can be read anywhere, and nothing of it stays', async () => {
  const kept = await scratchFolder(folder).keep(streamOf('hello ', 'world'), UNATTENDED_JOB);
  const target = new Uint8Array(5);
  expect(kept.size).toBe(11);
  expect(kept.readSync(6, target)).toBe(5);
  expect(new TextDecoder().decode(target)).toBe('world');
  await kept.discard();
  expect(readdirSync(folder)).toEqual([]);
});

test('a cancelled unpacking leaves nothing behind', async () => {
  const cancelled = {
    report: () => undefined,
    checkpoint: () => {
      throw new CancelledError();
    },
  };
  await expect(scratchFolder(folder).keep(streamOf('x'), cancelled)).rejects.toThrow('Cancelled');
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that is not there is said, with what to do', async () => {
  const missing = scratchFolder(path.join(folder, 'missing'));
  await expect(missing.keep(streamOf('x'), UNATTENDED_JOB)).rejects.toThrow(/Set TMPDIR/);
});

test('files are found below the root that is given, and nowhere else', () => {
  mkdirSync(path.join(folder, 'usr', 'bin'), { recursive: true });
  writeFileSync(path.join(folder, 'usr', 'bin', 'python3'), 'ELF');
  const binaries = new HostBinaries(folder, []);
  const found = binaries.find('/usr/bin/python3');
  expect(found?.size).toBe(3);
  expect(binaries.find('/usr/bin')).toBeNull();
  expect(binaries.find('/../../../../../../etc/passwd')).toBeNull();
  expect(binaries.find('usr/bin/python3')).toBeNull();
  expect(binaries.find('/dev/zero')).toBeNull();
  binaries.close();
});

test('a named file that cannot be read is said', () => {
  expect(() => new HostBinaries('/', [path.join(folder, 'python3')])).toThrow(/cannot be read/);
});
