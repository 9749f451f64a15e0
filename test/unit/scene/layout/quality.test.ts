import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { layOutWithDot } from '../../../../shared/scene/layout/dot-layout.ts';
import { Graphviz, InlineDot } from '../../../../shared/scene/layout/dot-runner.ts';
import { layOut } from '../../../../shared/scene/layout/layout.ts';
import { countFaults } from '../../../../shared/scene/layout/layout-counts.ts';
import type { LayoutInput } from '../../../../shared/scene/layout/layout-graph.ts';
import { transposeInput, transposeResult } from '../../../../shared/scene/layout/transpose.ts';
import { wrapFans } from '../../../../shared/scene/layout/wrap-fans.ts';

const DOT = new InlineDot();
const DOTS_OWN = { lines: 'routed', order: 'own', weighs: false } as const;
const edge = (source: number, target: number, labelWidth = 50) => ({
  source,
  target,
  labelWidth,
  labelHeight: labelWidth === 0 ? 0 : 16,
  weight: 1,
});

/** A heap's usual shape: a tree, with a reference across for every `every`th object. */
function heapLike(count: number, every: number): LayoutInput {
  const nodes = Array.from({ length: count }, (_, at) => ({
    width: 70 + ((at * 37) % 90),
    height: 33 + 14 * (at % 3),
  }));
  const tree = nodes
    .slice(1)
    .map((_, at) => edge(at + 1, Math.floor(at / 3), 30 + ((at * 13) % 80)));
  const across = Array.from({ length: Math.floor(count / every) }, (_, at) =>
    edge((at * 53) % count, (at * 101 + 7) % count),
  );
  return { nodes, edges: [...tree, ...across.filter(({ source, target }) => source !== target)] };
}

/** One object with so many values, and who refers to it. */
function star(leaves: number, isUp: boolean): LayoutInput {
  const nodes = Array.from({ length: leaves + 2 }, (_, at) => ({
    width: 60 + (at % 5) * 20,
    height: 47,
  }));
  const fan = Array.from({ length: leaves }, (_, at) =>
    isUp ? edge(at + 2, 0, 20 + at) : edge(0, at + 2, 20 + at),
  );
  return { nodes, edges: [isUp ? edge(0, 1) : edge(1, 0), ...fan] };
}

describe('what is counted', () => {
  const box = { width: 20, height: 20 };
  const line = (x0: number, y0: number, x1: number, y1: number) => ({
    curve: [x0, y0, x0 + (x1 - x0) / 3, y0 + (y1 - y0) / 3, x1, y1, x1, y1],
    labelX: 0,
    labelY: 0,
  });

  it('crossings, lines through boxes, and what overlaps', () => {
    const nodes = [0, 1, 2, 3, 4].map(() => box);
    const places = [
      { x: 0, y: 0 },
      { x: 100, y: 100 },
      { x: 100, y: 0 },
      { x: 0, y: 100 },
      { x: 50, y: 53 },
    ];
    const input = { nodes, edges: [edge(0, 1, 0), edge(2, 3, 0)] };
    const edges = [line(10, 10, 90, 90), line(90, 10, 10, 90)];
    expect(countFaults(input, { nodes: places, edges })).toEqual({
      crossings: 1,
      throughBoxes: 2,
      overlaps: 0,
      coveredLabels: 0,
    });
    const onTop = places.map((place, at) => (at === 4 ? { x: 5, y: 5 } : place));
    expect(countFaults(input, { nodes: onTop, edges }).overlaps).toBe(1);
  });

  it('a crossing at the joint of two curves once, and none of lines that share an end', () => {
    const nodes = [0, 1, 2, 3].map(() => box);
    const places = nodes.map((_, at) => ({ x: 1000 + 100 * at, y: 1000 }));
    const joint = {
      curve: [0, 50, 20, 50, 40, 50, 50, 50, 60, 50, 80, 50, 100, 50],
      labelX: 0,
      labelY: 0,
    };
    const count = (edges: LayoutInput['edges']) =>
      countFaults({ nodes, edges }, { nodes: places, edges: [joint, line(50, 0, 50, 100)] })
        .crossings;
    expect(count([edge(0, 1, 0), edge(2, 3, 0)])).toBe(1);
    expect(count([edge(0, 1, 0), edge(1, 3, 0)])).toBe(0);
  });
});

