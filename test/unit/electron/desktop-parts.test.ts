import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { FileTokens } from '../../../electron/main/file-tokens.ts';
import { menuTemplate } from '../../../electron/main/menu.ts';
import { RecentFiles } from '../../../electron/main/recent-files.ts';
import { filesFromCommandLine } from '../../../electron/main/startup-files.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();

describe('file tokens', () => {
  it('stand for the files that were named, and for no other', () => {
    const tokens = new FileTokens();
    const { fileToken, name } = tokens.tokenFor('/dumps/leak.ouro');
    expect(name).toBe('leak.ouro');
    expect(tokens.pathOf(fileToken)).toBe('/dumps/leak.ouro');
    expect(tokens.tokenFor('/dumps/../dumps/leak.ouro').fileToken).toBe(fileToken);
    expect(() => tokens.pathOf('/etc/passwd')).toThrow(/dialog, a drop or the list/);
  });
});

describe('recent files', () => {
  it('are kept, newest first, each once', async () => {
    const store = path.join(folder, 'recent.json');
    const recent = new RecentFiles(store);
    for (const file of ['/a', '/b', '/a']) await recent.add(file);
    expect(await recent.list()).toEqual(['/a', '/b']);
    expect(await new RecentFiles(store).list()).toEqual(['/a', '/b']);
    await recent.clear();
    expect(JSON.parse(readFileSync(store, 'utf8'))).toEqual([]);
  });

  it('are limited in number', async () => {
    const recent = new RecentFiles(path.join(folder, 'many.json'));
    for (let n = 0; n < 30; n++) await recent.add(`/dump-${n}`);
    expect(await recent.list()).toHaveLength(12);
  });

  it.each(['', '{', '{}', '[1, "relative", null]'])('survive a damaged store: %s', async (text) => {
    const store = path.join(folder, 'damaged.json');
    writeFileSync(store, text);
    expect(await new RecentFiles(store).list()).toEqual([]);
  });
});

describe('files of a command line', () => {
  it('leave out switches and the app itself', () => {
    const argv = ['/opt/electron', '/app', '--inspect', 'leak.ouro', '/dumps/b.ouro'];
    expect(filesFromCommandLine(argv, '/home/me', '/app/')).toEqual([
      '/home/me/leak.ouro',
      '/dumps/b.ouro',
    ]);
  });
});

describe('the menu', () => {
  const open = vi.fn();
  const run = vi.fn();
  const model = { recent: [{ label: 'a&b.ouro', open }], run, clearRecent: vi.fn() };

  it.each([true, false])('has unique keys and commands (mac: %s)', (isMac) => {
    const items = menuTemplate({ ...model, isMac }).flatMap((menu) =>
      Array.isArray(menu.submenu) ? menu.submenu : [],
    );
    const keys = items.flatMap(({ accelerator }) => (accelerator ? [accelerator] : []));
    expect(keys.length).toBeGreaterThan(5);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('sends only commands that the window has', () => {
    const app = new URL('../../../renderer/app/', import.meta.url);
    const sources = readdirSync(app)
      .filter((name) => /commands\.ts$/.test(name))
      .map((name) => readFileSync(new URL(name, app), 'utf8'));
    const known = sources.flatMap((source) =>
      [...source.matchAll(/\bid: '([^']+)'/g)].map(([, id]) => id),
    );
    const sent = menuTemplate({ ...model, isMac: false })
      .flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
      .flatMap(({ id }) => (id === undefined ? [] : [id]));
    expect(sent.length).toBeGreaterThan(8);
    expect(sent.filter((id) => !known.includes(id))).toEqual([]);
  });

  it('shows a file name with its ampersand', () => {
    const file = menuTemplate({ ...model, isMac: false }).find(({ label }) => label === '&File');
    expect(JSON.stringify(file)).toContain('a&&b.ouro');
  });
});
