import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  fileHandle,
  recalledHandle,
  type ServedDump,
  servedHandle,
  sourceOf,
  tokenOf,
} from '../../renderer/host/browser-dumps.ts';
import {
  addRecentFile,
  clearRecentFiles,
  recentFiles,
} from '../../renderer/host/browser-recent.ts';
import { readSession, writeSession } from '../../renderer/host/browser-session.ts';
import type { FileHandle } from '../../renderer/host/file-handles.ts';
import { recallFile } from '../../renderer/host/file-handles.ts';
import type { DumpHandle } from '../../renderer/host/host-api.ts';
import { fakeIndexedDb, fakeStorage } from './support/fake-storage.ts';

beforeEach(() => {
  vi.stubGlobal('indexedDB', fakeIndexedDb());
  vi.stubGlobal('localStorage', fakeStorage());
  vi.stubGlobal('sessionStorage', fakeStorage());
  return () => vi.unstubAllGlobals();
});

interface FileOnDisk {
  /** What the browser lets the page do without asking. */
  permission: PermissionState;
  /** What the user says when asked. */
  answer: PermissionState;
  isThere: boolean;
}

/** A file as Chromium gives it to a page. */
function onDisk(name: string, disk: Partial<FileOnDisk> = {}): FileHandle & { disk: FileOnDisk } {
  const state: FileOnDisk = { permission: 'granted', answer: 'granted', isThere: true, ...disk };
  return {
    kind: 'file',
    name,
    disk: state,
    getFile: () =>
      state.isThere
        ? Promise.resolve(new File(['dump'], name, { lastModified: 1 }))
        : Promise.reject(new DOMException('gone', 'NotFoundError')),
    queryPermission: () => Promise.resolve(state.permission),
    requestPermission: () => Promise.resolve(state.answer),
  };
}

const keptOf = (dump: DumpHandle) => {
  const token = tokenOf(dump);
  if (token.kind !== 'file') throw new Error('not a file');
  return token.kept;
};

describe('a file that was chosen', () => {
  it.each([
    ['granted', undefined],
    ['prompt', 'click'],
    ['denied', 'file'],
  ] as const)('is there again, with access %s', async (permission, needs) => {
    const dump = await fileHandle(onDisk('leak.ouro', { permission }));
    expect((await recalledHandle(keptOf(dump))).needs).toBe(needs);
  });

  it('is read when the user allows it, and not otherwise', async () => {
    const file = onDisk('leak.ouro', { permission: 'prompt' });
    const again = await recalledHandle(keptOf(await fileHandle(file)));
    expect(await sourceOf(again, {})).toMatchObject({ kind: 'file', file: { name: 'leak.ouro' } });
    file.disk.answer = 'denied';
    await expect(sourceOf(again, {})).rejects.toMatchObject({ data: { code: 'file-unreadable' } });
  });

  it('that is gone cannot be read, and is said to be', async () => {
    const file = onDisk('leak.ouro');
    const again = await recalledHandle(keptOf(await fileHandle(file)));
    file.disk.isThere = false;
    await expect(sourceOf(again, {})).rejects.toThrow('“leak.ouro”');
  });

  it('without a handle has to be chosen again', async () => {
    const dump = await fileHandle(new File(['dump'], 'leak.ouro'));
    expect((await recalledHandle(keptOf(dump))).needs).toBe('file');
  });

  it('costs nothing where nothing can be kept', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const dump = await fileHandle(onDisk('leak.ouro'));
    expect(await sourceOf(dump, {})).toMatchObject({ kind: 'file' });
    expect((await recalledHandle(keptOf(dump))).needs).toBe('file');
  });
});

describe('the recent list', () => {
  it('has the last file first, each once, and twelve at most', async () => {
    for (let at = 0; at < 14; at++) await addRecentFile(await fileHandle(onDisk(`${at}.ouro`)), []);
    await addRecentFile(await fileHandle(onDisk('5.ouro')), []);
    const names = (await recentFiles([])).map(({ name }) => name);
    expect(names).toHaveLength(12);
    expect(names.slice(0, 3)).toEqual(['5.ouro', '13.ouro', '12.ouro']);
    expect(new Set(names).size).toBe(12);
  });

  it('has of the dumps of a server those that it offers now, with what they are now', async () => {
    const served = (name: string, at: number, size = 1) => ({
      name,
      url: `api/dump/${at}`,
      size,
      modified: size,
    });
    const offered = [served('a.ouro', 0), served('b.ouro', 1)];
    const example = { ...served('example.ouro', 2), url: 'api/example/dump' };
    await addRecentFile(await fileHandle(onDisk('mine.ouro')), offered);
    for (const dump of [...offered, example]) await addRecentFile(servedHandle(dump), offered);
    await addRecentFile(servedHandle(served('a.ouro', 0)), offered);
    const listed = async (now: readonly ServedDump[]) =>
      (await recentFiles(now)).map(({ name }) => name);
    expect(await listed(offered)).toEqual(['a.ouro', 'b.ouro', 'mine.ouro']);
    // Another start of the server, with other dumps: the address alone is nothing.
    expect(await listed([served('b.ouro', 0), served('other.ouro', 1)])).toEqual(['mine.ouro']);
    expect(await listed([])).toEqual(['mine.ouro']);
    const [again] = await recentFiles([served('a.ouro', 0, 7)]);
    expect(again === undefined ? null : tokenOf(again)).toEqual({
      kind: 'http',
      served: served('a.ouro', 0, 7),
    });
    await clearRecentFiles();
    expect(await recentFiles(offered)).toEqual([]);
  });

  it('asks for no address that was written down', async () => {
    const forged = [{ name: 'a', url: 'https://example.org/a' }, 7, null, { name: 'b' }];
    localStorage.setItem('ouroboros.recent', JSON.stringify(forged));
    expect(await recentFiles([{ name: 'a', url: 'api/dump/0', size: 1, modified: 1 }])).toEqual([]);
  });

  it('forgets the handles of what it drops', async () => {
    const dump = await fileHandle(onDisk('leak.ouro'));
    await addRecentFile(dump, []);
    expect(await recallFile(keptOf(dump).id)).not.toBeNull();
    await clearRecentFiles();
    expect(await recentFiles([])).toEqual([]);
    expect(await recallFile(keptOf(dump).id)).toBeNull();
  });

  it('leaves a tab the handle it is opened from next time, until the tab is closed', async () => {
    const dump = await fileHandle(onDisk('leak.ouro'));
    await addRecentFile(dump, []);
    writeSession({ tabs: [{ handle: dump, links: [], at: 0 }], active: 0 }, 'run');
    await clearRecentFiles();
    const { tabs } = await readSession('window', []);
    expect(tabs.map(({ handle }) => [handle.name, handle.needs])).toEqual([
      ['leak.ouro', undefined],
    ]);
    writeSession({ tabs: [], active: null }, 'run');
    await vi.waitFor(async () => expect(await recallFile(keptOf(dump).id)).toBeNull());
  });

  it('keeps both handles of a file that is open twice', async () => {
    const [one, two] = [await fileHandle(onDisk('a.ouro')), await fileHandle(onDisk('a.ouro'))];
    const tabs = [one, two].map((handle) => ({ handle, links: [], at: 0 }));
    await addRecentFile(one, []);
    writeSession({ tabs, active: 0 }, 'run');
    await addRecentFile(two, []);
    const again = await readSession('window', []);
    expect(again.tabs.map(({ handle }) => handle.needs)).toEqual([undefined, undefined]);
  });
});
