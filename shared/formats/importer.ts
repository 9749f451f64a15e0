import type { Job } from '../base/job.ts';
import type { HeapGraph, ProcessFacts, TypeIndex } from '../heap/heap-graph.ts';
import type { HeapTally } from '../heap/heap-tally.ts';
import type { ByteSource, ByteStream, Codecs, ScratchSpace } from './bytes/byte-source.ts';
import type { BinaryFiles } from './outside/binary-files.ts';

export const WARNING_CODES = [
  'truncated',
  'damaged-section',
  'skipped-lines',
  'duplicate-objects',
  'repaired-escapes',
  'dangling-references',
  'not-atomic',
  'incomplete-walk',
  'ignored-sections',
  'collector-warning',
  'missing-binary',
] as const;

/** Something the load lost, skipped or could not say. Codes are stable; messages are for people. */
export interface DumpWarning {
  readonly code: (typeof WARNING_CODES)[number];
  readonly message: string;
}

/** What a converted file says of the dump that it was made from. */
export interface DumpOrigin {
  readonly formatId: string;
  readonly formatLabel: string;
  /** What was lost when that dump was read. */
  readonly warnings: readonly DumpWarning[];
  /** Which bytes it is the index of; null for a file that somebody converted. */
  readonly indexOf: IndexedContent | null;
}

/** The content that an index stands for, and who made it. */
export interface IndexedContent {
  /** `IMPORT_VERSION` of the importers that read the dump. */
  readonly importVersion: number;
  readonly sourceBytes: number;
  /** See `DigestingSource`. */
  readonly digest: string;
}

export interface ImportContext {
  readonly job: Job;
  readonly codecs: Codecs;
  /** Bytes of the source as stored: what `ByteStream.consumed` comes to in the end. */
  readonly sourceBytes: number;
  /** Bytes this load may use; an importer refuses with `dump-too-large` before it takes more. */
  readonly memoryLimitBytes: number;
  /** Where executables and libraries of other processes are found; absent where the host has none. */
  readonly binaries?: BinaryFiles;
  /** Where the host keeps what must be read in any order; absent where it has no such place. */
  readonly scratch?: ScratchSpace;
  /**
   * Analyses run in threads beside this one: references are then best put into memory that threads
   * can share, which an importer that fills its columns in place can do for nothing.
   */
  readonly hasSideThreads?: boolean;
  warn(warning: DumpWarning): void;
  /** The file says what it was made from. */
  tellOrigin(origin: DumpOrigin): void;
}

export interface Importer {
  /** Stable id: "ouro", "meliae". */
  readonly id: string;
  /** For people: "Ouroboros dump", "meliae JSON lines". */
  readonly label: string;
  /** Reads a dump in the time that its index and its digest would take, so that it gets none. */
  readonly isQuick?: boolean;
  /**
   * How sure it is that `head` (up to 64 KiB, decompressed) begins one of its dumps: 0 not mine,
   * 1 certain. Looks at a bounded number of bytes and never throws. A file that is mine but of an
   * unknown version is claimed here and refused in `read`.
   */
  sniff(head: Uint8Array): number;
  /**
   * Reads the whole dump. `stream` begins at the first byte again; `direct` is the source itself
   * when it is not wrapped, for formats that gain from random access.
   * Throws `DumpFormatError` with a byte offset.
   */
  read(stream: ByteStream, direct: ByteSource | null, context: ImportContext): Promise<HeapGraph>;
  /**
   * Tells what can be told in one pass over the dump, whose memory does not grow with the objects.
   * Absent where they do not stand in a row, and where dumps are always small.
   */
  skim?(stream: ByteStream, direct: ByteSource | null, context: ImportContext): Promise<Skim>;
}

/** What was seen of a dump whose objects passed by. */
export interface Skim {
  readonly tally: HeapTally;
  /** The name of a type that is in the tally. */
  typeName(type: TypeIndex): string;
  /** As many as the dump names; null where it does not know them. */
  readonly roots: number | null;
  readonly process: ProcessFacts;
}

export interface LoadedDump {
  readonly graph: HeapGraph;
  readonly formatId: string;
  readonly formatLabel: string;
  readonly warnings: readonly DumpWarning[];
  /** Null for a file that is not made from another one, or does not say so. */
  readonly origin: DumpOrigin | null;
}
