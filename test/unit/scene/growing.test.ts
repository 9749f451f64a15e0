import { describe, expect, it } from 'vitest';
import { buildScene } from '../../../shared/scene/build-scene.ts';
import { countFaults } from '../../../shared/scene/layout/layout-counts.ts';
import type { LayoutInput } from '../../../shared/scene/layout/layout-graph.ts';
import type { Scene, SceneRequest } from '../../../shared/scene/model/scene.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { contextOf, PLAIN_REQUEST, sceneOf } from './scene-fixture.ts';

/** A tree of referrers four deep, three for each, with references across. */
const COUNT = 121;
const DRAWN = graphFromText(
  Array.from({ length: COUNT - 1 }, (_, at) => `n${at + 1} -.p> n${Math.floor(at / 3)}`)
    .concat(Array.from({ length: 20 }, (_, at) => `n${at * 2 + 1} -.x> n${(at * 7) % 13}`))
    .join('\n'),
);
const CONTEXT = contextOf(DRAWN.graph);

/** Thirty owners of an object, and some that stand beside them. */
const HUB = graphFromText(
  Array.from(
    { length: 30 },
    (_, at) => `o${at}: app.Owner user; o${at} -.t> t; all -[${at}]> o${at}`,
  )
    .concat(Array.from({ length: 5 }, (_, at) => `x${at}: app.X${at} user; x${at} -.t> t`))
    .join('\n'),
);

function draw(change: Partial<SceneRequest> = {}): Promise<Scene> {
  const request = { ...PLAIN_REQUEST, focus: [DRAWN.node('n0')], depth: 2, breadth: 3, ...change };
  return buildScene(DRAWN.graph, CONTEXT, request);
}

function inputOf(scene: Scene): LayoutInput {
  const at = new Map(scene.nodes.map(({ id }, index) => [id, index]));
  return {
    nodes: scene.nodes,
    edges: scene.edges.map((edge) => ({
      ...edge,
      source: at.get(edge.source) ?? 0,
      target: at.get(edge.target) ?? 0,
      weight: 1,
    })),
  };
}

/** Pairs of boxes drawn in both that have changed sides, left and right, and how many there are. */
function swaps(before: Scene, after: Scene): { readonly swapped: number; readonly pairs: number } {
  const places = new Map(after.nodes.map((node) => [node.id, node.x]));
  const both = before.nodes.flatMap(({ id, x }) => {
    const to = places.get(id);
    return to === undefined ? [] : [{ from: x, to }];
  });
  let pairs = 0;
  let swapped = 0;
  both.forEach((a, at) => {
    for (const b of both.slice(at + 1)) {
      if (Math.abs(a.from - b.from) < 1) continue;
      pairs++;
      if (a.from < b.from !== a.to < b.to) swapped++;
    }
  });
  return { swapped, pairs };
}

const open = (...names: readonly string[]): SceneRequest['expanded'] =>
  names.map((name) => ({ node: DRAWN.node(name), direction: 'referrers', count: 3 }));

