import type { RandomAccess } from '../bytes/byte-source.ts';

/**
 * Where a host finds the executable and the libraries that a process had mapped. A core leaves out
 * what can be read from them: names, symbols, tables that nobody writes to.
 */
export interface BinaryFiles {
  /** The file that stood at this path in the process; null when there is none here. */
  find(pathInProcess: string): RandomAccess | null;
  /** Files that somebody named; they are recognised by their build ids. */
  readonly named: readonly RandomAccess[];
}

/** A host without files. */
export const NO_BINARIES: BinaryFiles = { find: () => null, named: [] };
