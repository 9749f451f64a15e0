import { constants, readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { DumpFormatError } from '../../shared/base/errors.ts';
import { showable } from '../../shared/base/text.ts';
import type { ByteSource, RandomAccess } from '../../shared/formats/bytes/byte-source.ts';
import { errorCode } from './file-errors.ts';

/** A file as a `ByteSource`; the caller closes it. */
export interface FileSource extends ByteSource {
  readSync: RandomAccess['readSync'];
  close(): Promise<void>;
}

/**
 * Opens a regular file for positional reads. Folders, devices and pipes are refused: their size is
 * not known beforehand, and a read from them may never end.
 */
export async function openFileSource(filePath: string): Promise<FileSource> {
  const name = path.basename(filePath);
  let handle: FileHandle | null = null;
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    handle = await open(filePath, openFlags());
    const stats = await handle.stat();
    if (stats.isDirectory()) throw unreadable(filePath, 'is a folder; name the dump file in it');
    if (!stats.isFile()) throw unreadable(filePath, 'is not a regular file');
    return fileSource(handle, name, stats.size);
  } catch (thrown) {
    await handle?.close().catch(() => undefined);
    throw thrown instanceof DumpFormatError ? thrown : explain(filePath, thrown);
  }
}

function fileSource(handle: FileHandle, name: string, size: number): FileSource {
  return {
    name,
    size,
    close: () => handle.close(),
    async read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      const filled = await fill(handle, name, offset, bytes);
      return filled === bytes.length ? bytes : bytes.slice(0, filled);
    },
    readInto: (offset, target) => fill(handle, name, offset, target),
    readSync: (offset, target) => fillSync(handle.fd, name, offset, target),
  };
}

/** One call of the system reads at most 2 GiB. */
const MAX_AT_ONCE = 1 << 30;

/** Reads until `target` is full or the file ends; how many bytes there were. */
async function fill(
  handle: FileHandle,
  name: string,
  offset: number,
  target: Uint8Array,
): Promise<number> {
  let filled = 0;
  try {
    while (filled < target.length) {
      const wanted = Math.min(target.length - filled, MAX_AT_ONCE);
      const { bytesRead } = await handle.read(target, filled, wanted, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
  } catch (thrown) {
    throw explain(name, thrown, offset + filled);
  }
  return filled;
}

/** As `fill`, from a descriptor and at once. */
export function fillSync(
  descriptor: number,
  name: string,
  offset: number,
  target: Uint8Array,
): number {
  let filled = 0;
  try {
    while (filled < target.length) {
      const wanted = Math.min(target.length - filled, MAX_AT_ONCE);
      const got = readSync(descriptor, target, filled, wanted, offset + filled);
      if (got === 0) break;
      filled += got;
    }
  } catch (thrown) {
    throw explain(name, thrown, offset + filled);
  }
  return filled;
}

function openFlags(): number | string {
  // Windows has neither named pipes in the file system nor the flag.
  return process.platform === 'win32' ? 'r' : constants.O_RDONLY | constants.O_NONBLOCK;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist; check the path',
  ENOTDIR: 'does not exist; check the path',
  EACCES: 'may not be read by this user; check its permissions',
  EPERM: 'may not be read by this user; check its permissions',
  EISDIR: 'is a folder; name the dump file in it',
  ELOOP: 'is a symbolic link that leads to itself',
  ENAMETOOLONG: 'has too long a name',
  EMFILE: 'could not be opened, since too many files are open already',
  ENXIO: 'is not a regular file',
  EIO: 'could not be read; the disk reported an error',
};

function explain(filePath: string, thrown: unknown, offset?: number): DumpFormatError {
  const code = errorCode(thrown);
  const reason = REASONS[code] ?? `could not be read (${code})`;
  return unreadable(filePath, reason, offset);
}

function unreadable(filePath: string, reason: string, offset?: number): DumpFormatError {
  const message = `${showable(filePath)} ${reason}.`;
  return new DumpFormatError('file-unreadable', message, offset);
}
