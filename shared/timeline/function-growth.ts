import type { Job } from '../base/job.ts';
import type { Calls } from './timeline.ts';

/** What the calls of one function come to. */
export interface FunctionGrowth {
  /** As in the file: `module.name`. */
  readonly name: string;
  readonly calls: number;
  /** From start to end, calls within a call of the same function not counted again. */
  readonly seconds: number;
  /** Memory at the end less memory at the start, summed the same way. */
  readonly growthBytes: number;
  /** Growth in bytes without that of watched functions called within. */
  readonly ownBytes: number;
  /** The most that one call grew by. */
  readonly largestBytes: number;
  /** Start of the first call. */
  readonly firstStart: number;
}

/** Calls as a plot stacks them: `lane[call]` counts from 0, the outermost. */
export interface CallTree {
  readonly lane: Uint8Array;
  readonly lanes: number;
  /** In no order. */
  readonly functions: readonly FunctionGrowth[];
}

/** Lanes that are told apart; what runs beside so many others shares the last one. */
const MAX_LANES = 32;
const NONE = 0xffffffff;
const CHECK_EVERY = 1 << 18;

/**
 * Which call was made within which, from their times: a call lies within the nearest earlier one
 * that ended no sooner. Calls of several threads that overlap are beside one another.
 *
 * One pass with a stack. O(calls), 9 bytes per call, 48 per function.
 */
export function callTree(calls: Calls, job: Job): CallTree {
  const { start, end, startBytes, endBytes, name, names } = calls;
  const count = start.length;
  const lane = new Uint8Array(count);
  const laneEnd = new Float64Array(MAX_LANES).fill(Number.NEGATIVE_INFINITY);
  const stack = new Uint32Array(count);
  const own = new Float64Array(count);
  const active = new Uint32Array(names.length);
  const totals = names.map((text) => ({ ...NOTHING, name: text }));
  let depth = 0;
  let lanes = 0;

  const leave = (call: number): void => {
    active[name[call]]--;
    totals[name[call]].ownBytes += own[call];
  };
  for (let call = 0; call < count; call++) {
    if (call % CHECK_EVERY === 0) job.checkpoint();
    while (depth > 0 && end[stack[depth - 1]] <= start[call]) leave(stack[--depth]);
    const outer = depth === 0 ? NONE : stack[depth - 1];
    const isWithin = outer !== NONE && end[outer] >= end[call];
    lane[call] = freeLane(laneEnd, start[call], isWithin ? lane[outer] + 1 : 0);
    laneEnd[lane[call]] = Math.max(laneEnd[lane[call]], end[call]);
    lanes = Math.max(lanes, lane[call] + 1);

    const growth = endBytes[call] - startBytes[call];
    own[call] = growth;
    if (isWithin) own[outer] -= growth;
    const total = totals[name[call]];
    if (total.calls++ === 0) total.firstStart = start[call];
    total.largestBytes = Math.max(total.largestBytes, growth);
    if (active[name[call]]++ === 0) {
      total.seconds += end[call] - start[call];
      total.growthBytes += growth;
    }
    stack[depth++] = call;
  }
  while (depth > 0) leave(stack[--depth]);
  return { lane, lanes, functions: totals };
}

const NOTHING = {
  calls: 0,
  seconds: 0,
  growthBytes: 0,
  ownBytes: 0,
  largestBytes: Number.NEGATIVE_INFINITY,
  firstStart: 0,
};

function freeLane(laneEnd: Float64Array, start: number, above: number): number {
  for (let lane = above; lane < MAX_LANES; lane++) if (laneEnd[lane] <= start) return lane;
  return MAX_LANES - 1;
}
