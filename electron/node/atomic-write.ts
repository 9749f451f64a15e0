import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import {
  type FileHandle,
  open,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { OuroborosError } from '../../shared/base/errors.ts';
import { showable } from '../../shared/base/text.ts';
import { errorCode } from './file-errors.ts';

/** Chunks are taken one at a time, so that what is written need not fit in memory. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export interface WriteSettings {
  /** Permissions of a file that is new; what the user's umask leaves of 0666 otherwise. */
  readonly mode?: number;
  /** Whether to wait for the disk; false for what can be made again. */
  readonly isFlushed?: boolean;
}

/**
 * Writes a file so that its name never shows half of it: into a temporary file in the same folder,
 * flushed to the disk, then renamed. On failure the file that was there before is untouched.
 *
 * A link is followed. What is not a regular file (a device, a pipe) is written to directly, since
 * renaming would replace it.
 */
export async function writeFileAtomically(
  filePath: string,
  content: FileContent,
  settings: WriteSettings = {},
): Promise<void> {
  try {
    const target = await linkTarget(filePath);
    const existing = await stat(target).catch(() => null);
    // Renaming asks for the folder's permission only; a file that is read-only is meant to stay.
    if (existing?.isFile() && (existing.mode & 0o222) === 0) throw new SystemError('EROFILE');
    if (existing !== null && !existing.isFile() && !existing.isDirectory()) {
      await writeFile(filePath, content);
      return;
    }
    await replace(target, content, existing?.mode ?? settings.mode, settings.isFlushed ?? true);
  } catch (thrown) {
    throw explain(filePath, thrown);
  }
}

/** Where a path leads, also when nothing is there yet: a link that dangles is followed too. */
async function linkTarget(filePath: string): Promise<string> {
  let target = path.resolve(filePath);
  for (let step = 0; step < MAX_LINKS; step++) {
    const next = await readlink(target).catch(() => null);
    if (next === null) return realpath(target).catch(() => target);
    target = path.resolve(path.dirname(target), next);
  }
  throw new SystemError('ELOOP');
}

const MAX_LINKS = 40;

class SystemError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** What the names of temporary files begin with: one that is old was left by a process that died. */
export const TEMPORARY_PREFIX = '.ouroboros-';

async function replace(
  target: string,
  content: FileContent,
  mode: number | undefined,
  isFlushed: boolean,
): Promise<void> {
  const unique = randomBytes(8).toString('hex');
  const temporary = path.join(path.dirname(target), `${TEMPORARY_PREFIX}${unique}.tmp`);
  let handle: FileHandle | null = null;
  const release = beforeSignalEnds(() => rmSync(temporary, { force: true }));
  try {
    handle = await open(temporary, 'wx', mode === undefined ? 0o666 : mode & 0o777);
    await writeFile(handle, content);
    if (isFlushed) await handle.sync();
    await handle.close();
    handle = null;
    await rename(temporary, target);
  } catch (thrown) {
    await handle?.close().catch(() => undefined);
    await rm(temporary, { force: true }).catch(() => undefined);
    throw thrown;
  } finally {
    release();
  }
}

const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Leaves nothing behind when the process is told to end in the middle of something: `clean` takes
 * away what is temporary, then the process goes as it would have. Returns how to stop listening.
 */
export function beforeSignalEnds(clean: () => void): () => void {
  const release = (): void => {
    for (const signal of ENDING_SIGNALS) process.removeListener(signal, end);
  };
  const end = (signal: NodeJS.Signals): void => {
    release();
    clean();
    // Whoever else listens decides; the last of several writes ends the process.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, end);
  return release;
}

/** Replaces a small file of ours at once, where there is no later; says whether it could. */
export function replaceFileNow(filePath: string, text: string): boolean {
  const unique = randomBytes(8).toString('hex');
  const temporary = path.join(path.dirname(filePath), `${TEMPORARY_PREFIX}${unique}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, filePath);
    return true;
  } catch {
    rmSync(temporary, { force: true });
    return false;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  EROFILE: 'it is read-only',
  ELOOP: 'it is a symbolic link that leads to itself',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EISDIR: 'it is a folder',
  ENOTEMPTY: 'it is a folder',
  EEXIST: 'it is a folder',
  ENAMETOOLONG: 'its name is too long',
};

function explain(filePath: string, thrown: unknown): OuroborosError {
  const code = errorCode(thrown);
  const reason = REASONS[code] ?? `the system said ${code}`;
  return new OuroborosError(
    'file-unwritable',
    `${showable(filePath)} could not be written: ${reason}.`,
  );
}
