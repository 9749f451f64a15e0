import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { DesktopHost } from '../support/desktop-host.ts';
import { writeDumpFiles } from '../support/dump-pair.ts';
import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';
import type { RunningHost } from '../support/running-host.ts';

const asDesktop = (host: RunningHost) => host as DesktopHost;
const OPENED = { level: 1, name: /100 DataFrames are in/ } as const;

test('the window is sandboxed, isolated and stays where it is', async ({ startApp }) => {
  const host = asDesktop(await startApp());
  expect(host.webPreferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
  });
  expect(await host.wouldNavigate('https://example.org/')).toBe(false);
  expect(await host.wouldNavigate('file:///etc/passwd')).toBe(false);
  const docs = 'https://docs.python.org/3/library/weakref.html#weakref.ref';
  expect(await host.openedOutside(docs)).toEqual([docs]);
  expect(await host.openedOutside('https://example.org/')).toEqual([]);
  expect(await host.openedOutside('file:///etc/passwd')).toEqual([]);
});

test('main answers its own page only, and parses what it says', async ({ startApp }) => {
  const host = asDesktop(await startApp());
  const { page } = host;
  const main = page.mainFrame();
  expect(await host.invokeFrom(main, 'recentDumps', {})).toEqual({ ok: true, value: [] });

  const refusal = { ok: false, error: expect.objectContaining({ code: 'bad-request' }) };
  // A frame inside the page.
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
  });
  const [, inner] = page.frames();
  if (inner === undefined) throw new Error('The frame was not made');
  expect(await host.invokeFrom(inner, 'recentDumps', {})).toEqual(refusal);

  // Requests that are not what the channel takes, or name what was never handed over.
  for (const [channel, request] of [
    ['openDump', { fileToken: SMALL_EXAMPLE, requestId: 'r' }],
    ['openDump', { path: SMALL_EXAMPLE }],
    ['openDump', null],
    ['saveText', { suggestedName: 'x', mediaType: 'y', text: 5 }],
    ['askDump', { dumpId: 'd', requestId: 'r', channel: 'no such channel', request: {} }],
  ] as const) {
    expect(await host.invokeFrom(main, channel, request)).toEqual(refusal);
  }
  await expect(host.invokeFrom(main, 'readFile', {})).rejects.toThrow(/No handler/);
});

test('the bridge has the channels and nothing else', async ({ startApp }) => {
  const { page } = await startApp();
  const bridge = await page.evaluate(() => {
    const { ouroboros } = window as unknown as { ouroboros: Record<string, unknown> };
    const entries = Object.entries(ouroboros).map(([key, value]) => `${key}: ${typeof value}`);
    return { entries: entries.sort(), isFrozen: Object.isFrozen(ouroboros) };
  });
  expect(bridge.isFrozen).toBe(true);
  expect(bridge.entries).toEqual([
    'addMapping: function',
    'askDump: function',
    'cancel: function',
    'chooseDump: function',
    'chooseFleet: function',
    'clearRecentDumps: function',
    'closeDump: function',
    'exampleDump: function',
    'filesIn: function',
    'giveBackDump: function',
    'isUnchanged: function',
    'keepSession: function',
    'lastSession: function',
    'lendDump: function',
    'loadMarks: function',
    'onDumpLost: function',
    'onMenuCommand: function',
    'onOpenRequested: function',
    'onProgress: function',
    'openDump: function',
    'openInEditor: function',
    'pythonProcesses: function',
    'readSource: function',
    'recentDumps: function',
    'removeMapping: function',
    'saveBytes: function',
    'saveMarks: function',
    'saveText: function',
    'setEditor: function',
    'setMenu: function',
    'setTheme: function',
    'sourceSettings: function',
    'startupDumps: function',
    'tokenForFile: function',
    'watchProcess: function',
  ]);
  // A file that a script made up has no path, and no token.
  const token = await page.evaluate(() => {
    const { ouroboros } = window as unknown as {
      ouroboros: { tokenForFile(file: File): Promise<string | null> };
    };
    return ouroboros.tokenForFile(new File(['x'], '/etc/passwd'));
  });
  expect(token).toBeNull();
});

test('an engine that dies costs its dump, not the window', async ({ startApp }) => {
  const host = asDesktop(await startApp({ files: [SMALL_EXAMPLE] }));
  const { page } = host;
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  await host.killEngines();
  const alert = page.getByRole('alert').filter({ has: page.getByRole('heading', { level: 1 }) });
  await expect(alert).toBeVisible();
  await alert.getByRole('button', { name: 'Open it again' }).click();
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
});

