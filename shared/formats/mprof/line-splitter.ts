import { GrowableUint8 } from '../../base/growable.ts';

/** A line of mprof has a hundred bytes; a command line may have some thousand. */
const MAX_LINE_BYTES = 64 * 1024;

/** `bytes[start … end − 1]` is a line without its end; `isEnded` is false for one that broke off. */
export type TakeLine = (
  bytes: Uint8Array,
  start: number,
  end: number,
  isEnded: boolean,
  offset: number,
) => void;

/**
 * Cuts chunks into lines, ended by LF or CR LF. O(bytes); holds one line, and of that no more than
 * 64 KiB: what is longer is handed on without its rest.
 */
export class LineSplitter {
  /** Bytes of the stream before the chunk that is fed next. */
  offset = 0;
  private readonly take: TakeLine;
  private readonly begun = new GrowableUint8(1024);
  private begunAt = 0;

  constructor(take: TakeLine) {
    this.take = take;
  }

  feed(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      if (this.begun.length === 0) {
        this.hand(chunk, start, end, true, this.offset + start);
      } else {
        this.keep(chunk, start, end);
        this.handBegun(true);
      }
      start = end + 1;
    }
    if (start < chunk.length) {
      if (this.begun.length === 0) this.begunAt = this.offset + start;
      this.keep(chunk, start, chunk.length);
    }
    this.offset += chunk.length;
  }

  /** What stands after the last end of a line. */
  finish(): void {
    if (this.begun.length > 0) this.handBegun(false);
  }

  private keep(chunk: Uint8Array, start: number, end: number): void {
    const room = MAX_LINE_BYTES - this.begun.length;
    this.begun.append(chunk.subarray(start, Math.min(end, start + room)));
  }

  private handBegun(isEnded: boolean): void {
    const line = this.begun.view();
    this.begun.length = 0;
    this.hand(line, 0, line.length, isEnded, this.begunAt);
  }

  private hand(
    bytes: Uint8Array,
    start: number,
    end: number,
    isEnded: boolean,
    offset: number,
  ): void {
    const stop = end > start && bytes[end - 1] === CR ? end - 1 : end;
    this.take(bytes, start, Math.min(stop, start + MAX_LINE_BYTES), isEnded, offset);
  }
}

const LF = 0x0a;
const CR = 0x0d;
