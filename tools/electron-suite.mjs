import { spawn } from 'node:child_process';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildStale } from './build.mjs';
import { buildLegacyApp, obtainElectron22 } from './electron-22.mjs';
import { findElectron } from './electron-binary.mjs';
import { fromRoot, say } from './paths.mjs';
import { run } from './processes.mjs';
import { APP_TARGETS } from './targets.mjs';
import { ensureChromium, onPath } from './test-setup.mjs';

/** From here on Electron runs the app as it is built (an ES module as its main script). */
const FIRST_MODERN = 28;

/**
 * The specs about the desktop app on a real Electron, its sandbox on: on the one that is installed
 * or named by ELECTRON_OVERRIDE_DIST_PATH, else on Electron 22 from PyPI with the app lowered to
 * it. Returns `{ report }`, the file Playwright wrote, or `{ absent }`, why it cannot be run here.
 */
export async function runElectronSpecs() {
  const display = await openDisplay();
  if (display.reason !== undefined) return { absent: display.reason };
  try {
    const electron = await chooseElectron();
    if (electron.reason !== undefined) return { absent: electron.reason };
    // Playwright's fixtures start one, whatever the specs do with it.
    if (!(await ensureChromium())) return { absent: 'there is no Chromium' };
    if ((await buildStale(APP_TARGETS)).length > 0) return { report: null };
    return await runOn(electron, display);
  } finally {
    display.close();
  }
}

/** The one that is installed or named by ELECTRON_OVERRIDE_DIST_PATH, else Electron 22; or `{ reason }`. */
export async function chooseElectron() {
  const installed = findElectron();
  const found = installed === null ? await obtainElectron22() : { executable: installed };
  if (found.reason !== undefined)
    return { reason: `no Electron is installed, and ${found.reason}` };
  const version = await versionOf(found.executable);
  if (version === null) return { reason: `${found.executable} does not start` };
  return { ...found, version, isLegacy: Number.parseInt(version, 10) < FIRST_MODERN };
}

async function versionOf(executable) {
  const { exitCode, stdout } = await run(executable, ['-p', 'process.versions.electron'], {
    capture: true,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  return exitCode === 0 ? stdout.trim() : null;
}

async function runOn({ executable, version, isLegacy }, display) {
  const app = fromRoot('test-results', 'app-electron');
  rmSync(app, { recursive: true, force: true });
  if (isLegacy && !(await buildLegacyApp(app))) return { report: null };
  if (!isLegacy) copyBuiltApp(app);
  const stage = setStage(app);
  say(`Electron ${version}, ${isLegacy ? 'the app lowered to it' : 'the app as it is built'}`);
  try {
    const playwright = path.join(stage.root, 'node_modules', '@playwright', 'test', 'cli.js');
    const config = path.join(stage.root, 'test', 'e2e', 'electron.config.ts');
    await run(process.execPath, [playwright, 'test', '--config', config, ...specsNamed()], {
      ...stage.user,
      cwd: stage.root,
      env: {
        ...process.env,
        ...stage.env,
        ...display.env,
        ELECTRON_OVERRIDE_DIST_PATH: electronFolder(executable),
        OUROBOROS_APP_ROOT: stage.app,
      },
    });
    return { report: stage.collect(), version, isLegacy };
  } finally {
    stage.clear();
  }
}

/** Which specs to run, for whoever works on one. */
function specsNamed() {
  return (process.env.OUROBOROS_ELECTRON_SPECS ?? '').split(' ').filter(Boolean);
}

/** The folder in which a platform's executable is looked for. */
function electronFolder(executable) {
  return process.platform === 'darwin'
    ? path.resolve(executable, '..', '..', '..', '..')
    : path.dirname(executable);
}

function copyBuiltApp(app) {
  for (const part of ['dist', 'examples', 'package.json']) {
    cpSync(fromRoot(part), path.join(app, part), {
      recursive: true,
      filter: (source) => !source.endsWith('.map'),
    });
  }
}

/** A user without rights, which every Unix has. */
const NOBODY = 65534;
const STAGED = ['test', 'shared', 'examples', 'collector', 'package.json'];
const TEST_PACKAGES = ['@playwright', 'playwright', 'playwright-core', 'axe-core'];

/** What of the checkout the specs need: without what only builds and checks it. */
function stagedParts() {
  const { dependencies } = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  const packages = [...TEST_PACKAGES, ...Object.keys(dependencies)];
  return [...STAGED, ...packages.map((name) => path.join('node_modules', name))];
}

/**
 * Where the specs run, and as whom. Chromium's sandbox does not work for root, and a run without
 * it would prove nothing: root hands a copy of what the specs need to another user.
 */
function setStage(app) {
  const report = fromRoot('test-results', 'electron.json');
  rmSync(report, { force: true });
  if (process.getuid?.() !== 0) {
    const collect = () => (existsSync(report) ? report : null);
    return { root: fromRoot(), app, env: {}, user: {}, collect, clear: () => undefined };
  }
  // Specs are chosen by parts of their paths: the name must be part of no spec's.
  const stage = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-stage-'));
  const root = path.join(stage, 'checkout');
  for (const part of stagedParts()) {
    cpSync(fromRoot(part), path.join(root, part), {
      recursive: true,
      filter: (source) => !source.includes(`${path.sep}gallery${path.sep}`),
    });
  }
  cpSync(app, path.join(stage, 'app'), { recursive: true });
  const own = ['home', 'tmp'].map((name) => path.join(stage, name));
  for (const folder of [stage, ...own, path.join(root, 'test-results')]) {
    mkdirSync(folder, { recursive: true });
    chownSync(folder, NOBODY, NOBODY);
  }
  const results = path.join(root, 'test-results');
  return {
    root,
    app: path.join(stage, 'app'),
    env: { HOME: own[0], TMPDIR: own[1], XDG_CACHE_HOME: '', XDG_CONFIG_HOME: '' },
    user: { uid: NOBODY, gid: NOBODY },
    collect() {
      cpSync(results, fromRoot('test-results'), { recursive: true });
      return existsSync(report) ? report : null;
    },
    clear: () => rmSync(stage, { recursive: true, force: true }),
  };
}

const DISPLAY_LIMIT_MS = 20_000;

/** A screen of the run's own, so that no window appears on anybody's. */
export async function openDisplay() {
  if (process.platform !== 'linux') return { env: {}, close: () => undefined };
  if (!onPath(['Xvfb'])) return { reason: 'there is no Xvfb to show windows on' };
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const args = ['-displayfd', '3', '-screen', '0', '1920x1080x24', '-nolisten', 'tcp'];
  const child = spawn('Xvfb', args, { ...user, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), DISPLAY_LIMIT_MS);
    const settle = (value) => {
      clearTimeout(timer);
      resolve(value);
    };
    let text = '';
    child.stdio[3].on('data', (chunk) => {
      text += chunk;
      if (text.endsWith('\n')) settle(text.trim());
    });
    child.on('error', () => settle(null));
    child.on('exit', () => settle(null));
  });
  if (number === null) {
    child.kill();
    return { reason: 'Xvfb does not start' };
  }
  return { env: { DISPLAY: `:${number}`, WAYLAND_DISPLAY: '' }, close: () => child.kill() };
}
