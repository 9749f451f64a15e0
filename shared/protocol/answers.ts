declare const ANSWER: unique symbol;

/** Stands for a type where a channel says how it is answered: nothing at run time. */
export interface AnswerOf<T> {
  readonly [ANSWER]?: T;
}

/** Of what type a channel's answer is; it comes from our own engine and is not parsed. */
export function answers<T>(): AnswerOf<T> {
  return {};
}

/** The type of the answer that a channel declares. */
export type Answered<A> = A extends AnswerOf<infer T> ? T : never;

/** Done, and nothing to say. */
export type Done = Readonly<Record<string, never>>;