describe('a drawing', () => {
  it.each([
    [30, 3],
    [100, 3],
    [180, 9],
  ])(
    'of %i boxes has no overlap, no line through a box, and no more crossings than dot',
    async (count, every) => {
      const input = heapLike(count, every);
      const viz = await new Graphviz().load();
      const theirs = countFaults(input, layOutWithDot(viz, input, DOTS_OWN));
      const result = await layOut(input, DOT, UNATTENDED_JOB);
      const ours = countFaults(input, result);
      expect(result.layout).toBe('dot');
      expect(ours).toMatchObject({ overlaps: 0, throughBoxes: 0 });
      expect(ours.crossings).toBeLessThanOrEqual(theirs.crossings);
    },
  );

  it('is the same every time, and so is its draft', async () => {
    const input = heapLike(100, 3);
    const first = await layOut(input, DOT, UNATTENDED_JOB);
    expect(await layOut(input, new InlineDot(), UNATTENDED_JOB)).toEqual(first);
    const draft = await layOut(input, DOT, UNATTENDED_JOB, 'quick');
    expect(draft.layout).toBe('draft');
    expect(await layOut(input, new InlineDot(), UNATTENDED_JOB, 'quick')).toEqual(draft);
    expect(countFaults(input, draft).overlaps).toBe(0);
  });

  it('that is small comes whole at once', async () => {
    const input = heapLike(20, 4);
    const quick = await layOut(input, DOT, UNATTENDED_JOB, 'quick');
    expect(quick.layout).toBe('dot');
    expect(quick).toEqual(await layOut(input, DOT, UNATTENDED_JOB));
  });

  it('runs to the right where it would be much wider than high', async () => {
    // Every second object has two values: nothing to wrap, but a wide last row.
    const nodes = Array.from({ length: 31 }, () => ({ width: 160, height: 33 }));
    const input = {
      nodes,
      edges: nodes.slice(1).map((_, at) => edge(Math.floor(at / 2), at + 1, 0)),
    };
    const result = await layOut(input, DOT, UNATTENDED_JOB);
    expect(result.width / result.height).toBeLessThan(2.5);
    expect(result.nodes[0]?.x).toBeLessThan(result.nodes[30]?.x ?? 0);
    expect(countFaults(input, result)).toEqual({
      crossings: 0,
      throughBoxes: 0,
      overlaps: 0,
      coveredLabels: 0,
    });
  });
});

describe('fans of leaves', () => {
  it('of six stand in a row', () => {
    const input = star(6, false);
    expect(wrapFans(input).input).toBe(input);
  });

  it.each([
    [7, false],
    [7, true],
    [40, false],
    [40, true],
  ])('of %i (referrers: %s) are wrapped into a grid that fits a window', async (leaves, isUp) => {
    const input = star(leaves, isUp);
    expect(wrapFans(input).input.nodes).toHaveLength(3);
    const result = await layOut(input, DOT, UNATTENDED_JOB);
    expect(result.width / result.height).toBeLessThan(2.5);
    expect(result.height / result.width).toBeLessThan(2.5);
    expect(countFaults(input, result)).toEqual({
      crossings: 0,
      throughBoxes: 0,
      overlaps: 0,
      coveredLabels: 0,
    });
    result.edges.forEach(({ curve }, at) => {
      expect((curve.length - 2) % 6).toBe(0);
      const [from, to] = [input.edges[at]?.source ?? 0, input.edges[at]?.target ?? 0];
      for (const [end, x, y] of [
        [from, curve[0] ?? 0, curve[1] ?? 0],
        [to, curve.at(-2) ?? 0, curve.at(-1) ?? 0],
      ] as const) {
        const place = result.nodes[end] ?? { x: 0, y: 0 };
        const size = input.nodes[end] ?? { width: 0, height: 0 };
        expect(Math.abs(x - place.x)).toBeLessThanOrEqual(size.width / 2 + 1);
        expect(Math.abs(y - place.y)).toBeLessThanOrEqual(size.height / 2 + 1);
      }
    });
  });

  it('keep what is on the cycle or the path out of the grid', () => {
    const input = star(8, false);
    const edges = input.edges.map((one, at) => (at === 3 ? { ...one, weight: 4 } : one));
    expect(wrapFans({ ...input, edges }).input.nodes).toHaveLength(4);
  });
});

describe('a drawing turned on its side', () => {
  it('is itself when it is turned back', () => {
    const numbers = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(numbers, (curve) => {
        const input = star(3, false);
        expect(transposeInput(transposeInput(input))).toEqual(input);
        const result = {
          layout: 'dot' as const,
          width: 30,
          height: 40,
          nodes: [{ x: 1, y: 2 }],
          edges: [{ curve, labelX: 3, labelY: 4 }],
        };
        expect(transposeResult(transposeResult(result))).toEqual(result);
        expect(transposeResult(result).edges[0]?.curve.slice(0, 2)).toEqual([curve[1], curve[0]]);
      }),
    );
  });
});
