import { EDGE_KIND_MASK, EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';

const LAST_KIND = EdgeKind.global;

/**
 * A stored kind byte as the kind byte of the graph: kinds of later revisions become unlabelled but
 * keep their marks, and a weak reference is borrowed whether the writer said so or not.
 */
export function readKind(stored: number): number {
  return READ_KIND[stored];
}

const READ_KIND = Uint8Array.from({ length: 256 }, (_, stored) => {
  const kind = stored & EDGE_KIND_MASK;
  const marks = stored & ~EDGE_KIND_MASK;
  const implied = marks & EdgeMark.weak ? EdgeMark.borrowed : 0;
  return (kind > LAST_KIND ? EdgeKind.unlabelled : kind) | marks | implied;
});

/**
 * A column of stored kinds into `kinds` from `at` on, where it may stand already.
 *
 * Four bytes are looked at together: nearly all of them stay as they are. A tenth of the time of
 * one look-up per reference.
 */
export function readKinds(stored: Uint8Array, kinds: Uint8Array, at: number): void {
  const target = kinds.subarray(at, at + stored.length);
  if (stored.byteOffset !== target.byteOffset || stored.buffer !== target.buffer) {
    target.set(stored);
  }
  const aligned = Math.min(target.length, -target.byteOffset & 3);
  const wordCount = (target.length - aligned) >>> 2;
  const wordsAt = wordCount === 0 ? 0 : target.byteOffset + aligned;
  const words = new Uint32Array(target.buffer, wordsAt, wordCount);
  for (let index = 0; index < aligned; index++) target[index] = READ_KIND[target[index]];
  for (let index = 0; index < wordCount; index++) {
    const word = words[index];
    const beyondLast = ((word & EACH_KIND) + EACH_TO_OVERFLOW) & EACH_OVERFLOW;
    if (((word & EACH_WEAK) | beyondLast) === 0) continue;
    const first = aligned + 4 * index;
    for (let byte = first; byte < first + 4; byte++) target[byte] = READ_KIND[target[byte]];
  }
  for (let index = aligned + 4 * wordCount; index < target.length; index++) {
    target[index] = READ_KIND[target[index]];
  }
}

const EACH_KIND = EDGE_KIND_MASK * 0x01010101;
const EACH_WEAK = 0x80808080 | 0;
const EACH_OVERFLOW = (EDGE_KIND_MASK + 1) * 0x01010101;
/** Added to a kind beyond the last, it reaches the bit above the kind. */
const EACH_TO_OVERFLOW = (EDGE_KIND_MASK - LAST_KIND) * 0x01010101;
