import { type I32, type I64, i32, i64 } from '../../base/wasm/code.ts';

/** Decimal digits eight at a time, for the modules that read them; a byte each, less `0`. */

/** A byte of value 1 in each of eight. */
export const EACH = 0x0101_0101_0101_0101n;

/** How many bytes from the lowest on are 0 to 9, digits less `0` as they are. */
export function leadingDigits(word: I64): I32 {
  const others = i64.and(
    i64.or(i64.add(word, i64.const(EACH * 0x76n)), word),
    i64.const(EACH * 0x80n),
  );
  // 64 zeros are eight digits.
  return i32.shrU(i32.wrap(i64.ctz(others)), i32.const(3));
}

/** Eight digits, the first the lowest byte, as a number (D. Lemire, "Quickly parsing eight digits"). */
export function eightDigits(word: I64): I64 {
  const pairs = i64.shrU(i64.mul(word, i64.const(2561n)), i64.const(8n));
  const fours = i64.shrU(
    i64.mul(i64.and(pairs, i64.const(0x00ff_00ff_00ff_00ffn)), i64.const(6_553_601n)),
    i64.const(16n),
  );
  return i64.shrU(
    i64.mul(i64.and(fours, i64.const(0x0000_ffff_0000_ffffn)), i64.const(42_949_672_960_001n)),
    i64.const(32n),
  );
}
