import cytoscape from 'cytoscape';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bentCurve, loopOf, routeOf, sampleEdge } from '../../renderer/canvas/edge-geometry.ts';
import { nextViewport } from '../../renderer/canvas/next-viewport.ts';
import { sceneElements } from '../../renderer/canvas/scene-elements.ts';
import { anchoredViewport, planTransition } from '../../renderer/canvas/transition.ts';
import {
  boundsOf,
  fitViewport,
  isPartlyHidden,
  openingViewport,
  revealingPan,
  zoomedAbout,
} from '../../renderer/canvas/viewport.ts';
import { sceneEdge, sceneNode, sceneOf } from './support/scenes.ts';

const coordinate = fc.double({ min: -2000, max: 2000, noNaN: true });

describe('edges', () => {
  it('samples a curve from its start to its end', () => {
    const points = sampleEdge([0, 0, 10, 0, 20, 10, 30, 30, 40, 50, 50, 60, 60, 60]);
    expect(points).toHaveLength(9);
    expect(points[0]).toEqual({ x: 0, y: 0 });
    expect(points[4]).toEqual({ x: 30, y: 30 });
    expect(points[8]).toEqual({ x: 60, y: 60 });
  });

  it('samples a long curve finer than a short one, within bounds', () => {
    const straight = (length: number) => [0, 0, 0, length / 3, 0, (2 * length) / 3, 0, length];
    expect(sampleEdge(straight(240))).toHaveLength(11);
    expect(sampleEdge(straight(1e9))).toHaveLength(19);
  });

  it('gives Cytoscape points that lie on the curve it was given', () => {
    fc.assert(
      fc.property(fc.array(coordinate, { minLength: 8, maxLength: 8 }), (curve) => {
        const [x0 = 0, y0 = 0] = curve;
        const [x1 = 0, y1 = 0] = curve.slice(-2);
        const source = { x: x0 - 3, y: y0 + 4 };
        const target = { x: x1 + 5, y: y1 - 6 };
        const route = routeOf({ curve }, source, target);
        const length = Math.hypot(x1 - x0, y1 - y0);
        fc.pre(length > 1);
        if (route === null) throw new Error('A curve with an extent has a route.');
        // As Cytoscape does it: along the line between the ends, and off it along (−dy, dx).
        const restored = route.weights.map((weight, index) => ({
          x: x0 + (x1 - x0) * weight - ((y1 - y0) / length) * (route.distances[index] ?? 0),
          y: y0 + (y1 - y0) * weight + ((x1 - x0) / length) * (route.distances[index] ?? 0),
        }));
        const sampled = sampleEdge(curve).slice(1, -1);
        for (const point of restored) {
          const nearest = Math.min(
            ...sampled.map(({ x, y }) => Math.hypot(x - point.x, y - point.y)),
          );
          expect(nearest).toBeLessThan(1 + length / 1000);
        }
        expect(route.sourceEnd.x).toBeCloseTo(3, 2);
        expect(route.targetEnd.y).toBeCloseTo(6, 2);
      }),
    );
  });

  it('bends with its ends, and goes along when both go the same way', () => {
    const curve = [0, 0, 0, 40, 0, 60, 0, 100];
    const by = { x: 10, y: 5 };
    expect(bentCurve(curve, by, by)).toEqual([10, 5, 10, 45, 10, 65, 10, 105]);
    const bent = bentCurve(curve, { x: 0, y: 0 }, { x: 30, y: 0 });
    expect(bent.filter((_, at) => at % 2 === 0)).toEqual([0, 10, 20, 30]);
  });

  it('points a loop where the curve goes', () => {
    const node = sceneNode('n1', 100, 100);
    const right = loopOf({ curve: [140, 95, 200, 80, 200, 120, 140, 105] }, node);
    expect(right.direction).toBeCloseTo(Math.PI / 2, 1);
    expect(right.reach).toBeGreaterThan(40);
  });
});

describe('elements', () => {
  const a = sceneNode('n1', 100, 50, { isFocus: true });
  const b = sceneNode('n2', 100, 200);
  const scene = sceneOf(
    [a, b],
    [sceneEdge(a, b, { inCycle: true }), sceneEdge(b, a, { isWeak: true }), sceneEdge(a, a)],
  );

  it('are what Cytoscape accepts, each with its place', () => {
    const cy = cytoscape({
      headless: true,
      elements: [...sceneElements(scene)],
      layout: { name: 'preset' },
    });
    expect(cy.nodes().map((node) => [node.id(), node.position()])).toEqual([
      ['n1', { x: 100, y: 50 }],
      ['n2', { x: 100, y: 200 }],
    ]);
    expect(cy.edges().length).toBe(3);
    cy.destroy();
  });

  it('leave out edges whose ends are not there', () => {
    const lost = sceneOf([a], [sceneEdge(a, b)]);
    expect(sceneElements(lost)).toHaveLength(1);
  });
});

