import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import path from 'node:path';
import { clip, showable } from '../../shared/base/text.ts';
import type { SourceExcerpt } from '../../shared/protocol/source-settings.ts';
import type { ResolvedSource } from './source-paths.ts';

const MAX_BYTES = 4 * 1024 * 1024;
/** Lines before and after the one that is meant. */
const AROUND = 2;
const MAX_LINE = 400;

/**
 * The line and two on either side; null for what lies in no folder that the user chose (after links
 * are followed), is no regular file of at most 4 MiB, or has no such line.
 */
export async function readSourceLines(
  { file, folder }: ResolvedSource,
  line: number,
): Promise<SourceExcerpt | null> {
  if (folder === null) return null;
  try {
    const [realFolder, realFile] = await Promise.all([realpath(folder), realpath(file)]);
    if (!realFile.startsWith(realFolder.endsWith(path.sep) ? realFolder : realFolder + path.sep)) {
      return null;
    }
    // A pipe that nobody writes to would keep the reader waiting.
    const handle = await open(realFile, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await handle.stat();
      if (!stats.isFile() || stats.size > MAX_BYTES) return null;
      const lines = (await handle.readFile('utf8')).split(/\r\n|\r|\n/);
      if (line < 1 || line > lines.length) return null;
      const first = Math.max(1, line - AROUND);
      return {
        path: file,
        first,
        lines: lines
          .slice(first - 1, line + AROUND)
          .map((text) => clip(showable(text.replaceAll('\t', '    ')), MAX_LINE)),
      };
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}
