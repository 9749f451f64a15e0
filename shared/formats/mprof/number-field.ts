/** Beyond this many digits a double is not what its digits say, one by one. */
const EXACT_DIGITS = 15;
const MAX_NUMBER_LENGTH = 40;

/**
 * The decimal number in `bytes[start … end − 1]`, to the last bit; NaN where there is none.
 *
 * Up to 15 digits are a whole number divided by a power of ten, both exact, so that the one rounding
 * is the right one (Clinger 1990); what is longer goes through the runtime. Signs, exponents, `nan`
 * and `inf` are no measurement and come back as NaN.
 */
export function numberField(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  let digits = 0;
  let afterPoint = -1;
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte >= ZERO && byte <= NINE) {
      value = value * 10 + byte - ZERO;
      if (value > 0) digits++;
      if (afterPoint >= 0) afterPoint++;
    } else if (byte === POINT && afterPoint < 0 && at > start) {
      afterPoint = 0;
    } else {
      return Number.NaN;
    }
  }
  if (end === start || afterPoint === 0) return Number.NaN;
  if (digits <= EXACT_DIGITS && afterPoint <= 22) {
    return afterPoint <= 0 ? value : value / POWERS[afterPoint];
  }
  if (end - start > MAX_NUMBER_LENGTH) return Number.NaN;
  return Number(String.fromCharCode(...bytes.subarray(start, end)));
}

const ZERO = 0x30;
const NINE = 0x39;
const POINT = 0x2e;
const POWERS = Array.from({ length: 23 }, (_, power) => 10 ** power);
