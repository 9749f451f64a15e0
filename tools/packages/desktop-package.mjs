import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot, say } from '../paths.mjs';
import { npmCommand, run } from '../processes.mjs';
import { publisher } from './app-folder.mjs';
import { writeDeb } from './deb.mjs';
import { noticesOf } from './notices.mjs';

const PACKAGER = fromRoot('tools', 'packages', 'desktop');
const TARGETS = ['main', 'preload', 'worker', 'layout', 'renderer'];

/**
 * Packages of the desktop app for this system, by electron-builder as it is locked beside this file,
 * with `args` for it; on Debian's kin a deb, too. What is packed must have been built.
 * `--output FOLDER` puts them elsewhere than in dist/packages.
 */
export async function packDesktop(given) {
  const { folder, args, hasDeb } = readArguments(given);
  const { homepage, maintainer } = publisher();
  if (!(await installPackager())) return 1;
  writeFileSync(fromRoot('dist', 'THIRD-PARTY-NOTICES.txt'), noticesOf(TARGETS));
  const builder = path.join(PACKAGER, 'node_modules', 'electron-builder', 'out', 'cli', 'cli.js');
  const { exitCode } = await run(process.execPath, [
    builder,
    ...['--projectDir', fromRoot(), '--publish', 'never'],
    `-c.directories.output=${folder}`,
    // An rpm must name both.
    `-c.extraMetadata.homepage=${homepage}`,
    `-c.extraMetadata.author=${maintainer}`,
    ...args,
  ]);
  if (exitCode !== 0 || !hasDeb) return exitCode;
  return writeDeb(path.join(folder, 'linux-unpacked'), folder);
}

/**
 * What is for us and what for electron-builder, whose own `deb` would fetch a binary: where targets
 * are named after `--linux`, a deb is made if it is among them.
 */
function readArguments(given) {
  const args = [...given];
  const output = args.indexOf('--output');
  const [, folder] = output < 0 ? [] : args.splice(output, 2);
  const linux = args.indexOf('--linux');
  const rest = linux < 0 ? [] : args.slice(linux + 1);
  const end = rest.findIndex((argument) => argument.startsWith('-'));
  const named = end < 0 ? rest : rest.slice(0, end);
  const others = named.filter((target) => target !== 'deb');
  if (named.length > 0) {
    args.splice(linux + 1, named.length, ...(others.length > 0 ? others : ['dir']));
  }
  return {
    folder: folder === undefined ? fromRoot('dist', 'packages') : path.resolve(folder),
    args,
    hasDeb: process.platform === 'linux' && (named.length === 0 || named.includes('deb')),
  };
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
