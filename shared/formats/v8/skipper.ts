import type { StringKernel } from './string-scanner.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const DIGIT_9 = 0x39;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Passes over any JSON value in the memory of a snapshot's kernels, across chunks, no recursion. */
export class Skipper {
  isDone = false;
  private readonly kernel: StringKernel;
  private depth = 0;
  private isInText = false;
  private isEscaped = false;

  constructor(kernel: StringKernel) {
    this.kernel = kernel;
  }

  reset(): void {
    this.isDone = false;
    this.depth = 0;
    this.isInText = false;
    this.isEscaped = false;
  }

  /** The position behind the value, or the buffer's end; `isDone` tells which. */
  skip(buffer: Uint8Array, at: number): number {
    for (; at < buffer.length; at++) {
      let byte = buffer[at];
      // Samples and traces are hundreds of megabytes of plain numbers.
      if (byte <= DIGIT_9 && byte !== QUOTE && this.depth > 0 && !this.isEscaped) {
        at = this.kernel.findMark(at, buffer.length);
        if (at >= buffer.length) break;
        byte = buffer[at];
      }
      if (this.isInText) {
        if (this.isEscaped) this.isEscaped = false;
        else if (byte === BACKSLASH) this.isEscaped = true;
        else if (byte === QUOTE) {
          this.isInText = false;
          if (this.depth === 0) return this.done(at + 1);
        }
      } else if (byte === QUOTE) {
        this.isInText = true;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        this.depth++;
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (this.depth === 0) return this.done(at);
        if (--this.depth === 0) return this.done(at + 1);
      } else if (byte === COMMA && this.depth === 0) {
        return this.done(at);
      }
    }
    return Math.min(at, buffer.length);
  }

  private done(at: number): number {
    this.isDone = true;
    return at;
  }
}
