/** Measurements of one process, ascending by time. */
export interface Series {
  /** Seconds since 1970. */
  readonly time: Float64Array;
  /** Resident memory, in bytes. */
  readonly bytes: Float64Array;
}

/** A child process, or another one that was measured beside it. */
export interface ChildSeries extends Series {
  /** The number that the system gave it; 0 where the file does not tell it. */
  readonly pid: number;
  /** Its command, or the name of its container; '' where the file does not tell it. */
  readonly name: string;
}

/** Calls of functions that were watched, ascending by start, an outer call before its inner ones. */
export interface Calls {
  /** Index into `names`. */
  readonly name: Uint32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly startBytes: Float64Array;
  readonly endBytes: Float64Array;
  readonly names: readonly string[];
}

/**
 * The memory of a process over time: 16 bytes per measurement, 36 per call.
 *
 * All text is as it stood in the file, at most some thousand characters of it.
 */
export interface Timeline {
  /** The command that was watched; '' if the file does not say. */
  readonly command: string;
  readonly main: Series;
  /** In the order in which they turned up. */
  readonly children: readonly ChildSeries[];
  /**
   * The most that the process and its children had together, from measurements of one moment; null
   * where there are no children, or where `main` may count them already.
   */
  readonly together: Measurement | null;
  readonly calls: Calls;
}

export interface Measurement {
  readonly time: number;
  readonly bytes: number;
}

/** First position with a time of `wanted` or later. O(log n). */
export function firstAt(time: Float64Array, wanted: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** When it begins and ends, over all that the file holds; null for a file without anything. */
export function spanOf({ main, children, calls }: Timeline): { start: number; end: number } | null {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const { time } of [main, ...children]) {
    if (time.length === 0) continue;
    start = Math.min(start, time[0]);
    end = Math.max(end, time[time.length - 1]);
  }
  for (let call = 0; call < calls.end.length; call++) end = Math.max(end, calls.end[call]);
  if (calls.start.length > 0) start = Math.min(start, calls.start[0]);
  return start <= end ? { start, end } : null;
}
