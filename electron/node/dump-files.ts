import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { OuroborosError } from '../../shared/base/errors.ts';
import { showable } from '../../shared/base/text.ts';
import { errorCode } from './file-errors.ts';

/** A file that was named, or that lies in a folder that was. */
export interface GivenFile {
  readonly file: string;
  /** Found in a folder: it may be anything, and is passed over where it is no dump. */
  readonly isFound: boolean;
}

const MAX_FILES = 10_000;
const MAX_DEPTH = 8;

/**
 * The files that paths name, each once: of a folder all regular files in it, by name, without
 * hidden ones; links are followed where a file is named, and not within folders.
 *
 * Throws `file-unreadable` where nothing is, and `bad-request` beyond ten thousand files.
 */
export async function filesIn(given: readonly string[]): Promise<readonly GivenFile[]> {
  const files = new Map<string, GivenFile>();
  const add = async (file: string, isFound: boolean): Promise<void> => {
    const real = await realpath(file);
    if (!files.has(real)) files.set(real, { file, isFound });
    if (files.size > MAX_FILES) {
      throw new OuroborosError('bad-request', `These are more than ${MAX_FILES} files.`);
    }
  };
  const walk = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      const inside = path.join(folder, entry.name);
      if (entry.isFile()) await add(inside, true);
      else if (entry.isDirectory() && depth < MAX_DEPTH) await walk(inside, depth + 1);
    }
  };
  for (const name of given) {
    try {
      if ((await stat(name)).isDirectory()) await walk(name, 1);
      else await add(name, false);
    } catch (error) {
      if (error instanceof OuroborosError) throw error;
      throw new OuroborosError(
        'file-unreadable',
        `${showable(name)} could not be read: ${errorCode(error)}.`,
      );
    }
  }
  return [...files.values()];
}
