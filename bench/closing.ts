import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

export interface Closing {
  readonly beforeBytes: number;
  readonly openBytes: number;
  readonly closedBytes: number;
}

/** Resident memory of this process before a dump is opened in a thread, while, and after. */
export async function measureClosing(file: string): Promise<Closing> {
  const beforeBytes = process.memoryUsage.rss();
  const worker = new Worker(fileURLToPath(new URL('../worker/worker.mjs', import.meta.url)));
  const opened = new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message: { readonly type: string }) => {
      if (message.type === 'result') resolve();
      if (message.type === 'failure') reject(new Error(JSON.stringify(message)));
    });
  });
  const cancelFlag = new Int32Array(new SharedArrayBuffer(4));
  worker.postMessage({ type: 'open', id: 1, source: path.resolve(file), cancelFlag });
  await opened;
  const openBytes = process.memoryUsage.rss();
  await worker.terminate();
  return { beforeBytes, openBytes, closedBytes: process.memoryUsage.rss() };
}
