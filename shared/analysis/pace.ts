import type { Job } from '../base/job.ts';

/**
 * Steps between two looks at the job, less one, for `(steps & PACE_MASK) === 0`.
 *
 * A step is a few dozen nanoseconds, so a cancelled pass stops within some milliseconds, and the
 * report costs nothing that can be measured.
 */
export const PACE_MASK = 0xffff;

/** Reports and lets the job stop; called every `PACE_MASK + 1` steps. */
export function keepPace(job: Job, phase: string, done: number, total: number): void {
  job.checkpoint();
  job.report({ phase, done, total, unit: 'objects' });
}
