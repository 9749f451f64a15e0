import { instance } from '@viz-js/viz';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { layOutWithDot } from '../../../../shared/scene/layout/dot-layout.ts';
import { InlineDot } from '../../../../shared/scene/layout/dot-runner.ts';
import { layOutInLayers } from '../../../../shared/scene/layout/layered-layout.ts';
import { layOut } from '../../../../shared/scene/layout/layout.ts';
import type { LayoutInput, LayoutResult } from '../../../../shared/scene/layout/layout-graph.ts';

const DOT = new InlineDot();

const inputs: fc.Arbitrary<LayoutInput> = fc
  .tuple(
    fc.array(
      fc.record({
        width: fc.integer({ min: 56, max: 220 }),
        height: fc.integer({ min: 30, max: 80 }),
      }),
      {
        minLength: 1,
        maxLength: 16,
      },
    ),
    fc.array(fc.tuple(fc.nat(15), fc.nat(15), fc.integer({ min: 0, max: 150 })), { maxLength: 30 }),
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

function many(count: number): LayoutInput {
  const nodes = Array.from({ length: count }, () => ({ width: 90, height: 40 }));
  const edges = nodes.slice(1).map((_, at) => ({
    source: at + 1,
    target: Math.floor(at / 3),
    labelWidth: 40,
    labelHeight: 16,
    weight: 1,
  }));
  return { nodes, edges };
}

/** What every layout owes the canvas: nothing overlaps, nothing sticks out, edges join borders. */
function expectSound(input: LayoutInput, result: LayoutResult): void {
  const boxes = input.nodes.map(({ width, height }, at) => {
    const { x, y } = result.nodes[at] ?? { x: Number.NaN, y: Number.NaN };
    return {
      left: x - width / 2,
      right: x + width / 2,
      top: y - height / 2,
      bottom: y + height / 2,
    };
  });
  boxes.forEach((a, at) => {
    expect(a.left).toBeGreaterThanOrEqual(0);
    expect(a.top).toBeGreaterThanOrEqual(0);
    expect(a.right).toBeLessThanOrEqual(result.width);
    expect(a.bottom).toBeLessThanOrEqual(result.height);
    for (const b of boxes.slice(at + 1)) {
      const overlaps = a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
      expect(overlaps).toBe(false);
    }
  });
  input.edges.forEach((edge, at) => {
    const curve = result.edges[at]?.curve ?? [];
    expect((curve.length - 2) % 6).toBe(0);
    expect(curve.length).toBeGreaterThanOrEqual(8);
    expect(distanceToBorder(boxes[edge.source], curve[0], curve[1])).toBeLessThan(2);
    expect(distanceToBorder(boxes[edge.target], curve.at(-2), curve.at(-1))).toBeLessThan(2);
  });
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function distanceToBorder(box: Box | undefined, x = Number.NaN, y = Number.NaN): number {
  if (box === undefined) return Number.NaN;
  const outside = Math.hypot(
    Math.max(box.left - x, 0, x - box.right),
    Math.max(box.top - y, 0, y - box.bottom),
  );
  const inside = Math.min(x - box.left, box.right - x, y - box.top, box.bottom - y);
  return Math.max(outside, inside);
}

describe('layout with dot', () => {
  it('overlaps nothing and joins borders', async () => {
    const viz = await instance();
    fc.assert(
      fc.property(inputs, (input) => {
        const result = layOutWithDot(viz, input, { lines: 'routed', order: 'given', weighs: true });
        expect(result.layout).toBe('dot');
        expectSound(input, result);
      }),
      { numRuns: 60 },
    );
  });

  it('puts referrers above and keeps y downwards', async () => {
    const input = many(4);
    const { nodes } = await layOut(input, DOT, UNATTENDED_JOB);
    expect(nodes[1]?.y).toBeLessThan(nodes[0]?.y ?? 0);
  });
});

describe('layout in plain layers', () => {
  it('overlaps nothing and joins borders', () => {
    fc.assert(
      fc.property(inputs, (input) => expectSound(input, layOutInLayers(input))),
      { numRuns: 200 },
    );
  });

  it('puts referrers above', () => {
    const { nodes } = layOutInLayers(many(4));
    expect(nodes[1]?.y).toBeLessThan(nodes[0]?.y ?? 0);
  });
});
