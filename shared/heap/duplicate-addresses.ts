import type { Job } from '../base/job.ts';
import { AddressTable } from './address-table.ts';

/**
 * How many objects have an address that an object before them has too. O(n).
 *
 * Dumps often list their objects by address, or nearly so: where addresses ascend but for a few
 * objects, only those are looked up among the others. Else one bit per possible address, in pieces
 * of `SLOTS` that exist only where objects lie: objects lie densely, so that ten million of them take
 * 8 MB and a tenth of a second. Addresses strewn so thinly that the bits would take more than 4
 * bytes an object go through a hash instead, at 16 to 24 bytes an object.
 */
export function countDuplicateAddresses(
  addressWords: Uint32Array,
  nodeCount: number,
  job: Job,
): number {
  const { runs, shift } = orderOf(addressWords, nodeCount, job);
  return runs === null
    ? countByBits(addressWords, nodeCount, shift, job)
    : countAcrossRuns(addressWords, runs, job);
}

/** Those of each run that one of the runs before it holds too; within a run no two are equal. */
function countAcrossRuns(addressWords: Uint32Array, runs: readonly number[], job: Job): number {
  let duplicates = 0;
  for (let run = 1; run + 1 < runs.length; run++) {
    for (let node = runs[run] ?? 0; node < (runs[run + 1] ?? 0); node++) {
      if ((node & CHECK_MASK) === 0) job.checkpoint();
      let isFound = false;
      for (let before = 0; before < run && !isFound; before++) {
        isFound = isInRun(addressWords, runs[before] ?? 0, runs[before + 1] ?? 0, node);
      }
      if (isFound) duplicates++;
    }
  }
  return duplicates;
}

/** Whether one of the ascending addresses of `first` … `end` − 1 is that of `node`. */
function isInRun(addressWords: Uint32Array, first: number, end: number, node: number): boolean {
  const low = addressWords[2 * node];
  const high = addressWords[2 * node + 1];
  let from = first;
  let to = end;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const otherHigh = addressWords[2 * middle + 1];
    const otherLow = addressWords[2 * middle];
    if (otherHigh === high && otherLow === low) return true;
    if (otherHigh < high || (otherHigh === high && otherLow < low)) from = middle + 1;
    else to = middle;
  }
  return false;
}

function countByBits(
  addressWords: Uint32Array,
  nodeCount: number,
  shift: number,
  job: Job,
): number {
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
const MAX_SHIFT = 31 - SLOT_BITS;

/** Runs looked for at most: V8 writes four or five. */
const MAX_RUNS = 16;
/** An object in this many may lie outside the first run, lest looking them up take longer than bits. */
const ONE_IN = 64;

/**
 * Where addresses ascend: the first object of each such run, and the end of the last; null where
 * they are many. And how many low bits are the same in all addresses: those tell none from another.
 */
function orderOf(
  addressWords: Uint32Array,
  nodeCount: number,
  job: Job,
): { readonly runs: readonly number[] | null; readonly shift: number } {
  const starts = [0];
  // Signs turned, so that int32 compare as the unsigned words do.
  const first = (addressWords[0] ?? 0) ^ SIGN;
  let differing = 1 << MAX_SHIFT;
  let descents = 0;
  let lastLow = first;
  let lastHigh = (addressWords[1] ?? 0) ^ SIGN;
  for (let node = 1; node < nodeCount; node++) {
    if ((node & CHECK_MASK) === 0) job.checkpoint();
    const low = addressWords[2 * node] ^ SIGN;
    const high = addressWords[2 * node + 1] ^ SIGN;
    differing |= low ^ first;
    if (high < lastHigh || (high === lastHigh && low <= lastLow)) {
      if (++descents < MAX_RUNS) starts.push(node);
    }
    lastLow = low;
    lastHigh = high;
  }
  const isOrdered =
    descents < MAX_RUNS && nodeCount - (starts[1] ?? nodeCount) <= nodeCount / ONE_IN;
  return {
    runs: isOrdered ? [...starts, nodeCount] : null,
    shift: 31 - Math.clz32(differing & -differing),
  };
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
