import type { DumpWarning } from '../importer.ts';

/**
 * A piece of a process's address space. Addresses are those of the process: below 2^47, so that a
 * double holds them exactly.
 */
export interface MemoryRegion {
  /** First byte, and the first one after it; multiples of a page. */
  readonly start: number;
  readonly end: number;
  readonly isWritable: boolean;
  /** Path of the file behind it, as the process saw it; null for anonymous memory. */
  readonly file: string | null;
  /** Where in that file the region begins; 0 for anonymous memory. */
  readonly fileOffset: number;
}

/** What is known of the process whose memory it is; null where it is not told. */
export interface ImageProcess {
  readonly pid: number | null;
  readonly commandLine: string | null;
  /** ISO 8601, UTC. */
  readonly takenAt: string | null;
  readonly rssBytes: number | null;
  /** A name that no other process has, as the collector writes it. */
  readonly processKey: string | null;
  /** Why it ended: "SIGABRT"; null for a process that runs. */
  readonly endedBy: string | null;
  /** ELF's number of the processor: 62 x86-64, 183 AArch64. */
  readonly machine: number;
}

/**
 * The memory of a process that runs no code for us: a core file, or a process that was stopped.
 *
 * It must not change while it is read. `readHeap` asks for whole, aligned blocks, mostly in the order
 * of their addresses, and keeps what it got: an implementation needs no cache of its own.
 */
export interface MemoryImage {
  /** Whether it can be made again, which decides what a refusal advises. */
  readonly origin: 'core' | 'process';
  /** All that can be read, ascending, without overlaps. */
  readonly regions: readonly MemoryRegion[];
  readonly process: ImageProcess;
  /**
   * Fills `target` with the bytes from `address` on; how many it got before the first that cannot
   * be read, 0 when that is the first one. Does not throw for what is not there.
   */
  readInto(address: number, target: Uint8Array): number;
  /**
   * The bytes from `address` on themselves, where they are in this process's memory already, in one
   * piece of that length that begins at a multiple of four; null elsewhere. They must not change.
   */
  bytesAt?(address: number, length: number): Uint8Array | null;
  /** Lets go of what can be let go of: no more bytes will be asked for. */
  release?(): void;
  /** What was missing or in doubt until now, for the one who opened it. */
  losses(): readonly DumpWarning[];
}
