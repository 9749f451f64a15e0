import { DumpFormatError } from '../../base/errors.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { ByteStream } from '../bytes/byte-source.ts';
import { asRecord, headText, ProcessSamples, parseJson, readText } from './process-samples.ts';
import type { ReadContext, TimelineFormat } from './timeline-format.ts';

/**
 * Records of smemstat (`smemstat -o FILE PERIOD`):
 *
 *   {"smemstat": {"periodic-samples": [{"smem-per-process": [{"pid", "command", "uss", "pss", "rss",
 *    …}], "smem-total": {…}}, …]}}
 *
 * Bytes (smemstat 0.02: `smemstat.c`). A process is listed only where something changed: its last
 * value is carried on. Neither the period nor the time of day is in the file: a second is taken.
 */
export const smemstatFormat: TimelineFormat = {
  id: 'smemstat',
  label: 'smemstat record (JSON)',
  sniff: (head) => /^\s*\{\s*"smemstat"\s*:/.test(headText(head)),
  read,
};

const PERIOD_SECONDS = 1;

async function read(stream: ByteStream, context: ReadContext): Promise<Timeline> {
  const text = await readText(stream, context);
  const whole = asRecord(parseJson(text));
  const periods = asRecord(whole?.smemstat)?.['periodic-samples'];
  const list = Array.isArray(periods) ? periods : wholeElements(text);
  if (!Array.isArray(periods)) {
    if (list.length === 0) {
      throw new DumpFormatError(
        'dump-malformed',
        'The smemstat record breaks off within its first sample.',
      );
    }
    context.warn({
      code: 'truncated',
      message: `The record breaks off; its first ${list.length} samples were kept.`,
    });
  }
  const samples = new ProcessSamples();
  list.forEach((sample, index) => {
    const time = index * PERIOD_SECONDS;
    const processes = asRecord(sample)?.['smem-per-process'];
    for (const entry of Array.isArray(processes) ? processes : []) {
      const process = asRecord(entry);
      const pid = typeof process?.pid === 'number' ? process.pid : 0;
      const command = typeof process?.command === 'string' ? process.command : '';
      samples.add(String(pid), pid, command, time, process?.rss);
    }
    samples.carry(time);
  });
  context.warn({
    code: 'no-clock',
    message: 'smemstat does not record when it measured: a second is taken for each sample.',
  });
  return samples.finish('smemstat record', context);
}

/** The samples of a record that was cut off: each is an object of its own. */
function wholeElements(text: string): readonly unknown[] {
  const found: unknown[] = [];
  const list = text.indexOf('[');
  let depth = 0;
  let start = -1;
  let isText = false;
  for (let at = list < 0 ? text.length : list + 1; at < text.length; at++) {
    const letter = text[at];
    if (isText) {
      if (letter === '\\') at++;
      else if (letter === '"') isText = false;
    } else if (letter === '"') isText = true;
    else if (letter === '{' && depth++ === 0) start = at;
    else if (letter === '}' && --depth === 0) found.push(parseJson(text.slice(start, at + 1)));
  }
  return found;
}
