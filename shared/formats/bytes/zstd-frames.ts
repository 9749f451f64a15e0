/** A frame header is at most this long, a block header always 3 (RFC 8878, 3.1.1). */
const MAX_HEADER_BYTES = 18;
const FRAME_MAGIC = 0xfd2fb528;
/** The last four bits of a skippable frame's magic number are free. */
const SKIPPABLE_MAGIC = 0x184d2a50;

type Expected = 'frame' | 'block' | 'over';

/**
 * Follows the frames of zstd data from header to header, without decompressing: a decompressor
 * allocates the window that a frame asks for before it has seen a byte of it, and every frame of a
 * file may ask for another.
 */
export class ZstdFrames {
  /** The largest window that any frame so far asks for, in bytes. */
  windowBytes = 0;
  private expected: Expected = 'frame';
  private readonly header = new Uint8Array(MAX_HEADER_BYTES);
  private filled = 0;
  private toSkip = 0;
  private hasChecksum = false;

  /** Looks at the next bytes of the data. */
  feed(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && this.expected !== 'over') {
      if (this.toSkip > 0) {
        const skipped = Math.min(this.toSkip, bytes.length - at);
        this.toSkip -= skipped;
        at += skipped;
        continue;
      }
      this.header[this.filled++] = bytes[at++];
      if (this.expected === 'block') this.takeBlockHeader();
      else this.takeFrameHeader();
    }
  }

  private takeFrameHeader(): void {
    if (this.filled < 5) return;
    const view = new DataView(this.header.buffer);
    const magic = view.getUint32(0, true);
    if ((magic & 0xfffffff0) === SKIPPABLE_MAGIC) {
      if (this.filled < 8) return;
      this.toSkip = view.getUint32(4, true);
      this.filled = 0;
      return;
    }
    if (magic !== FRAME_MAGIC) {
      // Damage, or padding: what follows is no frame.
      this.expected = 'over';
      return;
    }
    const descriptor = this.header[4];
    const isSingleSegment = (descriptor & 0x20) !== 0;
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
    const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
    const length = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes;
    if (this.filled < length) return;
    this.windowBytes = Math.max(
      this.windowBytes,
      isSingleSegment
        ? contentSize(this.header, 5 + dictionaryBytes, sizeBytes)
        : window(this.header[5]),
    );
    this.hasChecksum = (descriptor & 4) !== 0;
    this.filled = 0;
    this.expected = 'block';
  }

  private takeBlockHeader(): void {
    if (this.filled < 3) return;
    const header = this.header[0] | (this.header[1] << 8) | (this.header[2] << 16);
    const isLast = (header & 1) !== 0;
    const isRepeated = ((header >> 1) & 3) === 1;
    this.filled = 0;
    this.toSkip = isRepeated ? 1 : header >>> 3;
    if (!isLast) return;
    this.toSkip += this.hasChecksum ? 4 : 0;
    this.expected = 'frame';
  }
}

function window(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function contentSize(header: Uint8Array, at: number, bytes: number): number {
  let size = 0;
  for (let index = bytes - 1; index >= 0; index--) size = size * 256 + header[at + index];
  return size + (bytes === 2 ? 256 : 0);
}
