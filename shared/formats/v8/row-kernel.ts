import {
  give,
  type I32,
  type I64,
  i32,
  i64,
  loop,
  type Statement,
  type V128,
  type Variable,
  v128,
  when,
} from '../../base/wasm/code.ts';
import { type NewLocal, WasmModule } from '../../base/wasm/module.ts';
import { EACH, eightDigits } from '../bytes/digits.ts';
import { ENDS_AT, STATE } from './kernel-memory.ts';

export interface FieldUse {
  /** Its place in the row. */
  readonly field: number;
  /** Nearly always of one digit: it is looked at first whether it is. */
  readonly isShort?: boolean;
  readonly use: readonly Statement[];
}

/** What a kernel does with the rows that it reads. */
export interface RowWriter {
  /** Once per call, before the first row. */
  readonly begin: readonly Statement[];
  /** For a row: what is done with its fields, in this order. */
  readonly fields: readonly FieldUse[];
  /** Once per call, behind the last row. */
  readonly end: readonly Statement[];
}

/** The variables that a writer may use. */
export interface RowVariables {
  /** The number of the field. */
  readonly value: Variable<'i64'>;
  /** The row within this call. */
  readonly row: Variable<'i32'>;
  /** The second parameter of the call. */
  readonly limit: Variable<'i32'>;
  readonly local: NewLocal;
}

/**
 * The module that reads one flat array of numbers: hundreds of millions of them, of two to nine
 * digits each, straight into columns.
 *
 * It is made for the layout of the snapshot at hand, so that a row is a run of code without a
 * branch: what becomes of a field is known, and a field that nobody asks for costs nothing but its
 * place. In two steps, as simdjson does it (Langdale and Lemire, "Parsing gigabytes of JSON per
 * second", 2019): `findEnds` looks at 64 bytes at once for where numbers end; `readRows` works out
 * the digits before those ends, eight in one chain of multiplications, without waiting for one
 * number to know where the next one begins.
 */
export function createRowModule(
  fieldCount: number,
  write: (variables: RowVariables) => RowWriter,
): WebAssembly.Module {
  const module = new WasmModule('imported');
  defineFindEnds(module);
  const longNumber = defineLongNumber(module);

  /** Reads `rows` rows whose ends stand at `ENDS_AT`. */
  module.define('readRows', { rows: 'i32', limit: 'i32' }, 'i32', ({ rows, limit }, local) => {
    const ends = local('i32');
    const row = local('i32');
    const end = local('i32');
    const word = local('i64');
    const others = local('i64');
    const value = local('i64');
    const writer = write({ value, row, limit, local });
    const readLong: readonly Statement[] = [
      word.set(i64.xor(i64.load(end.get, 8), i64.const(EACH * 0x30n))),
      others.set(otherBytes(word.get)),
      value.set(eightDigits(lastDigits(word.get, others.get))),
      when(i64.eqz(others.get), [
        when(isDigit(i32.load8(end.get, 7)), [
          value.set(longNumber.call({ end: end.get, low: value.get })),
        ]),
      ]),
    ];
    const readShort: readonly Statement[] = [
      when(isDigit(i32.load8(end.get, 14)), readLong, [
        value.set(i64.extendU(i32.sub(i32.load8(end.get, 15), i32.const(ZERO)))),
      ]),
    ];
    const read = ({ field, isShort, use }: FieldUse): readonly Statement[] => [
      end.set(i32.load(ends.get, 4 * field)),
      ...(isShort ? readShort : readLong),
      ...use,
    ];
    return [
      ...writer.begin,
      ends.set(i32.const(ENDS_AT)),
      loop((again, leave) => [
        leave.when(i32.eq(row.get, rows.get)),
        ...writer.fields.flatMap(read),
        ends.set(i32.add(ends.get, i32.const(4 * fieldCount))),
        row.set(i32.add(row.get, i32.const(1))),
        again.go,
      ]),
      ...writer.end,
      give(row.get),
    ];
  });
  return new WebAssembly.Module(module.encode());
}

/**
 * Writes where numbers of `at` … `limit` − 1 end to `to` and on, each less 16; the place behind the
 * last. `follows` tells that a number of the last call may go on. It stops at what is neither digit
 * nor separator, which ends a number too, and says where. Up to 63 bytes behind `limit` are looked
 * at, and eight words behind the last end are written.
 */
