import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { FileTokens } from '../../../electron/main/file-tokens.ts';
import { menuTemplate } from '../../../electron/main/menu.ts';
import { RecentFiles } from '../../../electron/main/recent-files.ts';
import { ReloadLimit } from '../../../electron/main/reload-limit.ts';
import { withExtension } from '../../../electron/main/save-name.ts';
import { filesFromCommandLine } from '../../../electron/main/startup-files.ts';
import { placeFrom } from '../../../electron/main/window-place.ts';
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

  it('may be addresses, as some desktops hand them over', () => {
    const argv = ['/opt/electron', 'file:///dumps/a%20b.ouro', 'FILE:///c.ouro', 'file://%'];
    expect(filesFromCommandLine(argv, '/home/me', '/app')).toEqual([
      '/dumps/a b.ouro',
      '/c.ouro',
      '/home/me/file:/%',
    ]);
  });
});

describe('the place of the window', () => {
  const screens = [
    { x: 0, y: 0, width: 1920, height: 1080 },
    { x: 1920, y: 200, width: 1280, height: 1024 },
  ];
  const stored = { x: 2000, y: 300, width: 900, height: 600, isMaximized: false };

  it('is the usual one the first time', () => {
    expect(placeFrom(null, screens).bounds).toEqual({ width: 1280, height: 840 });
  });

  it('is kept where a screen still shows it, with its title bar', () => {
    const { isMaximized: _, ...bounds } = stored;
    expect(placeFrom(stored, screens)).toEqual({ bounds, isMaximized: false });
    const size = { width: 900, height: 600 };
    // The second screen was taken away.
    expect(placeFrom(stored, screens.slice(0, 1)).bounds).toEqual(size);
    expect(placeFrom({ ...stored, x: 0, y: -300 }, screens).bounds).toEqual(size);
    expect(placeFrom({ ...stored, x: -850, y: 0 }, screens).bounds).toEqual(size);
    expect(placeFrom({ ...stored, isMaximized: true }, []).isMaximized).toBe(true);
  });
});

describe('a page that goes away by itself', () => {
  it('is loaded again three times a minute, and anew when the user says so', () => {
    const limit = new ReloadLimit();
    expect([0, 1, 2, 3].map((at) => limit.allows(at))).toEqual([true, true, true, false]);
    expect(limit.allows(60_001)).toBe(true);
    expect(new Array(3).fill(60_002).map((at) => limit.allows(at))).toContain(false);
    limit.forgive();
    expect(limit.allows(60_003)).toBe(true);
  });
});

describe('the name to save by', () => {
  it('gets its extension where none was typed, unless that is the name of another file', () => {
    const there = path.join(folder, 'there.svg');
    writeFileSync(there, '');
    expect(withExtension(path.join(folder, 'new'), 'svg')).toBe(path.join(folder, 'new.svg'));
    expect(withExtension(path.join(folder, 'new.txt'), 'svg')).toBe(path.join(folder, 'new.txt'));
    expect(withExtension(path.join(folder, 'there'), 'svg')).toBe(path.join(folder, 'there'));
  });
});

describe('the menu', () => {
  const open = vi.fn();
  const run = vi.fn();
  const model = {
    recent: [{ label: 'a&b.ouro', open }],
    run,
    clearRecent: vi.fn(),
    about: vi.fn(),
  };

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

  it('zooms by the keys that keyboards have, with and without Shift', () => {
    const view = menuTemplate({ ...model, isMac: false }).find(({ label }) => label === '&View');
    const items = Array.isArray(view?.submenu) ? view.submenu : [];
    const keys = items.flatMap(({ accelerator }) => accelerator ?? []);
    for (const key of ['=', 'numadd', 'numsub', 'num0']) expect(keys).toContain(`CmdOrCtrl+${key}`);
  });

  it('shows a file name with its ampersand', () => {
    const file = menuTemplate({ ...model, isMac: false }).find(({ label }) => label === '&File');
    expect(JSON.stringify(file)).toContain('a&&b.ouro');
  });
});
