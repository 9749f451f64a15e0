import path from 'node:path';
import type { Job } from '../../shared/base/job.ts';
import { showable } from '../../shared/base/text.ts';
import { HeapSession } from '../../shared/session/heap-session.ts';
import { indexFolder, isIndexWanted } from '../node/cache-folder.ts';
import { openFileSource } from '../node/file-source.ts';
import { IndexFolder } from '../node/index-folder.ts';
import { memoryLimitBytes } from '../node/memory-limit.ts';
import { nativeCodecs } from '../node/native-codecs.ts';

/** Opens the dumps of one command line. */
export class DumpOpener {
  /** Whether dumps are opened from their indexes, and indexes are kept of them. */
  usesIndexes = isIndexWanted();
  private readonly job: Job;
  private readonly note: (line: string) => void;
  private readonly opened: HeapSession[] = [];

  constructor(job: Job, note: (line: string) => void) {
    this.job = job;
    this.note = note;
  }

  /** Loads a dump into this process. Throws what the file source and the importers throw. */
  async open(file: string): Promise<HeapSession> {
    const source = await openFileSource(path.resolve(file));
    try {
      const options = {
        job: this.job,
        codecs: nativeCodecs(),
        memoryLimitBytes: memoryLimitBytes(),
      };
      const index = this.usesIndexes ? new IndexFolder(indexFolder()) : null;
      const session = await HeapSession.open(source, options, index);
      if (session.opening.readFrom === 'dump, index discarded') {
        this.note(
          `note: the index kept of ${showable(file)} was damaged; the dump was read again.`,
        );
      }
      this.opened.push(session);
      return session;
    } finally {
      await source.close();
    }
  }

  /** Keeps indexes of what was opened without one: once the command has given its answer. */
  async keepIndexes(): Promise<void> {
    for (const { opening } of this.opened) {
      await opening.saveIndex?.(() => Promise.resolve(), this.job);
    }
  }
}
