import { Worker } from 'node:worker_threads';
import { OuroborosError, type OuroborosErrorData } from '../../shared/base/errors.ts';
import type { Progress } from '../../shared/base/job.ts';
import {
  buffersOf,
  type EngineQuestion,
  type EngineToHost,
  type HostToEngine,
} from '../../shared/protocol/engine-messages.ts';

/**
 * What of the runtime's heap one engine may fill, in MB. All threads of an Electron process share
 * 4 GB of heap, and whichever thread finds them full ends the process: several engines must fit.
 * The graph is not in there: typed arrays have their memory elsewhere.
 */
export const MAX_HEAP_MB = 1024;

interface Pending {
  readonly requestId: string;
  readonly cancelFlag: Int32Array;
  resolve(value: unknown): void;
  reject(error: OuroborosError): void;
}

/**
 * One dump in one worker thread, seen from the main process. Every request settles: by the
 * worker's answer, or by its death.
 */
export class DumpEngine {
  private readonly worker: Worker;
  private readonly onProgress: (requestId: string, progress: Progress) => void;
  private readonly onLost: (error: OuroborosErrorData) => void;
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private state: 'running' | 'closed' | 'lost' = 'running';

  constructor(
    workerFile: string,
    onProgress: (requestId: string, progress: Progress) => void,
    onLost: (error: OuroborosErrorData) => void,
    heapMegabytes = MAX_HEAP_MB,
  ) {
    this.onProgress = onProgress;
    this.onLost = onLost;
    this.worker = new Worker(workerFile, {
      name: 'dump engine',
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    });
    this.worker.on('message', (message: EngineToHost) => this.receive(message));
    // An answer that cannot be read was lost on the way, and others may be: the thread is of no use.
    this.worker.on('messageerror', (error) => {
      this.lose(lostError(error));
      void this.worker.terminate();
    });
    // `exit` follows `error`; the first of them says why.
    this.worker.on('error', (error) => this.lose(lostError(error)));
    this.worker.on('exit', (code) =>
      this.lose(lostError(new Error(`The thread ended with code ${code}.`))),
    );
  }

  request(question: EngineQuestion, requestId: string): Promise<unknown> {
    if (this.state !== 'running') return Promise.reject(closedError(this.state));
    const id = this.nextId++;
    const cancelFlag = new Int32Array(new SharedArrayBuffer(4));
    return new Promise((resolve, reject) => {
      this.pending.set(id, { requestId, cancelFlag, resolve, reject });
      const message: HostToEngine = { ...question, id, cancelFlag };
      this.worker.postMessage(message, buffersOf(question));
    });
  }

  /** Asks the engine to stop working on a request; it then rejects as `cancelled`. */
  cancel(requestId: string): void {
    for (const pending of this.pending.values()) {
      if (pending.requestId === requestId) Atomics.store(pending.cancelFlag, 0, 1);
    }
  }

  async close(): Promise<void> {
    if (this.state !== 'running') return;
    this.settleAll('closed', closedError('closed'));
    await this.worker.terminate();
  }

  private receive(message: EngineToHost): void {
    const pending = this.pending.get(message.id);
    if (pending === undefined) return;
    if (message.type === 'progress') {
      this.onProgress(pending.requestId, message.progress);
      return;
    }
    this.pending.delete(message.id);
    if (message.type === 'result') {
      pending.resolve(message.value);
    } else {
      pending.reject(OuroborosError.from(message.error));
    }
  }

  private lose(error: OuroborosError): void {
    if (this.state !== 'running') return;
    this.settleAll('lost', error);
    this.onLost(error.toData());
  }

  private settleAll(state: 'closed' | 'lost', error: OuroborosError): void {
    this.state = state;
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of waiting) reject(error);
  }
}

function closedError(state: 'closed' | 'lost'): OuroborosError {
  return state === 'closed'
    ? new OuroborosError('cancelled', 'The dump was closed.')
    : new OuroborosError(
        'worker-exited',
        'The engine that held this dump stopped. The window is unharmed; open the dump again.',
      );
}

/** Why the thread ended, with what can be done about it. */
function lostError(cause: Error & { readonly code?: string }): OuroborosError {
  if (cause.code !== 'ERR_WORKER_OUT_OF_MEMORY') {
    return new OuroborosError('worker-exited', closedError('lost').message, cause.message);
  }
  return new OuroborosError(
    'worker-exited',
    'The engine that held this dump ran out of memory. The window and other dumps are unharmed; ask for less of this one, or use the command line, which may take more.',
    cause.message,
  );
}
