import { Worker } from 'node:worker_threads';
import { OuroborosError, type OuroborosErrorData } from '../../shared/base/errors.ts';
import type { Progress } from '../../shared/base/job.ts';
import {
  buffersOf,
  type EngineQuestion,
  type EngineToHost,
  type HostToEngine,
} from '../../shared/protocol/engine-messages.ts';

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
  ) {
    this.onProgress = onProgress;
    this.onLost = onLost;
    this.worker = new Worker(workerFile, { name: 'dump engine' });
    this.worker.on('message', (message: EngineToHost) => this.receive(message));
    this.worker.on('messageerror', (error) => this.lose(error.message));
    // `exit` follows `error`; the first of them says why.
    this.worker.on('error', (error) => this.lose(error.message));
    this.worker.on('exit', (code) => this.lose(`The thread ended with code ${code}.`));
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
    this.settleAll('closed');
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
      const { code, message: sentence, detail } = message.error;
      pending.reject(new OuroborosError(code, sentence, detail));
    }
  }

  private lose(detail: string): void {
    if (this.state !== 'running') return;
    this.settleAll('lost');
    this.onLost({ ...closedError('lost').toData(), detail });
  }

  private settleAll(state: 'closed' | 'lost'): void {
    this.state = state;
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const { reject } of waiting) reject(closedError(state));
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