test('the menu runs the commands of the window', async ({ startApp }) => {
  const host = asDesktop(await startApp());
  const { page } = host;
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await host.chooseFile(SMALL_EXAMPLE, async () => host.clickMenu('File', 'Open…'));
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  await host.clickMenu('View', 'Cycles');
  await expect(page.getByRole('list', { name: 'Cycle families' })).toBeVisible();
  await host.clickMenu('Go', 'Back');
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  await host.clickMenu('File', 'Close Dump');
  await expect(page.getByRole('button', { name: 'Open a dump…' }).first()).toBeVisible();

  // What was opened is in the recent list (the example is not: it has its own item).
  const copy = path.join(
    mkdtempSync(path.join(os.tmpdir(), 'ouroboros-recent-')),
    'my & copy.ouro',
  );
  copyFileSync(SMALL_EXAMPLE, copy);
  await host.chooseFile(copy, async () => host.clickMenu('File', 'Open…'));
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  const [file] = await host.menu();
  const recent = file?.submenu?.find(({ label }) => label === 'Open &Recent');
  expect(recent?.submenu?.[0]?.label).toBe('my && copy.ouro');
  await host.clickMenu('File', 'Close Dump');
  await expect(page.getByRole('button', { name: 'Open a dump…' }).first()).toBeVisible();
  await host.clickMenu('File', 'Open Recent', 'my & copy.ouro');
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  rmSync(path.dirname(copy), { recursive: true });
});

test('a second start hands its files to the first', async ({ startApp }) => {
  const host = asDesktop(await startApp());
  const { page } = host;
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  host.startAgain([SMALL_EXAMPLE]);
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
});

test('a file that is not there gets a screen that says so', async ({ startApp }) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-gone-'));
  const gone = path.join(folder, 'gone.ouro');
  writeFileSync(gone, 'x');
  const host = asDesktop(await startApp({ files: [folder] }));
  await expect(host.page.getByRole('alert')).toContainText('is a folder');
  rmSync(folder, { recursive: true });
  host.startAgain([gone]);
  await expect(host.page.getByRole('alert').filter({ hasText: 'does not exist' })).toBeVisible();
});

test('after a restart the tabs are there again, and the one in front is open', async ({
  startApp,
}) => {
  const userData = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-kept-'));
  const first = await startApp({ files: [SMALL_EXAMPLE], userData });
  await expect(first.page.getByRole('heading', OPENED)).toBeVisible();
  const copy = path.join(userData, 'second.ouro');
  copyFileSync(SMALL_EXAMPLE, copy);
  await first.drop(copy);
  await expect(first.page.getByRole('heading', OPENED)).toBeVisible();
  await first.page.getByRole('button', { name: 'Show me one' }).click();
  await expect(first.page.getByRole('application', { name: /DataFrame 0x/ })).toBeVisible();
  await expect.poll(first.keptSession).toContain('view=graph');
  await first.close();

  const second = await startApp({ userData });
  await expect(second.page.getByRole('application', { name: /DataFrame 0x/ })).toBeVisible();
  const tabs = second.page.getByRole('navigation', { name: 'Open dumps' });
  await tabs.getByRole('button', { name: 'accessor-leak.ouro', exact: true }).click();
  await expect(second.page.getByRole('heading', OPENED)).toBeVisible();
  await second.close();
  rmSync(userData, { recursive: true });
});

test('after a restart a file that is gone, changed or no dump any more says so', async ({
  startApp,
}) => {
  const userData = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-changed-'));
  const own = path.join(userData, 'own.ouro');
  copyFileSync(SMALL_EXAMPLE, own);
  const first = await startApp({ files: [own], userData });
  await first.page.getByRole('button', { name: 'Cycles', exact: true }).first().click();
  await expect(first.page.getByRole('list', { name: 'Cycle families' })).toBeVisible();
  await expect.poll(first.keptSession).toContain('view=cycles');
  await first.close();
  const firstDump = /dump=([^"&]+)/.exec(await first.keptSession())?.[0] ?? 'no dump';

  copyFileSync(writeDumpFiles(userData).before, own);
  const changed = await startApp({ userData });
  await expect(changed.page.locator('.notices')).toContainText('own.ouro has other content');
  await expect(changed.page.getByRole('button', { name: 'Overview', exact: true })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await changed.page.getByRole('button', { name: 'Cycles', exact: true }).first().click();
  // The first run's session says so, too: it is this run's once it names the other content only.
  await expect(async () => {
    const kept = await changed.keptSession();
    expect(kept).toContain('view=cycles');
    expect(kept).not.toContain(firstDump);
  }).toPass();
  await changed.close();

  rmSync(own);
  const gone = await startApp({ userData });
  await expect(gone.page.getByRole('alert')).toContainText('own.ouro');
  copyFileSync(path.join(userData, 'before.ouro'), own);
  await gone.page.getByRole('button', { name: 'Open it again' }).click();
  await expect(gone.page.getByRole('list', { name: 'Cycle families' })).toBeVisible();
  await expect.poll(gone.keptSession).toContain('"active":0');
  await gone.close();

  writeFileSync(own, '# nothing of the kind\n');
  const damaged = await startApp({ userData });
  await expect(damaged.page.getByRole('alert')).toBeVisible();
  await damaged.close();
  rmSync(userData, { recursive: true });
});
