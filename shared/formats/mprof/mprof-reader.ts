import { DumpFormatError } from '../../base/errors.ts';
import { formatCount, formatQuantity } from '../../base/units.ts';
import { refuseBeyond } from '../../heap/memory.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { ByteStream } from '../bytes/byte-source.ts';
import type { ReadContext, TimelineFormat } from '../timelines/timeline-format.ts';
import { LineSplitter } from './line-splitter.ts';
import { MAX_CHILDREN, MprofLines } from './mprof-lines.ts';
import { timelineOf } from './ordered-timeline.ts';

/**
 * Timelines of memory_profiler, as `mprof run` writes them, one record per line:
 *
 *   CMDLINE command
 *   MEM  MiB time                                       a measurement of the process
 *   CHLD pid MiB time                                   of one of its children (--multiprocess)
 *   FUNC module.name startMiB start endMiB end [level]  a call of a watched function, at its end
 *
 * Times are seconds since 1970 (memory_profiler 0.61: `mprof.py`, `memory_profiler.py`). Calls stand
 * where they ended, an inner one before its outer one. Not in the file: the process id, whether
 * `MEM` counts children too (`--include-children`), threads.
 */
export const mprofFormat: TimelineFormat = {
  id: 'mprof',
  label: 'memory_profiler timeline (mprof)',
  sniff: isMprof,
  read: readMprof,
};

/** Whether `head`, the decompressed beginning of a file, begins a timeline. Never throws. */
export function isMprof(head: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(head.subarray(0, 16 * 1024));
  const lines = text.replace(/^\u00ef\u00bb\u00bf/, '').split(/\r?\n/, 60);
  const first = lines.find((line) => line.trim() !== '') ?? '';
  if (RECORD.test(first)) return true;
  return (
    /^CMDLINE( |$)/.test(first) && (lines.length < 3 || lines.some((line) => RECORD.test(line)))
  );
}

const RECORD = /^(?:MEM -?[\d.]+ [\d.]+|CHLD \d+ -?[\d.]+ [\d.]+|FUNC .+ [\d.]+ [\d.]+)/;

/** Reads a whole timeline. Throws `dump-empty` without a measurement, `dump-too-large`. */
export async function readMprof(stream: ByteStream, context: ReadContext): Promise<Timeline> {
  const { job } = context;
  const lines = new MprofLines();
  const splitter = new LineSplitter((...line) => lines.take(...line));
  for (;;) {
    const chunk = await stream.next();
    if (chunk === null) break;
    splitter.feed(chunk);
    job.report({
      phase: 'Reading measurements',
      done: stream.consumed,
      total: context.sourceBytes,
      unit: 'bytes',
    });
    job.checkpoint();
    lines.expectByShare(stream.consumed / context.sourceBytes);
    refuseBeyond(context.memoryLimitBytes, lines.memory, 'This timeline');
  }
  splitter.finish();
  lines.finish();
  if (lines.time.length + lines.childTime.length + lines.callStart.length === 0) {
    throw new DumpFormatError(
      lines.skipped > 0 ? 'dump-malformed' : 'dump-empty',
      lines.skipped > 0
        ? 'The file begins like a timeline of mprof, but none of its lines is a measurement.'
        : 'The timeline holds no measurement: the program ended before the first one.',
    );
  }
  const { timeline, moved } = timelineOf(lines, job);
  warnOfLosses(lines, moved, context);
  return timeline;
}

function warnOfLosses(lines: MprofLines, moved: number, { warn }: ReadContext): void {
  if (moved > 0) {
    warn({
      code: 'out-of-order',
      message: `${formatQuantity(moved, 'measurement')} had an earlier time than the one before: the clock was set back, or runs were joined. All were put in order of their times.`,
    });
  }
  if (lines.truncatedAt !== null) {
    warn({
      code: 'truncated',
      message: `The file breaks off within its last line, at byte ${formatCount(lines.truncatedAt)}; that line was left out.`,
    });
  }
  if (lines.skipped > 0) {
    warn({
      code: 'skipped-lines',
      message: `${formatQuantity(lines.skipped, 'line')} held no measurement and ${lines.skipped === 1 ? 'was' : 'were'} left out, the first at byte ${formatCount(lines.firstSkippedAt)}.`,
    });
  }
  if (lines.runs > 1) {
    warn({
      code: 'several-runs',
      message: `The file holds ${formatCount(lines.runs)} runs, one after the other: mprof went on in a file that was there. They are shown as one.`,
    });
  }
  if (lines.leftOut > 0) {
    warn({
      code: 'children-left-out',
      message: `There are more than ${formatCount(MAX_CHILDREN)} child processes; ${formatQuantity(lines.leftOut, 'measurement')} of the others were left out.`,
    });
  }
}
