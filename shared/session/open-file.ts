import type { ByteSource } from '../formats/bytes/byte-source.ts';
import type { IndexStore } from '../formats/dump-index/index-store.ts';
import type { LoadOptions } from '../formats/load-dump.ts';
import { NoDumpButProfileError, NotADumpError } from '../formats/load-dump.ts';
import type { DotRunner } from '../scene/layout/dot-runner.ts';
import { HeapSession } from './heap-session.ts';
import { ProfileSession } from './profile/profile-session.ts';
import { TimelineSession } from './timeline/timeline-session.ts';

/** A file of any kind that can be opened. */
export type OpenedSession = HeapSession | TimelineSession | ProfileSession;

/** Opens whatever can be opened: its content says whether it is a dump, a timeline or a profile. */
export async function openFile(
  source: ByteSource,
  options: LoadOptions,
  index: IndexStore | null = null,
  dot?: DotRunner,
): Promise<OpenedSession> {
  try {
    return await HeapSession.open(source, options, index, dot);
  } catch (thrown) {
    if (thrown instanceof NotADumpError) return TimelineSession.open(source, options);
    if (thrown instanceof NoDumpButProfileError) return ProfileSession.open(source, options);
    throw thrown;
  }
}
