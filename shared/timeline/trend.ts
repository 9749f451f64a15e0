import { inChunks } from '../base/chunks.ts';
import type { Job } from '../base/job.ts';
import type { Series } from './timeline.ts';
import { firstAt } from './timeline.ts';

/** How memory went over the last part of a timeline. */
export interface Trend {
  /** Of the part that was looked at, seconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Least-squares slope. */
  readonly bytesPerSecond: number;
  /** Where the line ends. */
  readonly bytesAtEnd: number;
  /**
   * `growing` or `shrinking` where a line tells what happened; `steady` where hardly anything did;
   * `uneven` where it went up and down; `short` where there is too little to tell.
   */
  readonly kind: 'growing' | 'shrinking' | 'steady' | 'uneven' | 'short';
}

/** The later half: what a program takes to get going says nothing of how it goes on. */
const PART = 0.5;
const MIN_MEASUREMENTS = 12;
/** Share of the variance that the line must explain. */
const MIN_FIT = 0.8;
/** What comes and goes by itself, as a share of the level, and in bytes. */
const NOISE_SHARE = 0.02;
const NOISE_BYTES = 2 ** 20;
/** The last quarter must still go on at half the rate, or the growth is over. */
const STILL = 0.5;

/** A line through the later half of a series. O(measurements there), two passes. */
export function trendOf(series: Series, job: Job): Trend {
  const { time, bytes } = series;
  const count = time.length;
  const to = count === 0 ? 0 : time[count - 1];
  const from = count === 0 ? 0 : to - (to - time[0]) * PART;
  const first = firstAt(time, from);
  const line = lineThrough(series, first, count, job);
  const told = {
    from,
    to,
    bytesPerSecond: line.slope,
    bytesAtEnd: line.mean + line.slope * line.half,
  };
  if (count - first < MIN_MEASUREMENTS || !(to > from))
    return { ...told, bytesPerSecond: 0, kind: 'short' };
  const change = Math.abs(line.slope) * (to - from);
  const noise = Math.max(NOISE_BYTES, NOISE_SHARE * line.mean);
  if (change < noise && spread(bytes, first, job) < 2 * noise) return { ...told, kind: 'steady' };
  const late = lineThrough(series, firstAt(time, to - (to - from) / 2), count, job);
  const goesOn = late.slope * Math.sign(line.slope) >= STILL * Math.abs(line.slope);
  if (line.fit < MIN_FIT || !goesOn) return { ...told, kind: 'uneven' };
  return { ...told, kind: line.slope > 0 ? 'growing' : 'shrinking' };
}

/** A forecast reaches this many times as far as what it rests on; beyond, it is a guess. */
const MAX_REACH = 20;

/** Seconds after the end until `limitBytes` at this rate; null where nobody can honestly say. */
export function secondsUntil(trend: Trend, limitBytes: number): number | null {
  if (trend.kind !== 'growing' || limitBytes <= trend.bytesAtEnd) return null;
  const seconds = (limitBytes - trend.bytesAtEnd) / trend.bytesPerSecond;
  return seconds <= MAX_REACH * (trend.to - trend.from) ? seconds : null;
}

interface Line {
  readonly slope: number;
  readonly mean: number;
  /** From the mean time to the last. */
  readonly half: number;
  /** Coefficient of determination. */
  readonly fit: number;
}

/** Around the means, since squares of seconds since 1970 would leave no digits for the rest. */
function lineThrough({ time, bytes }: Series, first: number, end: number, job: Job): Line {
  const count = end - first;
  if (count === 0) return { slope: 0, mean: 0, half: 0, fit: 0 };
  let [times, mean] = [0, 0];
  inChunks(count, job, (start, stop) => {
    for (let at = first + start; at < first + stop; at++) {
      times += (time[at] - time[first]) / count;
      mean += bytes[at] / count;
    }
  });
  let [across, both, up] = [0, 0, 0];
  inChunks(count, job, (start, stop) => {
    for (let at = first + start; at < first + stop; at++) {
      const x = time[at] - time[first] - times;
      const y = bytes[at] - mean;
      across += x * x;
      both += x * y;
      up += y * y;
    }
  });
  const slope = across === 0 ? 0 : both / across;
  const fit = across === 0 || up === 0 ? 0 : (both * both) / (across * up);
  return { slope, mean, half: time[end - 1] - time[first] - times, fit };
}

function spread(bytes: Float64Array, first: number, job: Job): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  inChunks(bytes.length - first, job, (start, stop) => {
    for (let at = first + start; at < first + stop; at++) {
      if (bytes[at] < low) low = bytes[at];
      if (bytes[at] > high) high = bytes[at];
    }
  });
  return high - low;
}
