import { instantiateOn } from '../../base/wasm/module.ts';
import { ENDS_AT, MAX_ENDS, PIECE_BYTES, SLACK, STATE, STATE_WORDS } from './kernel-memory.ts';

interface Kernel {
  findEnds(at: number, limit: number, to: number, follows: number): number;
  readRows(rows: number, limit: number): number;
}

const ZERO = 0x30;
const CLOSE_BRACKET = 0x5d;
/** What the kernel writes of an end is so much too low. */
const BEFORE_END = 16;

/** The rows of a flat JSON array of numbers, handed on as columns; see `row-kernel.ts`. */
export class RowScanner {
  /** The array's closing bracket has been passed. */
  isDone = false;
  private readonly kernel: Kernel;
  private readonly bytes: Uint8Array;
  private readonly state: Uint32Array;
  private readonly ends: Uint32Array;
  private readonly fieldCount: number;
  private readonly limit: number;
  private readonly take: (rows: number) => void;

  /** `limit` is the kernel's; `take` is told how many rows have been written to its columns. */
  constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    fieldCount: number,
    limit: number,
    take: (rows: number) => void,
  ) {
    // The module has been made to export exactly this.
    this.kernel = instantiateOn(module, memory) as unknown as Kernel;
    this.bytes = new Uint8Array(memory.buffer);
    this.state = new Uint32Array(memory.buffer, 0, STATE_WORDS);
    this.ends = new Uint32Array(memory.buffer, ENDS_AT, MAX_ENDS);
    this.fieldCount = fieldCount;
    this.limit = limit;
    this.take = take;
  }

  /**
   * Reads the bytes of the kernel's memory from `at`, the beginning of a row; the position behind
   * the last whole row, or behind the array. −1 − position when something stands there that is no
   * number. Up to `SLACK` bytes behind `end` are overwritten.
   */
  scan(at: number, end: number): number {
    // The last number may go on in what comes next: nothing here ends it.
    this.bytes.fill(ZERO, end, end + SLACK);
    const { fieldCount, ends, state } = this;
    let used = at;
    let waiting = 0;
    for (let from = at; from < end; from += PIECE_BYTES) {
      const to = ENDS_AT + 4 * waiting;
      const piece = Math.min(from + PIECE_BYTES, end);
      const found = (this.kernel.findEnds(from, piece, to, from - at) - ENDS_AT) / 4;
      const rows = Math.floor(found / fieldCount);
      waiting = found - rows * fieldCount;
      if (rows > 0) {
        this.kernel.readRows(rows, this.limit);
        this.take(rows);
        used = (ends[found - waiting - 1] ?? 0) + BEFORE_END;
        ends.copyWithin(0, found - waiting, found);
      }
      const stoppedAt = state[STATE.stoppedAt / 4] ?? 0;
      if (stoppedAt === 0) continue;
      if (this.bytes[stoppedAt] !== CLOSE_BRACKET) return -1 - stoppedAt;
      this.isDone = true;
      return stoppedAt + 1;
    }
    return used;
  }
}
