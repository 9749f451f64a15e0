import { instance } from '@viz-js/viz';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearLabels } from '../../../../shared/scene/layout/clear-labels.ts';
import { layOutWithDot } from '../../../../shared/scene/layout/dot-layout.ts';
import { tightenLabels } from '../../../../shared/scene/layout/label-place.ts';
import { layOutInLayers } from '../../../../shared/scene/layout/layered-layout.ts';
import type { LayoutInput, LayoutResult } from '../../../../shared/scene/layout/layout-graph.ts';
import { placePins } from '../../../../shared/scene/layout/pin-places.ts';

const inputs: fc.Arbitrary<LayoutInput> = fc
  .tuple(
    fc.array(
      fc.record({
        width: fc.integer({ min: 56, max: 220 }),
        height: fc.integer({ min: 30, max: 80 }),
      }),
      { minLength: 2, maxLength: 14 },
    ),
    fc.array(fc.tuple(fc.nat(13), fc.nat(13), fc.integer({ min: 0, max: 150 })), { maxLength: 24 }),
  )
  .map(([nodes, edges]) => ({
    nodes,
    edges: edges.map(([a, b, label]) => ({
      source: a % nodes.length,
      target: b % nodes.length,
      labelWidth: label < 20 ? 0 : label,
      labelHeight: label < 20 ? 0 : 16,
      weight: 1,
    })),
  }));

const pins = fc.array(
  fc.record({
    at: fc.nat(13),
    x: fc.integer({ min: -700, max: 700 }),
    y: fc.integer({ min: -700, max: 700 }),
  }),
  { minLength: 1, maxLength: 5 },
);

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const lie = (a: Box, b: Box): boolean =>
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 - 0.01 &&
  Math.abs(a.y - b.y) < (a.height + b.height) / 2 - 0.01;

const boxesOf = (input: LayoutInput, result: LayoutResult) => ({
  nodes: input.nodes.map((node, at) => ({ ...node, ...(result.nodes[at] ?? { x: 0, y: 0 }) })),
  labels: input.edges.flatMap(({ labelWidth, labelHeight }, edge) => {
    const { labelX = 0, labelY = 0, curve = [] } = result.edges[edge] ?? {};
    const box = { x: labelX, y: labelY, width: labelWidth, height: labelHeight };
    return labelWidth === 0 ? [] : [{ ...box, curve }];
  }),
});

/** Labels that lie on a node or on another label. */
function coveredLabels(input: LayoutInput, result: LayoutResult) {
  const { nodes, labels } = boxesOf(input, result);
  return labels.filter((label) =>
    [...nodes, ...labels].some((other) => other !== label && lie(label, other)),
  );
}

/** By de Casteljau, from the control points of one piece. */
function pointAt(piece: readonly number[], t: number): { x: number; y: number } {
  let points = [0, 2, 4, 6].map((at) => ({ x: piece[at] ?? 0, y: piece[at + 1] ?? 0 }));
  while (points.length > 1) {
    points = points.slice(1).map((to, at) => {
      const from = points[at] ?? to;
      return { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t };
    });
  }
  return points[0] ?? { x: 0, y: 0 };
}

/** Whether a covered label could stand free somewhere on its line or beside it. */
function hasRoom(
  input: LayoutInput,
  result: LayoutResult,
  label: Box & { readonly curve: readonly number[] },
): boolean {
  const { nodes, labels } = boxesOf(input, result);
  const others = [...nodes, ...labels.filter(({ x, y }) => x !== label.x || y !== label.y)];
  const { width, height, curve } = label;
  for (let at = 0; at + 7 < curve.length; at += 6) {
    for (let tenth = 0; tenth <= 10; tenth++) {
      const { x, y } = pointAt(curve.slice(at, at + 8), tenth / 10);
      for (const [dx, dy] of [
        [0, 0],
        [width / 2 + 3, 0],
        [-width / 2 - 3, 0],
        [0, height / 2 + 3],
        [0, -height / 2 - 3],
      ] as const) {
        const box = { x: x + dx, y: y + dy, width: width + 0.1, height: height + 0.1 };
        const isInside =
          box.x - width / 2 > 0.1 &&
          box.y - height / 2 > 0.1 &&
          box.x + width / 2 < result.width - 0.1 &&
          box.y + height / 2 < result.height - 0.1;
        if (isInside && !others.some((other) => lie(box, other))) return true;
      }
    }
  }
  return false;
}

describe('labels of references', () => {
  it('lie on nothing in a layout by dot, in either form', async () => {
    const viz = await instance();
    fc.assert(
      fc.property(
        inputs,
        fc.constantFrom('routed' as const, 'straight' as const),
        (input, lines) => {
          const result = tightenLabels(
            input,
            layOutWithDot(viz, input, { lines, order: 'given', weighs: true }),
          );
          expect(coveredLabels(input, clearLabels(input, result))).toEqual([]);
        },
      ),
      { numRuns: 80 },
    );
  });

  it('lie on nothing wherever there is room, whatever is pinned, and nodes on no node', async () => {
    const viz = await instance();
    fc.assert(
      fc.property(inputs, pins, fc.boolean(), (input, wanted, byDot) => {
        const laidOut = byDot
          ? tightenLabels(
              input,
              layOutWithDot(viz, input, { lines: 'routed', order: 'given', weighs: true }),
            )
          : layOutInLayers(input);
        const places = new Map(wanted.map((pin) => [pin.at % input.nodes.length, pin]));
        const placed = placePins(
          input,
          laidOut,
          [...places].map(([at, { x, y }]) => ({ at, x, y, dx: 0, dy: 0 })),
        );
        const result = clearLabels(input, placed);
        const { nodes } = boxesOf(input, result);
        nodes.forEach((a, at) => {
          nodes.slice(at + 1).forEach((b, after) => {
            const isFixed = places.has(at) && places.has(at + 1 + after);
            expect(!isFixed && lie(a, b)).toBe(false);
          });
        });
        for (const label of coveredLabels(input, result)) {
          expect(hasRoom(input, result, label)).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('keep their places where nothing is in the way', () => {
    const input: LayoutInput = {
      nodes: [
        { width: 80, height: 40 },
        { width: 80, height: 40 },
      ],
      edges: [{ source: 0, target: 1, labelWidth: 40, labelHeight: 16, weight: 1 }],
    };
    const result = layOutInLayers(input);
    expect(clearLabels(input, result)).toBe(result);
  });

  it('move off a node beside their own line, and no further than needed', () => {
    const nodes = [
      { width: 80, height: 40 },
      { width: 80, height: 40 },
      { width: 60, height: 40 },
    ];
    const edge = { source: 0, target: 1, labelWidth: 40, labelHeight: 16, weight: 1 };
    const result: LayoutResult = {
      layout: 'dot',
      width: 400,
      height: 400,
      nodes: [
        { x: 100, y: 40 },
        { x: 100, y: 360 },
        { x: 135, y: 200 },
      ],
      edges: [{ curve: [100, 60, 100, 150, 100, 250, 100, 340], labelX: 123, labelY: 200 }],
    };
    const [moved] = clearLabels({ nodes, edges: [edge] }, result).edges;
    expect(moved).toMatchObject({ labelX: 123 });
    expect(Math.abs((moved?.labelY ?? 0) - 200)).toBeGreaterThanOrEqual(28);
    expect(Math.abs((moved?.labelY ?? 0) - 200)).toBeLessThan(40);
  });
});
