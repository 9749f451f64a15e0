import type { PlotLine } from '../../../shared/plot/plot.ts';

export interface Reading {
  readonly time: number;
  readonly bytes: number;
}

/** The measurement of a line nearest to a time; null for a line without any. O(log n). */
export function nearest({ time, bytes }: PlotLine, wanted: number): Reading | null {
  if (time.length === 0) return null;
  let low = 0;
  let high = time.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  const before = Math.max(0, low - 1);
  const at = wanted - time[before] <= time[low] - wanted ? before : low;
  return { time: time[at], bytes: bytes[at] };
}

/** The measurement `steps` after the one at a time, or the last one that way. */
export function further({ time, bytes }: PlotLine, from: number, steps: number): Reading | null {
  if (time.length === 0) return null;
  const here = time.findIndex((value) => value >= from);
  const at = Math.min(time.length - 1, Math.max(0, (here < 0 ? time.length - 1 : here) + steps));
  return { time: time[at], bytes: bytes[at] };
}
