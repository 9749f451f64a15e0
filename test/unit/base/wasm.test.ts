import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  block,
  choose,
  f64,
  give,
  type I32,
  type I64,
  i32,
  i64,
  loop,
  trap,
  v128,
  when,
} from '../../../shared/base/wasm/code.ts';
import { instantiateOn, WasmModule } from '../../../shared/base/wasm/module.ts';

function exportsOf(module: WasmModule): Record<string, (...values: unknown[]) => unknown> {
  const compiled = new WebAssembly.Module(module.encode());
  return new WebAssembly.Instance(compiled).exports as Record<string, never>;
}

/** A function of two i32 or i64, compiled. */
function ofTwo32(write: (a: I32, b: I32) => I32): (a: number, b: number) => number {
  const module = new WasmModule(1);
  module.define('run', { a: 'i32', b: 'i32' }, 'i32', ({ a, b }) => [give(write(a.get, b.get))]);
  return exportsOf(module).run as (a: number, b: number) => number;
}

function ofTwo64(write: (a: I64, b: I64) => I64): (a: bigint, b: bigint) => bigint {
  const module = new WasmModule(1);
  module.define('run', { a: 'i64', b: 'i64' }, 'i64', ({ a, b }) => [give(write(a.get, b.get))]);
  return exportsOf(module).run as (a: bigint, b: bigint) => bigint;
}

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

describe('expressions', () => {
  test.each([
    ['add', i32.add, (a: number, b: number) => (a + b) | 0],
    ['sub', i32.sub, (a: number, b: number) => (a - b) | 0],
    ['mul', i32.mul, (a: number, b: number) => Math.imul(a, b)],
    ['and', i32.and, (a: number, b: number) => a & b],
    ['or', i32.or, (a: number, b: number) => a | b],
    ['shl', i32.shl, (a: number, b: number) => a << b],
    ['shrU', i32.shrU, (a: number, b: number) => (a >>> b) | 0],
    ['eq', i32.eq, (a: number, b: number) => Number(a === b)],
    ['ne', i32.ne, (a: number, b: number) => Number(a !== b)],
    ['ltU', i32.ltU, (a: number, b: number) => Number(a >>> 0 < b >>> 0)],
    ['gtU', i32.gtU, (a: number, b: number) => Number(a >>> 0 > b >>> 0)],
    ['leU', i32.leU, (a: number, b: number) => Number(a >>> 0 <= b >>> 0)],
    ['geU', i32.geU, (a: number, b: number) => Number(a >>> 0 >= b >>> 0)],
  ] as const)('i32.%s', (_, write, expected) => {
    const run = ofTwo32(write);
    fc.assert(fc.property(int32, int32, (a, b) => run(a, b) === expected(a, b)));
    fc.assert(fc.property(int32, (a) => run(a, a) === expected(a, a)));
  });

  test.each([
    ['add', i64.add, (a: bigint, b: bigint) => a + b],
    ['sub', i64.sub, (a: bigint, b: bigint) => a - b],
    ['mul', i64.mul, (a: bigint, b: bigint) => a * b],
    ['and', i64.and, (a: bigint, b: bigint) => a & b],
    ['or', i64.or, (a: bigint, b: bigint) => a | b],
    ['xor', i64.xor, (a: bigint, b: bigint) => a ^ b],
    ['shl', i64.shl, (a: bigint, b: bigint) => a << (b & 63n)],
    ['shrU', i64.shrU, (a: bigint, b: bigint) => BigInt.asUintN(64, a) >> (b & 63n)],
    [
      'rotr',
      i64.rotr,
      (a: bigint, b: bigint) => {
        const word = BigInt.asUintN(64, a);
        return (word >> (b & 63n)) | (word << (64n - (b & 63n)));
      },
    ],
  ] as const)('i64.%s', (_, write, expected) => {
    const run = ofTwo64(write);
    fc.assert(fc.property(int64, int64, (a, b) => run(a, b) === BigInt.asIntN(64, expected(a, b))));
  });

  test('constants of every length', () => {
    for (const value of [
      0,
      1,
      63,
      64,
      -1,
      -64,
      -65,
      127,
      128,
      8191,
      8192,
      2 ** 31 - 1,
      -(2 ** 31),
    ]) {
      expect(ofTwo32(() => i32.const(value))(0, 0)).toBe(value);
    }
    for (const value of [0n, 63n, 64n, -64n, -65n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n]) {
      expect(ofTwo64(() => i64.const(value))(0n, 0n)).toBe(value);
    }
    // Unsigned words are meant by their bits.
    expect(ofTwo64(() => i64.const(2n ** 64n - 1n))(0n, 0n)).toBe(-1n);
  });

  test('conversions and comparisons between types', () => {
    fc.assert(
      fc.property(int64, int64, (a, b) => {
        expect(ofTwo64((x) => i64.extendU(i32.wrap(x)))(a, b)).toBe(BigInt.asUintN(32, a));
        expect(ofTwo64((x, y) => i64.extendU(i64.eq(x, y)))(a, b)).toBe(a === b ? 1n : 0n);
        expect(ofTwo64((x, y) => i64.extendU(i64.ne(x, y)))(a, b)).toBe(a === b ? 0n : 1n);
        const isGreater = BigInt.asUintN(64, a) > BigInt.asUintN(64, b);
        expect(ofTwo64((x, y) => i64.extendU(i64.gtU(x, y)))(a, b)).toBe(isGreater ? 1n : 0n);
      }),
      { numRuns: 30 },
    );
    const zeros = ofTwo64((x) => i64.ctz(x));
    expect([1n, 8n, 0n, -(2n ** 63n)].map((value) => zeros(value, 0n))).toEqual([0n, 3n, 64n, 63n]);
    const leading = ofTwo64((x) => i64.clz(x));
    expect([1n, 2n ** 56n, 0n, -1n].map((value) => leading(value, 0n))).toEqual([63n, 7n, 64n, 0n]);
    const ones = ofTwo64((x) => i64.popcnt(x));
    expect([0n, 5n, -1n].map((value) => ones(value, 0n))).toEqual([0n, 2n, 64n]);
    expect([1, 8, 0].map((value) => ofTwo32((a) => i32.ctz(a))(value, 0))).toEqual([0, 3, 32]);
    const isNotLess = ofTwo64((x, y) => i64.extendU(i64.geU(x, y)));
    expect([isNotLess(-1n, 1n), isNotLess(1n, 1n), isNotLess(0n, 1n)]).toEqual([1n, 1n, 0n]);
    const least = ofTwo32((a, b) => choose(i32.ltU(a, b), a, b));
    expect([least(3, 7), least(7, 3)]).toEqual([3, 3]);
    expect(ofTwo32((a) => i32.eqz(a))(0, 0)).toBe(1);
    expect(ofTwo64((a) => i64.extendU(i64.eqz(a)))(0n, 0n)).toBe(1n);
  });
});

