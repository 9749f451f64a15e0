import type { OuroborosErrorData } from '../../shared/base/errors.ts';
import type {
  EngineQuestion,
  EngineToHost,
  HostToEngine,
} from '../../shared/protocol/engine-messages.ts';
import { buffersOf } from '../../shared/protocol/engine-messages.ts';
import type { AskOptions } from './host-api.ts';
import { HostError } from './host-api.ts';

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: HostError) => void;
  readonly onProgress: AskOptions['onProgress'];
}

/** What is used of a `Worker`, so that tests can stand in for one. */
export interface WorkerLike {
  postMessage(message: HostToEngine, transfer: ArrayBuffer[]): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<EngineToHost>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  onmessageerror: ((event: MessageEvent) => void) | null;
}

/**
 * The engine in a Web Worker, seen from the page.
 *
 * Every request settles: by the worker's answer, by its own cancellation, or by the worker's
 * death. Cancelling sets a flag in shared memory and rejects at once; where the page is not
 * cross-origin isolated there is no shared memory, so an `open` is stopped by ending the worker,
 * and an `ask` (short by design) is left to run with its answer ignored.
 */
export class WorkerEngine {
  readonly #worker: WorkerLike;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #death: OuroborosErrorData | null = null;
  #onLost: ((error: OuroborosErrorData) => void) | null = null;

  constructor(worker: WorkerLike) {
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#receive(data);
    worker.onerror = (event) => {
      event.preventDefault?.();
      this.#die(diedError(event.message));
    };
    worker.onmessageerror = () => this.#die(diedError('A message could not be read.'));
  }

  request(question: EngineQuestion, options: AskOptions = {}): Promise<unknown> {
    if (this.#death !== null) return Promise.reject(new HostError(this.#death));
    const { signal } = options;
    if (signal?.aborted === true) return Promise.reject(cancelledError());
    const id = this.#nextId++;
    const cancelFlag = new Int32Array(
      typeof SharedArrayBuffer === 'function' ? new SharedArrayBuffer(4) : new ArrayBuffer(4),
    );
    return new Promise<unknown>((resolve, reject) => {
      const stop = () => {
        Atomics.store(cancelFlag, 0, 1);
        this.#pending.delete(id);
        reject(cancelledError());
        if (typeof SharedArrayBuffer !== 'function' && question.type === 'open') this.end();
      };
      signal?.addEventListener('abort', stop, { once: true });
      const settled = () => signal?.removeEventListener('abort', stop);
      this.#pending.set(id, {
        resolve: (value) => {
          settled();
          resolve(value);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
        onProgress: options.onProgress,
      });
      this.#worker.postMessage({ ...question, id, cancelFlag }, buffersOf(question));
    });
  }

  onLost(listener: (error: OuroborosErrorData) => void): void {
    if (this.#death === null) this.#onLost = listener;
    else if (this.#death.code !== 'cancelled') listener(this.#death);
  }

  /** Ends the worker; whatever is still asked rejects as cancelled. */
  end(): void {
    this.#onLost = null;
    this.#die({ code: 'cancelled', message: 'The dump was closed.' });
  }

  #receive(message: EngineToHost): void {
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    if (message.type === 'progress') {
      pending.onProgress?.(message.progress);
      return;
    }
    this.#pending.delete(message.id);
    if (message.type === 'result') pending.resolve(message.value);
    else pending.reject(new HostError(message.error));
  }

  #die(error: OuroborosErrorData): void {
    if (this.#death !== null) return;
    this.#death = error;
    this.#worker.terminate();
    const waiting = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of waiting) reject(new HostError(error));
    this.#onLost?.(error);
  }
}

function diedError(detail: string | undefined): OuroborosErrorData {
  const message =
    'The engine that held this dump stopped. The window is unharmed; open the dump again.';
  return detail === undefined || detail === ''
    ? { code: 'worker-exited', message }
    : { code: 'worker-exited', message, detail };
}

function cancelledError(): HostError {
  return new HostError({ code: 'cancelled', message: 'Cancelled.' });
}
