#!/usr/bin/env node
/**
 * The checkout's one launcher, in plain Node so that it works before anything is installed. It
 * installs and builds what has changed, then runs the command. See README.md here.
 */
import { existsSync } from 'node:fs';
import { buildStale } from './build.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { fromRoot, ROOT, say } from './paths.mjs';
import { run } from './processes.mjs';
import { start } from './start.mjs';
import { APP_TARGETS } from './targets.mjs';

const EXAMPLE = fromRoot('examples', 'accessor-leak.ouro');

const COMMANDS = {
  start: (args) => startApp(args),
  demo: (args) => startApp([EXAMPLE, ...args]),
  cli: runCli,
  build,
  bench: runBench,
  checksums: async (args) => {
    const { writeChecksums } = await import('./checksums.mjs');
    return writeChecksums(args);
  },
  package: makePackages,
  icons: async () => {
    await ensureDependencies();
    return (await import('./packages/icons.mjs')).renderIcons();
  },
  'release-notes': async (args) =>
    (await import('./packages/release-notes.mjs')).printReleaseNotes(args),
  gallery: async (args) => {
    await ensureDependencies();
    const { makeGallery } = await import('./gallery.mjs');
    return makeGallery(args);
  },
  fuzz: async (args) => {
    await ensureDependencies();
    const { fuzz } = await import('./fuzz.mjs');
    return fuzz(args);
  },
  test: async (args) => {
    await ensureDependencies();
    const { runAllTests } = await import('./test.mjs');
    return runAllTests(args);
  },
};

async function main() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    say(`Ouroboros needs Node 20.19 or later; this is ${process.versions.node}.`);
    return 1;
  }
  const [name = '', ...args] = process.argv.slice(2);
  const command = COMMANDS[name];
  if (command === undefined) {
    say(`Usage: node tools/run.mjs ${Object.keys(COMMANDS).join('|')} [arguments]`);
    return 2;
  }
  return command(args);
}

/** npm runs scripts in the package's folder; file names are meant from where the user stands. */
function userFolder() {
  const typedIn = process.env.INIT_CWD;
  const isNpmScript = process.env.npm_lifecycle_event !== undefined;
  return isNpmScript && process.cwd() === ROOT && typedIn && existsSync(typedIn)
    ? typedIn
    : process.cwd();
}

async function prepare(targets, options) {
  await ensureDependencies();
  const failed = await buildStale(targets, options);
  if (failed.length > 0) process.exit(1);
}

async function startApp(args) {
  await prepare(APP_TARGETS);
  return start(args, userFolder());
}

async function runCli(args) {
  await prepare(args[0] === 'serve' ? ['cli', 'renderer'] : ['cli', 'layout']);
  return runInteractive(fromRoot('dist', 'cli', 'ouroboros.js'), args);
}

async function build(args) {
  await prepare(APP_TARGETS, { force: args.includes('--force'), quiet: false });
  return 0;
}

async function runBench(args) {
  await prepare(['bench', 'worker', 'layout', 'cli']);
  return runInteractive(fromRoot('dist', 'bench', 'main.js'), args);
}

async function makePackages([kind, ...args]) {
  switch (kind) {
    case 'npm':
      await prepare(['cli', 'layout', 'renderer']);
      return (await import('./packages/npm-package.mjs')).packForNpm();
    case 'pypi':
      await prepare(['cli', 'layout', 'renderer']);
      return (await import('./packages/wheel.mjs')).packForPypi();
    case 'desktop':
      await prepare(APP_TARGETS);
      return (await import('./packages/desktop-package.mjs')).packDesktop(args);
    default:
      say('Usage: node tools/run.mjs package npm|pypi|desktop');
      return 2;
  }
}

async function runInteractive(script, args) {
  // Ctrl-C reaches the child by the terminal; we wait for what it makes of it.
  process.on('SIGINT', () => undefined);
  const result = await run(process.execPath, [script, ...args], {
    cwd: userFolder(),
    stdio: 'inherit',
  });
  return result.exitCode;
}

process.exitCode = await main();
