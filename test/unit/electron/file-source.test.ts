import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openFileSource } from '../../../electron/node/file-source.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
const file = path.join(folder, 'ten bytes.bin');
writeFileSync(file, Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));

describe('a file as a byte source', () => {
  it('reads from any offset, and fewer bytes only at the end', async () => {
    const source = await openFileSource(file);
    expect([source.name, source.size]).toEqual(['ten bytes.bin', 10]);
    expect([...(await source.read(3, 4))]).toEqual([3, 4, 5, 6]);
    expect([...(await source.read(8, 100))]).toEqual([8, 9]);
    expect([...(await source.read(10, 1))]).toEqual([]);
    expect([...(await source.read(99, 1))]).toEqual([]);
    await source.close();
  });

  it('fails a read after it is closed', async () => {
    const source = await openFileSource(file);
    await source.close();
    await expect(source.read(0, 1)).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it.each([
    ['a missing file', () => path.join(folder, 'none.ouro'), 'does not exist'],
    ['a file below a file', () => path.join(file, 'x'), 'does not exist'],
    ['a folder', () => folder, 'is a folder'],
    ['a device', () => '/dev/null', 'is not a regular file'],
    [
      'a name with an escape sequence',
      () => path.join(folder, '\u001b[31mred'),
      '\\x1b[31mred does',
    ],
  ])('refuses %s in a sentence', async (_, target, words) => {
    await expect(openFileSource(target())).rejects.toMatchObject({
      code: 'file-unreadable',
      message: expect.stringContaining(words),
    });
  });

  it('does not wait for a writer of a named pipe', async () => {
    const pipe = path.join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(openFileSource(pipe)).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});