describe('growth', () => {
  const a = sceneNode('n1', 100, 50);
  const b = sceneNode('n2', 100, 200);
  const c = sceneNode('n3', 300, 200);

  it('lets what is new come out of a neighbour that was there', () => {
    const scene = sceneOf([a, b, c], [sceneEdge(a, b), sceneEdge(b, c)]);
    const present = new Map([['n1', { x: 10, y: 10 }]]);
    const { from, appearing } = planTransition(scene, present, 'n1');
    expect(from.get('n1')).toEqual({ x: 10, y: 10 });
    expect(from.get('n2')).toEqual({ x: 10, y: 10 });
    // Not joined to anything that was there: out of the anchor.
    expect(from.get('n3')).toEqual({ x: 10, y: 10 });
    expect([...appearing]).toEqual(['n2', 'n3']);
  });

  it('keeps the anchor where it is on screen', () => {
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, (x, y, nextX, nextY) => {
        const before = { x: 40, y: 60, zoom: 0.7 };
        const after = anchoredViewport(before, { x, y }, { x: nextX, y: nextY });
        expect(nextX * after.zoom + after.x).toBeCloseTo(x * before.zoom + before.x, 6);
        expect(nextY * after.zoom + after.y).toBeCloseTo(y * before.zoom + before.y, 6);
      }),
    );
  });
});

describe('where to look next', () => {
  const size = { width: 800, height: 600 };
  const focus = sceneNode('n1', 100, 50, { isFocus: true });
  const small = sceneOf([focus], []);
  const large = sceneOf(
    [sceneNode('n1', 2000, 50, { isFocus: true }), sceneNode('n2', 4000, 900)],
    [],
  );
  const present = {
    scene: small,
    positions: new Map([['n1', { x: 100, y: 50 }]]),
    viewport: { x: 300, y: 200, zoom: 1 },
  };

  it('leaves the anchor where it is', () => {
    const next = nextViewport(large, { id: 'n1', keepsWhole: false }, present, size);
    expect(next).toEqual({ x: 100 + 300 - 2000, y: 200, zoom: 1 });
  });

  it('brings what was whole into view again where that is asked for', () => {
    const next = nextViewport(large, { id: 'n1', keepsWhole: true }, present, size);
    expect(next).toEqual(openingViewport(large, size));
    const zoomedIn = { ...present, viewport: { x: -500, y: 200, zoom: 3 } };
    const kept = nextViewport(large, { id: 'n1', keepsWhole: true }, zoomedIn, size);
    expect(kept.zoom).toBe(3);
  });

  it('looks afresh where there is nothing to hold on to', () => {
    expect(nextViewport(large, null, present, size)).toEqual(openingViewport(large, size));
    const gone = nextViewport(large, { id: 'n9', keepsWhole: false }, present, size);
    expect(gone).toEqual(openingViewport(large, size));
  });
});

describe('viewport', () => {
  const view = { width: 800, height: 600 };

  it('fits the whole drawing', () => {
    const { x, y, zoom } = fitViewport({ width: 3000, height: 500 }, view);
    expect(x).toBeGreaterThanOrEqual(0);
    expect(3000 * zoom + x).toBeLessThanOrEqual(view.width);
    expect(500 * zoom + y).toBeLessThanOrEqual(view.height);
  });

  it('opens a large drawing readable, at its focus', () => {
    const focus = sceneNode('n1', 4000, 300, { isFocus: true });
    const scene = { ...sceneOf([focus], []), width: 8000, height: 600 };
    const { x, zoom } = openingViewport(scene, view);
    expect(zoom).toBeGreaterThan(0.5);
    expect(focus.x * zoom + x).toBeCloseTo(view.width / 2, 0);
  });

  it('does not blow a small one up to fill the window', () => {
    expect(fitViewport({ width: 100, height: 50 }, view).zoom).toBeLessThanOrEqual(1.2);
  });

  it('knows whether part of a drawing is out of view', () => {
    const scene = { width: 700, height: 300 };
    expect(isPartlyHidden(scene, { x: 20, y: 20, zoom: 1 }, view)).toBe(false);
    expect(isPartlyHidden(scene, { x: -60, y: 20, zoom: 1 }, view)).toBe(true);
    expect(isPartlyHidden(scene, { x: 20, y: 20, zoom: 2 }, view)).toBe(true);
  });

  it('zooms about the point it is given', () => {
    const before = { x: 10, y: 20, zoom: 1 };
    const after = zoomedAbout(before, 2, 400, 300);
    expect((400 - after.x) / after.zoom).toBeCloseTo((400 - before.x) / before.zoom, 9);
    expect(after.zoom).toBe(2);
  });

  it('fits a part of the drawing into the middle of the view', () => {
    const bounds = boundsOf([sceneNode('n1', 1000, 500), sceneNode('n2', 1400, 900)]);
    expect(bounds).toEqual({ left: 960, top: 485, width: 480, height: 430 });
    const view = { width: 800, height: 600 };
    const { x, y, zoom } = fitViewport(bounds, view);
    expect(1200 * zoom + x).toBeCloseTo(400);
    expect(485 * zoom + y).toBeGreaterThan(0);
    expect(915 * zoom + y).toBeLessThan(600);
  });

  it('scrolls to a node as far as it takes, and not at all where it is in view', () => {
    const view = { width: 800, height: 600 };
    const viewport = { x: 0, y: 0, zoom: 1 };
    expect(revealingPan(sceneNode('n1', 400, 300), viewport, view)).toEqual({ x: 0, y: 0 });
    expect(revealingPan(sceneNode('n1', 900, 300), viewport, view)).toEqual({ x: -164, y: 0 });
  });
});
