/** What one piece of text may add between two looks at `isFull`. */
const SLACK = 4096;
const CHUNK_BYTES = 1 << 20;

/** ASCII text put together in a buffer: a gigabyte of it without a string per number. */
export class TextChunks {
  private readonly buffer = new Uint8Array(CHUNK_BYTES + SLACK);
  private readonly digits = new Uint8Array(24);
  private used = 0;

  get isFull(): boolean {
    return this.used >= CHUNK_BYTES;
  }

  /** What has been written so far; the buffer starts anew. */
  take(): Uint8Array {
    const chunk = this.buffer.slice(0, this.used);
    this.used = 0;
    return chunk;
  }

  text(ascii: string): void {
    for (let at = 0; at < ascii.length; at++) this.buffer[this.used++] = ascii.charCodeAt(at);
  }

  /** A whole number from 0 to 2^53 in decimal. */
  integer(value: number): void {
    let at = this.digits.length;
    let rest = value;
    while (rest > 0x7fff_ffff) {
      const tens = Math.floor(rest / 10);
      this.digits[--at] = 0x30 + (rest - tens * 10);
      rest = tens;
    }
    let small = rest | 0;
    do {
      const tens = (small / 10) | 0;
      this.digits[--at] = 0x30 + (small - tens * 10);
      small = tens;
    } while (small > 0);
    while (at < this.digits.length) this.buffer[this.used++] = this.digits[at++];
  }
}
