import type { Job } from '../base/job.ts';

/**
 * Numbers of references per object become the number of the first of each, from `first` on and
 * `most` at most; gives the number behind the last. `firstEdge` may be `counts` itself. O(objects).
 */
export function addUpEdges(
  counts: Uint32Array,
  firstEdge: Uint32Array,
  first: number,
  most: number,
  job: Job,
): number {
  let sum = first;
  for (let node = 0; node < counts.length; node++) {
    if ((node & CHECK_MASK) === 0) job.checkpoint();
    const count = counts[node];
    firstEdge[node] = sum;
    sum = Math.min(most, sum + count);
  }
  return sum;
}

const CHECK_MASK = 0x3ffff;
