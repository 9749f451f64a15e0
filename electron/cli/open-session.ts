import path from 'node:path';
import { OuroborosError } from '../../shared/base/errors.ts';
import type { Job } from '../../shared/base/job.ts';
import { showable } from '../../shared/base/text.ts';
import { DotThread } from '../../shared/scene/layout/dot-thread.ts';
import { setSideThreads } from '../../shared/session/columns/side-thread.ts';
import { HeapSession } from '../../shared/session/heap-session.ts';
import { openFile } from '../../shared/session/open-file.ts';
import { ProfileSession } from '../../shared/session/profile/profile-session.ts';
import { type LightReport, readLightReport } from '../../shared/session/report/light-report.ts';
import type { TimelineSession } from '../../shared/session/timeline/timeline-session.ts';
import { indexFolder, isIndexWanted } from '../node/cache-folder.ts';
import { type FileSource, openFileSource } from '../node/file-source.ts';
import { IndexFolder } from '../node/index-folder.ts';
import { layoutThread } from '../node/layout-thread.ts';
import { memoryLimitBytes } from '../node/memory-limit.ts';
import { nativeCodecs } from '../node/native-codecs.ts';
import { HostBinaries, scratchFolder } from '../node/outside-files.ts';
import { sideThread } from '../node/side-thread.ts';

/** Some sixty nodes: laid out sooner than a thread is started. */
const INLINE_COST = 120;

/** Opens the files of one command line. */
export class DumpOpener {
  /** Whether dumps are opened from their indexes, and indexes are kept of them. */
  usesIndexes = isIndexWanted();
  /** Of the memory that a dump may take here: less than 1 where others are open elsewhere. */
  memoryShare = 1;
  /** Folder below which files of the machine that a core file is from are found. */
  sysroot = '/';
  /** Executables and libraries that it is told to use. */
  executables: readonly string[] = [];
  private readonly job: Job;
  private readonly note: (line: string) => void;
  private readonly opened: HeapSession[] = [];
  private readonly dot = new DotThread(layoutThread(import.meta.url), INLINE_COST);

  constructor(job: Job, note: (line: string) => void) {
    this.job = job;
    this.note = note;
    setSideThreads(sideThread(import.meta.url));
  }

  /** Loads a dump into this process. Throws what the file source and the importers throw. */
  open(file: string): Promise<HeapSession> {
    return this.withSource(file, async (source, options, index) =>
      this.keep(file, await HeapSession.open(source, options, index, this.dot)),
    );
  }

  /** Opens a file that may be a dump or a timeline. */
  openAny(file: string): Promise<HeapSession | TimelineSession> {
    return this.withSource(file, async (source, options, index) => {
      const session = await openFile(source, options, index, this.dot);
      if (session instanceof ProfileSession) {
        throw new OuroborosError(
          'dump-unrecognised',
          `${showable(session.name)} is a ${session.label}: which lines allocated, without objects. \`ouroboros allocations\` reads it.`,
        );
      }
      return session instanceof HeapSession ? this.keep(file, session) : session;
    });
  }

  /** What one pass over a dump tells. */
  skim(file: string): Promise<LightReport> {
    return this.withSource(file, readLightReport);
  }

  openProfile(file: string): Promise<ProfileSession> {
    return this.withSource(file, (source, options) => ProfileSession.open(source, options));
  }

  private async withSource<T>(
    file: string,
    use: (
      source: FileSource,
      options: Parameters<typeof HeapSession.open>[1],
      index: IndexFolder | null,
    ) => Promise<T>,
  ): Promise<T> {
    if (file === '-') {
      throw new OuroborosError(
        'bad-request',
        'A dump is read more than once, so that it cannot come from the standard input: save it to a file.',
      );
    }
    const binaries = new HostBinaries(this.sysroot, this.executables);
    let source: FileSource | null = null;
    try {
      source = await openFileSource(path.resolve(file));
      const options = {
        job: this.job,
        codecs: nativeCodecs(),
        memoryLimitBytes: memoryLimitBytes() * this.memoryShare,
        binaries,
        scratch: scratchFolder(),
        hasSideThreads: true,
      };
      return await use(source, options, this.usesIndexes ? new IndexFolder(indexFolder()) : null);
    } finally {
      await source?.close();
      binaries.close();
    }
  }

  private keep(file: string, session: HeapSession): HeapSession {
    if (session.opening.readFrom === 'dump, index discarded') {
      this.note(`note: the index kept of ${showable(file)} was damaged; the dump was read again.`);
    }
    this.opened.push(session);
    return session;
  }

  /** Keeps indexes of what was opened without one: once the command has given its answer. */
  async keepIndexes(): Promise<void> {
    for (const { opening } of this.opened) {
      await opening.saveIndex?.(() => Promise.resolve(), this.job);
    }
  }

  /** Ends the thread that laid drawings out, if there is one: the process would wait for it. */
  close(): void {
    this.dot.end();
  }
}
