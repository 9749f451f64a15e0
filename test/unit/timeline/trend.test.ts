import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import type { Series } from '../../../shared/timeline/timeline.ts';
import { secondsUntil, trendOf as trendUnder } from '../../../shared/timeline/trend.ts';

const START = 1_795_216_382;
const MB = 1e6;
const trendOf = (series: Series) => trendUnder(series, UNATTENDED_JOB);

function series(count: number, bytesAt: (second: number) => number) {
  return {
    time: Float64Array.from({ length: count }, (_, at) => START + at),
    bytes: Float64Array.from({ length: count }, (_, at) => bytesAt(at)),
  };
}

describe('the trend of memory', () => {
  it('finds the slope of a line, whatever came before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 40, max: 400 }),
        (slope, count) => {
          const leak = series(count, (second) => 50 * MB + second * slope * MB);
          const trend = trendOf(leak);
          expect(trend.kind).toBe('growing');
          expect(trend.bytesPerSecond / MB).toBeCloseTo(slope, 6);
          expect(trend.bytesAtEnd / MB).toBeCloseTo(50 + (count - 1) * slope, 4);
        },
      ),
    );
  });

  it.each([
    ['steady', (second: number) => 900 * MB + (second % 3) * 100_000],
    ['shrinking', (second: number) => 900 * MB - second * 4 * MB],
    ['uneven', (second: number) => 100 * MB + (second % 10) * 20 * MB],
    // Grows while it loads, then holds: nothing of that says that it goes on.
    ['uneven', (second: number) => Math.min(second, 170) * 4 * MB],
  ])('calls %s what is', (kind, bytesAt) => {
    expect(trendOf(series(200, bytesAt)).kind).toBe(kind);
  });

  it('says nothing of a handful of measurements, or of none', () => {
    expect(trendOf(series(8, (second) => second * MB)).kind).toBe('short');
    expect(trendOf(series(1, () => MB)).kind).toBe('short');
    expect(trendOf(series(0, () => 0)).kind).toBe('short');
    const atOnce = { time: new Float64Array(50).fill(START), bytes: new Float64Array(50).fill(MB) };
    expect(trendOf(atOnce).kind).toBe('short');
  });

  it('foretells when a limit is reached, and only as far as it can see', () => {
    const trend = trendOf(series(201, (second) => 100 * MB + second * MB));
    expect(secondsUntil(trend, 400 * MB)).toBeCloseTo(100, 6);
    expect(secondsUntil(trend, 299 * MB)).toBeNull();
    expect(secondsUntil(trend, 8000 * MB)).toBeNull();
    expect(secondsUntil(trendOf(series(200, () => 100 * MB)), 400 * MB)).toBeNull();
  });
});
