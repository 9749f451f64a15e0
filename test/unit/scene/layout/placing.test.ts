import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { InlineDot } from '../../../../shared/scene/layout/dot-runner.ts';
import { tightenLabels } from '../../../../shared/scene/layout/label-place.ts';
import { layOut } from '../../../../shared/scene/layout/layout.ts';
import type { LayoutInput, LayoutResult } from '../../../../shared/scene/layout/layout-graph.ts';
import { splitParts } from '../../../../shared/scene/layout/pack.ts';
import { edgeShape } from '../../../../shared/scene/look/geometry.ts';
import { meetOutlines } from '../../../../shared/scene/look/outline.ts';

const NODE = { width: 80, height: 40 };

describe('parts that do not hang together', () => {
  it('are found, and packed without touching one another', async () => {
    const pairs = Array.from({ length: 12 }, (_, at) => ({
      source: 2 * at,
      target: 2 * at + 1,
      labelWidth: 0,
      labelHeight: 0,
      weight: 1,
    }));
    const input = { nodes: Array.from({ length: 24 }, () => NODE), edges: pairs };
    expect(splitParts(input).map(({ nodes }) => nodes)).toEqual(
      pairs.map(({ source, target }) => [source, target]),
    );
    const result = await layOut(input, new InlineDot(), UNATTENDED_JOB);
    const taken = new Set(result.nodes.map(({ x, y }) => `${x} ${y}`));
    expect(taken.size).toBe(24);
    expect(result.width / result.height).toBeLessThan(4);
    for (const [at, { source }] of pairs.entries()) {
      const curve = result.edges[at]?.curve ?? [];
      expect(Math.abs((curve[0] ?? 0) - (result.nodes[source]?.x ?? 0))).toBeLessThan(41);
    }
  });
});

describe('labels', () => {
  const layout = (labelX: number, other: readonly number[]): LayoutResult => ({
    layout: 'dot',
    width: 300,
    height: 100,
    nodes: [],
    edges: [
      { curve: [50, 0, 50, 30, 50, 70, 50, 100], labelX, labelY: 50 },
      { curve: other, labelX: 0, labelY: 0 },
    ],
  });
  const edge = { source: 0, target: 0, labelWidth: 40, labelHeight: 16, weight: 1 };
  const input: LayoutInput = { nodes: [], edges: [edge, { ...edge, labelWidth: 0 }] };
  const far = [290, 0, 290, 30, 290, 70, 290, 100];

  it('that stand off their edge move up to it', () => {
    expect(tightenLabels(input, layout(120, far)).edges[0]?.labelX).toBe(73);
  });

  it('stay where they are when something is in the way', () => {
    const between = [75, 0, 75, 30, 75, 70, 75, 100];
    expect(tightenLabels(input, layout(120, between)).edges[0]?.labelX).toBe(120);
  });

  it('stay where they are when they are close', () => {
    expect(tightenLabels(input, layout(73, far)).edges[0]?.labelX).toBe(73);
  });
});

describe('ends of edges', () => {
  it('reach into a corner that the outline leaves out', () => {
    const box = { role: 'value', x: 50, y: 20, width: 100, height: 40 } as const;
    const edge = { curve: [-80, -60, -50, -40, -20, -20, 0, 0], labelX: 0, labelY: 0 };
    const far = { ...box, x: -120, y: -100 };
    const [x = 0, y = 0] = meetOutlines(edge, far, box).curve.slice(-2);
    const fromCentre = Math.hypot(14 - x, 14 - y);
    expect(fromCentre).toBeLessThanOrEqual(15);
    expect(fromCentre).toBeGreaterThan(13);
  });

  it('keep the tip of the head, whatever the curve', () => {
    const points = fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(points, (curve) => {
        const { line, head } = edgeShape(curve, 10);
        expect(line + head).not.toContain('NaN');
        if (head !== '') expect(head.startsWith(`M${curve[6]} ${curve[7]}L`)).toBe(true);
      }),
    );
  });
});
