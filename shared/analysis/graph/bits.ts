/** A bit set over dense indices: bit i is in word i >>> 5. One eighth of a byte per index. */
export type BitSet = Uint32Array;

export function createBitSet(length: number): BitSet {
  return new Uint32Array((length + 31) >>> 5);
}

export function hasBit(bits: BitSet, index: number): boolean {
  return (bits[index >>> 5] & (1 << (index & 31))) !== 0;
}

export function setBit(bits: BitSet, index: number): void {
  bits[index >>> 5] |= 1 << (index & 31);
}
