import { CancelledError } from './errors.ts';

/** What a long step reports. `total` is 0 while it is not known. */
export interface Progress {
  /** What is being done, for people: "Reading objects", "Finding cycles". */
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** What `done` and `total` count: "bytes", "objects", "references". */
  readonly unit: string;
}

/**
 * One piece of long work: where it reports progress, and where it learns that nobody wants it now.
 *
 * Engine code is synchronous between reads of a file, so a message cannot reach it; the signal is
 * therefore a flag in shared memory that the host sets from outside, polled every few thousand
 * steps. `checkpoint` costs one atomic load.
 */
export interface Job {
  report(progress: Progress): void;
  /** Throws `CancelledError` when the work is no longer wanted. */
  checkpoint(): void;
}

/** A job that nobody watches or cancels: for tests, and for steps that are short. */
export const UNATTENDED_JOB: Job = {
  report() {},
  checkpoint() {},
};

/** A job whose flag is one Int32 in shared memory: 0 go on, anything else stop. */
export function jobWithFlag(flag: Int32Array, onProgress: (progress: Progress) => void): Job {
  return {
    report: onProgress,
    checkpoint() {
      if (Atomics.load(flag, 0) !== 0) throw new CancelledError();
    },
  };
}
