import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where the built app's files lie, seen from a bundle in `dist/<target>/`.
 *
 * In a packaged app `dist` is inside an archive that only Electron's own `fs` can read; what a
 * thread loads as code is unpacked beside it.
 */
export function appFiles(bundleUrl: string): AppFiles {
  const dist = path.resolve(path.dirname(fileURLToPath(bundleUrl)), '..');
  const unpacked = dist.replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked');
  return {
    rendererFolder: path.join(dist, 'renderer'),
    preloadFile: path.join(dist, 'preload', 'preload.cjs'),
    workerFile: path.join(unpacked, 'worker', 'worker.mjs'),
    exampleFile: path.join(unpacked, '..', 'examples', 'accessor-leak.ouro'),
  };
}

export interface AppFiles {
  readonly rendererFolder: string;
  readonly preloadFile: string;
  readonly workerFile: string;
  readonly exampleFile: string;
}