function defineFindEnds(module: WasmModule): void {
  const digitBefore = module.global('i64');
  const parameters = { at: 'i32', limit: 'i32', to: 'i32', follows: 'i32' } as const;
  module.define('findEnds', parameters, 'i32', ({ at, limit, to, follows }, local) => {
    const bytes = [local('v128'), local('v128'), local('v128'), local('v128')];
    const digits = local('i64');
    const known = local('i64');
    const ends = local('i64');
    const base = local('i32');
    const before = local('i64');
    const next = local('i32');
    const flatten: readonly Statement[] = [0, 4, 8, 12, 16, 20, 24, 28].flatMap((offset) => [
      i32.store(next.get, i32.add(base.get, i32.wrap(i64.ctz(ends.get))), offset),
      ends.set(i64.and(ends.get, i64.sub(ends.get, i64.const(1n)))),
    ]);
    return [
      i32.store(i32.const(STATE.stoppedAt), i32.const(0)),
      when(follows.get, [before.set(digitBefore.get)]),
      loop((again, leave) => [
        leave.when(i32.geU(at.get, limit.get)),
        ...bytes.map((sixteen, index) => sixteen.set(v128.load(at.get, 16 * index))),
        digits.set(ofSixtyFour(bytes, areDigits)),
        known.set(i64.or(digits.get, ofSixtyFour(bytes, areCommon))),
        base.set(i32.sub(at.get, i32.const(16))),
        ends.set(
          i64.and(i64.xor(digits.get, ALL), i64.or(i64.shl(digits.get, i64.const(1n)), before.get)),
        ),
        before.set(i64.shrU(digits.get, i64.const(63n))),
        when(i64.ne(known.get, ALL), [
          known.set(i64.or(known.get, ofSixtyFour(bytes, areRare))),
          when(i64.ne(known.get, ALL), [
            known.set(i64.xor(known.get, ALL)),
            i32.store(i32.const(STATE.stoppedAt), i32.add(at.get, i32.wrap(i64.ctz(known.get)))),
            // The first byte that is not known, and all before it.
            ends.set(i64.and(ends.get, i64.xor(known.get, i64.sub(known.get, i64.const(1n))))),
            limit.set(i32.const(0)),
          ]),
        ]),
        next.set(to.get),
        to.set(i32.add(to.get, i32.shl(i32.wrap(i64.popcnt(ends.get)), i32.const(2)))),
        loop((more, done) => [
          ...flatten,
          done.when(i64.eqz(ends.get)),
          next.set(i32.add(next.get, i32.const(32))),
          more.go,
        ]),
        at.set(i32.add(at.get, i32.const(64))),
        again.go,
      ]),
      digitBefore.set(before.get),
      give(to.get),
    ];
  });
}

/**
 * The number of more than eight digits that ends 16 behind `end`; `low` are its last eight. Exact
 * up to 2^64.
 */
function defineLongNumber(module: WasmModule) {
  return module.define('longNumber', { end: 'i32', low: 'i64' }, 'i64', ({ end, low }, local) => {
    const word = local('i64');
    const others = local('i64');
    const at = local('i32');
    return [
      word.set(i64.xor(i64.load(end.get), i64.const(EACH * 0x30n))),
      others.set(otherBytes(word.get)),
      when(i64.ne(others.get, i64.const(0n)), [
        give(
          i64.add(
            low.get,
            i64.mul(eightDigits(lastDigits(word.get, others.get)), i64.const(100_000_000n)),
          ),
        ),
      ]),
      at.set(i32.add(end.get, i32.const(16))),
      loop((again) => [
        at.set(i32.sub(at.get, i32.const(1))),
        again.when(isDigit(i32.load8(i32.sub(at.get, i32.const(1))))),
      ]),
      low.set(i64.const(0n)),
      loop((again) => [
        low.set(
          i64.add(
            i64.mul(low.get, i64.const(10n)),
            i64.extendU(i32.sub(i32.load8(at.get), i32.const(ZERO))),
          ),
        ),
        at.set(i32.add(at.get, i32.const(1))),
        again.when(i32.ltU(at.get, i32.add(end.get, i32.const(16)))),
      ]),
      give(low.get),
    ];
  });
}

const ZERO = 0x30;
const ALL = i64.const(-1n);

function isDigit(byte: I32): I32 {
  return i32.ltU(i32.sub(byte, i32.const(ZERO)), i32.const(10));
}

/**
 * Marks the bytes of a word less `0` that are no digits, down to the highest that is none and is
 * below 0x80, as separators are.
 */
function otherBytes(word: I64): I64 {
  return i64.and(i64.or(i64.add(word, i64.const(EACH * 0x76n)), word), i64.const(EACH * 0x80n));
}

/** The digits behind the highest byte that is marked, zeros before them. */
function lastDigits(word: I64, others: I64): I64 {
  // Leading zeros are eight a digit; a shift by 64 is one by 0.
  const shift = i64.sub(i64.const(0n), i64.clz(others));
  return i64.shl(i64.shrU(word, shift), shift);
}

function areDigits(bytes: V128): V128 {
  return v128.ltU8(v128.sub8(bytes, v128.each(ZERO)), v128.each(10));
}

/** V8 writes commas between numbers, and a line break behind each row. */
function areCommon(bytes: V128): V128 {
  return v128.or(v128.eq8(bytes, v128.each(0x2c)), v128.eq8(bytes, v128.each(0x0a)));
}

function areRare(bytes: V128): V128 {
  const [blank, tab, carriageReturn] = [0x20, 0x09, 0x0d].map((byte) =>
    v128.eq8(bytes, v128.each(byte)),
  ) as [V128, V128, V128];
  return v128.or(blank, v128.or(tab, carriageReturn));
}

/** A bit for each of 64 bytes. */
function ofSixtyFour(bytes: readonly Variable<'v128'>[], test: (bytes: V128) => V128): I64 {
  return bytes
    .map((sixteen, index) =>
      i64.shl(i64.extendU(v128.bitmask8(test(sixteen.get))), i64.const(BigInt(16 * index))),
    )
    .reduce((one, other) => i64.or(one, other));
}
