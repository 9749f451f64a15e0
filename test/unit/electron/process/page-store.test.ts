import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  FileStore,
  MemoryStore,
  type Room,
  storeFor,
} from '../../../../electron/node/process/page-store.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const folder = temporaryFolder();
const MEBI = 2 ** 20;

/** Bytes that tell where they came from. */
const pattern = (target: Uint8Array, from: number): number => {
  for (let at = 0; at < target.length; at++) target[at] = ((from + at) * 31) & 0xff;
  return target.length;
};

test.each([
  ['memory', async () => new MemoryStore()],
  ['a file', () => FileStore.make(folder)],
])('keeps pages in %s, also across the borders of its blocks', async (_, make) => {
  const store = await make();
  store.grow(66 * MEBI);
  const from = 63.5 * MEBI;
  const filled = await store.fill(from, MEBI, (target, offset) =>
    Promise.resolve(pattern(target, offset)),
  );
  expect(filled).toBe(MEBI);
  const read = new Uint8Array(MEBI);
  expect(store.readInto(from, read)).toBe(MEBI);
  const wanted = new Uint8Array(MEBI);
  pattern(wanted, 0);
  expect(Buffer.compare(read, wanted)).toBe(0);
  store.close();
});

test('hands out the bytes themselves where they are in one piece in memory', async () => {
  const store = new MemoryStore();
  store.grow(66 * MEBI);
  await store.fill(0, 65 * MEBI, (target, offset) => Promise.resolve(pattern(target, offset)));
  const wanted = new Uint8Array(8192);
  pattern(wanted, 4096);
  expect(store.bytesAt(4096, 8192)).toEqual(wanted);
  expect(store.bytesAt(64 * MEBI - 4096, 8192)).toBeNull();
  expect(store.bytesAt(4097, 8192)).toBeNull();
  const file = await FileStore.make(folder);
  file.grow(MEBI);
  expect(file.bytesAt()).toBeNull();
  file.close();
});

test('stops filling where its source does', async () => {
  const store = new MemoryStore();
  store.grow(MEBI);
  expect(await store.fill(0, 8192, () => Promise.resolve(4096))).toBe(4096);
});

test('leaves no file of a copy behind, not even while it is open', async () => {
  const store = await FileStore.make(folder);
  expect(readdirSync(folder)).toEqual([]);
  store.close();
});

const room = (changes: Partial<Room>): Room => ({
  memoryBytes: 2e9,
  folder,
  diskBytes: 10e9,
  isFolderInMemory: false,
  ...changes,
});

test('copies into memory where the graph fits beside it, else to the disk, else not at all', async () => {
  expect(await storeFor(6.2e8, room({}))).toBeInstanceOf(MemoryStore);
  const justBeyond = await storeFor(6.3e8, room({}));
  expect(justBeyond).toBeInstanceOf(FileStore);
  justBeyond.close();
  const onDisk = await storeFor(1.1e9, room({}));
  expect(onDisk).toBeInstanceOf(FileStore);
  onDisk.close();
  await expect(storeFor(1.1e9, room({ diskBytes: 1e9 }))).rejects.toThrow('1.10 GB');
  await expect(storeFor(1.1e9, room({ isFolderInMemory: true }))).rejects.toMatchObject({
    code: 'dump-too-large',
  });
});
