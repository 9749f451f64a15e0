import { expect } from 'vitest';

/**
 * What crosses to the window, and what programs read as JSON, is the same: nothing undefined, no
 * NaN, no typed array and no object of a class.
 */
export function expectPlain(answer: unknown): void {
  expect(JSON.parse(JSON.stringify(answer))).toStrictEqual(answer);
}
