import {
  chmod,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheFolder, isIndexWanted } from '../../../electron/node/cache-folder.ts';
import { INDEX_LIMITS, IndexFolder } from '../../../electron/node/index-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

const nameOf = (digit: string): string => `v1-1000-${digit.repeat(64)}.ouro`;

async function* chunks(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text);
}

const home = temporaryFolder();
let next = 1;
const newPlace = (): string => path.join(home, String(next++));

function newFolder(maxBytes = INDEX_LIMITS.maxBytes): IndexFolder {
  const folder = path.join(newPlace(), 'ouroboros', 'indexes');
  return new IndexFolder(folder, { ...INDEX_LIMITS, maxBytes });
}

/** Keeps `bytes` bytes under a name, last used so many days ago. */
async function keep(folder: IndexFolder, name: string, bytes: number, days: number): Promise<void> {
  expect(await folder.save(name, bytes, chunks('x'.repeat(bytes)))).toBe(true);
  const then = new Date(Date.now() - days * 86_400_000);
  await utimes(path.join(folder.folder, name), then, then);
}

async function textOf(folder: IndexFolder, name: string): Promise<string | null> {
  const index = await folder.open(name);
  if (index === null) return null;
  const text = new TextDecoder().decode(await index.read(0, index.size));
  await index.close();
  return text;
}

describe('an index', () => {
  test('is kept whole, private, and found again', async () => {
    const folder = newFolder();
    expect(await folder.list()).toEqual([]);
    expect(await folder.save(nameOf('a'), 11, chunks('hello ', 'world'))).toBe(true);
    expect(await folder.list()).toEqual([nameOf('a')]);
    expect(await textOf(folder, nameOf('a'))).toBe('hello world');
    if (process.platform === 'win32') return;
    expect((await stat(folder.folder)).mode & 0o777).toBe(0o700);
    expect((await stat(path.join(folder.folder, nameOf('a')))).mode & 0o777).toBe(0o600);
  });

  test('that cannot be written to its end is not there at all', async () => {
    const folder = newFolder();
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield* chunks('begun');
      throw new Error('closed meanwhile');
    }
    await expect(folder.save(nameOf('a'), 5, breaking())).rejects.toThrow();
    expect(await readdir(folder.folder)).toEqual([]);
  });

  test('has no other names than those that are given', async () => {
    const folder = newFolder();
    await keep(folder, nameOf('a'), 1, 0);
    const outside = path.join(folder.folder, '..', 'outside.ouro');
    await writeFile(outside, 'private');
    for (const name of ['../outside.ouro', 'notes.txt', nameOf('g'), `x${nameOf('a')}`]) {
      expect(await folder.open(name)).toBeNull();
      expect(await folder.save(name, 1, chunks('x'))).toBe(false);
      await folder.remove(name);
    }
    expect(await readFile(outside, 'utf8')).toBe('private');
    expect(await folder.list()).toEqual([nameOf('a')]);
  });
});

describe.skipIf(process.platform === 'win32')('what others may have made is not used', () => {
  test('a file or folder that others may write to', async () => {
    const folder = newFolder();
    await keep(folder, nameOf('a'), 5, 0);
    const file = path.join(folder.folder, nameOf('a'));
    await chmod(file, 0o622);
    expect(await folder.open(nameOf('a'))).toBeNull();
    await chmod(file, 0o600);
    expect(await textOf(folder, nameOf('a'))).toBe('xxxxx');
    await chmod(folder.folder, 0o777);
    expect(await folder.open(nameOf('a'))).toBeNull();
    expect(await folder.save(nameOf('b'), 1, chunks('x'))).toBe(false);
  });

  test('a link', async () => {
    const folder = newFolder();
    await keep(folder, nameOf('a'), 5, 0);
    await symlink(path.join(folder.folder, nameOf('a')), path.join(folder.folder, nameOf('b')));
    expect(await folder.open(nameOf('b'))).toBeNull();
    const moved = `${folder.folder}-moved`;
    await rename(folder.folder, moved);
    await symlink(moved, folder.folder);
    expect(await folder.open(nameOf('a'))).toBeNull();
  });
});

