import type { Job } from '../../base/job.ts';
import type { DotForm } from './dot-layout.ts';
import { layoutCost } from './dot-layout.ts';
import type { DotRunner } from './dot-runner.ts';
import { InlineDot } from './dot-runner.ts';
import type { DotAnswer, DotQuestion } from './dot-server.ts';
import { READY } from './dot-server.ts';
import type { LayoutInput, LayoutResult } from './layout-graph.ts';
import { within } from './time-limit.ts';

/** A thread that runs `serveDot`, as a host started it. */
export interface StartedThread {
  post(question: DotQuestion): void;
  end(): void;
}

/** Starts one; `onLost` when it ends by itself or cannot be started. */
export type StartThread = (
  onAnswer: (answer: DotAnswer) => void,
  onLost: (reason: string) => void,
) => StartedThread;

interface Running {
  readonly thread: StartedThread;
  /** False where threads or WebAssembly are not to be had. */
  readonly ready: Promise<boolean>;
  settle: ((answer: DotAnswer) => void) | null;
}

/** A thread that is not there by now will not come. */
const MAX_START_MS = 10_000;

/**
 * dot in a thread of its own, one layout after the other: the thread that holds the dump goes on
 * answering, and a layout that takes too long or is not wanted any more is ended with its thread.
 *
 * Where no thread can be started, and for inputs that cost less than `inlineBelow`, dot runs in this thread.
 */
export class DotThread implements DotRunner {
  readonly #start: StartThread;
  readonly #inlineBelow: number;
  readonly #inline = new InlineDot();
  #running: Running | null = null;
  #isMissing = false;
  #turn: Promise<unknown> = Promise.resolve();
  #nextId = READY + 1;

  constructor(start: StartThread, inlineBelow = 0) {
    this.#start = start;
    this.#inlineBelow = inlineBelow;
  }

  /** Starts the thread and has WebAssembly compiled, which the first drawing would wait for. */
  warm(): void {
    const job = { checkpoint() {} };
    this.run(SAMPLE, { lines: 'routed', order: 'given', weighs: true }, MAX_START_MS, job).catch(
      () => undefined,
    );
  }

  async run(
    input: LayoutInput,
    form: DotForm,
    limit: number,
    job: Pick<Job, 'checkpoint'>,
  ): Promise<LayoutResult | null> {
    if (this.#isMissing || layoutCost(input) < this.#inlineBelow) {
      return this.#inline.run(input, form);
    }
    const before = this.#turn;
    let done = (): void => undefined;
    const mine = new Promise<void>((resolve) => {
      done = resolve;
    });
    this.#turn = before.then(() => mine);
    try {
      await within(before, Number.POSITIVE_INFINITY, job);
      return await this.#runNow(input, form, limit, job);
    } finally {
      done();
    }
  }

  /** Ends the thread; the next layout starts another. */
  end(): void {
    if (this.#running !== null) this.#end(this.#running);
  }

  async #runNow(
    input: LayoutInput,
    form: DotForm,
    limit: number,
    job: Pick<Job, 'checkpoint'>,
  ): Promise<LayoutResult | null> {
    this.#running ??= this.#started();
    const running = this.#running;
    if ((await within(running.ready, MAX_START_MS, job)) !== true) {
      this.#end(running);
      this.#isMissing = true;
      return this.#inline.run(input, form);
    }
    let isAnswered = false;
    try {
      const answer = await within(this.#ask(running, input, form), limit, job);
      isAnswered = answer !== null;
      if (answer !== null && answer.result === null) throw new Error(answer.failure ?? '');
      return answer?.result ?? null;
    } finally {
      if (!isAnswered) this.#end(running);
    }
  }

  #ask(running: Running, input: LayoutInput, form: DotForm): Promise<DotAnswer> {
    const id = this.#nextId++;
    return new Promise((resolve) => {
      running.settle = resolve;
      running.thread.post({ id, input, form });
    });
  }

  #started(): Running {
    let isReady = (_: boolean): void => undefined;
    const ready = new Promise<boolean>((resolve) => {
      isReady = resolve;
    });
    const thread = this.#start(
      (answer) => {
        if (answer.id === READY) isReady(answer.failure === null);
        else running.settle?.(answer);
      },
      (failure) => {
        isReady(false);
        running.settle?.({ id: READY, result: null, failure });
        if (this.#running === running) this.#running = null;
      },
    );
    const running: Running = { thread, ready, settle: null };
    return running;
  }

  #end(running: Running): void {
    running.thread.end();
    if (this.#running === running) this.#running = null;
  }
}

/** A small tree with references across: enough for every pass of dot to be compiled. */
const SAMPLE: LayoutInput = {
  nodes: Array.from({ length: 30 }, () => ({ width: 90, height: 40 })),
  edges: Array.from({ length: 40 }, (_, at) => ({
    source: at < 29 ? at + 1 : (at * 7) % 30,
    target: at < 29 ? at >> 1 : (at * 11) % 30,
    labelWidth: 40,
    labelHeight: 16,
    weight: 1,
  })),
};
