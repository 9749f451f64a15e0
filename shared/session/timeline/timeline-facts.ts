import { inChunks } from '../../base/chunks.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import type { TimelineWarning } from '../../formats/timelines/timeline-format.ts';
import type { FunctionRow, TimelineChild, TimelineFacts } from '../../protocol/timeline-schemas.ts';
import type { Measurement, Series, Timeline } from '../../timeline/timeline.ts';
import { trendOf } from '../../timeline/trend.ts';
import { timelineHeadline } from './timeline-headline.ts';

/** Children that are named one by one; the rest is a number. */
const MAX_NAMED_CHILDREN = 48;
const MAX_COMMAND = 2000;
const MAX_NAME = 100;

interface Found {
  readonly span: { readonly start: number; readonly end: number };
  /** Most growth first. */
  readonly functions: readonly FunctionRow[];
  readonly lanes: number;
}

/** What a timeline comes to. O(measurements). */
export function timelineFactsOf(
  timeline: Timeline,
  identity: TimelineIdentity,
  { span, functions, lanes }: Found,
  job: Job,
): TimelineFacts {
  const { main, children, together, calls, command } = timeline;
  const told = {
    ...span,
    first: measurementAt(main, 0),
    last: measurementAt(main, main.time.length - 1),
    peak: peakOf(main, job),
    together,
    trend: trendOf(main, job),
  };
  return {
    ...told,
    name: identity.name,
    formatLabel: identity.formatLabel,
    fileBytes: identity.fileBytes,
    fingerprint: identity.fingerprint,
    command: clip(showable(command), MAX_COMMAND),
    samples: main.time.length,
    children: children
      .flatMap((child, index): TimelineChild[] => {
        const peak = peakOf(child, job);
        if (peak === null) return [];
        const { pid, time } = child;
        const name = clip(showable(child.name), MAX_NAME);
        const [start, end] = [time[0], time[time.length - 1]];
        return [{ index, pid, name, samples: time.length, start, end, peak }];
      })
      .sort((a, b) => b.peak.bytes - a.peak.bytes || a.index - b.index)
      .slice(0, MAX_NAMED_CHILDREN),
    childCount: children.length,
    calls: calls.start.length,
    functionCount: functions.length,
    lanes,
    ...timelineHeadline(told, functions[0]),
    warnings: identity.warnings.map(({ code, message }) => ({ code, message: showable(message) })),
  };
}

function measurementAt({ time, bytes }: Series, at: number): Measurement | null {
  return at >= 0 && at < time.length ? { time: time[at], bytes: bytes[at] } : null;
}

function peakOf(series: Series, job: Job): Measurement | null {
  const { bytes } = series;
  let highest = 0;
  inChunks(bytes.length, job, (start, stop) => {
    for (let at = start; at < stop; at++) if (bytes[at] > bytes[highest]) highest = at;
  });
  return measurementAt(series, highest);
}

export interface TimelineIdentity {
  readonly name: string;
  readonly formatLabel: string;
  readonly fileBytes: number;
  readonly fingerprint: string;
  readonly warnings: readonly TimelineWarning[];
}
