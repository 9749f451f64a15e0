import type { Job } from '../../base/job.ts';

/**
 * Steps between two looks at the job, less one, for `(steps & PACE_MASK) === 0`.
 *
 * A step is from a few dozen nanoseconds to some microseconds, where every reference of an object
 * misses the cache; so a cancelled pass stops within some dozen milliseconds at worst, and the
 * report costs nothing that can be measured.
 */
export const PACE_MASK = 0x3fff;

/** References between two looks where objects with very many come in a row. */
export const PACE_EDGES = 0x1_0000;

/** Reports and lets the job stop; called every `PACE_MASK + 1` steps. */
export function keepPace(job: Job, phase: string, done: number, total: number): void {
  job.checkpoint();
  job.report({ phase, done, total, unit: 'objects' });
}
