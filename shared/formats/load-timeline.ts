import type { Timeline } from '../timeline/timeline.ts';
import type { ByteSource } from './bytes/byte-source.ts';
import type { LoadOptions } from './load-dump.ts';
import { mprofFormat } from './mprof/mprof-reader.ts';
import { openStream } from './open-stream.ts';
import { detectTimeline } from './timelines/registry.ts';
import type { TimelineWarning } from './timelines/timeline-format.ts';

export interface LoadedTimeline {
  readonly timeline: Timeline;
  /** For people: "memory_profiler timeline (mprof)". */
  readonly formatLabel: string;
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
  const { stream, head } = await openStream(source, options.codecs);
  // What is none of them says best as one of mprof what it lacks.
  const format = detectTimeline(head) ?? mprofFormat;
  const warnings: TimelineWarning[] = [];
  const timeline = await format.read(stream, {
    ...options,
    sourceBytes: source.size,
    warn: (warning) => warnings.push(warning),
  });
  const { truncation } = stream;
  if (truncation !== null) warnings.unshift({ code: 'truncated', message: truncation });
  return { timeline, formatLabel: format.label, warnings };
}
