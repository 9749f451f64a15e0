import type { Timeline } from '../timeline/timeline.ts';
import type { ByteSource } from './bytes/byte-source.ts';
import type { LoadOptions } from './load-dump.ts';
import type { TimelineWarning } from './mprof/mprof-reader.ts';
import { readMprof } from './mprof/mprof-reader.ts';
import { openStream } from './open-stream.ts';

export interface LoadedTimeline {
  readonly timeline: Timeline;
  readonly warnings: readonly TimelineWarning[];
}

/**
 * Reads a file that `loadDump` refused with `NotADumpError`, wrapped in gzip or zstd or not.
 * Throws `dump-empty`, `dump-malformed`, `dump-too-large`, `CancelledError`, and what the source
 * rejects with.
 */
export async function loadTimeline(
  source: ByteSource,
  options: LoadOptions,
): Promise<LoadedTimeline> {
  const { stream } = await openStream(source, options.codecs);
  const warnings: TimelineWarning[] = [];
  const timeline = await readMprof(stream, {
    ...options,
    sourceBytes: source.size,
    warn: (warning) => warnings.push(warning),
  });
  const { truncation } = stream;
  if (truncation !== null) warnings.unshift({ code: 'truncated', message: truncation });
  return { timeline, warnings };
}
