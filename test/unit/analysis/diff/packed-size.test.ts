import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packSize, unpackSize } from '../../../../shared/analysis/diff/packed-size.ts';

it('keeps sizes exactly below 2 GiB and to the MiB above, in their order', () => {
  const size = fc.oneof(
    fc.nat(2 ** 31 - 1),
    fc.maxSafeNat().map((n) => n % 2 ** 50),
  );
  fc.assert(
    fc.property(size, size, (a, b) => {
      expect(packSize(a)).toBeLessThanOrEqual(0xffff_ffff);
      if (a < 2 ** 31) expect(unpackSize(packSize(a))).toBe(a);
      else expect(Math.abs(unpackSize(packSize(a)) - a)).toBeLessThan(2 ** 20);
      if (a <= b) expect(packSize(a)).toBeLessThanOrEqual(packSize(b));
    }),
  );
});

it('makes of nonsense a size that is in range', () => {
  expect([Number.NaN, -5, Number.POSITIVE_INFINITY, 0.5].map(packSize)).toEqual([
    0, 0, 0xffff_ffff, 1,
  ]);
});
