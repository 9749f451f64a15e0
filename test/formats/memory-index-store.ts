import { memorySource } from '../../shared/formats/bytes/byte-source.ts';
import type { IndexStore, StoredIndex } from '../../shared/formats/dump-index/index-store.ts';

/** An index store that lasts as long as a test. */
export class MemoryIndexStore implements IndexStore {
  readonly files = new Map<string, Uint8Array>();
  readonly touched: string[] = [];
  openCount = 0;

  list(): Promise<readonly string[]> {
    return Promise.resolve([...this.files.keys()]);
  }

  open(name: string): Promise<StoredIndex | null> {
    const bytes = this.files.get(name);
    if (bytes === undefined) return Promise.resolve(null);
    this.openCount++;
    const close = (): Promise<void> => Promise.resolve();
    return Promise.resolve({ ...memorySource(bytes, name), close });
  }

  async save(name: string, _bytes: number, chunks: AsyncIterable<Uint8Array>): Promise<boolean> {
    const pieces: Uint8Array[] = [];
    for await (const chunk of chunks) pieces.push(chunk.slice());
    this.files.set(name, new Uint8Array(Buffer.concat(pieces)));
    return true;
  }

  touch(name: string): Promise<void> {
    this.touched.push(name);
    return Promise.resolve();
  }

  remove(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }
}
