import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { writeDumpFiles } from '../support/dump-pair.ts';
import type { ElectronHost } from '../support/electron-host.ts';
import { expect, test } from '../support/fixtures.ts';
import { ROOT, SMALL_EXAMPLE } from '../support/paths.ts';
import type { RunningHost } from '../support/running-host.ts';

/** What only a real Electron shows: navigation, processes, the network, native menus. */
const asElectron = (host: RunningHost) => host as ElectronHost;
const OPENED = { level: 1, name: /100 DataFrames are in/ } as const;
const support = (name: string) => path.join(ROOT, 'test', 'e2e', 'support', name);

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-spec-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

function copyOfExample(name = 'copy.ouro'): string {
  const copy = path.join(folder, name);
  copyFileSync(SMALL_EXAMPLE, copy);
  return copy;
}

const opened = (page: Page) => expect(page.getByRole('heading', OPENED)).toBeVisible();
const tabs = (page: Page) => page.getByRole('navigation', { name: 'Open dumps' }).locator('.tab');
const started = (page: Page) =>
  expect(page.getByRole('button', { name: 'Open a dump…' }).first()).toBeVisible();

/** A question that only an engine that is there can answer. */
async function isAnswered(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Cycles', exact: true }).first().click();
  await expect(page.getByRole('list', { name: 'Cycle families' })).toBeVisible();
}

/** Answers the native message box by the button of this number, and keeps what it said. */
async function answerMessages(host: ElectronHost, button: number): Promise<void> {
  await host.inMain(({ dialog }, response) => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    dialog.showMessageBox = (...args: unknown[]) => {
      said.push((args.at(-1) as { message: string }).message);
      return Promise.resolve({ response, checkboxChecked: false });
    };
  }, button);
}
const messages = (host: ElectronHost) =>
  host.inMain(() => (globalThis as unknown as { said: string[] }).said);

test('the page runs in the sandbox of the operating system', async ({ startApp }) => {
  test.skip(process.platform !== 'linux', 'only Linux says so in a file');
  const host = asElectron(await startApp());
  await started(host.page);
  const pid = await host.inMain(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
  );
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  // 2: what it may ask of the system goes through a filter.
  expect(status).toMatch(/^Seccomp:\s+2$/m);
  expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
});

test('nothing is asked of the network', async ({ startApp }) => {
  const log = path.join(folder, 'net.json');
  const host = asElectron(
    await startApp({ files: [SMALL_EXAMPLE], switches: [`--log-net-log=${log}`] }),
  );
  await opened(host.page);
  // So that it is known what a request looks like in the log.
  const control = 'http://127.0.0.1:1/control';
  await host.inMain(({ net }, url) => {
    const request = net.request(url);
    request.on('error', () => undefined);
    request.end();
  }, control);
  await host.close();
  const asked = readFileSync(log, 'utf8').matchAll(/"url":"([^"]+)"/g);
  const elsewhere = [...asked].flatMap(([, url = '']) => (url.startsWith('app:') ? [] : [url]));
  expect(new Set(elsewhere)).toEqual(new Set([control, 'http://127.0.0.1:1/']));
});