test('sixteen bytes at once, in a memory that two modules share', () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const digits = new WasmModule('imported');
  digits.define('run', { at: 'i32' }, 'i32', ({ at }, local) => {
    const bytes = local('v128');
    const isDigit = v128.ltU8(v128.sub8(bytes.get, v128.each(0x30)), v128.each(10));
    return [
      bytes.set(v128.load(at.get, 3)),
      v128.store(at.get, bytes.get, 100),
      i32.store8(at.get, i32.const(0x1ff), 200),
      give(v128.bitmask8(v128.or(isDigit, v128.eq8(bytes.get, v128.each(0x2c))))),
    ];
  });
  const first = new WasmModule('imported');
  first.define('run', {}, 'i32', () => [give(i32.load8(i32.const(205)))]);
  const run = (module: WasmModule) =>
    instantiateOn(new WebAssembly.Module(module.encode()), memory).run as (at?: number) => number;
  const text = '0a9,/:,x12345678';
  new Uint8Array(memory.buffer).set(new TextEncoder().encode(text), 8);
  const expected = Array.from(text, (character) => (/[0-9,]/.test(character) ? 1 : 0));
  const mask = run(digits)(5);
  expect(Array.from(text, (_, at) => (mask >>> at) & 1)).toEqual(expected);
  expect(new TextDecoder().decode(new Uint8Array(memory.buffer, 105, 16))).toBe(text);
  expect(run(first)()).toBe(0xff);
});

