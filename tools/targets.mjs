import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from './paths.mjs';

const NODE_INPUTS = ['electron', 'shared', 'vite.node.config.ts', 'package.json'];

/**
 * What can be built, and what each is built from. `output` is the file that proves it was built.
 */
export const TARGETS = {
  renderer: {
    config: 'vite.renderer.config.ts',
    inputs: [
      'renderer',
      'shared',
      'collector/ouroboros_dump.py',
      'vite.renderer.config.ts',
      'package-lock.json',
    ],
    output: 'dist/renderer/index.html',
  },
  main: { config: 'vite.node.config.ts', inputs: NODE_INPUTS, output: 'dist/main/main.js' },
  preload: {
    config: 'vite.node.config.ts',
    inputs: NODE_INPUTS,
    output: 'dist/preload/preload.cjs',
  },
  worker: { config: 'vite.node.config.ts', inputs: NODE_INPUTS, output: 'dist/worker/worker.mjs' },
  layout: { config: 'vite.node.config.ts', inputs: NODE_INPUTS, output: 'dist/layout/layout.mjs' },
  cli: { config: 'vite.node.config.ts', inputs: NODE_INPUTS, output: 'dist/cli/ouroboros.js' },
  bench: {
    config: 'vite.node.config.ts',
    inputs: [...NODE_INPUTS, 'bench'],
    output: 'dist/bench/main.js',
  },
};

/** What the app consists of; `bench` is built only when asked for. */
export const APP_TARGETS = ['renderer', 'main', 'preload', 'worker', 'layout', 'cli'];

/** The targets among `names` whose sources differ from those of their last build. */
export function staleTargets(names) {
  return names.filter((name) => readStamp(name) !== hashInputs(name));
}

/** Remembers the sources that `name` is about to be built from. */
export function hashInputs(name) {
  const hash = createHash('sha256').update(process.version);
  for (const input of TARGETS[name].inputs) {
    for (const file of filesUnder(input)) {
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(fromRoot(file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

export function writeStamp(name, hash) {
  mkdirSync(fromRoot('dist', '.stamps'), { recursive: true });
  writeFileSync(stampFile(name), hash);
}

export function removeStamp(name) {
  rmSync(stampFile(name), { force: true });
}

function readStamp(name) {
  if (!existsSync(fromRoot(TARGETS[name].output))) return null;
  try {
    return readFileSync(stampFile(name), 'utf8');
  } catch {
    return null;
  }
}

const stampFile = (name) => fromRoot('dist', '.stamps', name);

function filesUnder(input) {
  if (path.extname(input) !== '') return existsSync(fromRoot(input)) ? [input] : [];
  if (!existsSync(fromRoot(input))) return [];
  return readdirSync(fromRoot(input), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
    .map((entry) =>
      path.relative(fromRoot(), path.join(entry.parentPath ?? entry.path, entry.name)),
    )
    .sort();
}
