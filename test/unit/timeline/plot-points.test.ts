import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { plotPoints } from '../../../shared/timeline/plot-points.ts';
import { firstAt } from '../../../shared/timeline/timeline.ts';

const series = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 1000 })), {
    maxLength: 300,
  })
  .map((rows) => {
    const sorted = rows.sort(([a], [b]) => a - b);
    return {
      time: Float64Array.from(sorted, ([time]) => time),
      bytes: Float64Array.from(sorted, ([, bytes]) => bytes),
    };
  });

/** First, lowest, highest and last of each column, the plain way. */
function extremes(
  points: { time: ArrayLike<number>; bytes: ArrayLike<number> },
  [from, to]: readonly [number, number],
  columns: number,
): Map<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (let at = 0; at < points.time.length; at++) {
    const column = Math.floor(((points.time[at] - from) * columns) / (to - from));
    if (points.time[at] < from || points.time[at] > to) continue;
    found.set(column, [...(found.get(column) ?? []), points.bytes[at]]);
  }
  return new Map(
    [...found].map(([column, all]) => [
      column,
      [all[0] ?? 0, Math.min(...all), Math.max(...all), all.at(-1) ?? 0],
    ]),
  );
}

describe('points of a plot', () => {
  it('keep the first, lowest, highest and last of every column', () => {
    fc.assert(
      fc.property(
        series,
        fc.integer({ min: 0, max: 200 }),
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom(4, 8, 16, 64),
        (all, from, length, columns) => {
          const range = [from, from + length] as const;
          const points = plotPoints(all, range[0], range[1], columns, UNATTENDED_JOB);
          expect(points.time.length).toBe(points.bytes.length);
          expect(points.time.every((time, at) => at === 0 || time >= points.time[at - 1])).toBe(
            true,
          );
          expect(extremes(points, range, columns)).toEqual(extremes(all, range, columns));
          // At most four a column, those of the edges, and the neighbour on each side.
          expect(points.time.length).toBeLessThanOrEqual(4 * (columns + 3));
        },
      ),
    );
  });

  it('run on to the nearest measurement on each side', () => {
    const all = { time: Float64Array.of(0, 10, 20, 30), bytes: Float64Array.of(1, 2, 3, 4) };
    expect(plotPoints(all, 12, 18, 16, UNATTENDED_JOB).time).toEqual([10, 20]);
    expect(plotPoints(all, 40, 50, 16, UNATTENDED_JOB).time).toEqual([30]);
  });

  it('find the first time as a plain search does', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: -5, max: 410 }), ({ time }, wanted) => {
        const plain = time.findIndex((value) => value >= wanted);
        expect(firstAt(time, wanted)).toBe(plain < 0 ? time.length : plain);
      }),
    );
  });
});
