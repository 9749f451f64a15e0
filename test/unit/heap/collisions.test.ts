import { expect, test } from 'vitest';
import { AddressTable } from '../../../shared/heap/address-table.ts';
import { LayoutInterner } from '../../../shared/heap/layout-interner.ts';

// What collides for every seed makes a table quadratic: these then take minutes, not milliseconds.

/** The number by which 0x9e3779b1 must be multiplied to give 1, modulo 2³². */
const INVERSE = inverseOf(0x9e3779b1n);

test('addresses whose halves cancel out under a multiplication do not collide', () => {
  const table = new AddressTable(16);
  const count = 200_000;
  for (let page = 0; page < count; page++) {
    const high = Number(BigInt.asUintN(32, BigInt(page) * INVERSE));
    table.intern((page << 12) >>> 0, high);
  }
  expect(table.count).toBe(count);
  expect(table.find((7 << 12) >>> 0, Number(BigInt.asUintN(32, 7n * INVERSE)))).toBe(7);
});

test('layouts that differ in pairs of highest bits do not collide', () => {
  const interner = new LayoutInterner();
  const pairs = 16;
  const labels = new Uint32Array(2 * pairs);
  for (let layout = 0; layout < 1 << pairs; layout++) {
    for (let pair = 0; pair < pairs; pair++) {
      const bit = ((layout >> pair) & 1) << 31;
      labels[2 * pair] = 1 | bit;
      labels[2 * pair + 1] = 2 | bit;
    }
    interner.intern(labels, labels.length);
  }
  expect(interner.count).toBe(1 << pairs);
});

function inverseOf(odd: bigint): bigint {
  let inverse = 1n;
  for (let round = 0; round < 6; round++) {
    inverse = BigInt.asUintN(32, inverse * (2n - odd * inverse));
  }
  return inverse;
}
