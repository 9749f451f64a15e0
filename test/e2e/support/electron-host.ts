import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Frame } from '@playwright/test';
import type { DesktopHost, MenuItem } from './desktop-host.ts';
import { APP, ROOT } from './paths.ts';
import { dropOnPage, type StartOptions, savedFile } from './running-host.ts';

/** An Electron executable on this machine, where a window can be opened; otherwise why not. */
export function findElectron(): { readonly executable: string } | { readonly reason: string } {
  const name =
    process.platform === 'darwin'
      ? 'Electron.app/Contents/MacOS/Electron'
      : process.platform === 'win32'
        ? 'electron.exe'
        : 'electron';
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const folders = [
    ...(override ? [override] : []),
    path.join(ROOT, 'node_modules', 'electron', 'dist'),
  ];
  const executable = folders.map((folder) => path.join(folder, name)).find(existsSync);
  if (executable === undefined) return { reason: 'no Electron executable is installed' };
  const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  if (process.platform === 'linux' && !hasDisplay) return { reason: 'there is no display' };
  return { executable };
}

declare global {
  var __workers: { terminate(): void }[];
  var __engineFile: string | null;
  var __opened: string[];
  interface Window {
    __specInvoke(channel: string, request: unknown): Promise<unknown>;
  }
}

/** What only a real Electron can be asked. */
export interface ElectronHost extends DesktopHost {
  /** Runs a function in the main process, with the module `electron` as its first argument. */
  readonly inMain: ElectronApplication['evaluate'];
  readonly userData: string;
}

const HOOK = path.join(ROOT, 'test', 'e2e', 'support', 'electron-hook.cjs');

