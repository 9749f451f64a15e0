import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { showable } from '../../../shared/base/text.ts';
import { layoutPlot } from '../../../shared/plot/layout-plot.ts';
import type { PlotInput, PlotShape } from '../../../shared/plot/plot.ts';
import { plotSvg } from '../../../shared/plot/plot-svg.ts';
import { PLOT_THEMES } from '../../../shared/plot/plot-theme.ts';
import { byteTicks, timeTicks } from '../../../shared/plot/ticks.ts';
import { token, tokensOf } from '../../support/tokens.ts';
import { parseXml } from '../scene/writers/xml-check.ts';

const EMPTY: PlotInput = {
  from: 1000,
  to: 1100,
  origin: 1000,
  lines: [],
  calls: [],
  lanes: 0,
  peak: null,
  flags: [],
  limit: null,
  trend: null,
};

describe('ticks', () => {
  it('of sizes are round, from zero up, and not too many', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2e12 }),
        fc.integer({ min: 1, max: 12 }),
        (most, count) => {
          const ticks = byteTicks(most, count);
          expect(ticks[0]).toEqual({ value: 0, label: '0' });
          expect(ticks.length).toBeLessThanOrEqual(count + 1);
          expect(ticks.at(-1)?.value ?? 0).toBeLessThanOrEqual(most * 1.000001);
          expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
        },
      ),
    );
    expect(byteTicks(460e6, 6).map(({ label }) => label)).toEqual([
      '0',
      '100 MB',
      '200 MB',
      '300 MB',
      '400 MB',
    ]);
    expect(byteTicks(1.2e9, 3).map(({ label }) => label)).toEqual(['0', '0.5 GB', '1 GB']);
  });

  it('of times lie within, are told apart, and are not too many', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0.001, max: 1e7, noNaN: true }),
        fc.integer({ min: 1, max: 20 }),
        (from, length, count) => {
          const ticks = timeTicks(from, from + length, count);
          expect(ticks.length).toBeLessThanOrEqual(count + 1);
          for (const { value } of ticks) {
            expect(value).toBeGreaterThanOrEqual(from - length * 1e-6);
            expect(value).toBeLessThanOrEqual(from + length * 1.000001);
          }
        },
      ),
    );
    const labels = (from: number, to: number) => timeTicks(from, to, 6).map(({ label }) => label);
    expect(labels(0, 3.7)).toEqual(['0', '1 s', '2 s', '3 s']);
    expect(labels(0, 150)).toEqual(['0', '30 s', '1 min', '1:30 min', '2 min', '2:30 min']);
    expect(labels(0, 9000)).toEqual(['0', '30 min', '1 h', '1:30 h', '2 h', '2:30 h']);
    expect(labels(0, 1.2e6)).toEqual(['0', '5 d', '10 d']);
  });
});

