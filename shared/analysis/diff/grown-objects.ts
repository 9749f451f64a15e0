import { NO_PARTNER } from './match-objects.ts';
import type { ObjectDigest } from './object-digest.ts';
import { unpackSize } from './packed-size.ts';

/** An object that all dumps have and that became larger, by its position in the last dump. */
export interface GrownObject {
  readonly at: number;
  /** Its size in each dump, the earliest first. */
  readonly bytes: readonly number[];
}

export interface GrownObjects {
  readonly count: number;
  /** By how much they grew together. */
  readonly bytes: number;
  /** Those that grew most, the most first. */
  readonly most: readonly GrownObject[];
}

/**
 * The objects that grew where they were: lists, dicts and buffers that are filled and never
 * emptied. `partners[i]` leads from dump i + 1 to dump i.
 *
 * A heap of the best `limit` by bytes grown: O(n + grown × log limit), nothing allocated for others.
 */
export function grownObjects(
  digests: readonly ObjectDigest[],
  partners: readonly Uint32Array[],
  limit: number,
): GrownObjects {
  let count = 0;
  let bytes = 0;
  const last = digests.length - 1;
  const best: GrownObject[] = [];
  for (let at = 0; at < digests[last].count; at++) {
    const first = originOf(partners, at, 0);
    if (first === NO_PARTNER) continue;
    if (digests[last].size[at] <= digests[0].size[first]) continue;
    const grown = unpackSize(digests[last].size[at]) - unpackSize(digests[0].size[first]);
    count++;
    bytes += grown;
    if (best.length === limit && grown <= growthOf(best[0])) continue;
    push(best, { at, bytes: sizesOf(digests, partners, at) }, limit);
  }
  return { count, bytes, most: best.sort((a, b) => growthOf(b) - growthOf(a) || a.at - b.at) };
}

/** Where an object of the last dump stands in dump `dump`, going back step by step. */
export function originOf(partners: readonly Uint32Array[], at: number, dump: number): number {
  let position = at;
  for (let step = partners.length - 1; step >= dump && position !== NO_PARTNER; step--) {
    position = partners[step][position];
  }
  return position;
}

function sizesOf(
  digests: readonly ObjectDigest[],
  partners: readonly Uint32Array[],
  at: number,
): number[] {
  return digests.map((digest, dump) => unpackSize(digest.size[originOf(partners, at, dump)]));
}

function growthOf({ bytes }: GrownObject): number {
  return bytes[bytes.length - 1] - bytes[0];
}

/** A binary heap with the least grown at its root, of `limit` entries at most. */
function push(heap: GrownObject[], entry: GrownObject, limit: number): void {
  if (heap.length < limit) {
    heap.push(entry);
    let at = heap.length - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (growthOf(heap[parent]) <= growthOf(heap[at])) break;
      [heap[parent], heap[at]] = [heap[at], heap[parent]];
      at = parent;
    }
    return;
  }
  heap[0] = entry;
  let at = 0;
  for (;;) {
    let least = at;
    for (const child of [2 * at + 1, 2 * at + 2]) {
      if (child < limit && growthOf(heap[child]) < growthOf(heap[least])) least = child;
    }
    if (least === at) return;
    [heap[least], heap[at]] = [heap[at], heap[least]];
    at = least;
  }
}
