const COMMA = 0x2c;
const CLOSE_BRACKET = 0x5d;

/**
 * The numbers of a flat JSON array, handed on in batches of whole rows.
 *
 * Made for hundreds of millions of small integers: a digit loop over bytes, one array store per
 * number. Exact up to 2^53.
 */
export class NumberScanner {
  /** The array's closing bracket has been passed. */
  isDone = false;
  private readonly batch: Float64Array;
  private filled = 0;
  private readonly rowLength: number;
  private readonly take: (batch: Float64Array, rows: number) => void;

  /** `take` gets batch[0 … rows × rowLength − 1], which is overwritten after. */
  constructor(rowLength: number, take: (batch: Float64Array, rows: number) => void) {
    this.rowLength = rowLength;
    this.take = take;
    this.batch = new Float64Array(rowLength * ROWS_PER_BATCH);
  }

  /**
   * Reads from `at`; the position up to which the buffer is used up. −1 − position when something
   * stands there that is no number.
   */
  scan(buffer: Uint8Array, at: number): number {
    const close = buffer.indexOf(CLOSE_BRACKET, at);
    // A number at the very end may go on in the next chunk; one before a comma does not.
    const limit = close < 0 ? buffer.lastIndexOf(COMMA) : close;
    const { batch } = this;
    let { filled } = this;
    while (at < limit) {
      const first = buffer[at] - 0x30;
      if (first < 0 || first > 9) {
        if (!isBetween(buffer[at])) return -1 - at;
        at++;
        continue;
      }
      const start = at;
      let value = first;
      let digit = buffer[++at] - 0x30;
      while (digit >= 0 && digit <= 9) {
        value = (Math.imul(value, 10) + digit) | 0;
        digit = buffer[++at] - 0x30;
      }
      batch[filled++] = at - start <= 9 ? value : longNumber(buffer, start, at);
      if (filled === batch.length) {
        this.take(batch, ROWS_PER_BATCH);
        filled = 0;
      }
    }
    this.filled = filled;
    if (close < 0) return at;
    this.flush();
    this.isDone = true;
    return close + 1;
  }

  /** Hands on the whole rows that wait; a row that is not whole is dropped. */
  flush(): void {
    const rows = Math.floor(this.filled / this.rowLength);
    this.filled = 0;
    if (rows > 0) this.take(this.batch, rows);
  }
}

const ROWS_PER_BATCH = 2048;

function isBetween(byte: number): boolean {
  return byte === COMMA || byte === 0x0a || byte === 0x20 || byte === 0x0d || byte === 0x09;
}

function longNumber(buffer: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) value = value * 10 + (buffer[at] - 0x30);
  return value;
}
