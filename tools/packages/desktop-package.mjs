import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot, say } from '../paths.mjs';
import { npmCommand, run } from '../processes.mjs';
import { writeDeb } from './deb.mjs';
import { noticesOf } from './notices.mjs';

const PACKAGER = fromRoot('tools', 'packages', 'desktop');
const TARGETS = ['main', 'preload', 'worker', 'layout', 'renderer'];

/**
 * Packages of the desktop app for this system, by electron-builder as it is locked beside this file,
 * with `args` for it; on Debian's kin a deb, too. What is packed must have been built.
 */
export async function packDesktop(args) {
  if (!(await installPackager())) return 1;
  writeFileSync(fromRoot('dist', 'THIRD-PARTY-NOTICES.txt'), noticesOf(TARGETS));
  const builder = path.join(PACKAGER, 'node_modules', 'electron-builder', 'out', 'cli', 'cli.js');
  const { exitCode } = await run(process.execPath, [
    builder,
    ...['--projectDir', fromRoot(), '--publish', 'never'],
    // An rpm must name both; a fork names its own.
    `-c.extraMetadata.homepage=${process.env.OUROBOROS_HOMEPAGE ?? 'https://ouroboros.invalid/'}`,
    '-c.extraMetadata.author=The Ouroboros authors <authors@ouroboros.invalid>',
    ...args,
  ]);
  if (exitCode !== 0 || process.platform !== 'linux') return exitCode;
  return writeDeb(fromRoot('dist', 'packages', 'linux-unpacked'), fromRoot('dist', 'packages'));
}

/** 279 packages that nobody else needs: installed when something is packed. */
async function installPackager() {
  if (existsSync(path.join(PACKAGER, 'node_modules', 'electron-builder'))) return true;
  say('Installing electron-builder (npm ci)…');
  const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const [npm, args] = npmCommand(flags);
  const { exitCode, output } = await run(npm, args, { cwd: PACKAGER, capture: true });
  if (exitCode !== 0) say(output.trim());
  return exitCode === 0;
}
