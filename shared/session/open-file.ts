import type { ByteSource } from '../formats/bytes/byte-source.ts';
import type { IndexStore } from '../formats/dump-index/index-store.ts';
import type { LoadOptions } from '../formats/load-dump.ts';
import { NotADumpError } from '../formats/load-dump.ts';
import type { DotRunner } from '../scene/layout/dot-runner.ts';
import { HeapSession } from './heap-session.ts';
import { TimelineSession } from './timeline/timeline-session.ts';

/** Opens whatever can be opened: its content says whether it is a dump or a timeline. */
export async function openFile(
  source: ByteSource,
  options: LoadOptions,
  index: IndexStore | null = null,
  dot?: DotRunner,
): Promise<HeapSession | TimelineSession> {
  try {
    return await HeapSession.open(source, options, index, dot);
  } catch (thrown) {
    if (!(thrown instanceof NotADumpError)) throw thrown;
    return TimelineSession.open(source, options);
  }
}
