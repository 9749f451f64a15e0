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
