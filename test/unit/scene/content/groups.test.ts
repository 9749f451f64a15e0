import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Scene, SceneNode, SceneRequest } from '../../../../shared/scene/model/scene.ts';
import { planScene } from '../../../../shared/scene/plan/plan-scene.ts';
import type { DrawnGraph } from '../../../support/graph-from-text.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { contextOf, drawnNames, PLAIN_REQUEST, sceneOf } from '../scene-fixture.ts';

const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');

/** 30 dicts and 5 lists hold t; each dict is held by an owner of its own, all owners by a list. */
const HUB = graphFromText(`
  ${lines(30, (at) => `d${at}: dict; d${at} -['t']> t`)}
  ${lines(5, (at) => `l${at}: list; l${at} -[${at}]> t`)}
  ${lines(30, (at) => `o${at}: app.Owner user; o${at} -.cache> d${at}; all -[${at}]> o${at}`)}
  all: list`);

const grouped = (
  drawn: DrawnGraph,
  focus: readonly string[],
  request: Partial<SceneRequest> = {},
): Promise<Scene> => sceneOf(drawn, focus, { grouped: true, ...request });

const groupsOf = (scene: Scene): readonly SceneNode[] =>
  scene.nodes.filter(({ group }) => group !== null);

function groupTitled(scene: Scene, title: string): SceneNode {
  const found = groupsOf(scene).find((node) => node.title === title);
  if (found === undefined) throw new Error(`no group "${title}"`);
  return found;
}

const edit = (id: string, change: Partial<SceneRequest['groups'][number]>) => ({
  groups: [
    {
      id,
      spread: 0,
      tidied: 0,
      referrers: 0,
      referents: 0,
      collapsed: false,
      hidden: false,
      ...change,
    },
  ],
});

describe('equal neighbours', () => {
  it('are one node beyond a handful, and a handful is not', async () => {
    const scene = await grouped(HUB, ['t'], { depth: 1 });
    expect(groupsOf(scene)).toHaveLength(1);
    expect(groupTitled(scene, '30 × dict')).toMatchObject({
      role: 'container',
      node: null,
      group: { count: 30, total: 30, example: HUB.node('d0') },
      undrawn: { referrers: 30, referents: 0 },
    });
    expect(drawnNames(HUB, scene)).toEqual(['t', 'l0', 'l1', 'l2', 'l3', 'l4']);
    expect(scene.omittedCount).toBe(0);
    expect(scene.description).toContain('36 objects and 35 references. 30 of the objects');
    const edge = scene.edges.find(({ source }) => source.startsWith('group'));
    expect(edge).toMatchObject({ target: `n${HUB.node('t')}`, label: "['t']", count: 30 });
  });

  it('are followed together, to one object or to equal ones', async () => {
    const scene = await grouped(HUB, ['t'], { depth: 3 });
    const dicts = groupTitled(scene, '30 × dict');
    const owners = groupTitled(scene, '30 × Owner');
    const between = scene.edges.find(({ source }) => source === owners.id);
    expect(between).toMatchObject({ target: dicts.id, label: '.cache', count: 30 });
    const above = scene.edges.find(({ target }) => target === owners.id);
    expect(above).toMatchObject({ source: `n${HUB.node('all')}`, label: '[0], …', count: 30 });
  });

  it('are drawn one by one in pages, the rest staying together', async () => {
    const { id } = groupTitled(await grouped(HUB, ['t'], { depth: 1 }), '30 × dict');
    const scene = await grouped(HUB, ['t'], { depth: 1, ...edit(id, { spread: 3 }) });
    expect(groupTitled(scene, '27 × dict')).toMatchObject({ id, group: { count: 27, total: 30 } });
    expect(drawnNames(HUB, scene)).toEqual(expect.arrayContaining(['d0', 'd1', 'd2']));
    const all = await grouped(HUB, ['t'], { depth: 1, ...edit(id, { spread: 500 }) });
    expect(groupsOf(all)).toEqual([]);
    expect(drawnNames(HUB, all)).toHaveLength(36);
    // One that is left alone is itself.
    const most = await grouped(HUB, ['t'], { depth: 1, ...edit(id, { spread: 29 }) });
    expect(groupsOf(most)).toEqual([]);
    expect(drawnNames(HUB, most)).toHaveLength(36);
  });

  it('keep their id whatever else is asked for', async () => {
    const first = groupTitled(await grouped(HUB, ['t'], { depth: 1 }), '30 × dict');
    const others = await Promise.all([
      grouped(HUB, ['t'], { depth: 3, breadth: 100, showPath: true }),
      grouped(HUB, ['t'], { depth: 1, hidden: [HUB.node('d3'), HUB.node('l1')] }),
    ]);
    for (const scene of others) expect(groupsOf(scene).map(({ id }) => id)).toContain(first.id);
  });

  it('can be hidden, collapsed and expanded like an object', async () => {
    const { id } = groupTitled(await grouped(HUB, ['t'], { depth: 1 }), '30 × dict');
    const hidden = await grouped(HUB, ['t'], { depth: 3, ...edit(id, { hidden: true }) });
    expect(groupsOf(hidden)).toEqual([]);
    expect(hidden.omittedCount).toBe(0);
    const collapsed = await grouped(HUB, ['t'], { depth: 3, ...edit(id, { collapsed: true }) });
    expect(groupsOf(collapsed).map(({ title }) => title)).toEqual(['30 × dict']);
    const expanded = await grouped(HUB, ['t'], { depth: 1, ...edit(id, { referrers: 8 }) });
    expect(groupsOf(expanded).map(({ title }) => title)).toEqual(['30 × dict', '30 × Owner']);
  });

  it('are told apart by label and by what holds them, where there are enough of each', async () => {
    const drawn = graphFromText(`
      ${lines(20, (at) => `a${at}: dict; a${at} -['x']> t; p${at}: list; p${at} -[0]> a${at}`)}
      ${lines(12, (at) => `b${at}: dict; b${at} -['x']> t; q${at}: tuple; q${at} -[0]> b${at}`)}
      ${lines(9, (at) => `c${at}: dict; c${at} -['y']> t`)}
      ${lines(3, (at) => `e${at}: dict; e${at} -['z']> t`)}`);
    const scene = await grouped(drawn, ['t'], { depth: 1 });
    expect(groupsOf(scene).map(({ title }) => title)).toEqual([
      '20 × dict',
      '12 × dict',
      '9 × dict',
    ]);
    expect(drawnNames(drawn, scene)).toEqual(['t', 'e0', 'e1', 'e2']);
  });

  it('come together without their label when every label is another', async () => {
    const drawn = graphFromText(lines(40, (at) => `d${at}: dict; d${at} -['k${at}']> t`));
    const scene = await grouped(drawn, ['t'], { depth: 1 });
    expect(groupTitled(scene, '40 × dict').group?.count).toBe(40);
    expect(scene.edges[0]).toMatchObject({ label: "['k0'], …", count: 40 });
  });

  it('leave out those on the path, which is drawn whole', async () => {
    const drawn = graphFromText(
      `r!; r -[0]> d7; ${lines(30, (at) => `d${at}: dict; d${at} -['t']> t`)}`,
    );
    const scene = await grouped(drawn, ['t'], { depth: 1, showPath: true });
    expect(groupTitled(scene, '29 × dict').group).toMatchObject({ count: 29, total: 29 });
    expect(drawnNames(drawn, scene)).toEqual(['t', 'r', 'd7']);
  });

  it('that were asked for are asked for together', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `o${at}`);
    const scene = await grouped(HUB, names, { depth: 1 });
    expect(groupTitled(scene, '30 × Owner').isFocus).toBe(true);
    expect(drawnNames(HUB, scene)).toEqual(['all']);
    expect(scene.title).toBe('Referrers of 30 × Owner');
  });

  it('refer to themselves as one', async () => {
    const ring = graphFromText(
      lines(40, (at) => `r${at}: Node; r${at} -.next> r${(at + 1) % 40}; r${at} -.all> t`),
    );
    const scene = await grouped(ring, ['t'], { depth: 3 });
    const group = groupTitled(scene, '40 × Node');
    const loop = scene.edges.find(({ source, target }) => source === target);
    expect(loop).toMatchObject({ source: group.id, label: '.next', count: 40 });
  });

  it('say how much they are, and whether their verdicts agree', async () => {
    const drawn = graphFromText(
      lines(30, (at) => `d${at}: dict size=${100 + at} refs=${at < 10 ? 1 : 0}; d${at} -['t']> t`),
    );
    const scene = await grouped(drawn, ['t'], { depth: 1 });
    const groups = groupsOf(scene);
    expect(groups[0]?.lines).toEqual(['3.44 KB together']);
    expect(groups[0]?.verdict).toBe('unknown');
    expect(groups[0]?.rootLabel).toBe('10 held from outside');
  });
});

