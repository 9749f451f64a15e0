import type { Timeline } from '../../timeline/timeline.ts';
import type { ByteStream } from '../bytes/byte-source.ts';
import { headText, ProcessSamples, readText } from './process-samples.ts';
import type { ReadContext, TimelineFormat } from './timeline-format.ts';

/**
 * Logs of psrecord (`psrecord PID --log FILE`), a line each:
 *
 *   # Elapsed time   CPU (%)     Real (MB)   Virtual (MB)
 *          0.503        4.000      198.219      770.820
 *
 * Its MB are MiB (psrecord 1.4: `main.py`). Seconds count from the beginning: the time of day is not
 * in the file.
 */
export const psrecordFormat: TimelineFormat = {
  id: 'psrecord',
  label: 'psrecord log',
  sniff: (head) => /^\s*#\s*Elapsed time\s+CPU \(%\)\s+Real \(MB\)/.test(headText(head)),
  read,
};

const MIB = 2 ** 20;

async function read(stream: ByteStream, context: ReadContext): Promise<Timeline> {
  const text = await readText(stream, context);
  const samples = new ProcessSamples();
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    if (line.trim() === '' || line.trimStart().startsWith('#')) return;
    const fields = line.trim().split(/\s+/).map(Number);
    if (fields.length >= 4 && fields.every(Number.isFinite)) {
      samples.add('process', 0, '', fields[0] ?? Number.NaN, (fields[2] ?? Number.NaN) * MIB);
    } else if (index === lines.length - 1) {
      context.warn({ code: 'truncated', message: 'The last line breaks off; it was left out.' });
    } else samples.skipped++;
  });
  context.warn({
    code: 'no-clock',
    message: 'psrecord counts seconds from its beginning: the time of day is unknown.',
  });
  return samples.finish('psrecord log', context);
}
