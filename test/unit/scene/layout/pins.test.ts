import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freeCurve } from '../../../../shared/scene/layout/free-curve.ts';
import { pushApart } from '../../../../shared/scene/layout/push-apart.ts';
import type { Scene } from '../../../../shared/scene/model/scene.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { drawnNames, nodeNamed, sceneOf } from '../scene-fixture.ts';

const TREE = graphFromText(
  Array.from({ length: 40 }, (_, at) => `n${at + 1} -.p> n${Math.floor(at / 3)}`).join('\n'),
);

function overlaps(scene: Scene): string[] {
  const found: string[] = [];
  scene.nodes.forEach((a, at) => {
    for (const b of scene.nodes.slice(at + 1)) {
      const apartX = Math.abs(a.x - b.x) >= (a.width + b.width) / 2;
      const apartY = Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
      if (!apartX && !apartY) found.push(`${a.id} ${b.id}`);
    }
  });
  return found;
}

describe('a pinned object', () => {
  it('is drawn whatever the limits, unless it is hidden', async () => {
    const pinned = [{ node: TREE.node('n20'), x: 0, y: 0 }];
    const scene = await sceneOf(TREE, ['n0'], { depth: 1, pinned });
    expect(drawnNames(TREE, scene)).toEqual(['n0', 'n1', 'n2', 'n3', 'n20']);
    expect(nodeNamed(TREE, scene, 'n20').isPinned).toBe(true);
    const hidden = await sceneOf(TREE, ['n0'], { depth: 1, pinned, hidden: [TREE.node('n20')] });
    expect(drawnNames(TREE, hidden)).not.toContain('n20');
  });

  it('alone disturbs nothing: the layout moves with it', async () => {
    const plain = await sceneOf(TREE, ['n0'], { depth: 2 });
    const at = nodeNamed(TREE, plain, 'n2');
    const pinned = [{ node: TREE.node('n2'), x: at.x - plain.origin.x, y: at.y - plain.origin.y }];
    const scene = await sceneOf(TREE, ['n0'], { depth: 2, pinned });
    expect(scene.nodes.map(({ id, x, y }) => [id, Math.round(x), Math.round(y)])).toEqual(
      plain.nodes.map(({ id, x, y }) => [id, Math.round(x), Math.round(y)]),
    );
    expect(scene.width).toBe(plain.width);
  });

  it('that was dragged leaves all others where they are, and keeps its distance when it grows', async () => {
    const plain = await sceneOf(TREE, ['n0'], { depth: 2 });
    const { x, y } = nodeNamed(TREE, plain, 'n12');
    // To the right of everything, where it is in nobody's way.
    const [dx, dy] = [plain.width - x + 100, 30];
    const pinned = [{ node: TREE.node('n12'), x: x + dx, y: y + dy, dx, dy }];
    const scene = await sceneOf(TREE, ['n0'], { depth: 2, pinned });
    for (const before of plain.nodes) {
      const after = scene.nodes.find(({ id }) => id === before.id);
      const isDragged = before.node === TREE.node('n12');
      expect((after?.x ?? 0) - scene.origin.x).toBeCloseTo(before.x + (isDragged ? dx : 0), 1);
      expect((after?.y ?? 0) - scene.origin.y).toBeCloseTo(before.y + (isDragged ? dy : 0), 1);
    }
    const larger = await sceneOf(TREE, ['n0'], { depth: 3, pinned });
    const natural = await sceneOf(TREE, ['n0'], { depth: 3 });
    const way = (grown: Scene): number =>
      nodeNamed(TREE, grown, 'n0').x - nodeNamed(TREE, grown, 'n12').x;
    expect(way(larger)).toBeCloseTo(way(natural) - dx, 0);
  });

  it('stays where it is when the drawing grows, and so does every other', async () => {
    const before = await sceneOf(TREE, ['n0'], { depth: 2 });
    const names = ['n0', 'n3', 'n7'];
    const pinned = names.map((name) => {
      const { x, y } = nodeNamed(TREE, before, name);
      return { node: TREE.node(name), x: x - before.origin.x + 30, y: y - before.origin.y };
    });
    const after = await sceneOf(TREE, ['n0'], { depth: 4, pinned });
    expect(after.nodes.length).toBeGreaterThan(before.nodes.length);
    for (const pin of pinned) {
      const node = after.nodes.find((drawn) => drawn.node === pin.node);
      expect(node?.x).toBeCloseTo(pin.x + after.origin.x, 6);
      expect(node?.y).toBeCloseTo(pin.y + after.origin.y, 6);
    }
    expect(overlaps(after)).toEqual([]);
    for (const { curve } of after.edges) expect(curve.every(Number.isFinite)).toBe(true);
  });

  it('wherever it is put, the drawing holds it and its references reach it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -2000, max: 2000 }),
        fc.integer({ min: -2000, max: 2000 }),
        async (x, y) => {
          const pinned = [
            { node: TREE.node('n0'), x: 0, y: 0 },
            { node: TREE.node('n2'), x, y },
          ];
          const scene = await sceneOf(TREE, ['n0'], { depth: 1, pinned });
          for (const node of scene.nodes) {
            expect(node.x - node.width / 2).toBeGreaterThanOrEqual(13.9);
            expect(node.x + node.width / 2).toBeLessThanOrEqual(scene.width);
            expect(node.y - node.height / 2).toBeGreaterThanOrEqual(13.9);
            expect(node.y + node.height / 2).toBeLessThanOrEqual(scene.height);
          }
          const moved = nodeNamed(TREE, scene, 'n2');
          const edge = scene.edges.find(({ source }) => source === moved.id);
          const [startX = 0, startY = 0] = edge?.curve ?? [];
          const reach = Math.hypot(moved.width, moved.height) / 2 + 15;
          expect(Math.hypot(startX - moved.x, startY - moved.y)).toBeLessThan(reach);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('isolation', () => {
  const drawn = graphFromText`
    r!; r -.a> b; b -.c> t; t -.w> u; u -._t> t; x -.y> t; x -.z> b; v -.z> x
  `;
  const request = { depth: 3, direction: 'both' as const, showCycle: true, showPath: true };

  it('draws only the cycle, only the path, or only what is around an object', async () => {
    const only = async (isolated: Parameters<typeof sceneOf>[2]) =>
      [...drawnNames(drawn, await sceneOf(drawn, ['t'], { ...request, ...isolated }))].sort();
    expect(await only({})).toEqual(['b', 'r', 't', 'u', 'v', 'x']);
    expect(await only({ isolated: { kind: 'cycle' } })).toEqual(['t', 'u']);
    expect(await only({ isolated: { kind: 'path' } })).toEqual(['b', 'r', 't']);
    const around = { kind: 'around' as const, ids: [`n${drawn.node('x')}`] };
    expect(await only({ isolated: around })).toEqual(['b', 't', 'v', 'x']);
  });

  it('still says what is missing around it', async () => {
    const isolated = { kind: 'around' as const, ids: [`n${drawn.node('x')}`] };
    const scene = await sceneOf(drawn, ['t'], { ...request, isolated });
    expect(nodeNamed(drawn, scene, 'b').undrawn.referrers).toBe(1);
    expect(scene.omittedCount).toBe(0);
  });

  it('of what is not there leaves the drawing as it is', async () => {
    const whole = await sceneOf(drawn, ['t'], request);
    const lost = { kind: 'around' as const, ids: ['n99', 'group-gone'] };
    expect(await sceneOf(drawn, ['t'], { ...request, isolated: lost })).toEqual(whole);
  });
});

describe('making room', () => {
  it('parts boxes that overlap and leaves the fixed ones', () => {
    const boxes = Array.from({ length: 12 }, () => ({ width: 80, height: 40 }));
    const places = boxes.map((_, at) => ({ x: (at % 3) * 30, y: Math.floor(at / 3) * 15 }));
    const put = pushApart(boxes, places, new Set([0, 11]));
    expect(put[0]).toEqual(places[0]);
    put.forEach((a, at) => {
      for (const b of put.slice(at + 1)) {
        expect(Math.abs(a.x - b.x) >= 79 || Math.abs(a.y - b.y) >= 39).toBe(true);
      }
    });
  });

  it('draws a curve between any two boxes that begins and ends on their borders', () => {
    const place = fc.integer({ min: -500, max: 500 });
    fc.assert(
      fc.property(place, place, (x, y) => {
        const source = { x: 0, y: 0, width: 80, height: 40 };
        const { curve } = freeCurve(source, { x, y, width: 60, height: 30 });
        const [x0 = 0, y0 = 0] = curve;
        expect(Math.abs(x0) <= 40.01 && Math.abs(y0) <= 20.01).toBe(true);
        expect(Math.abs(x0) >= 39.99 || Math.abs(y0) >= 19.99).toBe(true);
        expect(curve).toHaveLength(8);
      }),
    );
  });
});
