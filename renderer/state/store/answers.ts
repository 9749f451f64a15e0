import type { OuroborosErrorData } from '../../../shared/base/errors.ts';
import { toErrorData } from '../../../shared/base/errors.ts';
import type { Progress } from '../../../shared/base/job.ts';
import type { DumpChannel, DumpRequest, DumpResponse } from '../../../shared/protocol/channels.ts';
import type { AskOptions, OpenDump } from '../../host/host-api.ts';
import { HostError } from '../../host/host-api.ts';

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

/** What is being waited for. Replaced, never changed. */
export interface Awaited {
  /** Of the question asked first of those that are not answered. */
  readonly progress: Progress | null;
}

/** Answers kept after nobody looks at them; a page of rows is some 50 KB. */
const MAX_CACHED = 300;

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
  readonly #pending = new Set<Entry>();
  readonly #observers = new Set<() => void>();
  #awaited: Awaited | null = null;

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
    if (known === undefined) this.#start(entry);
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
        this.#settled(entry);
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
    this.#start(entry);
    for (const watcher of entry.watchers) watcher();
  }

  /** What is being waited for; null when everything is answered. */
  get awaited(): Awaited | null {
    return this.#awaited;
  }

  /** Calls `onChange` whenever `awaited` changes; returns how to stop. */
  observe(onChange: () => void): () => void {
    this.#observers.add(onChange);
    return () => this.#observers.delete(onChange);
  }

  /** Cancels all that is being waited for. Its views say so, and offer to ask again. */
  cancelAwaited(): void {
    const error: OuroborosErrorData = {
      code: 'cancelled',
      message: 'This was not computed. Everything else is as it was.',
    };
    for (const entry of [...this.#pending]) {
      entry.abort.abort();
      entry.answer = { status: 'failed', error };
      this.#settled(entry);
      for (const watcher of entry.watchers) watcher();
    }
  }

  #start(entry: Entry): void {
    const { signal } = entry.abort;
    const settle = (answer: Answer<unknown>) => {
      if (signal.aborted) return;
      entry.answer = answer;
      if (answer.status === 'pending') this.#tell();
      else this.#settled(entry);
      for (const watcher of entry.watchers) watcher();
    };
    this.#pending.add(entry);
    this.#tell();
    entry.ask({ signal, onProgress: (progress) => settle({ status: 'pending', progress }) }).then(
      (value) => settle({ status: 'done', value }),
      (thrown: unknown) => settle({ status: 'failed', error: errorOf(thrown) }),
    );
  }

  #settled(entry: Entry): void {
    this.#pending.delete(entry);
    this.#tell();
  }

  #tell(): void {
    const [first] = this.#pending;
    const progress = first?.answer.status === 'pending' ? first.answer.progress : null;
    const isSame = (first === undefined) === (this.#awaited === null);
    if (isSame && progress === (this.#awaited?.progress ?? null)) return;
    this.#awaited = first === undefined ? null : { progress };
    for (const observer of this.#observers) observer();
  }

  #prune(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= MAX_CACHED) return;
      if (entry.watchers.size === 0 && entry.answer.status !== 'pending') this.#entries.delete(key);
    }
  }
}

/** A thrown value as the data a screen is chosen by. */
export function errorOf(thrown: unknown): OuroborosErrorData {
  return thrown instanceof HostError ? thrown.data : toErrorData(thrown);
}

function keyOf(channel: DumpChannel, request: unknown): string {
  return `${channel} ${JSON.stringify(request)}`;
}
