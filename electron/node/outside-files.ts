import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { type FileHandle, open, rm, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { OuroborosError } from '../../shared/base/errors.ts';
import type { Job } from '../../shared/base/job.ts';
import { formatBytes } from '../../shared/base/units.ts';
import type {
  ByteStream,
  KeptBytes,
  RandomAccess,
  ScratchSpace,
} from '../../shared/formats/bytes/byte-source.ts';
import type { BinaryFiles } from '../../shared/formats/outside/binary-files.ts';
import { errorCode } from './file-errors.ts';
import { fillSync } from './file-source.ts';

/** Executables and libraries on this machine, or below a copy of another one's root. */
export class HostBinaries implements BinaryFiles {
  readonly named: readonly RandomAccess[];
  private readonly sysroot: string;
  private readonly descriptors: number[] = [];

  /** Throws `file-unreadable` for a named file that cannot be opened. */
  constructor(sysroot: string, named: readonly string[]) {
    this.sysroot = sysroot;
    this.named = named.map((file) => {
      const opened = this.open(path.resolve(file));
      if (opened !== null) return opened;
      throw new OuroborosError('file-unreadable', `${file} cannot be read as an executable.`);
    });
  }

  find(pathInProcess: string): RandomAccess | null {
    if (!pathInProcess.startsWith('/') || pathInProcess.includes('\0')) return null;
    // Normalised first: what a dump names must not lead out of the folder.
    return this.open(path.join(this.sysroot, path.posix.normalize(pathInProcess)));
  }

  close(): void {
    for (const descriptor of this.descriptors.splice(0)) closeSync(descriptor);
  }

  /** A regular file, or null: a dump may name devices, pipes and folders. */
  private open(file: string): RandomAccess | null {
    let descriptor: number | null = null;
    try {
      descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      const stats = fstatSync(descriptor);
      if (!stats.isFile()) {
        closeSync(descriptor);
        return null;
      }
    } catch {
      if (descriptor !== null) closeSync(descriptor);
      return null;
    }
    this.descriptors.push(descriptor);
    return openedFile(descriptor, path.basename(file), fstatSync(descriptor).size);
  }
}

function openedFile(descriptor: number, name: string, size: number): RandomAccess {
  return {
    name,
    size,
    readSync: (offset, target) => fillSync(descriptor, name, offset, target),
  };
}

/** What is left free of the disk whatever is unpacked. */
const RESERVED_BYTES = 256 * 1024 * 1024;
const BYTES_PER_CHECK = 64 * 1024 * 1024;

/**
 * Unpacks into the folder for temporary files. The file has no name from the start where the system
 * allows that, so that nothing stays behind however this process ends.
 */
export function scratchFolder(folder: string = os.tmpdir()): ScratchSpace {
  return {
    async keep(stream, job) {
      const name = `ouroboros-${process.pid}-${randomBytes(6).toString('hex')}.core`;
      const file = path.join(folder, name);
      let handle: FileHandle | null = null;
      try {
        handle = await open(file, 'wx+', 0o600);
        if (process.platform !== 'win32') await rm(file);
        const size = await writeAll(handle, stream, job, folder);
        return keptFile(handle, file, size);
      } catch (thrown) {
        await handle?.close().catch(() => undefined);
        await rm(file, { force: true }).catch(() => undefined);
        throw thrown instanceof OuroborosError ? thrown : unwritable(folder, errorCode(thrown));
      }
    },
  };
}

function keptFile(handle: FileHandle, file: string, size: number): KeptBytes {
  return {
    ...openedFile(handle.fd, path.basename(file), size),
    async discard() {
      await handle.close();
      await rm(file, { force: true });
    },
  };
}

async function writeAll(
  handle: FileHandle,
  stream: ByteStream,
  job: Job,
  folder: string,
): Promise<number> {
  let size = 0;
  let checkedUpTo = 0;
  for (let chunk = await stream.next(); chunk !== null; chunk = await stream.next()) {
    if (size + chunk.length > checkedUpTo) {
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < RESERVED_BYTES + BYTES_PER_CHECK) throw unwritable(folder, 'ENOSPC');
      checkedUpTo = size + chunk.length + BYTES_PER_CHECK;
    }
    await handle.writeFile(chunk);
    size += chunk.length;
    job.report({ phase: 'Unpacking', done: size, total: 0, unit: 'bytes' });
    job.checkpoint();
  }
  return size;
}

function unwritable(folder: string, code: string): OuroborosError {
  const reason =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `has no room for it: ${formatBytes(RESERVED_BYTES)} are to stay free. Unpack it elsewhere (zstd -d, gunzip) and open that, or set TMPDIR`
      : `cannot be written to (${code}). Set TMPDIR to another folder`;
  return new OuroborosError(
    'file-unwritable',
    `A compressed core file is unpacked before it is read, and ${folder} ${reason}.`,
  );
}
