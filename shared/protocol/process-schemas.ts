import type { GrownContainer } from './compare-schemas.ts';

/** A Python process of this machine that can be read from outside. */
export interface PythonProcessFacts {
  /** Names it in `openDump`, which reads it anew each time. */
  readonly fileToken: string;
  readonly name: string;
  readonly pid: number;
  /** "3.11"; null where it is not known. */
  readonly version: string | null;
  readonly user: string;
  readonly commandLine: string;
  readonly residentBytes: number;
  /** Since the list was asked for before; null for the first time. */
  readonly grownBytes: number | null;
  /** How long ago that was; null for the first time. */
  readonly grownSeconds: number | null;
  /** Whether this user may read its memory. */
  readonly isReadable: boolean;
}

/** Null where processes cannot be read from outside at all. */
export type PythonProcesses = readonly PythonProcessFacts[] | null;

/** One reading of a process that is watched. Shapes are stable: keys may be added, never renamed. */
export interface GrowthReading {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Since the first reading. */
  readonly hours: number;
  readonly objects: number;
  readonly shallowBytes: number;
  /** What the objects hold outside of Python's objects, beside these. */
  readonly nativeBytes: number;
  readonly rssBytes: number | null;
  /** Of the resident memory, since the first reading; null where there is no rate yet. */
  readonly rssBytesPerHour: number | null;
  /** Unreachable objects; null where the counts do not tell. */
  readonly garbage: { readonly objects: number; readonly shallowBytes: number } | null;
  /** What gained since the first reading, the most first. Empty in the first one. */
  readonly growing: readonly GrowingContainer[];
}

export interface GrowingContainer {
  readonly kind: GrownContainer['kind'];
  /** As code where it has a place: `app.CACHE`. */
  readonly name: string;
  readonly type: string;
  /** In the first reading and in this one; null where it has no items. */
  readonly items: readonly number[] | null;
  readonly gainedBytes: number;
  readonly bytesPerHour: number;
  readonly itemsPerHour: number | null;
  /** Whether it grew in every step that is still known; null for two readings. */
  readonly inEveryStep: boolean | null;
  /** "300 → 2,800 items, 5.07 MB → 47.4 MB". */
  readonly text: string;
}

/** What `watchProcess` resolves to: the reading, and the dump that it can be asked about. */
export interface WatchedReading {
  readonly reading: GrowthReading;
  readonly name: string;
}
