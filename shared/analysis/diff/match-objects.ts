import type { Job } from '../../base/job.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import type { ObjectDigest } from './object-digest.ts';

export const NO_PARTNER = 0xffffffff;

/** What an address stands for. */
export type IdentityRule =
  /** A place in memory: another object may have been made there since. */
  | 'address'
  /** A number that is given once, as V8's node ids are. */
  | 'id';

/** Two dumps with their types numbered alike. */
export interface MatchInput {
  readonly earlier: ObjectDigest;
  readonly later: ObjectDigest;
  /** Per type of each digest, its number in common. */
  readonly earlierType: Uint32Array;
  readonly laterType: Uint32Array;
  /** Per common type, 1 where an object never changes what it refers to (tuples). */
  readonly isFrozen: Uint8Array;
  readonly rule: IdentityRule;
}

export interface ObjectMatch {
  /** Per object of the later dump, where the same object stands in the earlier; `NO_PARTNER`. */
  readonly partner: Uint32Array;
  /** Objects that are in both. */
  readonly kept: number;
  /** Addresses that both have, with different objects. */
  readonly reused: number;
}

/**
 * Which objects are in both of two dumps of one process.
 *
 * An address is not enough: memory is used again. The object there is the same if its type is, and
 * either its size and its look are too, or it still refers to the same first object of its own: a
 * list, dict or instance that grew in place. A tuple that refers to another first object is another
 * one, whatever its size. Where a dump does not know looks, types and sizes decide.
 *
 * A merge of two ascending columns: O(n + m), 4 bytes per object of the later dump.
 */
export function matchObjects(input: MatchInput, job: Job): ObjectMatch {
  const { earlier, later } = input;
  const partner = new Uint32Array(later.count).fill(NO_PARTNER);
  const total = later.count;
  let kept = 0;
  let reused = 0;
  let steps = 0;
  let earlierRun = 0;
  for (let run = 0; run < later.runHigh.length; run++) {
    const high = later.runHigh[run];
    while (earlierRun < earlier.runHigh.length && earlier.runHigh[earlierRun] < high) earlierRun++;
    if (earlierRun === earlier.runHigh.length) break;
    if (earlier.runHigh[earlierRun] !== high) continue;
    let a = earlier.runStart[earlierRun];
    let b = later.runStart[run];
    const endA = earlier.runStart[earlierRun + 1];
    const endB = later.runStart[run + 1];
    while (a < endA && b < endB) {
      if ((steps++ & PACE_MASK) === 0) keepPace(job, 'Comparing objects', b, total);
      const difference = earlier.low[a] - later.low[b];
      if (difference < 0) a++;
      else if (difference > 0) b++;
      else {
        if (isSameObject(input, a, b)) {
          partner[b] = a;
          kept++;
        } else {
          reused++;
        }
        a++;
        b++;
      }
    }
  }
  return { partner, kept, reused };
}

function isSameObject(input: MatchInput, a: number, b: number): boolean {
  const { earlier, later, rule } = input;
  const type = input.earlierType[earlier.type[a]];
  if (type !== input.laterType[later.type[b]]) return false;
  if (rule === 'id') return true;
  const lookA = earlier.look[a] >>> 16;
  const lookB = later.look[b] >>> 16;
  const anchorA = earlier.look[a] & 0xffff;
  const anchorB = later.look[b] & 0xffff;
  const isAnchored = anchorA !== 0 && anchorB !== 0;
  if (isAnchored && anchorA !== anchorB && input.isFrozen[type] === 1) return false;
  const looksAlike = lookA === lookB || lookA === 0 || lookB === 0;
  if (earlier.size[a] === later.size[b] && looksAlike) return true;
  return isAnchored && anchorA === anchorB;
}
