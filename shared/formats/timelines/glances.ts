import type { Timeline } from '../../timeline/timeline.ts';
import type { ByteStream } from '../bytes/byte-source.ts';
import { asRecord, headText, ProcessSamples, parseJson, readText } from './process-samples.ts';
import type { ReadContext, TimelineFormat } from './timeline-format.ts';

/**
 * JSON that glances exports (`--export json`), an object per export, a line each:
 *
 *   {"now": {"iso": "2026-…"}, "mem": {"total", "used", …}, "processlist": [{"pid", "name",
 *    "memory_info": {"rss", …} or [rss, vms, …]}, …], …}
 *
 * Bytes (glances 4.5: `exports/glances_json`). `mem` is the whole machine's and stands beside the
 * processes, where these were exported; version 4 keeps its last export only.
 */
export const glancesFormat: TimelineFormat = {
  id: 'glances',
  label: 'glances export (JSON)',
  sniff(head) {
    const text = headText(head);
    return /^\s*\{\s*"now"\s*:\s*(?:\{\s*"iso"|")/.test(text) && text.includes('"mem"');
  },
  read,
};

async function read(stream: ByteStream, context: ReadContext): Promise<Timeline> {
  const text = await readText(stream, context);
  const samples = new ProcessSamples();
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  lines.forEach((line, index) => {
    const entry = asRecord(parseJson(line));
    if (entry === null) {
      if (index === lines.length - 1 && index > 0) {
        context.warn({
          code: 'truncated',
          message: 'The last export breaks off; it was left out.',
        });
      } else samples.skipped++;
      return;
    }
    const time = timeOf(entry.now);
    samples.add('machine', 0, 'the whole machine', time, asRecord(entry.mem)?.used);
    for (const one of Array.isArray(entry.processlist) ? entry.processlist : []) {
      const process = asRecord(one);
      if (process === null) continue;
      const pid = typeof process.pid === 'number' ? process.pid : 0;
      const name = typeof process.name === 'string' ? process.name : '';
      samples.add(String(pid), pid, name, time, residentOf(process.memory_info));
    }
  });
  return samples.finish('glances export', context);
}

function residentOf(info: unknown): unknown {
  return Array.isArray(info) ? info[0] : asRecord(info)?.rss;
}

/** Seconds since 1970; NaN where the export has no time. */
function timeOf(now: unknown): number {
  const text = typeof now === 'string' ? now : asRecord(now)?.iso;
  return typeof text === 'string' ? Date.parse(text) / 1000 : Number.NaN;
}