test('four words at once', () => {
  const module = new WasmModule(1);
  module.define('run', { bias: 'i32' }, 'i32', ({ bias }) => {
    const words = v128.add32(v128.load(i32.const(0)), v128.splat32(bias.get));
    return [
      v128.store(i32.const(0), v128.maxU32(words, v128.load(i32.const(16)))),
      give(i32.const(0)),
    ];
  });
  const { run, memory } = exportsOf(module) as unknown as {
    run(bias: number): number;
    memory: WebAssembly.Memory;
  };
  const words = new Uint32Array(memory.buffer, 0, 8);
  words.set([0xffff_ffff, 5, 0xffff_fffe, 0, 3, 7, 9, 0]);
  run(1);
  expect([...words.subarray(0, 4)]).toEqual([3, 7, 0xffff_ffff, 1]);
});

describe('statements', () => {
  test('a loop with both ways out of it, in a function called by another', () => {
    const module = new WasmModule(1);
    const gcd = module.define('gcd', { a: 'i32', b: 'i32' }, 'i32', ({ a, b }) => [
      loop((again, leave) => [
        leave.when(i32.eq(a.get, b.get)),
        when(i32.gtU(a.get, b.get), [a.set(i32.sub(a.get, b.get)), again.go]),
        b.set(i32.sub(b.get, a.get)),
        again.go,
      ]),
      give(a.get),
    ]);
    module.define('gcdOfThree', { a: 'i32', b: 'i32', c: 'i32' }, 'i32', ({ a, b, c }) => [
      give(gcd.call({ a: gcd.call({ a: a.get, b: b.get }), b: c.get })),
    ]);
    const { gcdOfThree } = exportsOf(module);
    expect(gcdOfThree?.(84, 126, 210)).toBe(42);
    expect(gcdOfThree?.(9, 27, 5)).toBe(1);
  });

  test('branches out of blocks within blocks', () => {
    const module = new WasmModule(1);
    module.define('run', { a: 'i32' }, 'i32', ({ a }, local) => {
      const result = local('i32');
      const add = (value: number) => result.set(i32.add(result.get, i32.const(value)));
      return [
        block((outer) => [
          block((inner) => [
            inner.when(i32.eq(a.get, i32.const(1))),
            when(i32.eq(a.get, i32.const(2)), [add(1000), outer.go], [add(1)]),
            add(10),
          ]),
          add(100),
        ]),
        give(result.get),
      ];
    });
    const { run } = exportsOf(module);
    expect([0, 1, 2].map((value) => run?.(value))).toEqual([111, 100, 1000]);
  });

  test('a loop ends when nothing sends it back', () => {
    const module = new WasmModule(1);
    module.define('run', { a: 'i32' }, 'i32', ({ a }, local) => {
      const rounds = local('i32');
      return [
        loop((again) => [
          rounds.set(i32.add(rounds.get, i32.const(1))),
          again.when(i32.ltU(rounds.get, a.get)),
        ]),
        give(rounds.get),
      ];
    });
    expect([0, 1, 7].map((value) => exportsOf(module).run?.(value))).toEqual([1, 1, 7]);
  });

  test('a trap is a RuntimeError', () => {
    const module = new WasmModule(1);
    module.define('run', {}, 'i32', () => [trap]);
    expect(() => exportsOf(module).run?.()).toThrow(WebAssembly.RuntimeError);
  });
});

test('globals last, memory is read and written at any offset, and grows', () => {
  const module = new WasmModule(1);
  const sum = module.global('i64');
  module.define('add', { at: 'i32' }, 'i32', ({ at }) => [
    sum.set(i64.add(sum.get, i64.load(at.get, 300))),
    i64.store(at.get, sum.get, 300),
    i32.store(at.get, i32.load8(at.get, 300), 100_000),
    f64.store(at.get, f64.convertU(sum.get), 100_008),
    give(i32.memoryGrow(i32.const(1))),
  ]);
  module.define('size', {}, 'i32', () => [give(i32.memorySize)]);
  const { add, size, memory } = exportsOf(module) as unknown as {
    add(at: number): number;
    size(): number;
    memory: WebAssembly.Memory;
  };
  memory.grow(1);
  const view = new DataView(memory.buffer);
  view.setBigUint64(303, 2n ** 63n + 5n, true);
  expect(add(3)).toBe(2);
  expect(size()).toBe(3);
  const grown = new DataView(memory.buffer);
  expect(grown.getUint32(100_003, true)).toBe(5);
  expect(grown.getFloat64(100_011, true)).toBe(2 ** 63);
  add(3);
  expect(new DataView(memory.buffer).getBigUint64(303, true)).toBe(10n);
});
