import type { Job } from '../base/job.ts';
import { AddressTable } from './address-table.ts';

/**
 * How many objects have an address that an object before them has too. O(n).
 *
 * None where addresses ascend. Else one bit per possible address, in pieces of `SLOTS` that exist
 * only where objects lie: objects lie densely, so that ten million of them take 8 MB and a tenth of a
 * second. Addresses strewn so thinly that the bits would take more than 4 bytes an object go through
 * a hash instead, at 16 to 24 bytes an object.
 */
export function countDuplicateAddresses(
  addressWords: Uint32Array,
  nodeCount: number,
  job: Job,
): number {
  const { isAscending, shift } = orderOf(addressWords, nodeCount, job);
  if (isAscending) return 0;
  const pieces = new AddressTable(1024);
  const mostPieces = Math.max(16, Math.floor((4 * nodeCount) / PIECE_BYTES));
  let bits = new Uint32Array(16 * PIECE_WORDS);
  let duplicates = 0;
  // All words as int32: what is neither stays a double.
  let lastLow = -1;
  let lastHigh = 0;
  let pieceAt = 0;
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CHECK_MASK) === 0) job.checkpoint();
    const slot = (addressWords[2 * node] >>> shift) | 0;
    const high = addressWords[2 * node + 1] | 0;
    const pieceLow = slot >>> SLOT_BITS;
    if (pieceLow !== lastLow || high !== lastHigh) {
      const piece = pieces.intern(pieceLow, high >>> 0);
      if (piece >= mostPieces) return countByHash(addressWords, nodeCount, job);
      lastLow = pieceLow;
      lastHigh = high;
      pieceAt = piece * PIECE_WORDS;
      if (pieceAt + PIECE_WORDS > bits.length) bits = doubled(bits);
    }
    const word = pieceAt + ((slot & (SLOTS - 1)) >>> 5);
    const bit = 1 << (slot & 31);
    if ((bits[word] & bit) !== 0) duplicates++;
    else bits[word] |= bit;
  }
  return duplicates;
}

const SLOT_BITS = 14;
const SLOTS = 1 << SLOT_BITS;
const PIECE_BYTES = SLOTS / 8;
const PIECE_WORDS = SLOTS / 32;
const CHECK_MASK = 0x3ffff;
const SIGN = 1 << 31;
/** Low bits that are left out at most, lest a piece reach into the high half. */
const MOST_SHIFT = 31 - SLOT_BITS;

/**
 * Whether each address is above the one before it, and how many low bits are the same in all of
 * them: those tell none from another.
 */
function orderOf(
  addressWords: Uint32Array,
  nodeCount: number,
  job: Job,
): { readonly isAscending: boolean; readonly shift: number } {
  if (nodeCount === 0) return { isAscending: true, shift: 0 };
  // Signs turned, so that int32 compare as the unsigned words do.
  const first = addressWords[0] ^ SIGN;
  let differing = 1 << MOST_SHIFT;
  let isAscending = true;
  let lastLow = first;
  let lastHigh = addressWords[1] ^ SIGN;
  for (let node = 1; node < nodeCount; node++) {
    if ((node & CHECK_MASK) === 0) job.checkpoint();
    const low = addressWords[2 * node] ^ SIGN;
    const high = addressWords[2 * node + 1] ^ SIGN;
    differing |= low ^ first;
    if (high < lastHigh || (high === lastHigh && low <= lastLow)) isAscending = false;
    lastLow = low;
    lastHigh = high;
  }
  return { isAscending, shift: 31 - Math.clz32(differing & -differing) };
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
