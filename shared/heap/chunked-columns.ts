/**
 * Columns of unknown length in equal chunks: nothing is copied while they grow, so ten million
 * rows never need the old and the new array at once. Drained into one exact array at the end.
 */
const CHUNK_BITS = 17;
const CHUNK = 1 << CHUNK_BITS;

type Column = Uint16Array | Uint32Array | Float64Array;

abstract class Chunked<A extends Column> {
  private full: A[] = [];
  private current: A;
  private at = 0;

  constructor() {
    this.current = this.allocate(CHUNK);
  }

  protected abstract allocate(length: number): A;

  get length(): number {
    return this.full.length * CHUNK + this.at;
  }

  get bytes(): number {
    return (this.full.length + 1) * CHUNK * this.current.BYTES_PER_ELEMENT;
  }

  push(value: number): void {
    if (this.at === CHUNK) {
      this.full.push(this.current);
      this.current = this.allocate(CHUNK);
      this.at = 0;
    }
    this.current[this.at++] = value;
  }

  /** Takes back everything from row `length` on. */
  truncate(length: number): void {
    if (length >= this.length) return;
    const kept = length >>> CHUNK_BITS;
    if (kept < this.full.length) {
      this.current = this.full[kept] ?? this.current;
      this.full.length = kept;
    }
    this.at = length & (CHUNK - 1);
  }

  /**
   * All rows in one array, each chunk handed to `transform` on the way and let go after; the
   * column is empty then. `capacity` beyond the length leaves room at the end.
   */
  drain(transform?: (chunk: A) => void, capacity = this.length): A {
    const result = this.allocate(capacity);
    const last = this.current.subarray(0, this.at) as A;
    const chunks = [...this.full, last];
    this.full = [];
    this.current = this.allocate(0);
    this.at = 0;
    let offset = 0;
    for (let index = 0; index < chunks.length; index++) {
      const chunk = chunks[index];
      if (chunk === undefined) continue;
      transform?.(chunk);
      result.set(chunk, offset);
      offset += chunk.length;
      chunks[index] = undefined as unknown as A;
    }
    return result;
  }
}

export class ChunkedUint16 extends Chunked<Uint16Array> {
  protected allocate(length: number): Uint16Array {
    return new Uint16Array(length);
  }
}

export class ChunkedUint32 extends Chunked<Uint32Array> {
  protected allocate(length: number): Uint32Array {
    return new Uint32Array(length);
  }
}

export class ChunkedFloat64 extends Chunked<Float64Array> {
  protected allocate(length: number): Float64Array {
    return new Float64Array(length);
  }
}
