import { inChunks } from '../base/chunks.ts';
import type { Job } from '../base/job.ts';
import type { Calls } from './timeline.ts';

/** Brackets in one picture: more would lie on one another. */
const MAX_CALLS = 600;

/**
 * Calls that a plot of `from … to` shows: those at least a pixel wide, and of too many the longest.
 * `matches` says by function which are wanted at all. O(calls).
 */
export function chosenCalls(
  { name, start, end }: Calls,
  matches: readonly boolean[],
  from: number,
  to: number,
  columns: number,
  job: Job,
): { readonly calls: readonly number[]; readonly omitted: number } {
  const pixel = (to - from) / columns;
  const within: number[] = [];
  let wanted = 0;
  inChunks(start.length, job, (first, stop) => {
    for (let call = first; call < stop; call++) {
      if (start[call] > to || end[call] < from || !matches[name[call]]) continue;
      wanted++;
      // Half a pixel: neighbours of half a pixel are drawn as one.
      if (end[call] - start[call] >= pixel / 2) within.push(call);
    }
  });
  const shown = longest(within, start, end);
  return { calls: shown, omitted: wanted - shown.length };
}

function longest(
  calls: readonly number[],
  start: Float64Array,
  end: Float64Array,
): readonly number[] {
  if (calls.length <= MAX_CALLS) return calls;
  const lengthOf = (call: number): number => end[call] - start[call];
  const least = Float64Array.from(calls, lengthOf).sort()[calls.length - MAX_CALLS];
  const longer = calls.filter((call) => lengthOf(call) > least).length;
  const equal = calls.filter((call) => lengthOf(call) === least).length;
  // Of those that are just as long, some from everywhere.
  const share = (MAX_CALLS - longer) / equal;
  let owed = share / 2;
  return calls.filter((call) => {
    if (lengthOf(call) !== least) return lengthOf(call) > least;
    owed += share;
    if (owed < 1) return false;
    owed--;
    return true;
  });
}
