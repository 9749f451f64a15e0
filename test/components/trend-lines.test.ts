import { describe, expect, it } from 'vitest';
import {
  containerTrends,
  memoryLines,
  trendAxis,
  trendFrame,
  trendLines,
  typeTrends,
} from '../../renderer/views/compare/trend-lines.ts';
import { layoutPlot } from '../../shared/plot/layout-plot.ts';
import type { ComparedDumpFacts, GrownContainer } from '../../shared/protocol/compare-schemas.ts';

function dump(change: Partial<ComparedDumpFacts>): ComparedDumpFacts {
  return {
    name: 'a.ouro',
    takenAt: null,
    pid: 7,
    objects: 10,
    shallowBytes: 60,
    nativeBytes: 40,
    rssBytes: null,
    garbage: null,
    ...change,
  };
}

const TIMED = ['09:00:00', '09:00:10', '09:01:00', '09:02:00'].map((time, at) =>
  dump({ takenAt: `2026-05-04T${time}Z`, rssBytes: at === 1 ? null : 1000 * (at + 1) }),
);

const CACHE: GrownContainer = {
  kind: 'items',
  name: 'app.CACHE',
  type: 'builtins.dict',
  node: 4,
  items: null,
  grownItems: null,
  bytes: [0, 600, 600, 1200],
  delta: 1200,
  share: 1,
  alsoIn: [],
  inEveryStep: false,
  text: '',
  brief: '',
};

describe('the axis of trends', () => {
  it('is time where every dump says when it was taken, in order', () => {
    const axis = trendAxis(TIMED);
    expect(axis.isTime).toBe(true);
    expect(axis.times.map((time) => time - (axis.times[0] ?? 0))).toEqual([0, 10, 60, 120]);
  });

  it('counts the dumps where one says nothing, nonsense, or goes back', () => {
    for (const takenAt of [null, 'yesterday', '2026-05-04T08:00:00Z']) {
      const axis = trendAxis([...TIMED, dump({ takenAt })]);
      expect(axis).toEqual({ isTime: false, times: [0, 1, 2, 3, 4] });
    }
  });

  it('is labelled by numbers where it counts', () => {
    const axis = trendAxis([dump({}), dump({}), dump({})]);
    const lines = trendLines(typeTrends([], axis), axis);
    const frame = trendFrame(axis);
    const plot = layoutPlot(
      { ...frame, lines, calls: [], lanes: 0, peak: null, flags: [], limit: null, trend: null },
      600,
      200,
    );
    const labels = plot.shapes.flatMap((shape) =>
      shape.shape === 'text' && shape.anchor === 'middle' ? [shape.text] : [],
    );
    expect(labels).toEqual(['1', '2', '3']);
  });
});

describe('rows and lines', () => {
  it('tell growth, its rate, and whether it was in every step', () => {
    const [row] = containerTrends([CACHE], trendAxis(TIMED));
    expect(row).toMatchObject({ delta: 1200, bytesPerSecond: 10, inEveryStep: false, node: 4 });
    const steady = { ...CACHE, bytes: [0, 1, 2, 3] };
    expect(containerTrends([steady], trendAxis(TIMED))[0]?.inEveryStep).toBe(true);
    expect(containerTrends([CACHE], trendAxis([dump({}), dump({})]))[0]?.bytesPerSecond).toBeNull();
  });

  it('gives each line a look of its own', () => {
    const axis = trendAxis(TIMED);
    const many = Array.from({ length: 30 }, (_, at) => ({ ...CACHE, name: `c${at}` }));
    const tones = trendLines(containerTrends(many, axis), axis).map(({ tone }) => tone);
    expect(new Set(tones).size).toBe(tones.length);
    expect(tones).toHaveLength(12);
  });

  it('leaves out of the process what two dumps do not tell', () => {
    const names = { main: 'RSS', explained: 'Objects', garbage: 'Garbage' };
    const lines = memoryLines(TIMED, trendAxis(TIMED), names);
    expect(lines.map(({ kind, bytes }) => [kind, bytes])).toEqual([
      ['main', [1000, 3000, 4000]],
      ['explained', [100, 100, 100, 100]],
    ]);
  });
});