describe('on random graphs', () => {
  const graphs = fc.tuple(
    fc.array(fc.constantFrom('dict', 'list', 'app.A'), { minLength: 40, maxLength: 40 }),
    fc.array(fc.tuple(fc.nat(39), fc.constantFrom('.x', '.y', '[0]'), fc.nat(39)), {
      minLength: 30,
      maxLength: 160,
    }),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 0, max: 3 }),
  );

  it('every object is drawn at most once, and every reference between what is drawn counts', () => {
    fc.assert(
      fc.property(graphs, ([types, pairs, breadth, depth]) => {
        const hub = pairs.map(([a, label]): [number, string, number] => [a, label, 0]);
        const drawn = graphFromText(
          [
            ...types.map((type, at) => `n${at}: ${type}`),
            ...[...pairs, ...hub].map(([a, label, b]) => `n${a} -${label}> n${b}`),
          ].join('\n'),
        );
        const plan = planScene(drawn.graph, contextOf(drawn.graph), {
          ...PLAIN_REQUEST,
          focus: [0],
          direction: 'both',
          grouped: true,
          breadth,
          depth,
        });
        const standsFor = new Map<number, string>();
        for (const { id, node } of plan.nodes) if (node !== null) standsFor.set(node, id);
        for (const [id, members] of plan.members) {
          expect(members.length).toBeGreaterThan(1);
          expect(new Set(members.map((member) => types[member])).size).toBe(1);
          for (const member of members) {
            expect(standsFor.has(member)).toBe(false);
            standsFor.set(member, id);
          }
        }
        const expected = new Map<string, number>();
        for (const [a, , b] of [...pairs, ...hub]) {
          const [from, to] = [standsFor.get(a), standsFor.get(b)];
          if (from === undefined || to === undefined) continue;
          expected.set(`${from} ${to}`, (expected.get(`${from} ${to}`) ?? 0) + 1);
        }
        const counted = plan.edges
          .filter(({ isStub }) => !isStub)
          .map(({ source, target, count }): [string, number] => [`${source} ${target}`, count]);
        expect(new Map(counted)).toEqual(expected);
      }),
      { numRuns: 80 },
    );
  });
});
