import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  ftruncateSync,
  openSync,
  readSync,
  statfsSync,
  unlinkSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { formatBytes } from '../../../shared/base/units.ts';
import { TEMPORARY_PREFIX } from '../atomic-write.ts';
import { freeMemoryBytes } from '../memory-limit.ts';

/** Fills `target` with what lies `offset` bytes behind the beginning; how many bytes it got. */
export type ReadPart = (target: Uint8Array, offset: number) => Promise<number>;

/** Where copied memory is kept: one long row of bytes, in our memory or in a file. */
export interface PageStore {
  /** Makes room, at the end, for what is more than was expected. */
  grow(bytes: number): void;
  /**
   * Fills the store from `at` on with what `read` puts into the arrays that it gets, each with where
   * of the `bytes` it begins; how many bytes that were.
   */
  fill(at: number, bytes: number, read: ReadPart): Promise<number>;
  /** Copies from `at` on into `target`; how many bytes it got. */
  readInto(at: number, target: Uint8Array): number;
  /** The stored bytes themselves, where they are in memory and in one piece; else null. */
  bytesAt(at: number, length: number): Uint8Array | null;
  close(): void;
}

/** Large enough that few reads cross a border, small enough to be had in a fragmented heap. */
const BLOCK_BYTES = 64 * 2 ** 20;

/** In our own memory: the fastest, so that the process stands the shortest. */
export class MemoryStore implements PageStore {
  private readonly blocks: Uint8Array[] = [];

  grow(bytes: number): void {
    while (this.blocks.length * BLOCK_BYTES < bytes) this.blocks.push(new Uint8Array(BLOCK_BYTES));
  }

  async fill(at: number, bytes: number, read: ReadPart): Promise<number> {
    let filled = 0;
    while (filled < bytes) {
      const part = this.partAt(at + filled, bytes - filled);
      const got = await read(part, filled);
      filled += got;
      if (got < part.length) break;
    }
    return filled;
  }

  readInto(at: number, target: Uint8Array): number {
    let filled = 0;
    while (filled < target.length) {
      const part = this.partAt(at + filled, target.length - filled);
      if (part.length === 0) break;
      target.set(part, filled);
      filled += part.length;
    }
    return filled;
  }

  bytesAt(at: number, length: number): Uint8Array | null {
    const part = this.partAt(at, length);
    return part.length === length && part.byteOffset % 4 === 0 ? part : null;
  }

  close(): void {
    this.blocks.length = 0;
  }

  private partAt(at: number, most: number): Uint8Array {
    const offset = at % BLOCK_BYTES;
    const block = this.blocks[Math.floor(at / BLOCK_BYTES)];
    return block?.subarray(offset, offset + most) ?? new Uint8Array(0);
  }
}

/** In a file that has no name any more: it goes with us, however we end. */
export class FileStore implements PageStore {
  private readonly handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.handle = handle;
  }

  static async make(folder: string): Promise<FileStore> {
    const name = `${TEMPORARY_PREFIX}${randomBytes(8).toString('hex')}.pages`;
    const file = path.join(folder, name);
    const handle = await open(
      file,
      constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
      0o600,
    );
    unlinkSync(file);
    return new FileStore(handle);
  }

  grow(bytes: number): void {
    ftruncateSync(this.handle.fd, bytes);
  }

  async fill(at: number, bytes: number, read: ReadPart): Promise<number> {
    const buffer = new Uint8Array(bytes);
    const filled = await read(buffer, 0);
    for (let written = 0; written < filled; ) {
      const rest = filled - written;
      written += (await this.handle.write(buffer, written, rest, at + written)).bytesWritten;
    }
    return filled;
  }

  readInto(at: number, target: Uint8Array): number {
    let filled = 0;
    while (filled < target.length) {
      const got = readSync(this.handle.fd, target, filled, target.length - filled, at + filled);
      if (got === 0) break;
      filled += got;
    }
    return filled;
  }

  bytesAt(): null {
    return null;
  }

  close(): void {
    void this.handle.close();
  }
}

/** What is free, for the choice of a store. */
export interface Room {
  readonly memoryBytes: number;
  readonly folder: string;
  readonly diskBytes: number;
  /** The folder's files are in memory, so that they are no way out. */
  readonly isFolderInMemory: boolean;
}

const TMPFS = 0x0102_1994;
/**
 * The copy, what the reader keeps at hand of it, the graph, and what is computed of that: 2.9 to 3.1
 * times the copy for heaps of ten million small objects, which are the most for their bytes.
 */
const MEMORY_FACTOR = 3.2;
/** Left for everybody else on the disk. */
const SPARE_DISK_BYTES = 256 * 2 ** 20;

/** Memory where the copy and the graph fit into it, a file where they do not. */
export async function storeFor(bytes: number, room: Room = roomNow()): Promise<PageStore> {
  if (bytes * MEMORY_FACTOR <= room.memoryBytes) return new MemoryStore();
  if (!room.isFolderInMemory && bytes + SPARE_DISK_BYTES <= room.diskBytes) {
    return FileStore.make(room.folder);
  }
  throw new OuroborosError(
    'dump-too-large',
    `A copy of the process takes ${formatBytes(bytes)}: ${formatBytes(room.memoryBytes)} of memory and ${formatBytes(room.isFolderInMemory ? 0 : room.diskBytes)} on the disk of ${room.folder} are free. Name a folder with more room in TMPDIR, or read the process from a larger container or from the host.`,
  );
}

function roomNow(): Room {
  const folder = os.tmpdir();
  const { type, bavail, bsize } = statfsSync(folder);
  return {
    memoryBytes: freeMemoryBytes(),
    folder,
    diskBytes: bavail * bsize,
    isFolderInMemory: type === TMPFS,
  };
}

/** A file of another process, for single reads. */
export function openToRead(file: string): number | null {
  try {
    return openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
}

/** Reads from `at` on until `target` is full; how many bytes there were. */
export function readFrom(fd: number, at: number, target: Uint8Array): number {
  let filled = 0;
  try {
    while (filled < target.length) {
      const got = readSync(fd, target, filled, target.length - filled, at + filled);
      if (got === 0) break;
      filled += got;
    }
  } catch {
    // A page that cannot be read ends it, and so does the end of the process.
  }
  return filled;
}

export function closeQuietly(fd: number | null): void {
  try {
    if (fd !== null) closeSync(fd);
  } catch {
    // It is closed already.
  }
}
