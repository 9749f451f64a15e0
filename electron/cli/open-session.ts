import path from 'node:path';
import type { Job } from '../../shared/base/job.ts';
import { HeapSession } from '../../shared/session/heap-session.ts';
import { openFileSource } from '../node/file-source.ts';
import { memoryLimitBytes } from '../node/memory-limit.ts';
import { nativeCodecs } from '../node/native-codecs.ts';

/** Loads a dump into this process. Throws what the file source and the importers throw. */
export async function openSession(file: string, job: Job): Promise<HeapSession> {
  const source = await openFileSource(path.resolve(file));
  try {
    return await HeapSession.open(source, {
      job,
      codecs: nativeCodecs(),
      memoryLimitBytes: memoryLimitBytes(),
    });
  } finally {
    await source.close();
  }
}
