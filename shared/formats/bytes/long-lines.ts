import { DumpFormatError } from '../../base/errors.ts';
import { formatBytes } from '../../base/units.ts';

/** A line longer than this is no object but a file without line breaks. */
const MAX_LINE_BYTES = 1 << 30;
const LF = 0x0a;

/** `bytes[start … end − 1]` is a line without its end; `offset` is where it begins in the stream. */
export type TakeWholeLine = (
  bytes: Uint8Array,
  start: number,
  end: number,
  offset: number,
  isEnded: boolean,
) => void;

/**
 * Cuts chunks into whole lines of any length up to 1 GiB. O(bytes); holds the line that the next
 * chunk ends. What is short enough to be cut instead goes to `LineSplitter`.
 */
export class LongLines {
  /** Bytes of the line that has begun. */
  heldBytes = 0;
  private readonly take: TakeWholeLine;
  private pieces: Uint8Array[] = [];
  private offset = 0;

  constructor(take: TakeWholeLine) {
    this.take = take;
  }

  feed(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
      if (this.heldBytes === 0) this.take(chunk, start, end, this.offset + start, true);
      else {
        this.hold(chunk.subarray(start, end), start);
        this.handHeld(true, end);
      }
      start = end + 1;
    }
    if (start < chunk.length) this.hold(chunk.slice(start), start);
    this.offset += chunk.length;
  }

  /** Hands on what stands after the last end of a line. */
  finish(): void {
    if (this.heldBytes > 0) this.handHeld(false, 0);
  }

  private hold(bytes: Uint8Array, at: number): void {
    this.pieces.push(bytes);
    this.heldBytes += bytes.length;
    if (this.heldBytes <= MAX_LINE_BYTES) return;
    throw new DumpFormatError(
      'dump-malformed',
      `A line of more than ${formatBytes(MAX_LINE_BYTES)} is not part of a dump in lines.`,
      this.offset + at,
    );
  }

  private handHeld(isEnded: boolean, endInChunk: number): void {
    const line = new Uint8Array(this.heldBytes);
    let filled = 0;
    for (const piece of this.pieces) {
      line.set(piece, filled);
      filled += piece.length;
    }
    this.pieces = [];
    this.heldBytes = 0;
    this.take(line, 0, line.length, this.offset + endInChunk - line.length, isEnded);
  }
}
