import { inChunks } from '../../base/chunks.ts';
import type { Job } from '../../base/job.ts';
import { radixSortByKey } from '../../base/radix-sort.ts';
import type { Calls, ChildSeries, Series, Timeline } from '../../timeline/timeline.ts';
import type { MprofLines } from './mprof-lines.ts';

/**
 * What was read, in order of time, and how many measurements stood out of it. O(n); where the order
 * must be made, 12 bytes per measurement on the way.
 */
export function timelineOf(
  lines: MprofLines,
  job: Job,
): { readonly timeline: Timeline; readonly moved: number } {
  const main = { time: lines.time.view(), bytes: lines.bytes.view() };
  const children = childrenOf(lines, job);
  let moved = 0;
  const inOrder = <S extends Series>(series: S): S => {
    const late = countLate(series.time, job);
    moved += late;
    if (late === 0) return series;
    const order = ascending(series.time, job);
    return {
      ...series,
      time: pick(series.time, order, job),
      bytes: pick(series.bytes, order, job),
    };
  };
  const timeline: Timeline = {
    command: lines.command === null ? '' : new TextDecoder().decode(lines.command),
    main: inOrder(main),
    children: children.map(inOrder),
    together:
      lines.areApart && lines.togetherBytes > 0
        ? { time: lines.togetherTime, bytes: lines.togetherBytes }
        : null,
    calls: callsOf(lines, job),
  };
  return { timeline, moved };
}

/** The children's measurements, one after the other in the file, child by child: a counting sort. */
function childrenOf({ pids, child, childTime, childBytes }: MprofLines, job: Job): ChildSeries[] {
  const next = new Uint32Array(pids.length + 1);
  const of = child.view();
  inChunks(of.length, job, (first, stop) => {
    for (let at = first; at < stop; at++) next[of[at] + 1]++;
  });
  for (let one = 1; one <= pids.length; one++) next[one] += next[one - 1];
  const start = next.slice();
  const time = new Float64Array(of.length);
  const bytes = new Float64Array(of.length);
  inChunks(of.length, job, (first, stop) => {
    for (let at = first; at < stop; at++) {
      const place = next[of[at]]++;
      time[place] = childTime.values[at];
      bytes[place] = childBytes.values[at];
    }
  });
  return pids.map((pid, one) => ({
    pid,
    name: '',
    time: time.subarray(start[one], start[one + 1]),
    bytes: bytes.subarray(start[one], start[one + 1]),
  }));
}

/** Calls by their start; of those that start together the longest first, so that it is the outer. */
function callsOf(lines: MprofLines, job: Job): Calls {
  const { callName, callStart, callEnd, callStartBytes, callEndBytes, names } = lines;
  const ends = callEnd.view();
  const byEnd = ascending(ends, job).reverse();
  const order = ascending(callStart.view(), job, byEnd);
  const name = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at++) name[at] = callName.values[order[at]];
  return {
    name,
    start: pick(callStart.view(), order, job),
    end: pick(ends, order, job),
    startBytes: pick(callStartBytes.view(), order, job),
    endBytes: pick(callEndBytes.view(), order, job),
    names: Array.from({ length: names.count }, (_, at) => names.get(at)),
  };
}

function countLate(time: Float64Array, job: Job): number {
  let late = 0;
  inChunks(time.length, job, (first, stop) => {
    for (let at = Math.max(1, first); at < stop; at++) if (time[at] < time[at - 1]) late++;
  });
  return late;
}

/** The order of `keys`, none negative, ascending and stable over `from`. O(n). */
function ascending(keys: Float64Array, job: Job, from?: Uint32Array): Uint32Array {
  // Bit for bit, doubles from zero up are in the order of the whole numbers they would be; memory
  // has the low half first, as everywhere JavaScript runs.
  const words = new Uint32Array(keys.slice().buffer);
  const low = new Uint32Array(keys.length);
  const high = new Uint32Array(keys.length);
  const order = from ?? new Uint32Array(keys.length);
  inChunks(keys.length, job, (first, stop) => {
    for (let at = first; at < stop; at++) {
      high[at] = words[2 * at + 1];
      low[at] = words[2 * at];
      if (from === undefined) order[at] = at;
    }
  });
  radixSortByKey(order, low, high, job);
  return order;
}

function pick(values: Float64Array, order: Uint32Array, job: Job): Float64Array {
  const picked = new Float64Array(order.length);
  inChunks(order.length, job, (first, stop) => {
    for (let at = first; at < stop; at++) picked[at] = values[order[at]];
  });
  return picked;
}
