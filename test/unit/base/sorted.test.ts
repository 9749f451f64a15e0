import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeSorted, positionsByValue, withoutSorted } from '../../../shared/base/sorted.ts';

const column = (maxLength: number) =>
  fc.array(fc.nat({ max: 400 }), { maxLength }).map((values) => Uint32Array.from(values).sort());

/** Lengths of both kinds: much alike, and one much longer than the other. */
const lengths = [
  [20, 20],
  [400, 3],
] as const;

describe('sorted columns', () => {
  it.each(lengths)('are merged and subtracted as sets with repetition (%i, %i)', (long, short) => {
    fc.assert(
      fc.property(column(long), column(short), (a, b) => {
        const both = [...a, ...b].sort((left, right) => left - right);
        expect(Array.from(mergeSorted(a, b))).toEqual(both);
        const removed = new Set(b);
        const left = Array.from(a).filter((value) => !removed.has(value));
        expect(Array.from(withoutSorted(a, b))).toEqual(left);
      }),
      { numRuns: 1000 },
    );
  });

  it('copy in blocks what lies between few values', () => {
    const long = Uint32Array.from({ length: 1000 }, (_, at) => 2 * Math.trunc(at / 2));
    const few = Uint32Array.of(0, 0, 7, 500, 998, 2000);
    expect(Array.from(withoutSorted(long, few))).toEqual(
      Array.from(long).filter((value) => value !== 0 && value !== 500 && value !== 998),
    );
    expect(Array.from(mergeSorted(long, few))).toEqual([...long, ...few].sort((a, b) => a - b));
  });
});

describe('positionsByValue', () => {
  it('keeps the order of equal values, and says when there is nothing to do', () => {
    expect(positionsByValue(Uint32Array.of(1, 1, 2), 3, 3)).toBeNull();
    const values = Uint32Array.of(2, 0, 2, 1, 0);
    // By counting, and by comparing where values are far between.
    for (const limit of [3, 100]) {
      expect(Array.from(positionsByValue(values, 5, limit) ?? [])).toEqual([1, 4, 3, 0, 2]);
    }
  });
});
