import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LaunchOptions } from '@playwright/test';

/** The one without a window first: it has no toolbar to draw, which is a quarter of a spec's work. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
];
const FIXED = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/** A Chromium on this machine: `CHROMIUM_PATH`, or one of the usual names on the path. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [...onPath, ...FIXED].find((candidate) => existsSync(candidate)) ?? null;
}

export function chromiumOptions(): LaunchOptions {
  const executablePath = findChromium();
  if (executablePath === null) {
    throw new Error('No Chromium was found; install one, or set CHROMIUM_PATH.');
  }
  // Chromium refuses to run sandboxed as root, as in a container.
  return { executablePath, chromiumSandbox: process.getuid?.() !== 0 };
}
