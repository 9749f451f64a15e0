import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AddressSlots } from '../../../shared/heap/address-slots.ts';
import { NO_NODE } from '../../../shared/heap/heap-graph.ts';

const MASK = 0xffff_ffffn;
const low = (address: bigint): number => Number(address & MASK);
const high = (address: bigint): number => Number(address >> 32n);

/** Looks `references` up, says where objects are, and resolves; in any order of the two. */
function resolve(
  references: readonly bigint[],
  objects: readonly bigint[],
  objectsFirst: boolean,
): { nodes: readonly number[]; defined: readonly boolean[]; missing: number } {
  const slots = new AddressSlots(0);
  const define = (): boolean[] =>
    objects.map((address, node) => slots.define(low(address), high(address), node));
  const before = objectsFirst ? define() : null;
  const pairs = Uint32Array.from(references.flatMap((address) => [low(address), high(address)]));
  const found = new Uint32Array(references.length);
  slots.lookUp(pairs, references.length, found);
  const defined = before ?? define();
  const missing = slots.resolve(found);
  return { nodes: [...found], defined, missing };
}

/** The oracle: addresses resolved by a map. */
function naive(references: readonly bigint[], objects: readonly bigint[]) {
  const nodeAt = new Map<bigint, number>();
  const defined = objects.map((address, node) => {
    if (nodeAt.has(address)) return false;
    nodeAt.set(address, node);
    return true;
  });
  const nodes = references.map((address) => nodeAt.get(address) ?? NO_NODE);
  return { nodes, defined, missing: nodes.filter((node) => node === NO_NODE).length };
}

/** Aligned by 16, by 8, by nothing; near each other, strewn, and at both ends of the space. */
const address = fc.oneof(
  fc.nat(3000).map((step) => 0x7f3a_0000_0000n + 16n * BigInt(step)),
  fc.nat(3000).map((step) => 0x5555_5555_0000n + 8n * BigInt(step)),
  fc.nat(300).map((step) => 0x1000n + BigInt(step)),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(0n, 1n, 8n, 2n ** 64n - 1n, 2n ** 64n - 16n, 2n ** 48n),
);

test('addresses lead to their objects, as by a map', () => {
  fc.assert(
    fc.property(
      fc.array(address, { maxLength: 120 }),
      fc.array(address, { maxLength: 120 }),
      fc.boolean(),
      (drawn, objects, objectsFirst) => {
        const references = [...drawn, ...objects, ...drawn.slice(0, 5)];
        expect(resolve(references, objects, objectsFirst)).toEqual(naive(references, objects));
      },
    ),
    { numRuns: 300 },
  );
});

test.each([
  ['aligned by 16', (at: number) => 0x7f3a_0000_0000n + 16n * BigInt(at)],
  ['aligned by 8', (at: number) => 0x7f3a_0000_0000n + 8n * BigInt(at)],
  ['aligned by nothing', (at: number) => 0x7f3a_0000_0000n + 3n * BigInt(at)],
  ['a page each', (at: number) => 0x1_0000n * BigInt(at)],
  ['strewn', (at: number) => BigInt.asUintN(64, BigInt(at) * 0x9e37_79b9_7f4a_7c15n)],
  ['in reverse', (at: number) => 0x7f3a_ffff_0000n - 48n * BigInt(at)],
] as const)('a hundred thousand addresses, %s', (_, addressOf) => {
  const count = 100_000;
  const slots = new AddressSlots(0);
  const pairs = new Uint32Array(2 * count);
  const asked = new BigUint64Array(pairs.buffer);
  for (let at = 0; at < count; at++) asked[at] = addressOf((at * 7919) % count);
  const found = new Uint32Array(count);
  slots.lookUp(pairs, count, found);
  let wrong = 0;
  for (let node = 0; node < count; node++) {
    const address = addressOf(node);
    if (!slots.define(low(address), high(address), node)) wrong++;
  }
  expect(slots.resolve(found)).toBe(0);
  for (let at = 0; at < count; at++) if (found[at] !== (at * 7919) % count) wrong++;
  expect(wrong).toBe(0);
});

test('memory stays in proportion to what was asked, however strewn', { tags: 'slow' }, () => {
  const slots = new AddressSlots(0);
  const count = 2_000_000;
  const asked = new BigUint64Array(count);
  for (let at = 0; at < count; at++) asked[at] = 0x1_0000n * BigInt(at);
  const found = new Uint32Array(count);
  slots.lookUp(new Uint32Array(asked.buffer), count, found);
  // Pages to begin with, though next to empty; then entries and single slots.
  expect(slots.bytes).toBeLessThan(150e6 + 100 * count);
});
