import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { radixSortByKey, splitKeys } from '../../../shared/base/radix-sort.ts';

test('agrees with a stable comparison sort on keys of any size', () => {
  const key = fc.oneof(
    fc.nat(5),
    fc.nat(0xffffffff),
    fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  );
  fc.assert(
    fc.property(fc.array(key, { maxLength: 300 }), (keys) => {
      const items = Uint32Array.from(keys.keys());
      const { low, high } = splitKeys(keys);
      radixSortByKey(items, low, high, UNATTENDED_JOB);
      const expected = [...keys.keys()].sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
      expect([...items]).toEqual(expected);
    }),
  );
});

test('sorts a subset of the items', () => {
  const items = Uint32Array.of(3, 0, 2);
  radixSortByKey(items, Uint32Array.of(9, 7, 1, 5), null, UNATTENDED_JOB);
  expect([...items]).toEqual([2, 3, 0]);
});
