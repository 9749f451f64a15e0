import type { OuroborosErrorData } from '../../shared/base/errors.ts';
import { toErrorData } from '../../shared/base/errors.ts';
import type { Progress } from '../../shared/base/job.ts';
import type { DumpChannel, DumpRequest, DumpResponse } from '../../shared/protocol/channels.ts';
import type { AskOptions, OpenDump } from '../host/host-api.ts';
import { HostError } from '../host/host-api.ts';

/** One question's state, as a view sees it. Replaced, never changed. */
export type Answer<T> =
  | { readonly status: 'pending'; readonly progress: Progress | null }
  | { readonly status: 'done'; readonly value: T }
  | { readonly status: 'failed'; readonly error: OuroborosErrorData };

const PENDING: Answer<never> = { status: 'pending', progress: null };

interface Entry {
  answer: Answer<unknown>;
  abort: AbortController;
  readonly watchers: Set<() => void>;
  readonly ask: (options: AskOptions) => Promise<unknown>;
}

/** Answers kept after nobody looks at them; a page of rows is some 50 KB. */
const KEPT = 300;

/**
 * What one open dump has been asked, by channel and request.
 *
 * Views watch a question; the first watcher asks it, and when the last one leaves before the
 * answer the request is cancelled: that is how superseded requests end. Settled answers stay for
 * going back, the least recently watched dropped first.
 */
export class AnswerCache {
  readonly #dump: OpenDump;
  readonly #entries = new Map<string, Entry>();

  constructor(dump: OpenDump) {
    this.#dump = dump;
  }

  /** The state of a question that `watch` has been called for; pending otherwise. */
  peek<C extends DumpChannel>(channel: C, request: DumpRequest<C>): Answer<DumpResponse<C>> {
    const entry = this.#entries.get(keyOf(channel, request));
    return (entry?.answer ?? PENDING) as Answer<DumpResponse<C>>;
  }

  /** Asks unless asked already, and calls `onChange` for every change; returns how to stop. */
  watch<C extends DumpChannel>(
    channel: C,
    request: DumpRequest<C>,
    onChange: () => void,
  ): () => void {
    const key = keyOf(channel, request);
    const known = this.#entries.get(key);
    const entry = known ?? {
      answer: PENDING,
      abort: new AbortController(),
      watchers: new Set<() => void>(),
      ask: (options: AskOptions) => this.#dump.ask(channel, request, options),
    };
    if (known === undefined) start(entry);
    // Insertion order is the order of last use.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.watchers.add(onChange);
    return () => {
      entry.watchers.delete(onChange);
      if (entry.watchers.size > 0) return;
      if (entry.answer.status === 'pending') {
        if (this.#entries.get(key) === entry) this.#entries.delete(key);
        entry.abort.abort();
      } else {
        this.#prune();
      }
    };
  }

  /** Asks a failed question again, for whoever watches it. */
  retry<C extends DumpChannel>(channel: C, request: DumpRequest<C>): void {
    const entry = this.#entries.get(keyOf(channel, request));
    if (entry?.answer.status !== 'failed') return;
    entry.answer = PENDING;
    entry.abort = new AbortController();
    start(entry);
    for (const watcher of entry.watchers) watcher();
  }

  #prune(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= KEPT) return;
      if (entry.watchers.size === 0 && entry.answer.status !== 'pending') this.#entries.delete(key);
    }
  }
}

function start(entry: Entry): void {
  const { signal } = entry.abort;
  const settle = (answer: Answer<unknown>) => {
    if (signal.aborted) return;
    entry.answer = answer;
    for (const watcher of entry.watchers) watcher();
  };
  entry.ask({ signal, onProgress: (progress) => settle({ status: 'pending', progress }) }).then(
    (value) => settle({ status: 'done', value }),
    (thrown: unknown) => settle({ status: 'failed', error: errorOf(thrown) }),
  );
}

/** A thrown value as the data a screen is chosen by. */
export function errorOf(thrown: unknown): OuroborosErrorData {
  return thrown instanceof HostError ? thrown.data : toErrorData(thrown);
}

function keyOf(channel: DumpChannel, request: unknown): string {
  return `${channel} ${JSON.stringify(request)}`;
}
