import type { ProcessFacts } from '../../heap/heap-graph.ts';
import type { ObjectMatch } from './match-objects.ts';
import type { ObjectDigest } from './object-digest.ts';
import { findInDigest, highWordAt } from './object-digest.ts';

/** Whether two dumps were taken in one process, and what says so. */
export interface ProcessJudgement {
  readonly isSame: boolean;
  readonly because: /** The dumps carry a key that no other process has. */
    | 'key'
    | 'pid'
    | 'program'
    /** The objects that live as long as a process are, or are not, where they were. */
    | 'anchors'
    /** Nothing else is known; what is at the addresses that both have agrees, or does not. */
    | 'overlap'
    /** Not one address is in both. */
    | 'no-overlap';
}

/** Fewer modules than this prove nothing. */
const MIN_ANCHORS = 4;
const MOST = 0.5;

/**
 * What the facts alone say; null where they are silent.
 *
 * Equal process ids prove nothing: in a container every start of a program is process 1.
 */
export function judgeByFacts(a: ProcessFacts, b: ProcessFacts): ProcessJudgement | null {
  if (a.processKey !== undefined && b.processKey !== undefined) {
    return { isSame: a.processKey === b.processKey, because: 'key' };
  }
  if (differ(a.pid, b.pid)) return { isSame: false, because: 'pid' };
  const isOther = (['commandLine', 'runtime', 'platform'] as const).some((key) =>
    differ(a[key], b[key]),
  );
  return isOther ? { isSame: false, because: 'program' } : null;
}

function differ<T>(a: T | undefined, b: T | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

/**
 * What the modules say: a process keeps them where they are, and another one, by the system's
 * randomisation of addresses, has them elsewhere. Null where there are too few.
 *
 * Only modules: classes of C extensions lie in the program's file, which many systems map to the
 * same addresses every time. O(modules × log objects).
 */
export function judgeByAnchors(
  a: ObjectDigest,
  b: ObjectDigest,
  typeA: Uint32Array,
  typeB: Uint32Array,
): ProcessJudgement | null {
  const fewer = Math.min(a.anchors.length, b.anchors.length);
  if (fewer < MIN_ANCHORS) return null;
  let agreeing = 0;
  for (const at of a.anchors) {
    const other = findInDigest(b, a.low[at], highWordAt(a, at));
    if (other < 0 || typeA[a.type[at]] !== typeB[b.type[other]]) continue;
    if (a.look[at] >>> 16 === b.look[other] >>> 16) agreeing++;
  }
  return { isSame: agreeing > fewer * MOST, because: 'anchors' };
}

/** What is left to go by: whether the addresses that both have are of the same objects. */
export function judgeByOverlap({ kept, reused }: ObjectMatch): ProcessJudgement {
  if (kept + reused === 0) return { isSame: false, because: 'no-overlap' };
  return { isSame: kept > (kept + reused) * MOST, because: 'overlap' };
}
