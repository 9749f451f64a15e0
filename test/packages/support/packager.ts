import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT, runProgram } from './programs.ts';

/** electron-builder, locked apart from the rest. */
export const PACKAGER = path.join(ROOT, 'tools', 'packages', 'desktop');

/** True where electron-builder is installed, or was now; packages are tried on Linux alone. */
export async function isPackagerAtHand(): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  if (existsSync(path.join(PACKAGER, 'node_modules', 'electron-builder'))) return true;
  const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  return (await runProgram('npm', flags, { cwd: PACKAGER })).exitCode === 0;
}
