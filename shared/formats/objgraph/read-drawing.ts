import { DumpFormatError } from '../../base/errors.ts';
import { formatBytes } from '../../base/units.ts';
import type { ByteStream } from '../bytes/byte-source.ts';
import type { ImportContext } from '../importer.ts';

/** A drawing of this size holds a hundred thousand objects: nobody drew that. */
const MAX_BYTES = 32 * 1024 * 1024;

/** The text of a drawing; refuses what is too large for one. `dump-too-large`. */
export async function readDrawing(stream: ByteStream, context: ImportContext): Promise<string> {
  const limit = Math.min(MAX_BYTES, context.memoryLimitBytes / 8);
  const decoder = new TextDecoder();
  let text = '';
  let read = 0;
  for (;;) {
    const chunk = await stream.next();
    if (chunk === null) return text + decoder.decode();
    read += chunk.length;
    if (read > limit) {
      throw new DumpFormatError(
        'dump-too-large',
        `This drawing is larger than ${formatBytes(limit)}; draw less of the graph, or dump the process instead.`,
      );
    }
    text += decoder.decode(chunk, { stream: true });
    context.job.checkpoint();
  }
}