describe('a drawing that grows', () => {
  it('keeps the order of what is there, overlaps nothing and leads no line through a box', async () => {
    let before = await draw();
    for (const names of [['n5'], ['n5', 'n9'], ['n5', 'n9', 'n17']]) {
      const after = await draw({ expanded: open(...names) });
      expect(after.nodes.length).toBeGreaterThan(before.nodes.length);
      const { swapped, pairs } = swaps(before, after);
      expect(pairs).toBeGreaterThan(50);
      expect(swapped / pairs).toBeLessThanOrEqual(0.05);
      expect(countFaults(inputOf(after), after)).toMatchObject({ overlaps: 0, throughBoxes: 0 });
      before = after;
    }
  });

  it('keeps it with another depth, too, and with members of a group drawn one by one', async () => {
    const grouped = { grouped: true, breadth: 8, direction: 'both' } as const;
    const before = await draw();
    const steps: readonly [Scene, Scene][] = [
      [before, await draw({ depth: 3, tidiedDepth: 2 })],
      [await draw({ depth: 3 }), await draw({ depth: 2, tidiedDepth: 3 })],
      [await draw({ depth: 4 }), await draw({ depth: 1, tidiedDepth: 4 })],
    ];
    const hub = await sceneOf(HUB, ['t'], { ...grouped, depth: 2 });
    const group = hub.nodes.find((node) => node.group !== null);
    const edit = {
      id: group?.id ?? '',
      referrers: 0,
      referents: 0,
      collapsed: false,
      hidden: false,
    };
    const spread = { groups: [{ ...edit, spread: 8, tidied: 0 }] };
    const opened = await sceneOf(HUB, ['t'], { ...grouped, depth: 2, ...spread });
    expect(opened.nodes.length).toBe(hub.nodes.length + 8);
    for (const [from, to] of [...steps, [hub, opened] as const]) {
      const { swapped, pairs } = swaps(from, to);
      expect(pairs).toBeGreaterThanOrEqual(3);
      expect(swapped / pairs).toBeLessThanOrEqual(0.05);
      expect(countFaults(inputOf(to), to)).toMatchObject({ overlaps: 0, throughBoxes: 0 });
    }
  });

  it('leaves no room for what is not drawn any more', async () => {
    const deep = await draw({ depth: 4 });
    const less = await draw({ depth: 1, tidiedDepth: 4 });
    expect(less.nodes.length).toBeLessThan(10);
    expect(less.width).toBeLessThan(deep.width / 2);
  });

  it('joins new boxes to what they hang on, on their own side', async () => {
    const scene = await draw({ expanded: open('n5') });
    const owner = scene.nodes.find(({ node }) => node === DRAWN.node('n5'));
    const joined = scene.edges.filter(({ target }) => target === owner?.id);
    expect(joined.length).toBeGreaterThanOrEqual(3);
    for (const { source, curve } of joined) {
      const from = scene.nodes.find(({ id }) => id === source);
      expect(Math.abs((curve[0] ?? 0) - (from?.x ?? 0))).toBeLessThanOrEqual(
        (from?.width ?? 0) / 2 + 1,
      );
      expect(Math.abs((curve.at(-1) ?? 0) - (owner?.y ?? 0))).toBeLessThanOrEqual(
        (owner?.height ?? 0) / 2 + 1,
      );
    }
  });

  it('is the same for the same steps, and laid out as a whole once it is tidied', async () => {
    const expanded = open('n5', 'n9');
    const grown = await draw({ expanded });
    expect(await draw({ expanded })).toEqual(grown);
    const tidied = await draw({ expanded, tidied: 2 });
    expect(tidied.nodes.map(({ id }) => id)).toEqual(grown.nodes.map(({ id }) => id));
    expect(tidied.nodes.map(({ x }) => x)).not.toEqual(grown.nodes.map(({ x }) => x));
    // What was tidied is where the next steps begin.
    const next = await draw({ expanded: open('n5', 'n9', 'n17'), tidied: 2 });
    const { swapped, pairs } = swaps(tidied, next);
    expect(swapped / pairs).toBeLessThanOrEqual(0.05);
  });

  it('makes room for a record that is opened', async () => {
    const record = graphFromText(
      ['a: app.Record user; b -.a> a; a -.c> c; c: app.Part user']
        .concat(Array.from({ length: 12 }, (_, at) => `v${at}: int; a -.v${at}> v${at}`))
        .join('\n'),
    );
    const ask = (opened: readonly number[]) =>
      buildScene(record.graph, contextOf(record.graph), {
        ...PLAIN_REQUEST,
        focus: [record.node('a')],
        direction: 'both',
        breadth: 20,
        valuesInside: true,
        opened,
      });
    const [closed, opened] = [await ask([]), await ask([record.node('a')])];
    expect(opened.nodes[0]?.height).toBeGreaterThan(closed.nodes[0]?.height ?? 0);
    expect(swaps(closed, opened).swapped).toBe(0);
    expect(countFaults(inputOf(opened), opened)).toMatchObject({ overlaps: 0, throughBoxes: 0 });
  });
});
