import { existsSync } from 'node:fs';
import path from 'node:path';
import { fromRoot, say } from './paths.mjs';
import { run } from './processes.mjs';

/** Chromium without a window: no toolbar to draw, which is a quarter of an end-to-end spec's work. */
const HEADLESS_CHROMIUM = 'chromium-headless-shell';
const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const CHROMIUM_FIXED = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** Makes sure of a Chromium, and names it to the specs as CHROMIUM_PATH. False if there is none. */
export async function ensureChromium() {
  const found =
    process.env.CHROMIUM_PATH ||
    (await headlessChromium()) ||
    onPath(CHROMIUM_NAMES) ||
    CHROMIUM_FIXED.find(existsSync);
  if (found) {
    process.env.CHROMIUM_PATH = found;
    return true;
  }
  say('No Chromium here; installing one…');
  if (await aptInstall(['chromium', 'fonts-liberation'])) {
    const installed = onPath(CHROMIUM_NAMES);
    if (installed) {
      process.env.CHROMIUM_PATH = installed;
      return true;
    }
  }
  const downloaded = await downloadChromium();
  if (downloaded === null) {
    say('Install Chromium (Debian: apt install chromium), or set CHROMIUM_PATH to one.');
    return false;
  }
  process.env.CHROMIUM_PATH = downloaded;
  return true;
}

/** Where it is, or can be installed; undefined where specs go without. */
async function headlessChromium() {
  const isDebian = existsSync('/etc/debian_version');
  if (isDebian && !onPath([HEADLESS_CHROMIUM]) && (await rootPrefix()) !== null) {
    say(`Installing ${HEADLESS_CHROMIUM}…`);
    await aptInstall([HEADLESS_CHROMIUM]);
  }
  return onPath([HEADLESS_CHROMIUM]);
}

/** Playwright's own build, for systems whose packages have no Chromium. */
async function downloadChromium() {
  const cli = fromRoot('node_modules', 'playwright-core', 'cli.js');
  const installed = await run(process.execPath, [cli, 'install', 'chromium'], {
    capture: true,
    timeoutMs: 300_000,
  });
  if (installed.exitCode !== 0) return null;
  const { chromium } = await import('playwright-core');
  const executable = chromium.executablePath();
  return existsSync(executable) ? executable : null;
}

/** The Python that runs the collector's tests; null if there is none. */
export async function ensurePython() {
  const names = process.platform === 'win32' ? ['python.exe', 'py.exe'] : ['python3'];
  const found = onPath(names);
  if (found) return found;
  say('No Python here; installing one…');
  if (await aptInstall(['python3'])) {
    const installed = onPath(names);
    if (installed) return installed;
  }
  say('Install Python 3.8 or later (Debian: apt install python3).');
  return null;
}

/**
 * What the collector's scenarios with real arrays, frames and processes need, on Debian's own
 * Python. Where it cannot be had, the tests that need it say so by name.
 */
export async function ensureScenarioPackages() {
  const python = '/usr/bin/python3';
  if (!existsSync('/etc/debian_version')) return;
  if (existsSync(python) && onPath(['gdb'])) {
    const imports = await run(python, ['-c', 'import numpy, pandas, pytest'], { capture: true });
    if (imports.exitCode === 0) return;
  }
  say('Installing numpy, pandas, pytest and gdb for the scenarios of the collector…');
  await aptInstall(['python3', 'python3-numpy', 'python3-pandas', 'python3-pytest', 'gdb']);
}

/** Installs Debian packages where this user may; false where not, or where it failed. */
async function aptInstall(packages) {
  if (!onPath(['apt-get'])) return false;
  const prefix = await rootPrefix();
  if (prefix === null) {
    say(`This user may not install packages; run: sudo apt-get install ${packages.join(' ')}`);
    return false;
  }
  const apt = (...args) => {
    const [command, ...rest] = [...prefix, 'apt-get', '-q', '-y', ...args];
    return run(command, rest, {
      capture: true,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  };
  await apt('update');
  const installed = await apt('install', '--no-install-recommends', ...packages);
  if (installed.exitCode !== 0) say(installed.output.trim().split('\n').slice(-5).join('\n'));
  return installed.exitCode === 0;
}

async function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  const sudo = await run('sudo', ['-n', 'true'], { capture: true });
  return sudo.exitCode === 0 ? ['sudo', '-n', '--preserve-env=DEBIAN_FRONTEND'] : null;
}

/** Where the first of these programs is on the path; undefined when none is. */
export function onPath(names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return names
    .flatMap((name) => folders.map((folder) => path.join(folder, name)))
    .find((candidate) => existsSync(candidate));
}