test('a script in the page sends nothing by WebRTC either', async ({ startApp }) => {
  const socket = createSocket('udp4');
  let packets = 0;
  socket.on('message', () => packets++);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address() as AddressInfo;
  const { page } = await startApp();
  await started(page);
  await page.evaluate(async (stun) => {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${stun}` }] });
    peer.createDataChannel('x');
    await peer.setLocalDescription(await peer.createOffer());
    await new Promise((resolve) => setTimeout(resolve, 3000));
    peer.close();
  }, port);
  socket.close();
  expect(packets).toBe(0);
});

test('a navigation that is refused costs no dump', async ({ startApp }) => {
  const host = asElectron(await startApp({ files: [SMALL_EXAMPLE] }));
  const { page } = host;
  await opened(page);
  await page.evaluate(() => {
    location.href = 'https://example.org/';
  });
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'mailto:nobody@example.org';
    document.body.append(link);
    link.click();
  });
  // Playwright's own clicks wait for the end of a navigation that never was.
  await host.clickMenu('View', 'Cycles');
  const families = () =>
    page.evaluate(() => document.querySelector('[aria-label="Cycle families"]') !== null);
  await expect.poll(families).toBe(true);
});

test('no script can leave the window blank', async ({ startApp }) => {
  const { page } = await startApp();
  await started(page);
  await page.evaluate(() => {
    location.href = 'app://ouroboros/nothing.html';
  });
  await page.evaluate(() => {
    location.href = 'about:blank';
  });
  await started(page);
  expect(page.url()).toBe('app://ouroboros/index.html');
});

test('a page that crashes is loaded again, and not without end', async ({ startApp }) => {
  const host = asElectron(await startApp());
  await started(host.page);
  await answerMessages(host, 0);
  const crashes = await host.inMain(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('There is no window');
    const contents = window.webContents;
    let count = 0;
    contents.on('render-process-gone', () => count++);
    // Crashes at every load; the fourth time the user is asked, and says: try again.
    for (let n = 0; n < 4; n++) {
      const gone = new Promise((resolve) => contents.once('render-process-gone', resolve));
      contents.forcefullyCrashRenderer();
      await gone;
      while (contents.isCrashed() || contents.isLoading()) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    return count;
  });
  expect(crashes).toBe(4);
  expect(await messages(host)).toEqual(['The window crashed several times in a row.']);
});

/** Keeps the page busy for good. */
async function hang(page: Page): Promise<void> {
  await page.evaluate(() => {
    setTimeout(() => {
      for (;;);
    });
  });
}

test('a page that hangs is loaded again with its tabs, where the user says so', async ({
  startApp,
}) => {
  const host = asElectron(await startApp({ files: [copyOfExample()] }));
  await opened(host.page);
  await expect.poll(host.keptSession).toContain('copy.ouro');
  await answerMessages(host, 1);
  await hang(host.page);
  await host.inMain(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('There is no window');
    const loaded = new Promise<void>((resolve) => {
      window.webContents.once('did-finish-load', () => resolve());
    });
    // Chromium takes half a minute to say so by itself.
    window.emit('unresponsive');
    await loaded;
  });
  expect(await messages(host)).toEqual(['The window is not responding.']);
  // The page that Playwright knew is gone.
  const heading = () =>
    host.inMain(({ BrowserWindow }): Promise<string> | undefined =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
        `document.querySelector('h1')?.textContent ?? ''`,
      ),
    );
  await expect.poll(heading).toContain('100 DataFrames are in');
});

test('a window that hangs can be closed, and no script keeps it open', async ({ startApp }) => {
  const host = asElectron(await startApp());
  await started(host.page);
  const isOver = new Promise((resolve) => host.page.once('close', resolve));
  await answerMessages(host, 2);
  await hang(host.page);
  await host.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await isOver;

  const other = asElectron(await startApp());
  await started(other.page);
  const isClosed = new Promise((resolve) => other.page.once('close', resolve));
  // Without a click in the page Chromium does not ask it.
  await other.page.getByRole('heading', { level: 1 }).click();
  await other.page.evaluate(() => {
    window.onbeforeunload = (event) => event.preventDefault();
    window.addEventListener('beforeunload', (event) => {
      event.returnValue = 'stay';
    });
  });
  await other.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await isClosed;
});

test('a reload while a file is being opened keeps its tab', async ({ startApp }) => {
  const host = asElectron(await startApp());
  const { page } = host;
  await started(page);
  const copy = copyOfExample();
  await host.inMain((_, file) => {
    globalThis.__engineFile = file;
  }, support('silent-engine.mjs'));
  await host.drop(copy);
  await expect.poll(host.keptSession).toContain('copy.ouro');
  await page.reload();
  await expect(tabs(page)).toHaveCount(1);
  await tabs(page).first().getByRole('button').first().click();
  await opened(page);
});

test('an engine that fills its heap costs its dump, and no other', async ({ startApp }) => {
  test.setTimeout(180_000);
  const host = asElectron(await startApp({ files: [SMALL_EXAMPLE] }));
  const { page } = host;
  await opened(page);
  await host.inMain((_, file) => {
    globalThis.__engineFile = file;
  }, support('greedy-engine.mjs'));
  await host.drop(copyOfExample());
  const alert = page.getByRole('alert').filter({ has: page.getByRole('heading', { level: 1 }) });
  await expect(alert).toContainText('ran out of memory', { timeout: 80_000 });
  await tabs(page).first().getByRole('button').first().click();
  await opened(page);
  await isAnswered(page);
});

test('a file asked for while the page loads is opened', async ({ startApp }) => {
  const host = asElectron(await startApp());
  await started(host.page);
  await host.inMain(({ app, BrowserWindow }, file) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('There is no window');
    // The page has asked what to open, and something of it is still on its way.
    window.webContents.isLoading = () => true;
    app.emit('open-file', { preventDefault() {} }, file);
  }, SMALL_EXAMPLE);
  await opened(host.page);
});

test('a file: address names a file', async ({ startApp }) => {
  const { page } = await startApp({ files: [pathToFileURL(copyOfExample('a b.ouro')).href] });
  await opened(page);
});

test('the menu does nothing behind a dialog, and only what can be done', async ({ startApp }) => {
  const host = asElectron(await startApp({ files: [SMALL_EXAMPLE] }));
  const { page } = host;
  await opened(page);
  const isEnabled = (id: string) =>
    host.inMain(({ Menu }, name) => Menu.getApplicationMenu()?.getMenuItemById(name)?.enabled, id);
  await expect.poll(() => isEnabled('close-dump')).toBe(true);
  expect(await isEnabled('export')).toBe(false);
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect.poll(() => isEnabled('close-dump')).toBe(false);
  // A key that is pressed before the menu knows.
  await host.inMain(({ Menu }) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById('close-dump');
    const click = item?.click as (() => void) | undefined;
    click?.();
  });
  await page.waitForTimeout(300);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await opened(page);
  await expect.poll(() => isEnabled('close-dump')).toBe(true);
});

test('size and place of the window are kept', async ({ startApp }) => {
  const userData = path.join(folder, 'user-data');
  const place = { x: 70, y: 60, width: 930, height: 610 };
  const first = asElectron(await startApp({ userData }));
  await started(first.page);
  await first.inMain(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(bounds);
  }, place);
  await first.close();
  const second = asElectron(await startApp({ userData }));
  await started(second.page);
  const kept = await second.inMain(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
  );
  expect(kept).toEqual(place);
  await second.close();
});

test('title bar and dialogs take the colours chosen in the window', async ({ startApp }) => {
  const host = asElectron(await startApp());
  const { page } = host;
  await started(page);
  const source = () => host.inMain(({ nativeTheme }) => nativeTheme.themeSource);
  expect(await source()).toBe('system');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('dark');
  await page.getByRole('option', { name: /dark/i }).first().click();
  await expect.poll(source).toBe('dark');
});

test('a drawing saved by a bare name gets its extension, beside its dump', async ({ startApp }) => {
  const copy = copyOfExample();
  const host = asElectron(await startApp({ files: [copy] }));
  const { page } = host;
  await opened(page);
  await page.getByRole('button', { name: 'Show me one' }).click();
  await expect(page.getByRole('application', { name: /DataFrame 0x/ })).toBeVisible();
  const asked = host.inMain(
    ({ dialog }, filePath) =>
      new Promise<string>((resolve) => {
        dialog.showSaveDialog = (...args: unknown[]) => {
          resolve((args.at(-1) as { defaultPath: string }).defaultPath);
          return Promise.resolve({ canceled: false, filePath });
        };
      }),
    path.join(folder, 'drawn'),
  );
  await host.clickMenu('File', 'Export…');
  await page.getByRole('button', { name: 'Save' }).click();
  expect(path.dirname(await asked)).toBe(folder);
  await expect.poll(() => existsSync(path.join(folder, 'drawn.svg'))).toBe(true);
});

test('a file that is open comes to the front, and one written anew is opened beside it', async ({
  startApp,
}) => {
  const { before, after } = writeDumpFiles(folder);
  const own = path.join(folder, 'own.ouro');
  copyFileSync(before, own);
  const host = asElectron(await startApp({ files: [own] }));
  const { page } = host;
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await host.drop(SMALL_EXAMPLE);
  await opened(page);
  await host.drop(own);
  await expect(page.getByRole('heading', OPENED)).toBeHidden();
  await expect(tabs(page)).toHaveCount(2);
  copyFileSync(after, own);
  await host.drop(own);
  await expect(tabs(page)).toHaveCount(3);
});

test('fields have a menu at the pointer', async ({ startApp }) => {
  const host = asElectron(await startApp());
  const { page } = host;
  await started(page);
  await host.inMain(({ Menu }) => {
    Menu.prototype.popup = function popup(this: Electron.Menu) {
      Object.assign(globalThis, { popped: this.items.map(({ role }) => role ?? '') });
    };
  });
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').click({ button: 'right' });
  await expect
    .poll(() => host.inMain(() => (globalThis as unknown as { popped?: string[] }).popped))
    .toEqual(['cut', 'copy', 'paste', '', 'selectall']);
});

test('of many dumps the one in front has its tab in view', async ({ startApp }) => {
  const host = asElectron(await startApp());
  const { page } = host;
  await started(page);
  const missing = path.join(folder, 'missing-with-a-long-name.ouro');
  const files = Array.from({ length: 12 }, (_, at) => copyOfExample(`dump-number-${at}.ouro`));
  await host.inMain(
    ({ app }, named) => {
      for (const file of named) app.emit('open-file', { preventDefault: () => undefined }, file);
    },
    [...files, missing],
  );
  await expect(tabs(page)).toHaveCount(13);
  const shown = tabs(page).filter({ has: page.locator('[aria-current]') });
  await expect(shown).toContainText('missing-with-a-long-name');
  await expect(page.getByRole('alert')).toContainText('does not exist');
  await expect(shown).toBeInViewport({ ratio: 1 });
  // One that failed has its name, too.
  const { width = 0 } = (await shown.boundingBox()) ?? {};
  expect(width).toBeGreaterThan(150);
});
