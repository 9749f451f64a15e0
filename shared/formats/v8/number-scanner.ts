import {
  BATCH_AT,
  createNumberModule,
  FAILED_AT,
  POWERS_AT,
  SLACK,
  WRITTEN_AT,
} from './number-kernel.ts';

const COMMA = 0x2c;
const CLOSE_BRACKET = 0x5d;

interface Kernel {
  readonly memory: WebAssembly.Memory;
  scan(at: number, limit: number, to: number, end: number): number;
}

let compiled: WebAssembly.Module | null = null;

/**
 * The numbers of a flat JSON array, handed on in batches of whole rows; see `number-kernel.ts`.
 * Exact up to 2^53.
 */
export class NumberScanner {
  /** The array's closing bracket has been passed. */
  isDone = false;
  private readonly kernel: Kernel;
  private readonly batchEnd: number;
  private readonly rowLength: number;
  private readonly take: (batch: Float64Array, rows: number) => void;
  /** Where the next number of the batch is to be written. */
  private writeAt = BATCH_AT;

  /** `take` gets batch[0 … rows × rowLength − 1], which is overwritten after. */
  constructor(rowLength: number, take: (batch: Float64Array, rows: number) => void) {
    this.rowLength = rowLength;
    this.take = take;
    this.batchEnd = BATCH_AT + 8 * rowLength * ROWS_PER_BATCH;
    compiled ??= createNumberModule();
    // The module has just been made to export exactly this.
    this.kernel = new WebAssembly.Instance(compiled).exports as unknown as Kernel;
    const powers = new BigUint64Array(this.kernel.memory.buffer, POWERS_AT, 9);
    for (let exponent = 0; exponent < powers.length; exponent++) {
      powers[exponent] = 10n ** BigInt(exponent);
    }
  }

  /**
   * Reads from `at`; the position up to which the buffer is used up. −1 − position when something
   * stands there that is no number.
   */
  scan(buffer: Uint8Array, at: number): number {
    const close = buffer.indexOf(CLOSE_BRACKET, at);
    // A number at the very end may go on in the next chunk; one before a comma does not.
    const limit = close < 0 ? buffer.lastIndexOf(COMMA) : close;
    const end = limit > at ? this.scanInput(buffer.subarray(at, limit)) : 0;
    if (end < 0) return end - at;
    if (close < 0) return at + end;
    this.flush();
    this.isDone = true;
    return close + 1;
  }

  /** Hands on the whole rows that wait; a row that is not whole is dropped. */
  flush(): void {
    const rows = Math.floor((this.writeAt - BATCH_AT) / 8 / this.rowLength);
    this.writeAt = BATCH_AT;
    if (rows > 0) this.take(this.batch(), rows);
  }

  private scanInput(input: Uint8Array): number {
    const { kernel, batchEnd } = this;
    const { memory } = kernel;
    const missing = batchEnd + input.length + SLACK - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
    const bytes = new Uint8Array(memory.buffer, batchEnd, input.length + SLACK);
    bytes.set(input);
    // What a longer input left behind must not lengthen the last number of this one.
    bytes.fill(COMMA, input.length);
    const state = new Uint32Array(memory.buffer, 0, BATCH_AT / 4);
    const limit = batchEnd + input.length;
    let at = batchEnd;
    while (at < limit) {
      at = kernel.scan(at, limit, this.writeAt, batchEnd);
      if (state[FAILED_AT / 4] !== 0) return -1 - (at - batchEnd);
      this.writeAt = state[WRITTEN_AT / 4];
      if (this.writeAt === batchEnd) this.flush();
    }
    return input.length;
  }

  private batch(): Float64Array {
    const length = this.rowLength * ROWS_PER_BATCH;
    return new Float64Array(this.kernel.memory.buffer, BATCH_AT, length);
  }
}

const ROWS_PER_BATCH = 2048;
