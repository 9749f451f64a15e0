import { DumpFormatError } from '../../base/errors.ts';
import { formatBytes } from '../../base/units.ts';
import type { ByteStream } from '../bytes/byte-source.ts';
import type { ProfileContext } from './profile-format.ts';

/** A stack of five hundred frames with long paths; what is longer is no line of a profile. */
const MAX_LINE = 1 << 20;

/**
 * Gives the lines of a text one by one; of a file that was cut off the last one too.
 * Throws `dump-malformed` at a line of more than a megabyte.
 */
export async function eachLine(
  stream: ByteStream,
  { job, sourceBytes }: ProfileContext,
  take: (line: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const chunk = await stream.next();
    rest += chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line.endsWith('\r') ? line.slice(0, -1) : line);
    if (rest.length > MAX_LINE) {
      throw new DumpFormatError(
        'dump-malformed',
        `A line of this profile is longer than ${formatBytes(MAX_LINE)}.`,
      );
    }
    if (chunk === null) break;
    job.report({
      phase: 'Reading stacks',
      done: stream.consumed,
      total: sourceBytes,
      unit: 'bytes',
    });
    job.checkpoint();
  }
  if (rest !== '') take(rest);
}

/** "1,204 lines": what could not be read, if anything. */
export function warnOfSkipped(skipped: number, context: ProfileContext): void {
  if (skipped === 0) return;
  const lines = skipped === 1 ? '1 stack' : `${skipped.toLocaleString('en')} stacks`;
  context.warn(`${lines} could not be read and ${skipped === 1 ? 'is' : 'are'} left out.`);
}
