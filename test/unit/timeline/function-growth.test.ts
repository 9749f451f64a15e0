import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { chosenCalls } from '../../../shared/timeline/chosen-calls.ts';
import { callTree } from '../../../shared/timeline/function-growth.ts';
import type { Calls } from '../../../shared/timeline/timeline.ts';

interface Call {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly grown: number;
}

/** As a program makes them: every call within another ends before it does. */
const program: fc.Arbitrary<readonly Call[]> = fc
  .array(
    fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.boolean(), fc.integer({ min: -50, max: 50 })),
    {
      maxLength: 60,
    },
  )
  .map((steps) => {
    const calls: Call[] = [];
    const open: { name: string; start: number; grown: number }[] = [];
    let time = 0;
    const leave = () => {
      const call = open.pop();
      if (call !== undefined) calls.push({ ...call, end: ++time });
    };
    for (const [name, isDeeper, grown] of steps) {
      if (!isDeeper) leave();
      open.push({ name, start: ++time, grown });
    }
    while (open.length > 0) leave();
    return calls;
  });

function columns(rows: readonly Call[]): Calls {
  const sorted = [...rows].sort((a, b) => a.start - b.start || b.end - a.end);
  const names = [...new Set(sorted.map(({ name }) => name))];
  return {
    names,
    name: Uint32Array.from(sorted, ({ name }) => names.indexOf(name)),
    start: Float64Array.from(sorted, ({ start }) => start),
    end: Float64Array.from(sorted, ({ end }) => end),
    startBytes: new Float64Array(sorted.length).fill(1000),
    endBytes: Float64Array.from(sorted, ({ grown }) => 1000 + grown),
  };
}

/** Every call with every other one: O(n²), and no stack. */
function naive(rows: readonly Call[]) {
  const holds = (outer: Call, inner: Call) => outer.start < inner.start && outer.end > inner.end;
  return rows.map((call) => {
    const around = rows.filter((outer) => holds(outer, call));
    const within = rows.filter((inner) => holds(call, inner));
    const direct = within.filter((inner) => !within.some((other) => holds(other, inner)));
    return {
      name: call.name,
      depth: around.length,
      isOutermost: !around.some(({ name }) => name === call.name),
      own: direct.reduce((left, { grown }) => left - grown, call.grown),
      call,
    };
  });
}

describe('calls within calls', () => {
  it('are told as by comparing all with all', () => {
    fc.assert(
      fc.property(program, (rows) => {
        const calls = columns(rows);
        const tree = callTree(calls, UNATTENDED_JOB);
        const expected = naive(rows);
        for (const { name, growthBytes, ownBytes, calls: count, seconds } of tree.functions) {
          const own = expected.filter((one) => one.name === name);
          const outermost = own.filter(({ isOutermost }) => isOutermost);
          expect(count).toBe(own.length);
          expect(ownBytes).toBe(own.reduce((sum, one) => sum + one.own, 0));
          expect(growthBytes).toBe(outermost.reduce((sum, { call }) => sum + call.grown, 0));
          expect(seconds).toBe(outermost.reduce((sum, { call }) => sum + call.end - call.start, 0));
        }
        const lanes = new Map(expected.map(({ call, depth }) => [call.start, Math.min(depth, 31)]));
        expect([...tree.lane]).toEqual([...calls.start].map((start) => lanes.get(start)));
      }),
    );
  });

  it('of threads lie beside one another', () => {
    const calls = columns([
      { name: 'a', start: 0, end: 10, grown: 1 },
      { name: 'b', start: 5, end: 15, grown: 2 },
      { name: 'c', start: 12, end: 14, grown: 3 },
    ]);
    const { lane, lanes, functions } = callTree(calls, UNATTENDED_JOB);
    expect([...lane]).toEqual([0, 1, 2]);
    expect(lanes).toBe(3);
    expect(functions.map(({ ownBytes }) => ownBytes)).toEqual([1, -1, 3]);
  });
});

describe('calls that are drawn', () => {
  it('are those that can be seen, of too many the longest', () => {
    const rows = Array.from({ length: 5000 }, (_, at) => ({
      name: at % 2 === 0 ? 'even' : 'odd',
      start: at * 10,
      end: at * 10 + 1 + (at % 9),
      grown: 0,
    }));
    const calls = columns(rows);
    const choose = (matches: readonly boolean[], from: number, to: number, columns = 1000) =>
      chosenCalls(calls, matches, from, to, columns, UNATTENDED_JOB);
    const near = choose([true, true], 0, 100);
    expect(near.calls).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(near.omitted).toBe(0);
    expect(choose([false, true], 0, 100).calls).toEqual([1, 3, 5, 7, 9]);
    // Half a pixel is five seconds.
    expect(choose([true, true], 0, 10_000).calls.length).toBe(555);
    const far = choose([true, true], 0, 10_000, 8000);
    expect(far.calls.length).toBe(600);
    expect(far.omitted).toBe(1001 - 600);
    const shortest = Math.min(...far.calls.map((call) => calls.end[call] - calls.start[call]));
    expect(shortest).toBeGreaterThanOrEqual(4);
  });

  it('are spread evenly where all are of one length', () => {
    const rows = Array.from({ length: 6000 }, (_, at) => ({
      name: 'a',
      start: at * 2,
      end: at * 2 + 1,
      grown: 0,
    }));
    const { calls } = chosenCalls(columns(rows), [true], 0, 12_000, 8000, UNATTENDED_JOB);
    expect(calls.length).toBe(600);
    expect(calls.filter((call) => call >= 3000).length).toBe(300);
  });
});