interface Extent {
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

/** Where a label is, by a width that is more than that of any letter. */
function extentOf(shape: PlotShape): Extent[] {
  if (shape.shape !== 'text') return [];
  return [{ left: shape.x, right: shape.x + shape.text.length * 6.4, y: shape.y }];
}

function expectApart(extents: readonly Extent[]): void {
  const sorted = [...extents].sort((a, b) => a.y - b.y || a.left - b.left);
  sorted.forEach((one, at) => {
    const next = sorted[at + 1];
    if (next !== undefined && next.y === one.y) expect(next.left).toBeGreaterThanOrEqual(one.right);
  });
}

describe('a plot laid out', () => {
  it('has no label of a call on another one', () => {
    const call = fc.tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 40 }),
      fc.constantFrom('__main__.f', 'a.very.long.name.of_a_function_in_a_module', 'x'),
    );
    fc.assert(
      fc.property(fc.array(call, { maxLength: 4 }), (lanes) => {
        const calls = lanes.flatMap(([, lengths, name], lane) => {
          let time = EMPTY.from;
          return lengths.map((length) => {
            const start = time;
            time += length;
            return { name, lane, start, end: time, startBytes: 0, endBytes: 0 };
          });
        });
        const plot = layoutPlot({ ...EMPTY, calls, lanes: 4 }, 900, 300);
        const shown = plot.calls.filter(({ call: { start } }) => start < EMPTY.to);
        expectApart(shown.flatMap(({ shapes }) => shapes.flatMap(extentOf)));
      }),
    );
  });

  it('has no flag on another one, and a pole for each', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1000, max: 1100 }), fc.string({ maxLength: 40 })), {
          maxLength: 12,
        }),
        (dumps) => {
          const flags = dumps.map(([time, label], at) => ({
            id: `t${at}`,
            label,
            time,
            isCurrent: at === 0,
          }));
          const plot = layoutPlot({ ...EMPTY, flags }, 900, 300);
          expect(plot.flags.length).toBe(flags.length);
          const boxes = plot.flags.flatMap(({ box }) => box ?? []);
          for (const one of boxes) {
            expect(one.y).toBeGreaterThanOrEqual(0);
            const over = boxes.filter(
              (other) =>
                other !== one &&
                other.y === one.y &&
                other.x < one.x + one.width &&
                one.x < other.x + other.width,
            );
            expect(over).toEqual([]);
          }
        },
      ),
    );
  });

  it('shows a limit that is near as a line, and one far away by name', () => {
    const lines = [
      {
        id: 'main',
        label: 'Process',
        kind: 'main' as const,
        tone: 0,
        time: [1000, 1100],
        bytes: [1e6, 4e6],
        hasDots: false,
      },
    ];
    const shapesFor = (bytes: number) =>
      layoutPlot({ ...EMPTY, lines, limit: { bytes, label: 'limit' } }, 900, 300).shapes;
    const roles = (bytes: number) => shapesFor(bytes).map(({ role }) => role);
    expect(roles(6e6)).toContain('limit');
    expect(roles(6e9)).not.toContain('limit');
    expect(shapesFor(6e9).find(({ role }) => role === 'limit-label')).toMatchObject({
      text: 'limit ↑',
    });
  });
});

it('an exported plot is well-formed whatever its texts are', () => {
  const text = fc.string({ unit: 'binary', maxLength: 30 });
  fc.assert(
    fc.property(
      text,
      text,
      fc.constantFrom('light' as const, 'dark' as const),
      (name, label, theme) => {
        const plot = layoutPlot(
          {
            ...EMPTY,
            calls: [
              { name: showable(name), lane: 0, start: 1000, end: 1100, startBytes: 0, endBytes: 1 },
            ],
            lanes: 1,
            flags: [{ id: 't1', label: showable(label), time: 1050, isCurrent: false }],
          },
          900,
          300,
        );
        const svg = plotSvg(plot, PLOT_THEMES[theme], {
          title: showable(name),
          lines: ['a & <b>'],
        });
        expect(parseXml(svg).name).toBe('svg');
      },
    ),
  );
});

it.each(['light', 'dark'] as const)(
  'an exported plot has the colours of the window (%s)',
  (name) => {
    const theme = PLOT_THEMES[name];
    const tokens = tokensOf(name);
    const same: readonly (readonly [string, string])[] = [
      [theme.background, 'canvas'],
      [theme.text, 'text'],
      [theme.muted, 'text-3'],
      [theme.grid, 'line-soft'],
      [theme.axis, 'line-strong'],
      [theme.main, 'accent'],
      [theme.explained, 'held'],
      [theme.garbage, 'garbage'],
      [theme.limit, 'problem'],
      [theme.call, 'held-soft'],
      [theme.callLine, 'held'],
      [theme.flag, 'text'],
      [theme.onFlag, 'canvas'],
      ...['held', 'never', 'garbage', 'unknown'].map(
        (child, at) => [theme.children[at] ?? '', child] as const,
      ),
    ];
    for (const [colour, called] of same)
      expect([called, colour]).toEqual([called, token(tokens, called)]);
  },
);
