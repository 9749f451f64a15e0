import type { Timeline } from '../../timeline/timeline.ts';
import type { ByteStream } from '../bytes/byte-source.ts';
import { asRecord, headText, ProcessSamples, parseJson, readText } from './process-samples.ts';
import type { ReadContext, TimelineFormat } from './timeline-format.ts';

/**
 * Lines of `docker stats --no-stream --format json`, one per container and look:
 *
 *   {"Name": "web", "ID": "0123…", "MemUsage": "1.2GiB / 2GiB", "MemPerc": "60%", …}
 *
 * No time is in a line: a look ends where a container comes again, and a second is taken for each.
 */
export const dockerStatsFormat: TimelineFormat = {
  id: 'docker-stats',
  label: 'docker stats (JSON lines)',
  sniff(head) {
    const first = headText(head).trimStart().split('\n', 1)[0] ?? '';
    return first.startsWith('{') && /"MemUsage"\s*:/.test(first) && /"MemPerc"\s*:/.test(first);
  },
  read,
};

const PERIOD_SECONDS = 1;
/** Units as docker writes them; kB, MB … are powers of ten, KiB, MiB … of two. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['kB', 1e3],
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
]);

async function read(stream: ByteStream, context: ReadContext): Promise<Timeline> {
  const text = await readText(stream, context);
  const samples = new ProcessSamples();
  const seen = new Set<string>();
  let look = 0;
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  lines.forEach((line, index) => {
    // Where docker redraws a terminal it puts control sequences in front.
    const entry = asRecord(parseJson(line.slice(Math.max(0, line.indexOf('{')))));
    if (entry === null) {
      if (index === lines.length - 1 && index > 0) {
        context.warn({ code: 'truncated', message: 'The last line breaks off; it was left out.' });
      } else samples.skipped++;
      return;
    }
    const name = textOf(entry.Name) || textOf(entry.Container);
    const key = textOf(entry.ID) || name;
    if (seen.has(key)) {
      samples.carry(look * PERIOD_SECONDS);
      seen.clear();
      look++;
    }
    seen.add(key);
    samples.add(key, 0, name, look * PERIOD_SECONDS, usedBytes(textOf(entry.MemUsage)));
  });
  samples.carry(look * PERIOD_SECONDS);
  context.warn({
    code: 'no-clock',
    message: 'docker stats does not say when it looked: a second is taken for each look.',
  });
  return samples.finish('record of docker stats', context);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** "1.2GiB / 2GiB" → bytes; NaN for what is none. */
function usedBytes(usage: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]+)\s*(?:\/|$)/.exec(usage.slice(0, 100));
  return match === null ? Number.NaN : Number(match[1]) * (UNITS.get(match[2] ?? '') ?? Number.NaN);
}
