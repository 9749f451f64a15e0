/**
 * Decimal integers in a byte buffer, exact to 64 bits, without BigInt.
 *
 * Results are left in fields, since a returned object per number would cost more than the parse.
 * Up to 15 digits (47-bit addresses) go through two small integers and one multiplication; only
 * longer ones need carries.
 */
export class Decimal {
  low = 0;
  high = 0;

  /** Nearest double; exact below 2^53. */
  get value(): number {
    return this.high * 0x1_0000_0000 + this.low;
  }

  /** Reads the digits at `at`; the position behind them, or −1 when there are none or too many. */
  read(buffer: Uint8Array, at: number): number {
    let head = 0;
    let digit = buffer[at] - 0x30;
    const start = at;
    const headEnd = at + 9;
    while (digit >= 0 && digit <= 9 && at < headEnd) {
      head = (head * 10 + digit) | 0;
      digit = buffer[++at] - 0x30;
    }
    if (digit < 0 || digit > 9) {
      this.low = head;
      this.high = 0;
      return at === start ? -1 : at;
    }
    let tail = 0;
    let digits = 0;
    while (digit >= 0 && digit <= 9 && digits < 6) {
      tail = (tail * 10 + digit) | 0;
      digits++;
      digit = buffer[++at] - 0x30;
    }
    const value = head * POWERS_OF_TEN[digits] + tail;
    this.high = (value * TWO_TO_MINUS_32) | 0;
    this.low = value >>> 0;
    return digit < 0 || digit > 9 ? at : this.readOn(buffer, at);
  }

  /** The digits beyond the fifteenth. */
  private readOn(buffer: Uint8Array, at: number): number {
    let { low, high } = this;
    for (;;) {
      const digit = buffer[at] - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      const product = low * 10 + digit;
      low = product >>> 0;
      high = high * 10 + Math.floor(product / 0x1_0000_0000);
      if (high > 0xffff_ffff) return -1;
      at++;
    }
    this.low = low;
    this.high = high;
    return at;
  }
}

const TWO_TO_MINUS_32 = 2 ** -32;
const POWERS_OF_TEN = Float64Array.of(1, 10, 100, 1_000, 10_000, 100_000, 1_000_000);
