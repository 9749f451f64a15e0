import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The window: the same files for the desktop (app://) and the browser host (serve). */
export default defineConfig({
  root: fileURLToPath(new URL('renderer', import.meta.url)),
  base: './',
  publicDir: false,
  plugins: [react()],
  worker: { format: 'es' },
  build: {
    outDir: fileURLToPath(new URL('dist/renderer', import.meta.url)),
    emptyOutDir: true,
    target: ['chrome120', 'firefox121', 'safari17'],
    // Data URLs would need exceptions in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The engine carries Graphviz as WebAssembly; it is read from this machine, not a network.
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: false,
    sourcemap: true,
  },
});
