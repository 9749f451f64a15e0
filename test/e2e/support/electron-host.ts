import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { _electron } from '@playwright/test';
import { APP, ROOT } from './paths.ts';
import { dropOnPage, type RunningHost, type StartOptions, savedFile } from './running-host.ts';

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

/** The app in a real Electron. */
export async function startElectronHost(options: StartOptions): Promise<RunningHost> {
  const found = findElectron();
  if (!('executable' in found)) throw new Error(found.reason);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'ouroboros-electron-'));
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const electron = await _electron.launch({
    executablePath: found.executable,
    args: [...asRoot, `--user-data-dir=${folder}`, APP, ...options.files],
  });
  const page = await electron.firstWindow();
  let nextSave = 1;
  return {
    kind: 'electron',
    page,
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
    async savedBy(save) {
      const target = path.join(folder, `saved-${nextSave++}`);
      const suggested = electron.evaluate(
        ({ dialog }, filePath) =>
          new Promise<string>((resolve) => {
            dialog.showSaveDialog = (...args: unknown[]) => {
              const { defaultPath } = args.at(-1) as { defaultPath?: string };
              resolve(defaultPath ?? '');
              return Promise.resolve({ canceled: false, filePath });
            };
          }),
        target,
      );
      await save();
      const name = await suggested;
      for (let attempt = 0; attempt < 100 && !existsSync(target); attempt++) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return savedFile(name, await readFile(target));
    },
    async linkOpenedBy(open) {
      const opened = electron.evaluate(
        ({ shell }) =>
          new Promise<string>((resolve) => {
            shell.openExternal = async (url) => resolve(url);
          }),
      );
      await open();
      return opened;
    },
    drop: (file) => dropOnPage(page, file),
    keptSession: () => readFile(path.join(folder, 'last-session.json'), 'utf8').catch(() => ''),
    async close() {
      await electron.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
