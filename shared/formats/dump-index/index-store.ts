import type { ByteSource } from '../bytes/byte-source.ts';

/** Where a host keeps indexes between runs: a folder of files, each known by its name. */
export interface IndexStore {
  /** Names of what is there. */
  list(): Promise<readonly string[]>;
  /** Null when it is gone, or cannot be trusted to be this user's own. */
  open(name: string): Promise<StoredIndex | null>;
  /**
   * Keeps `chunks` under a name, whole or not at all, at the cost of what was used longest ago.
   * `bytes` is about what it comes to. False when there is no room for it.
   */
  save(name: string, bytes: number, chunks: AsyncIterable<Uint8Array>): Promise<boolean>;
  /** It was of use just now. */
  touch(name: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface StoredIndex extends ByteSource {
  close(): Promise<void>;
}
