import type { DotForm } from './dot-layout.ts';
import { Graphviz } from './dot-runner.ts';
import type { LayoutInput, LayoutResult } from './layout-graph.ts';

/** Host → thread: lay this out. */
export interface DotQuestion {
  readonly id: number;
  readonly input: LayoutInput;
  readonly form: DotForm;
}

/** Thread → host: the layout, or what went wrong; the first one says whether Graphviz is there. */
export interface DotAnswer {
  readonly id: number;
  readonly result: LayoutResult | null;
  readonly failure: string | null;
}

/** The answer that no question was asked for: whether Graphviz could be loaded. */
export const READY = 0;

/**
 * The thread's side of `DotThread`: says when Graphviz is there, then answers one layout after the
 * other. Give every message to the returned function.
 */
export function serveDot(post: (answer: DotAnswer) => void): (question: DotQuestion) => void {
  const graphviz = new Graphviz();
  const failed = (id: number, error: unknown): void =>
    post({ id, result: null, failure: error instanceof Error ? error.message : String(error) });
  graphviz.load().then(
    () => post({ id: READY, result: null, failure: null }),
    (error) => failed(READY, error),
  );
  return ({ id, input, form }) => {
    graphviz.layOut(input, form).then(
      (result) => post({ id, result, failure: null }),
      (error) => failed(id, error),
    );
  };
}
