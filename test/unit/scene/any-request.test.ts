import { instance } from '@viz-js/viz';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_EXPORT } from '../../../shared/protocol/schemas.ts';
import { buildScene } from '../../../shared/scene/build-scene.ts';
import type { SceneRequest, Transform } from '../../../shared/scene/model/scene.ts';
import { MAX_DRAWN_NODES } from '../../../shared/scene/plan/plan-scene.ts';
import { writeDot } from '../../../shared/scene/writers/dot.ts';
import { writeSvg } from '../../../shared/scene/writers/svg.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { contextOf } from './scene-fixture.ts';
import { parseXml } from './writers/xml-check.ts';

const FACTS = [
  'dict',
  'dict namespace',
  'module module',
  'tuple',
  'list',
  'cell',
  'function',
  'frame frame',
  'type type',
  'str',
  'app.Thing user',
  'pandas.core.internals.managers.BlockManager',
] as const;
const ARROWS = [
  '-.x>',
  '-@__dict__>',
  "-['k']>",
  '-[0]>',
  '-@__closure__>',
  '-cell c>',
  '-class>',
  '-local v>',
  '-@f_locals>',
  '-global g>',
  '->',
  '->*',
  '->~',
  '-key k>',
] as const;

const node = fc.nat(11);
const nodes = fc.array(node, { maxLength: 4 });
const requests: fc.Arbitrary<SceneRequest> = fc.record({
  focus: fc.array(node, { minLength: 1, maxLength: 3 }),
  direction: fc.constantFrom('referrers' as const, 'referents' as const, 'both' as const),
  depth: fc.nat(5),
  breadth: fc.integer({ min: 1, max: 5 }),
  expanded: fc.array(
    fc.record({
      node,
      direction: fc.constantFrom('referrers' as const, 'referents' as const),
      count: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 3 },
  ),
  tidied: fc.nat(3),
  tidiedDepth: fc.option(fc.nat(5)),
  valuesInside: fc.boolean(),
  opened: nodes,
  collapsed: nodes,
  hidden: nodes,
  unfolded: nodes,
  grouped: fc.boolean(),
  groups: fc.constant([]),
  pinned: fc.array(
    fc.record({
      node,
      x: fc.integer({ min: -900, max: 900 }),
      y: fc.integer({ min: -900, max: 900 }),
    }),
    { maxLength: 3 },
  ),
  isolated: fc.oneof(
    fc.constant(null),
    fc.constantFrom({ kind: 'cycle' as const }, { kind: 'path' as const }),
    fc.record({ kind: fc.constant('around' as const), ids: fc.array(node.map((at) => `n${at}`)) }),
  ),
  showCycle: fc.boolean(),
  showPath: fc.boolean(),
  showWays: fc.boolean(),
  way: fc.nat(3),
  showFamily: fc.boolean(),
  showWeak: fc.boolean(),
  showInfrastructure: fc.boolean(),
  facts: fc.subarray(['refcount', 'size', 'retained', 'address'] as const),
  transforms: fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constantFrom('drop', 'fold', 'merge', 'chain'),
        type: fc.constantFrom('object', 'dict', 'list', 'tuple', 'cell'),
      }),
      fc.record({ kind: fc.constantFrom('own', 'modules') }),
    ) as fc.Arbitrary<Transform>,
    { maxLength: 3 },
  ),
});
const graphs = fc.tuple(
  fc.array(fc.constantFrom(...FACTS), { minLength: 12, maxLength: 12 }),
  fc.array(fc.tuple(node, fc.constantFrom(...ARROWS), node), { maxLength: 40 }),
  nodes,
);

it('any request on any graph gives a scene that every writer can write', async () => {
  const viz = await instance();
  await fc.assert(
    fc.asyncProperty(graphs, requests, async ([facts, edges, roots], request) => {
      const { graph } = graphFromText(
        [
          ...facts.map((fact, at) => `n${at}: ${fact}`),
          ...edges.map(([a, arrow, b]) => `n${a} ${arrow} n${b}`),
          ...roots.map((root) => `n${root}!`),
        ].join('\n'),
      );
      const scene = await buildScene(graph, contextOf(graph), request);
      const ids = new Set(scene.nodes.map(({ id }) => id));
      expect(ids.size).toBe(scene.nodes.length);
      expect(ids.size).toBeLessThanOrEqual(MAX_DRAWN_NODES);
      expect(new Set(scene.edges.map(({ id }) => id)).size).toBe(scene.edges.length);
      if (request.isolated === null) {
        const isGathered = request.transforms.some(
          ({ kind }) => kind === 'merge' || kind === 'chain',
        );
        for (const focus of request.focus) {
          expect(isGathered || ids.has(`n${focus}`)).toBe(true);
        }
        expect(scene.nodes.some(({ isFocus }) => isFocus)).toBe(true);
      }
      for (const { source, target, curve } of scene.edges) {
        expect(ids.has(source) && ids.has(target)).toBe(true);
        expect(curve.every(Number.isFinite)).toBe(true);
      }
      for (const { omitted, undrawn } of scene.nodes) {
        expect(Math.min(undrawn.referrers, undrawn.referents)).toBeGreaterThanOrEqual(0);
        if (omitted !== null) expect(omitted.count).toBeGreaterThan(0);
      }
      parseXml(writeSvg(scene, { ...DEFAULT_EXPORT, size: { kind: 'page' } }));
      const read = viz.render(writeDot(scene, { ...DEFAULT_EXPORT, theme: 'dark', redact: true }), {
        format: 'canon',
      });
      expect(read.status).toBe('success');
    }),
    { numRuns: 150 },
  );
});
