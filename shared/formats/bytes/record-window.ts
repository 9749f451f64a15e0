import type { ByteStream } from './byte-source.ts';

/** Thrown by a read past the bytes at hand; `RecordWindow.readAll` catches it and nobody else. */
class ShortOfBytes extends Error {}
const SHORT = new ShortOfBytes('short of bytes');

/** What happens to one record. */
export interface RecordHandler {
  /** Reads one record from the window; false ends the reading before it. */
  readonly read: () => boolean;
  /** Takes back what `read` did to a record that broke off; it is called again with more bytes. */
  readonly undo: () => void;
  /** A chunk has come: the moment for progress, cancelling and the limit of memory. */
  readonly pause: () => void;
}

/**
 * Reads records of a binary stream one after the other, big-endian, from chunks of any size.
 *
 * A record is read as if all its bytes were there. Where they are not, the read breaks off, the
 * next chunks are added, at least as much again as there was, and the record is read once more:
 * O(bytes) altogether. Holds the longest record, and at most one chunk beside it.
 */
export class RecordWindow {
  /** The last address read, as two words. */
  low = 0;
  high = 0;
  private readonly stream: ByteStream;
  private bytes = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);
  private at = 0;
  /** Offset in the stream of `bytes[0]`. */
  private base = 0;
  private recordAt = 0;
  private toSkip = 0;

  constructor(stream: ByteStream) {
    this.stream = stream;
  }

  /** Offset in the stream of the byte that is read next. */
  get position(): number {
    return this.base + this.at + this.toSkip;
  }

  /** Offset in the stream at which the record being read begins. */
  get recordStart(): number {
    return this.base + this.recordAt;
  }

  /** Bytes held now. */
  get heldBytes(): number {
    return this.bytes.length;
  }

  /**
   * Reads up to `count` records. How many were read: fewer when `read` said false, or when the
   * stream ended within one, which is then `isCutOff`.
   */
  async readAll(
    count: number,
    handler: RecordHandler,
  ): Promise<{ records: number; isCutOff: boolean }> {
    let records = 0;
    for (;;) {
      try {
        while (records < count) {
          this.recordAt = this.at;
          if (this.toSkip > 0) break;
          if (!handler.read()) {
            this.at = this.recordAt;
            return { records, isCutOff: false };
          }
          records++;
        }
      } catch (thrown) {
        if (!(thrown instanceof ShortOfBytes)) throw thrown;
        handler.undo();
        this.at = this.recordAt;
      }
      if (records === count && this.toSkip === 0) return { records, isCutOff: false };
      const isMore = this.toSkip > 0 ? await this.skipAhead() : await this.fetch();
      if (!isMore) return { records, isCutOff: this.at < this.bytes.length || this.toSkip > 0 };
      handler.pause();
    }
  }

  /** Reads one record that changes nothing before it is whole; false when the stream ends within. */
  async readOne(pause: () => void, read: () => void): Promise<boolean> {
    const handler = {
      read: () => {
        read();
        return true;
      },
      undo: () => {},
      pause,
    };
    return (await this.readAll(1, handler)).records === 1;
  }

  u8(): number {
    this.need(1);
    return this.bytes[this.at++];
  }

  u16(): number {
    this.need(2);
    const value = this.view.getUint16(this.at);
    this.at += 2;
    return value;
  }

  i16(): number {
    this.need(2);
    const value = this.view.getInt16(this.at);
    this.at += 2;
    return value;
  }

  u32(): number {
    this.need(4);
    const value = this.view.getUint32(this.at);
    this.at += 4;
    return value;
  }

  f32(): number {
    this.need(4);
    const value = this.view.getFloat32(this.at);
    this.at += 4;
    return value;
  }

  f64(): number {
    this.need(8);
    const value = this.view.getFloat64(this.at);
    this.at += 8;
    return value;
  }

  /** A number of eight bytes as `low` and `high`; true unless it is 0. */
  u64(): boolean {
    this.need(8);
    this.high = this.view.getUint32(this.at);
    this.low = this.view.getUint32(this.at + 4);
    this.at += 8;
    return (this.high | this.low) !== 0;
  }

  /** A number of four or eight bytes as `low` and `high`; true unless it is 0. */
  id(size: number): boolean {
    if (size === 8) return this.u64();
    this.high = 0;
    this.low = this.u32();
    return this.low !== 0;
  }

  /** The next bytes, valid until the next call of anything here. */
  take(length: number): Uint8Array {
    this.need(length);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** Whether so many bytes stand in the record already; asks for more where they do not. */
  need(length: number): void {
    if (this.at + length > this.bytes.length) throw SHORT;
  }

  /** Passes over bytes at the end of a record without ever holding them. */
  skip(length: number): void {
    const here = Math.min(length, this.bytes.length - this.at);
    this.at += here;
    this.toSkip = length - here;
  }

  private async skipAhead(): Promise<boolean> {
    this.base += this.bytes.length;
    this.at = 0;
    this.hold(new Uint8Array(0));
    for (;;) {
      const chunk = await this.stream.next();
      if (chunk === null) return false;
      if (chunk.length > this.toSkip) {
        this.base += this.toSkip;
        this.hold(chunk.slice(this.toSkip));
        this.toSkip = 0;
        return true;
      }
      this.toSkip -= chunk.length;
      this.base += chunk.length;
      if (this.toSkip === 0) return true;
    }
  }

  /** Adds at least as many bytes as the record has so far; false when the stream has ended. */
  private async fetch(): Promise<boolean> {
    const rest = this.bytes.slice(this.at);
    this.base += this.at;
    this.at = 0;
    const pieces = [rest];
    let length = rest.length;
    const enough = 2 * rest.length;
    let isMore = false;
    while (!isMore || length < enough) {
      const chunk = await this.stream.next();
      if (chunk === null) break;
      if (chunk.length === 0) continue;
      isMore = true;
      pieces.push(chunk.slice());
      length += chunk.length;
    }
    const joined = new Uint8Array(length);
    let filled = 0;
    for (const piece of pieces) {
      joined.set(piece, filled);
      filled += piece.length;
    }
    this.hold(joined);
    return isMore;
  }

  private hold(bytes: Uint8Array<ArrayBuffer>): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
}
