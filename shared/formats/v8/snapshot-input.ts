import { INPUT_AT, SLACK } from './kernel-memory.ts';

/** What is taken in at a time, whatever the medium gives. */
const CHUNK_BYTES = 1 << 20;
/** What may be left for the next time: the header at most. */
const MAX_LEFT_BYTES = 1 << 20;
const PAGE_BYTES = 1 << 16;
const SEPARATOR = 0x2c;

/** The piece of the file that is being read, where the kernels see it. */
export class SnapshotInput {
  readonly memory: WebAssembly.Memory;
  private readonly bytes: Uint8Array;
  private end = INPUT_AT;
  /** Offset in the file of the first byte here. */
  private offset = 0;

  constructor() {
    const pages = Math.ceil((INPUT_AT + MAX_LEFT_BYTES + CHUNK_BYTES + SLACK) / PAGE_BYTES);
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    this.bytes = new Uint8Array(this.memory.buffer);
    // Kernels look back from the end of a number; what stands before the input must not prolong it.
    this.bytes.fill(SEPARATOR, INPUT_AT - SLACK, INPUT_AT);
  }

  /** The kernels' memory up to the last byte here; the first one stands at `INPUT_AT`. */
  get buffer(): Uint8Array {
    return this.bytes.subarray(0, this.end);
  }

  get left(): number {
    return this.end - INPUT_AT;
  }

  /** Takes in what it can of `chunk` from `at` on; the position up to which it did. */
  add(chunk: Uint8Array, at: number): number {
    const piece = chunk.subarray(at, at + CHUNK_BYTES);
    this.bytes.set(piece, this.end);
    this.end += piece.length;
    return at + piece.length;
  }

  /** Lets go of what stands before a position. */
  drop(before: number): void {
    this.bytes.copyWithin(INPUT_AT, before, this.end);
    this.end -= before - INPUT_AT;
    this.offset += before - INPUT_AT;
  }

  /** The offset in the file of a position. */
  offsetOf(position: number): number {
    return this.offset + position - INPUT_AT;
  }
}
