import type { Job } from '../../base/job.ts';

const LOOK_MS = 20;

/**
 * What `work` comes to; null when that takes more than `limit` milliseconds. Throws what
 * `job.checkpoint` throws soon after the job is cancelled; `work` itself is left to whoever began it.
 */
export function within<Value>(
  work: Promise<Value>,
  limit: number,
  job: Pick<Job, 'checkpoint'>,
): Promise<Value | null> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      try {
        job.checkpoint();
        if (performance.now() - began < limit) timer = setTimeout(look, LOOK_MS);
        else resolve(null);
      } catch (error) {
        reject(error);
      }
    };
    look();
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
