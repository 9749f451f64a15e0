import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { countDuplicateAddresses } from '../../../shared/heap/duplicate-addresses.ts';

function count(addresses: readonly bigint[]): number {
  const words = new Uint32Array(new BigUint64Array(addresses).buffer);
  return countDuplicateAddresses(words, addresses.length, UNATTENDED_JOB);
}

function naive(addresses: readonly bigint[]): number {
  return addresses.length - new Set(addresses).size;
}

test('addresses of every spacing are told apart, equal ones counted', () => {
  const spaced = fc
    .record({
      base: fc.bigInt({ min: 0n, max: 2n ** 63n }),
      shift: fc.integer({ min: 0, max: 40 }),
      steps: fc.array(fc.nat(2000), { maxLength: 300 }),
    })
    .map(({ base, shift, steps }) =>
      steps.map((step) => BigInt.asUintN(64, base + (BigInt(step) << BigInt(shift)))),
    );
  fc.assert(
    fc.property(spaced, (addresses) => {
      expect(count(addresses)).toBe(naive(addresses));
    }),
    { numRuns: 300 },
  );
});

test('a heap of a hundred thousand objects, one of them twice', () => {
  const addresses = Array.from(
    { length: 100_000 },
    (_, at) => 0x7f3a_0000_0000n + 16n * BigInt(at),
  );
  expect(count(addresses)).toBe(0);
  expect(count([...addresses, addresses[77_777] ?? 0n])).toBe(1);
});

test('addresses in order, and in two regions far apart', () => {
  const region = (base: bigint): bigint[] =>
    Array.from({ length: 5000 }, (_, at) => base + 16n * BigInt(at));
  const [low, high] = [region(0x55aa_0000_0000n), region(0x7f3a_ffff_0000n)];
  expect(count([...low, ...high])).toBe(0);
  expect(count([...high, ...low])).toBe(0);
  expect(count([...low, ...low.slice(-1), ...high])).toBe(1);
  expect(count([...high, ...low, ...high.slice(0, 7)])).toBe(7);
});

test('addresses that ascend but for a few', () => {
  const ascending = Array.from({ length: 3000 }, (_, at) => 2n ** 31n - 3000n + 2n * BigInt(at));
  const few = fc.array(fc.nat(6100), { maxLength: 30 });
  fc.assert(
    fc.property(few, fc.bigInt({ min: 0n, max: 2n ** 33n }), (steps, base) => {
      const last = steps.map((step) => 2n ** 31n - 3000n + BigInt(step));
      const moved = [...ascending, ...last].map((address) => address + base);
      expect(count(moved)).toBe(naive(moved));
    }),
  );
});

test('addresses strewn over the whole address space', () => {
  const strewn = Array.from({ length: 50_000 }, (_, at) =>
    BigInt.asUintN(64, BigInt(at % 49_000) * 0x9e37_79b9_7f4a_7c15n),
  );
  expect(count(strewn)).toBe(1000);
});

test('no objects at all', () => {
  expect(count([])).toBe(0);
});