describe('room is made', () => {
  test('at the cost of what was used longest ago', async () => {
    const folder = newFolder(1000);
    await keep(folder, nameOf('a'), 400, 3);
    await keep(folder, nameOf('b'), 400, 2);
    await folder.touch(nameOf('a'));
    await keep(folder, nameOf('c'), 300, 0);
    expect([...(await folder.list())].sort()).toEqual([nameOf('a'), nameOf('c')]);
  });

  test('by what nobody used for long, and by what a process left that died', async () => {
    const folder = newFolder();
    await keep(folder, nameOf('a'), 10, INDEX_LIMITS.maxIdleDays + 1);
    const left = path.join(folder.folder, '.ouroboros-0123456789abcdef.tmp');
    const beingWritten = path.join(folder.folder, '.ouroboros-fedcba9876543210.tmp');
    await writeFile(left, 'half');
    await writeFile(beingWritten, 'half');
    const yesterday = new Date(Date.now() - 86_400_000);
    await utimes(left, yesterday, yesterday);
    await keep(folder, nameOf('b'), 10, 0);
    expect([...(await readdir(folder.folder))].sort()).toEqual([
      path.basename(beingWritten),
      nameOf('b'),
    ]);
  });

  test('not for what is larger than all indexes may be', async () => {
    const folder = newFolder(1000);
    await keep(folder, nameOf('a'), 400, 0);
    expect(await folder.save(nameOf('b'), 1001, chunks('x'))).toBe(false);
    expect(await folder.list()).toEqual([nameOf('a')]);
  });

  test('altogether, when the user asks, and nothing else is touched', async () => {
    const folder = newFolder();
    await keep(folder, nameOf('a'), 10, 0);
    await keep(folder, nameOf('b'), 20, 0);
    await writeFile(path.join(folder.folder, 'notes.txt'), 'mine');
    expect(await folder.usage()).toEqual({ count: 2, bytes: 30 });
    expect(await folder.clear()).toEqual({ count: 2, bytes: 30 });
    expect(await readdir(folder.folder)).toEqual(['notes.txt']);
  });
});

test('a folder that does not exist holds nothing', async () => {
  const folder = new IndexFolder(newPlace());
  expect(await folder.usage()).toEqual({ count: 0, bytes: 0 });
  expect(await folder.open(nameOf('a'))).toBeNull();
  await folder.touch(nameOf('a'));
  await folder.remove(nameOf('a'));
});

test('a folder whose place is taken by a file keeps nothing', async () => {
  const place = newPlace();
  await writeFile(place, '');
  await expect(new IndexFolder(place).save(nameOf('a'), 1, chunks('x'))).rejects.toThrow();
});

describe('the cache folder', () => {
  test('is where each system has it', () => {
    expect(cacheFolder({}, 'linux', '/home/ada')).toBe(
      path.join('/home/ada', '.cache', 'ouroboros'),
    );
    expect(cacheFolder({ XDG_CACHE_HOME: '/big/cache' }, 'linux', '/home/ada')).toBe(
      path.join('/big/cache', 'ouroboros'),
    );
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux', '/home/ada')).toBe(
      path.join('/home/ada', '.cache', 'ouroboros'),
    );
    expect(cacheFolder({}, 'darwin', '/Users/ada')).toBe(
      path.join('/Users/ada', 'Library', 'Caches', 'ouroboros'),
    );
    const local = path.join('C:', 'local');
    expect(cacheFolder({ LOCALAPPDATA: local }, 'win32', '')).toBe(path.join(local, 'ouroboros'));
  });

  test('is not used when the environment says so', () => {
    expect(isIndexWanted({})).toBe(true);
    expect(isIndexWanted({ OUROBOROS_NO_CACHE: '' })).toBe(true);
    expect(isIndexWanted({ OUROBOROS_NO_CACHE: '1' })).toBe(false);
  });
});
