/**
 * Typed arrays that grow by half, or to what is expected, for columns whose length is not known
 * beforehand.
 *
 * Appending is amortised O(1). `toArray` returns an exact copy, or the buffer itself when it is
 * already exact, so peak memory is at most 2.5 × the data during the last growth. `view` copies
 * nothing: memory that was reserved and never touched is only a promise.
 */
type NumericArray = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

abstract class Growable<A extends NumericArray> {
  values: A;
  length = 0;
  /** How long it will be, as far as that can be told; asked when it must grow. */
  expected = 0;

  private readonly isShared: boolean;

  /** `isShared`: in memory that threads can share, where there is such. */
  constructor(initialCapacity: number, isShared = false) {
    this.isShared = isShared && typeof SharedArrayBuffer !== 'undefined';
    this.values = this.allocate(Math.ceil(Math.max(16, initialCapacity)));
  }

  protected abstract allocate(capacity: number): A;

  protected room(bytes: number): ArrayBufferLike {
    return this.isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
  }

  push(value: number): void {
    if (this.length === this.values.length) this.reserve(this.length + 1);
    this.values[this.length++] = value;
  }

  reserve(capacity: number): void {
    if (capacity <= this.values.length) return;
    // What is expected may be a share of something.
    const room = Math.ceil(Math.max(capacity, this.expected, this.values.length * 1.5));
    const grown = this.allocate(room);
    grown.set(this.values.subarray(0, this.length));
    this.values = grown;
  }

  /** Adds what stands in `source`; what was read straight to its place here is not copied. */
  append(source: A): void {
    const { values, length } = this;
    const isInPlace =
      source.buffer === values.buffer && source.byteOffset === values.subarray(length).byteOffset;
    if (isInPlace) {
      this.length += source.length;
      return;
    }
    this.reserve(this.length + source.length);
    this.values.set(source, this.length);
    this.length += source.length;
  }

  view(): A {
    return this.values.subarray(0, this.length) as A;
  }

  /** What `toArray` returns, and nothing is kept here: one column at a time is there twice. */
  take(): A {
    const taken = this.toArray();
    this.values = this.allocate(0);
    this.length = 0;
    return taken;
  }

  toArray(): A {
    if (this.length === this.values.length) return this.values;
    return this.values.slice(0, this.length) as A;
  }
}

export class GrowableUint8 extends Growable<Uint8Array> {
  protected allocate(capacity: number): Uint8Array {
    return new Uint8Array(this.room(Uint8Array.BYTES_PER_ELEMENT * capacity));
  }
}

export class GrowableUint16 extends Growable<Uint16Array> {
  protected allocate(capacity: number): Uint16Array {
    return new Uint16Array(this.room(Uint16Array.BYTES_PER_ELEMENT * capacity));
  }
}

export class GrowableUint32 extends Growable<Uint32Array> {
  protected allocate(capacity: number): Uint32Array {
    return new Uint32Array(this.room(Uint32Array.BYTES_PER_ELEMENT * capacity));
  }
}

export class GrowableFloat64 extends Growable<Float64Array> {
  protected allocate(capacity: number): Float64Array {
    return new Float64Array(this.room(Float64Array.BYTES_PER_ELEMENT * capacity));
  }
}
