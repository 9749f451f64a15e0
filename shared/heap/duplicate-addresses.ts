import type { Job } from '../base/job.ts';
import { AddressTable } from './address-table.ts';

/**
 * How many objects have an address that an object before them has too.
 *
 * One bit per possible address, in pieces of `SLOTS` that exist only where objects lie: objects lie
 * densely, so that ten million of them take 8 MB and a tenth of a second. O(n). Addresses strewn so
 * thinly that the bits would take more than 4 bytes an object go through a hash instead, at 16 to
 * 24 bytes an object.
 */
export function countDuplicateAddresses(
  addressWords: Uint32Array,
  nodeCount: number,
  job: Job,
): number {
  const shift = sharedZeros(addressWords, nodeCount);
  const pieces = new AddressTable(1024);
  const mostPieces = Math.max(16, Math.floor((4 * nodeCount) / PIECE_BYTES));
  let bits = new Uint32Array(16 * PIECE_WORDS);
  let duplicates = 0;
  let lastLow = -1;
  let lastHigh = -1;
  let piece = 0;
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CHECK_MASK) === 0) job.checkpoint();
    const low = addressWords[2 * node];
    const high = addressWords[2 * node + 1];
    const slot = shift === 0 ? low : (low >>> shift) | (high << (32 - shift));
    const pieceLow = slot >>> SLOT_BITS;
    const pieceHigh = high >>> shift;
    if (pieceLow !== lastLow || pieceHigh !== lastHigh) {
      piece = pieces.intern(pieceLow, pieceHigh);
      if (piece >= mostPieces) return countByHash(addressWords, nodeCount, job);
      lastLow = pieceLow;
      lastHigh = pieceHigh;
      if ((piece + 1) * PIECE_WORDS > bits.length) bits = doubled(bits);
    }
    const within = slot & (SLOTS - 1);
    const word = piece * PIECE_WORDS + (within >>> 5);
    const bit = 1 << (within & 31);
    if ((bits[word] & bit) !== 0) duplicates++;
    else bits[word] |= bit;
  }
  return duplicates;
}

const SLOT_BITS = 14;
const SLOTS = 1 << SLOT_BITS;
const PIECE_BYTES = SLOTS / 8;
const PIECE_WORDS = SLOTS / 32;
const CHECK_MASK = 0xfffff;

/** How many low bits are the same in all addresses, 24 at most: they tell none from another. */
function sharedZeros(addressWords: Uint32Array, nodeCount: number): number {
  const first = addressWords[0] ?? 0;
  let differing = 1 << 24;
  for (let node = 0; node < nodeCount; node++) differing |= addressWords[2 * node] ^ first;
  return 31 - Math.clz32(differing & -differing);
}

function countByHash(addressWords: Uint32Array, nodeCount: number, job: Job): number {
  const table = new AddressTable(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CHECK_MASK) === 0) job.checkpoint();
    table.intern(addressWords[2 * node], addressWords[2 * node + 1]);
  }
  return nodeCount - table.count;
}

function doubled(bits: Uint32Array): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(2 * bits.length);
  grown.set(bits);
  return grown;
}
