import { inChunks } from '../base/chunks.ts';
import type { Job } from '../base/job.ts';
import type { Series } from './timeline.ts';
import { firstAt } from './timeline.ts';

/** Points to be joined by lines, ascending by time; every one is a measurement. */
export interface PlotPoints {
  readonly time: readonly number[];
  readonly bytes: readonly number[];
}

/** Of a column: its first, lowest, highest and last measurement. */
const PER_COLUMN = 4;

/**
 * The measurements of `from … to` that a plot of `columns` pixels shows, and the nearest one on each
 * side, so that lines run on to the edges.
 *
 * Of each pixel column the first, the lowest, the highest and the last: drawn as lines that is the
 * same picture as drawing all (M4; Jugel et al., PVLDB 7, 2014), so that no peak is ever lost.
 * O(measurements in the range); at most four points per column.
 */
export function plotPoints(
  { time, bytes }: Series,
  from: number,
  to: number,
  columns: number,
  job: Job,
): PlotPoints {
  const first = Math.max(0, firstAt(time, from) - 1);
  const end = Math.min(time.length, endAfter(time, to) + 1);
  if (end - first <= columns * PER_COLUMN || !(to > from)) {
    const stop = Math.min(end, first + columns * PER_COLUMN);
    return { time: [...time.subarray(first, stop)], bytes: [...bytes.subarray(first, stop)] };
  }
  const points: { time: number[]; bytes: number[] } = { time: [], bytes: [] };
  const perSecond = columns / (to - from);
  let column = Number.NaN;
  let [begin, low, high, last] = [first, first, first, first];
  const put = (): void => {
    let before = -1;
    const [one, other] = low < high ? [low, high] : [high, low];
    for (const at of [begin, one, other, last]) {
      if (at > before) {
        points.time.push(time[at]);
        points.bytes.push(bytes[at]);
        before = at;
      }
    }
  };
  inChunks(end - first, job, (start, stop) => {
    for (let at = first + start; at < first + stop; at++) {
      const here = Math.floor((time[at] - from) * perSecond);
      if (here !== column) {
        if (!Number.isNaN(column)) put();
        column = here;
        begin = low = high = at;
      } else if (bytes[at] < bytes[low]) low = at;
      else if (bytes[at] > bytes[high]) high = at;
      last = at;
    }
  });
  put();
  return points;
}

/** One after the last position with a time of `wanted` or earlier. O(log n). */
function endAfter(time: Float64Array, wanted: number): number {
  let end = firstAt(time, wanted);
  // Several measurements may have one time; so few that a search is not worth it.
  while (end < time.length && time[end] === wanted) end++;
  return end;
}