/** The app in a real Electron. */
export async function startElectronHost(options: StartOptions): Promise<ElectronHost> {
  const found = findElectron();
  if (!('executable' in found)) throw new Error(found.reason);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ouroboros-electron-'));
  const userData = options.userData ?? folder;
  const isRoot = process.getuid?.() === 0;
  const args = (files: readonly string[]) => [`--user-data-dir=${userData}`, APP, ...files];
  const electron = await _electron.launch({
    executablePath: found.executable,
    // Playwright adds --no-sandbox otherwise.
    chromiumSandbox: !isRoot,
    args: [...(options.switches ?? []), '-r', HOOK, ...args(options.files)],
  });
  const inMain: ElectronApplication['evaluate'] = electron.evaluate.bind(electron);
  const page = await electron.firstWindow();
  const webPreferences = await inMain(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    const { sandbox, contextIsolation, nodeIntegration, webSecurity } =
      contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webSecurity };
  });
  let nextSave = 1;
  let isClosed = false;
  const openedOutside = async (open: () => Promise<unknown>): Promise<readonly string[]> => {
    await inMain(({ shell }) => {
      globalThis.__opened = [];
      shell.openExternal = async (url) => void globalThis.__opened.push(url);
    });
    await open();
    await page.waitForTimeout(100);
    return inMain(() => globalThis.__opened);
  };
  return {
    kind: 'electron',
    page,
    inMain,
    userData,
    webPreferences,
    menu: () =>
      inMain(({ Menu }) => {
        const describe = (menu: Electron.Menu | null | undefined): MenuItem[] =>
          (menu?.items ?? []).map(({ id, label, role, accelerator, submenu }) => ({
            ...{ id, label, role: role ?? '', accelerator: String(accelerator ?? '') },
            submenu: submenu ? describe(submenu) : [],
          }));
        return describe(Menu.getApplicationMenu());
      }),
    clickMenu: (...labels) =>
      inMain(async ({ Menu, BrowserWindow }, names) => {
        const plain = (label: string) => label.replace(/&(.)/g, '$1');
        const find = (): Electron.MenuItem | undefined => {
          let menu: Electron.Menu | null | undefined = Menu.getApplicationMenu();
          let item: Electron.MenuItem | undefined;
          for (const label of names) {
            item = menu?.items.find((entry) => plain(entry.label) === label);
            menu = item?.submenu;
          }
          return item;
        };
        for (let attempt = 0; attempt < 200 && find()?.enabled !== true; attempt++) {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
        const item = find();
        if (item?.enabled !== true) throw new Error(`Cannot choose ${names.join(' → ')}`);
        const window = BrowserWindow.getAllWindows()[0];
        (item.click as (...args: unknown[]) => void)({}, window, window?.webContents);
      }, labels),
    // A second process, as a double click would start it.
    startAgain: (files) => {
      const noSandbox = isRoot ? ['--no-sandbox'] : [];
      spawn(found.executable, [...noSandbox, ...args(files)], { stdio: 'ignore' });
    },
    // What main decides; that Chromium refuses `file:` on its own is not asked here.
    wouldNavigate: (url) =>
      inMain(({ BrowserWindow }, target) => {
        let isPrevented = false;
        const event = { url: target, preventDefault: () => (isPrevented = true) };
        BrowserWindow.getAllWindows()[0]?.webContents.emit('will-navigate', event, target);
        return !isPrevented;
      }, url),
    openedOutside: (url) =>
      openedOutside(() => page.evaluate((target) => void window.open(target), url)),
    killEngines: () =>
      inMain(() => {
        for (const worker of globalThis.__workers.splice(0)) worker.terminate();
      }),
    async invokeFrom(frame: Frame, channel, request) {
      return frame.evaluate(
        ([name, value]) =>
          // The preload runs in the top frame only.
          window.__specInvoke === undefined
            ? { ok: false, error: { code: 'bad-request' } }
            : window.__specInvoke(name, value),
        [channel, request] as const,
      );
    },
    async answerMessage(button, ask) {
      await electron.evaluate(({ dialog }, response) => {
        dialog.showMessageBox = () => Promise.resolve({ response, checkboxChecked: false });
      }, button);
      await ask();
    },
    async chooseFile(file, ask) {
      await electron.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = () =>
          Promise.resolve({
            canceled: chosen === null,
            filePaths: chosen === null ? [] : [chosen],
          });
      }, file);
      await ask();
    },
    async chooseMany(paths, ask) {
      await electron.evaluate(
        ({ dialog }, filePaths) => {
          dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths });
        },
        [...paths],
      );
      await ask();
    },
    async savedBy(save) {
      const chosen = path.join(folder, `saved-${nextSave++}`);
      const suggested = electron.evaluate(
        ({ dialog }, bare) =>
          new Promise<string>((resolve) => {
            dialog.showSaveDialog = (...args: unknown[]) => {
              const { defaultPath = '' } = args.at(-1) as { defaultPath?: string };
              resolve(defaultPath);
              const extension = /\.\w+$/.exec(defaultPath)?.[0] ?? '';
              return Promise.resolve({ canceled: false, filePath: bare + extension });
            };
          }),
        chosen,
      );
      await save();
      const name = path.basename(await suggested);
      const target = chosen + path.extname(name);
      for (let attempt = 0; attempt < 100 && !existsSync(target); attempt++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return savedFile(name, await readFile(target));
    },
    async linkOpenedBy(open) {
      return (await openedOutside(open))[0] ?? null;
    },
    copied: () =>
      electron.evaluate(async ({ clipboard }) => {
        const text = await clipboard.readText();
        // Electrons of before have a list of formats, and no items.
        const before = clipboard as unknown as { availableFormats?(): string[] };
        const types = before.availableFormats
          ? before.availableFormats()
          : (await clipboard.read()).flatMap((item) => [...item.types]);
        return { text, types };
      }),
    drop: (file) => dropOnPage(page, file),
    keptSession: () => readFile(path.join(userData, 'last-session.json'), 'utf8').catch(() => ''),
    async close() {
      if (isClosed) return;
      isClosed = true;
      await electron.close().catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
