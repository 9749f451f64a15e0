import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { DotAnswer } from '../../shared/scene/layout/dot-server.ts';
import type { StartThread } from '../../shared/scene/layout/dot-thread.ts';

/** Graphviz' own memory is not in the heap; threads of one Electron process share 4 GB of it. */
const LAYOUT_HEAP_MB = 256;

/**
 * Starts `dist/layout/layout.mjs`, seen from a bundle in `dist/<target>/`. The thread keeps no
 * process alive; whoever waits for a layout does.
 */
export function layoutThread(bundleUrl: string): StartThread {
  const file = fileURLToPath(new URL('../layout/layout.mjs', bundleUrl));
  return (onAnswer, onLost) => {
    const worker = new Worker(file, {
      name: 'layout',
      resourceLimits: { maxOldGenerationSizeMb: LAYOUT_HEAP_MB },
    });
    worker.unref();
    worker.on('message', (answer: DotAnswer) => onAnswer(answer));
    worker.on('error', (error) => onLost(error.message));
    worker.on('exit', (code) => onLost(`The thread ended with code ${code}.`));
    return {
      post: (question) => worker.postMessage(question),
      end: () => void worker.terminate(),
    };
  };
}
