import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sceneRequest } from '../../../../shared/protocol/schemas.ts';
import { buildScene } from '../../../../shared/scene/build-scene.ts';
import type { Scene } from '../../../../shared/scene/model/scene.ts';
import { MAX_DRAWN_NODES } from '../../../../shared/scene/plan/plan-scene.ts';
import type { DrawnGraph } from '../../../support/graph-from-text.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import {
  contextOf,
  drawnNames,
  edgeTexts,
  nodeNamed,
  PLAIN_REQUEST,
  sceneOf,
} from '../scene-fixture.ts';

const HOLDERS = graphFromText(
  Array.from(
    { length: 25 },
    (_, at) => `h${at}: ${at < 20 ? 'dict' : 'list'}; h${at} -[${at}]> t`,
  ).join('\n'),
);

describe('the bounded neighbourhood', () => {
  it('draws as many referrers as asked for and a stub for the rest', async () => {
    const scene = await sceneOf(HOLDERS, ['t'], { depth: 1 });
    expect(drawnNames(HOLDERS, scene)).toHaveLength(11);
    const stub = scene.nodes.find((node) => node.omitted !== null);
    expect(stub).toMatchObject({
      id: `more-referrers-n${HOLDERS.node('t')}`,
      role: 'stub',
      title: '+ 15 more referrers',
      lines: ['10 × dict, 5 × list'],
      omitted: { count: 15, drawn: 10, of: `n${HOLDERS.node('t')}`, direction: 'referrers' },
    });
    expect(scene.omittedCount).toBe(15);
  });

  it('expands a stub by a page, and loses it with the last page', async () => {
    const side = { node: HOLDERS.node('t'), direction: 'referrers' as const };
    const second = await sceneOf(HOLDERS, ['t'], { depth: 1, expanded: [{ ...side, count: 20 }] });
    expect(second.omittedCount).toBe(5);
    expect(second.nodes.find((node) => node.omitted !== null)?.lines).toEqual(['5 × list']);
    const first = await sceneOf(HOLDERS, ['t'], { depth: 1 });
    expect(drawnNames(HOLDERS, second).slice(0, 11)).toEqual(drawnNames(HOLDERS, first));
    const last = await sceneOf(HOLDERS, ['t'], { depth: 1, expanded: [{ ...side, count: 30 }] });
    expect(last.omittedCount).toBe(0);
    expect(last.nodes).toHaveLength(26);
  });

  it('expands an object beyond the depth, and says beforehand what that would show', async () => {
    const drawn = graphFromText`a -.x> b; b -.x> c; c -.x> t; d -.y> c`;
    const flat = await sceneOf(drawn, ['t'], { depth: 1 });
    expect(nodeNamed(drawn, flat, 'c').undrawn).toEqual({ referrers: 2, referents: 0 });
    const wider = await sceneOf(drawn, ['t'], {
      depth: 1,
      expanded: [
        { node: drawn.node('b'), direction: 'referrers', count: 5 },
        { node: drawn.node('c'), direction: 'referrers', count: 5 },
      ],
    });
    expect(drawnNames(drawn, wider)).toEqual(['t', 'c', 'b', 'd', 'a']);
  });

  it('does not follow what is collapsed, nor draw what is hidden', async () => {
    const drawn = graphFromText`a -.x> b; b -.x> t; c -.x> t; d -.x> c`;
    const collapsed = await sceneOf(drawn, ['t'], { collapsed: [drawn.node('c')] });
    expect(drawnNames(drawn, collapsed)).toEqual(['t', 'b', 'c', 'a']);
    const hidden = await sceneOf(drawn, ['t'], { hidden: [drawn.node('c')] });
    expect(drawnNames(drawn, hidden)).toEqual(['t', 'b', 'a']);
    expect(hidden.omittedCount).toBe(0);
  });

  it('follows both directions without the siblings on the way', async () => {
    const drawn = graphFromText`up -.t> t; up -.sibling> s; t -.down> d; other -.d> d`;
    const scene = await sceneOf(drawn, ['t'], { direction: 'both' });
    expect(drawnNames(drawn, scene)).toEqual(['t', 'up', 'd']);
  });

  it('draws every reference between drawn objects, parallel ones as one', async () => {
    const drawn = graphFromText`a -.x> t; a -.y> t; b -.z> t; a -.b> b; t -.self> t`;
    const scene = await sceneOf(drawn, ['t'], { depth: 1 });
    expect(edgeTexts(drawn, scene)).toEqual(['a .b> b', 'a .x, .y> t', 'b .z> t', 't .self> t']);
    expect(scene.edges.find((edge) => edge.label === '.x, .y')?.count).toBe(2);
  });

  it('ranks modules, frames and the program’s own objects first', async () => {
    const drawn = graphFromText`
      v: str; v -.a> t; l: list; l -[0]> t; u: app.U user; u -.b> t; f: frame; f -local t> t
    `;
    const scene = await sceneOf(drawn, ['t'], { depth: 1, breadth: 3 });
    expect(drawnNames(drawn, scene)).toEqual(['t', 'f', 'u', 'l']);
  });

  it('follows weak references on demand only', async () => {
    const drawn = graphFromText`w: weakref; w ->~ t`;
    expect((await sceneOf(drawn, ['t'])).edges).toHaveLength(0);
    const scene = await sceneOf(drawn, ['t'], { showWeak: true });
    expect(scene.edges.map((edge) => edge.isWeak)).toEqual([true]);
  });

  it('leaves infrastructure out, unless it is asked for or asked about', async () => {
    const drawn = graphFromText`
      C: type type; C!; t: app.C user; t!; t -class> C; h: list; h -[0]> t; h -[1]> C
    `;
    const plain = await sceneOf(drawn, ['t'], { direction: 'both' });
    expect(drawnNames(drawn, plain)).toEqual(['t', 'h']);
    const shown = await sceneOf(drawn, ['t'], { direction: 'both', showInfrastructure: true });
    expect(edgeTexts(drawn, shown)).toContain('t .__class__> C');
    expect(shown.edges.find((edge) => edge.label === '.__class__')?.isCut).toBe(true);
    const about = await sceneOf(drawn, ['C'], { depth: 1 });
    expect(drawnNames(drawn, about)).toEqual(['C', 't', 'h']);
  });

  it('draws the shortest cycle whatever the limits', async () => {
    const drawn = graphFromText`t -.a> b; b -.b> c; c -.c> d; d -.d> t; x -.x> t`;
    const scene = await sceneOf(drawn, ['t'], { depth: 0, showCycle: true });
    expect(edgeTexts(drawn, scene)).toEqual(['b .b> c', 'c .c> d', 'd .d> t', 't .a> b']);
    expect(scene.edges.every((edge) => edge.inCycle)).toBe(true);
    expect(scene.description).toContain('Cycle of 4 objects: object .a → object .b →');
  });

  it('draws the path from the root whatever the limits', async () => {
    const drawn = graphFromText`
      r!; r -.a> b; b: app.B user; b -@__dict__> s; s: dict; s -['c']> c; c -.d> t; x -.x> t
    `;
    const scene = await sceneOf(drawn, ['t'], { depth: 0, showPath: true });
    expect(edgeTexts(drawn, scene)).toEqual(['b .c> c', 'c .d> t', 'r .a> b']);
    expect(scene.nodes.every((node) => node.onPath)).toBe(true);
    expect(nodeNamed(drawn, scene, 'r').rootLabel).toBe('root');
  });

  it('draws the ends of a very long cycle and says how much is between', async () => {
    const ring = graphFromText(
      Array.from({ length: 1000 }, (_, at) => `r${at} -.next> r${(at + 1) % 1000}`).join('\n'),
    );
    const scene = await sceneOf(ring, ['r0'], { depth: 0, showCycle: true });
    const gap = scene.nodes.find((node) => node.omitted !== null);
    expect(gap?.title).toBe('+ 980 more on the cycle');
    expect(drawnNames(ring, scene).length + (gap?.omitted?.count ?? 0)).toBe(1000);
  });

  it('counts a hub with more referrers than it looks at', async () => {
    const hub = graphFromText(
      Array.from({ length: 30_000 }, (_, at) => `h${at} -.t> t`).join('\n'),
    );
    const scene = await sceneOf(hub, ['t'], { breadth: 5, depth: 1 });
    expect(scene.omittedCount).toBe(30_000 - 5);
  });

  it('never draws more than a layout can take', async () => {
    const tree = graphFromText(
      Array.from({ length: 3000 }, (_, at) => `n${at + 1} -.p> n${Math.floor(at / 40)}`).join('\n'),
    );
    const scene = await sceneOf(tree, ['n0'], { depth: 12, breadth: 100 });
    expect(scene.nodes.length).toBeLessThanOrEqual(MAX_DRAWN_NODES);
    expect(scene.description).toContain('The drawing is full');
    expect(scene.layout).toBe('dot');
  });

  it('refuses an object that the dump does not have', async () => {
    const drawn = graphFromText`a -> b`;
    const ask = buildScene(drawn.graph, contextOf(drawn.graph), { ...PLAIN_REQUEST, focus: [7] });
    await expect(ask).rejects.toMatchObject({ code: 'not-found' });
  });

  it('takes the requests that the protocol lets through', () => {
    expect(sceneRequest.safeParse(PLAIN_REQUEST).success).toBe(true);
  });
});

