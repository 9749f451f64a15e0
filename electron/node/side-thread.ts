import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * Starts `dist/layout/layout.mjs`, seen from a bundle in `dist/<target>/`, for one task. It ends by
 * itself, keeps no process alive, and says in the task's own memory how far it is: whoever waits for
 * it has no time for events.
 */
export function sideThread(bundleUrl: string): (task: object) => void {
  const file = fileURLToPath(new URL('../layout/layout.mjs', bundleUrl));
  return (task) => {
    const worker = new Worker(file, { name: 'side', workerData: task });
    worker.unref();
    // What was not finished is computed by the one who waits.
    worker.on('error', () => undefined);
  };
}
