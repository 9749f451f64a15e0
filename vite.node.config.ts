import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/**
 * Everything that runs in Node or in Electron's main process, one bundle per `--mode`. Bundles are
 * complete: a packaged app ships without node_modules.
 */
const ENTRIES: Record<string, { readonly source: string; readonly file: string }> = {
  main: { source: 'electron/main/main.ts', file: 'main.js' },
  // A sandboxed preload script can only be one CommonJS file.
  preload: { source: 'electron/preload/preload.ts', file: 'preload.cjs' },
  // In a packaged app both lie outside of the archive, away from the package.json that says "module".
  worker: { source: 'electron/worker/worker.ts', file: 'worker.mjs' },
  layout: { source: 'electron/worker/layout.ts', file: 'layout.mjs' },
  cli: { source: 'electron/cli/ouroboros.ts', file: 'ouroboros.js' },
  bench: { source: 'bench/main.ts', file: 'main.js' },
};

const PROVIDED_BY_THE_HOST = [
  'electron',
  ...builtinModules,
  ...builtinModules.map((name) => `node:${name}`),
];

export default defineConfig(({ mode }) => {
  const entry = ENTRIES[mode];
  if (entry === undefined) throw new Error(`--mode is one of ${Object.keys(ENTRIES).join(', ')}`);
  return {
    root: fileURLToPath(new URL('.', import.meta.url)),
    publicDir: false,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: entry.source,
      outDir: `dist/${mode}`,
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      sourcemap: true,
      reportCompressedSize: false,
      rolldownOptions: {
        external: PROVIDED_BY_THE_HOST,
        output: {
          format: mode === 'preload' ? 'cjs' : 'es',
          entryFileNames: entry.file,
          codeSplitting: false,
        },
      },
    },
  };
});
