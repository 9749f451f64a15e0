import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';

/**
 * Chrome DevTools' snapshot worker as one module for Node, from the sources on npm.
 *
 *   node bundle.mjs NODE_MODULES FOLDER     writes FOLDER/devtools.mjs
 *
 * The package lacks what DevTools' own build makes: a base of its tsconfig, and the list of
 * languages, of which the worker needs none.
 */
const [modules, folder] = process.argv.slice(2);
const sources = path.join(modules, 'chrome-devtools-frontend');
const worker = path.join(sources, 'front_end', 'entrypoints', 'heap_snapshot_worker');
const base = path.join(sources, 'config', 'typescript');
mkdirSync(base, { recursive: true });
writeFileSync(path.join(base, 'tsconfig.base.json'), '{}\n');
const entry = path.join(folder, 'entry.mjs');
writeFileSync(
  entry,
  `export { HeapSnapshotLoader } from ${JSON.stringify(path.join(worker, 'HeapSnapshotLoader.ts'))};
export { JSHeapSnapshot, SecondaryInitManager } from ${JSON.stringify(path.join(worker, 'HeapSnapshot.ts'))};
`,
);

const LANGUAGES = '\0languages';
const languages = {
  name: 'languages',
  enforce: 'pre',
  resolveId: (source) => (source.endsWith('/locales.js') ? LANGUAGES : undefined),
  load: (id) =>
    id === LANGUAGES
      ? `export const LOCALES = ['en-US'], BUNDLED_LOCALES = LOCALES, DEFAULT_LOCALE = 'en-US';
export const REMOTE_FETCH_PATTERN = '', LOCAL_FETCH_PATTERN = '';`
      : undefined,
};

await build({
  configFile: false,
  root: folder,
  logLevel: 'error',
  publicDir: false,
  plugins: [languages],
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: entry,
    outDir: folder,
    emptyOutDir: false,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      external: [/^node:/],
      output: { format: 'es', entryFileNames: 'devtools.mjs', codeSplitting: false },
    },
  },
});
