import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot, say } from './paths.mjs';
import { run } from './processes.mjs';

const EXECUTABLES = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};
const executableName = EXECUTABLES[process.platform] ?? 'electron';

/** The Electron executable that is here already, or null; nothing is fetched. */
export function findElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const folders = [...(override ? [override] : []), fromRoot('node_modules', 'electron', 'dist')];
  return folders.map((folder) => path.join(folder, executableName)).find(existsSync) ?? null;
}

/** Why no Electron window can be had on this machine, whatever is installed; null if it can. */
export function whyNoWindow() {
  if (process.platform !== 'linux') return null;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'this session has no display';
  if (process.getuid?.() === 0) return 'its sandbox does not work for root';
  return null;
}

const FETCH_LIMIT_MS = 180_000;
const RETRY_AFTER_MS = 24 * 3600 * 1000;
const FAILURE_NOTE = fromRoot('node_modules', '.cache', 'ouroboros', 'electron-fetch-failed');

/**
 * Electron's executable, fetched by Electron's own installer if need be: at most once a day, so
 * that a machine without access to it does not wait at every start.
 */
export async function obtainElectron() {
  const present = findElectron();
  if (present !== null) return { executable: present, reason: null };
  if (failedLately()) return { executable: null, reason: readFileSync(FAILURE_NOTE, 'utf8') };
  say('Fetching Electron, once…');
  const installer = fromRoot('node_modules', 'electron', 'install.js');
  const result = await run(process.execPath, [installer], {
    capture: true,
    timeoutMs: FETCH_LIMIT_MS,
  });
  const fetched = findElectron();
  if (fetched !== null) {
    rmSync(FAILURE_NOTE, { force: true });
    return { executable: fetched, reason: null };
  }
  const reason = result.timedOut
    ? 'fetching it took too long'
    : 'its executable could not be fetched';
  mkdirSync(path.dirname(FAILURE_NOTE), { recursive: true });
  writeFileSync(FAILURE_NOTE, reason);
  return { executable: null, reason };
}

function failedLately() {
  try {
    return Date.now() - statSync(FAILURE_NOTE).mtimeMs < RETRY_AFTER_MS;
  } catch {
    return false;
  }
}
