// What the benches in a real Chromium have in common.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

/** `ouroboros serve` of the built command line. */
export async function serve(file) {
  const cli = path.join(ROOT, 'dist', 'cli', 'ouroboros.js');
  const child = spawn(process.execPath, [cli, 'serve', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface({ input: child.stdout }), 'line');
  return { url, stop: () => child.kill('SIGINT') };
}

export function launch() {
  return chromium.launch({
    executablePath: option('chromium', '/usr/bin/chromium'),
    args: ['--no-sandbox'],
  });
}

export const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
