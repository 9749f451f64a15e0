import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  leastRotation,
  smallestPeriod,
} from '../../../../shared/analysis/families/canonical-word.ts';

const wordArbitrary = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 12 });

function turned(word: readonly number[], start: number): number[] {
  return [...word.slice(start), ...word.slice(0, start)];
}

describe('leastRotation', () => {
  it('is the smallest of all rotations', () => {
    fc.assert(
      fc.property(wordArbitrary, (word) => {
        const rotations = word.map((_, start) => turned(word, start).join());
        const start = leastRotation(Uint32Array.from(word), word.length);
        expect(turned(word, start).join()).toBe(rotations.sort()[0]);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('smallestPeriod', () => {
  it('is the shortest word that repeats to this one', () => {
    fc.assert(
      fc.property(wordArbitrary, fc.integer({ min: 1, max: 4 }), (base, times) => {
        const word = Array.from({ length: times }, () => base).flat();
        const periods = word.map((_, at) => at + 1);
        const expected = periods.find(
          (period) =>
            word.length % period === 0 && word.every((value, at) => value === word[at % period]),
        );
        const scratch = new Uint32Array(word.length);
        expect(smallestPeriod(Uint32Array.from(word), word.length, scratch)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });
});
