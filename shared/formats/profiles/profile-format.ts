import type { Job } from '../../base/job.ts';
import type { AllocationProfile } from '../../profile/allocation-profile.ts';
import type { ByteStream } from '../bytes/byte-source.ts';

export interface ProfileContext {
  readonly job: Job;
  readonly sourceBytes: number;
  readonly memoryLimitBytes: number;
  /** Something that the reading lost. */
  warn(message: string): void;
}

/** A format that tells which stacks allocated, and holds no objects. */
export interface ProfileFormat {
  /** Stable id: "fil", "memray". */
  readonly id: string;
  /** For people: "Fil profile of the peak". */
  readonly label: string;
  /** Whether `head`, the decompressed beginning of a file, begins one. Bounded; never throws. */
  sniff(head: Uint8Array): boolean;
  /** Reads a whole file. Throws `dump-empty`, `dump-malformed`, `dump-too-large`. */
  read(stream: ByteStream, context: ProfileContext): Promise<AllocationProfile>;
}
