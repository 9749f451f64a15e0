import type { Job } from './job.ts';

/** Steps of a few nanoseconds each between two looks at the job: some milliseconds of them. */
const CHUNK = 1 << 18;

/**
 * Goes over 0 … length − 1 in pieces, with a look at the job before each, so that a plain loop over
 * ten million entries can be cancelled. `work` gets the start of a piece and its end.
 */
export function inChunks(
  length: number,
  job: Job,
  work: (start: number, end: number) => void,
): void {
  for (let start = 0; start < length; start += CHUNK) {
    job.checkpoint();
    work(start, Math.min(length, start + CHUNK));
  }
}
