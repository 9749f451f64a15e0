import { lstat, mkdir, readdir, rm, statfs, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { IndexStore, StoredIndex } from '../../shared/formats/dump-index/index-store.ts';
import { TEMPORARY_PREFIX, writeFileAtomically } from './atomic-write.ts';
import { openFileSource } from './file-source.ts';

export interface IndexFolderLimits {
  /** What all indexes together may take. */
  readonly maxBytes: number;
  /** What they may take of what would be free without them. */
  readonly maxShareOfFree: number;
  /** Days after which an index that nobody used is let go. */
  readonly maxIdleDays: number;
}

export const INDEX_LIMITS: IndexFolderLimits = {
  maxBytes: 8e9,
  maxShareOfFree: 0.25,
  maxIdleDays: 30,
};

interface IndexFile {
  readonly name: string;
  readonly bytes: number;
  readonly usedAt: number;
}

/** Names that `shared/formats/dump-index` gives; anything else in the folder is left alone. */
const INDEX_NAME = /^v\d+-\d+-[0-9a-f]{64}\.ouro$/;
const DAY_MS = 86_400_000;
/** A temporary file of this age was left by a process that died. */
const STALE_MS = DAY_MS / 24;

/**
 * Indexes of dumps as private files in a folder of the user's cache.
 *
 * An index holds what its dump held, so that nobody else may read it (0600 in 0700), and decides
 * what is shown, so that nobody else may write it: a folder or file of another user, or one that
 * others may write to, is not used. A file's modification time is when it was last of use.
 */
export class IndexFolder implements IndexStore {
  readonly folder: string;
  private readonly limits: IndexFolderLimits;

  constructor(folder: string, limits: IndexFolderLimits = INDEX_LIMITS) {
    this.folder = folder;
    this.limits = limits;
  }

  async list(): Promise<readonly string[]> {
    return (await this.files()).map((file) => file.name);
  }

  async open(name: string): Promise<StoredIndex | null> {
    if (!INDEX_NAME.test(name) || !(await isPrivate(this.folder, 'folder'))) return null;
    const file = path.join(this.folder, name);
    return (await isPrivate(file, 'file')) ? openFileSource(file).catch(() => null) : null;
  }

  async save(name: string, bytes: number, chunks: AsyncIterable<Uint8Array>): Promise<boolean> {
    if (!INDEX_NAME.test(name)) return false;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    if (!(await isPrivate(this.folder, 'folder')) || !(await this.makeRoom(bytes))) return false;
    const file = path.join(this.folder, name);
    // What is no file there is nothing of ours: a pipe would keep whoever writes to it waiting.
    const present = await lstat(file).catch(() => null);
    if (present !== null && !present.isFile()) await discard(file);
    await writeFileAtomically(file, chunks, { mode: 0o600, isFlushed: false });
    return true;
  }

  async touch(name: string): Promise<void> {
    const now = new Date();
    await utimes(path.join(this.folder, name), now, now).catch(() => undefined);
  }

  async remove(name: string): Promise<void> {
    if (INDEX_NAME.test(name)) await discard(path.join(this.folder, name));
  }

  /** Removes all indexes; how many, and their bytes. */
  async clear(): Promise<{ readonly count: number; readonly bytes: number }> {
    const files = await this.files();
    for (const file of files) await this.remove(file.name);
    return { count: files.length, bytes: totalOf(files) };
  }

  /** What is there now. */
  async usage(): Promise<{ readonly count: number; readonly bytes: number }> {
    const files = await this.files();
    return { count: files.length, bytes: totalOf(files) };
  }

  /** Lets go what was used longest ago until there is room; false when there can be none. */
  private async makeRoom(bytes: number): Promise<boolean> {
    await this.removeStale();
    const files = (await this.files()).sort((a, b) => b.usedAt - a.usedAt);
    const { bavail, bsize } = await statfs(this.folder);
    const free = bavail * bsize + totalOf(files);
    const room = Math.min(this.limits.maxBytes, free * this.limits.maxShareOfFree) - bytes;
    if (room < 0) return false;
    const oldest = Date.now() - this.limits.maxIdleDays * DAY_MS;
    let kept = 0;
    for (const file of files) {
      kept += file.bytes;
      if (kept > room || file.usedAt < oldest) await this.remove(file.name);
    }
    return true;
  }

  private async removeStale(): Promise<void> {
    for (const name of await namesIn(this.folder)) {
      if (!name.startsWith(TEMPORARY_PREFIX)) continue;
      const file = path.join(this.folder, name);
      const stats = await lstat(file).catch(() => null);
      if (stats !== null && Date.now() - stats.mtimeMs > STALE_MS) await discard(file);
    }
  }

  private async files(): Promise<IndexFile[]> {
    const files: IndexFile[] = [];
    for (const name of await namesIn(this.folder)) {
      if (!INDEX_NAME.test(name)) continue;
      const stats = await lstat(path.join(this.folder, name)).catch(() => null);
      if (stats?.isFile() === true) files.push({ name, bytes: stats.size, usedAt: stats.mtimeMs });
    }
    return files;
  }
}

function totalOf(files: readonly IndexFile[]): number {
  return files.reduce((sum, file) => sum + file.bytes, 0);
}

function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

/** On Windows a file that is open cannot be removed; it goes the next time. */
async function discard(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined);
}

const WRITABLE_BY_OTHERS = 0o022;

/** Whether it is this user's own, and nobody else may write to it. Links are not followed. */
async function isPrivate(file: string, kind: 'file' | 'folder'): Promise<boolean> {
  const stats = await lstat(file).catch(() => null);
  if (stats === null || !(kind === 'file' ? stats.isFile() : stats.isDirectory())) return false;
  // Windows has neither: there the user's profile is private by itself.
  if (process.getuid === undefined) return true;
  return stats.uid === process.getuid() && (stats.mode & WRITABLE_BY_OTHERS) === 0;
}
