import type { Job } from '../../base/job.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { ByteStream } from '../bytes/byte-source.ts';

export const TIMELINE_WARNING_CODES = [
  'truncated',
  'skipped-lines',
  'out-of-order',
  'several-runs',
  'children-left-out',
  'no-clock',
] as const;

/** Something the reading lost or put right. Codes are stable; messages are for people. */
export interface TimelineWarning {
  readonly code: (typeof TIMELINE_WARNING_CODES)[number];
  readonly message: string;
}

export interface ReadContext {
  readonly job: Job;
  readonly sourceBytes: number;
  readonly memoryLimitBytes: number;
  warn(warning: TimelineWarning): void;
}

/** A format that tells memory over time, and holds no objects. */
export interface TimelineFormat {
  /** Stable id: "mprof", "smemstat". */
  readonly id: string;
  /** For people: "memory_profiler timeline (mprof)". */
  readonly label: string;
  /** Whether `head`, the decompressed beginning of a file, begins one. Bounded; never throws. */
  sniff(head: Uint8Array): boolean;
  /** Reads a whole file. Throws `dump-empty`, `dump-malformed`, `dump-too-large`. */
  read(stream: ByteStream, context: ReadContext): Promise<Timeline>;
}
