import type { Viz } from '@viz-js/viz';
import type { Job } from '../../base/job.ts';
import type { DotForm } from './dot-layout.ts';
import { layOutWithDot } from './dot-layout.ts';
import { tightenLabels } from './label-place.ts';
import type { LayoutInput, LayoutResult } from './layout-graph.ts';

/** Whoever runs Graphviz: a host's thread for it, or this very thread. */
export interface DotRunner {
  /**
   * One connected part of a drawing by dot; null when that takes more than `limit` milliseconds.
   * Throws `CancelledError` when the job is cancelled, another error when Graphviz fails.
   */
  run(
    input: LayoutInput,
    form: DotForm,
    limit: number,
    job: Pick<Job, 'checkpoint'>,
  ): Promise<LayoutResult | null>;
}

/**
 * Graphviz in this thread. Loaded by the first layout, once: some 50 ms, and 200 more until its
 * WebAssembly is compiled.
 */
export class Graphviz {
  #loading: Promise<Viz> | null = null;

  /** Throws where WebAssembly is not to be had. */
  load(): Promise<Viz> {
    this.#loading ??= import('@viz-js/viz').then(({ instance }) => instance());
    return this.#loading;
  }

  async layOut(input: LayoutInput, form: DotForm): Promise<LayoutResult> {
    try {
      return tightenLabels(input, layOutWithDot(await this.load(), input, form));
    } catch (error) {
      // An aborted WebAssembly instance cannot be used again: the next layout starts a new one.
      this.#loading = null;
      throw error;
    }
  }
}

/** dot in this thread, where nothing can interrupt it. */
export class InlineDot implements DotRunner {
  readonly #graphviz = new Graphviz();

  run(input: LayoutInput, form: DotForm): Promise<LayoutResult> {
    return this.#graphviz.layOut(input, form);
  }
}