describe('on random graphs', () => {
  const graphs = fc
    .tuple(
      fc.integer({ min: 1, max: 14 }),
      fc.array(fc.tuple(fc.nat(13), fc.nat(13)), { maxLength: 60 }),
    )
    .map(([count, pairs]) => ({
      count,
      pairs: pairs.map(([a, b]): [number, number] => [a % count, b % count]),
    }));

  const drawingOf = (count: number, pairs: readonly [number, number][]): DrawnGraph =>
    graphFromText(
      [
        ...Array.from({ length: count }, (_, at) => `n${at}`),
        ...pairs.map(([a, b]) => `n${a} -.x> n${b}`),
      ].join('\n'),
    );

  it('drawn and omitted neighbours add up, per object and side', async () => {
    await fc.assert(
      fc.asyncProperty(
        graphs,
        fc.integer({ min: 1, max: 4 }),
        async ({ count, pairs }, breadth) => {
          const drawn = drawingOf(count, pairs);
          const scene = await sceneOf(drawn, ['n0'], { direction: 'both', depth: 3, breadth });
          for (const node of scene.nodes) {
            if (node.node === null) continue;
            const up = new Set(pairs.filter(([, b]) => b === node.node).map(([a]) => a)).size;
            const down = new Set(pairs.filter(([a]) => a === node.node).map(([, b]) => b)).size;
            expect(node.undrawn).toEqual({
              referrers: up - linked(scene, node.id, 'target'),
              referents: down - linked(scene, node.id, 'source'),
            });
            for (const side of ['referrers', 'referents'] as const) {
              const stub = scene.nodes.find(({ id }) => id === `more-${side}-${node.id}`);
              if (stub !== undefined) expect(stub.omitted?.count).toBe(node.undrawn[side]);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('gives the same scene for the same request', async () => {
    await fc.assert(
      fc.asyncProperty(graphs, async ({ count, pairs }) => {
        const drawn = drawingOf(count, pairs);
        const request = { direction: 'both', showCycle: true } as const;
        const [first, second] = [
          await sceneOf(drawn, ['n0'], request),
          await sceneOf(drawn, ['n0'], request),
        ];
        expect(second).toEqual(first);
      }),
      { numRuns: 25 },
    );
  });
});

/** Distinct objects at the other end of a node's drawn references. */
function linked(scene: Scene, id: string, end: 'source' | 'target'): number {
  const other = end === 'source' ? 'target' : 'source';
  const edges = scene.edges.filter((edge) => edge[end] === id && !edge.isStub);
  return new Set(edges.map((edge) => edge[other])).size;
}
