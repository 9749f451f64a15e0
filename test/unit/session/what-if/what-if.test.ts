import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { startingScene } from '../../../../shared/protocol/default-scene.ts';
import type { CutChoice } from '../../../../shared/protocol/schemas.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import type { DrawnGraph } from '../../../support/graph-from-text.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';

/** Two frames wait for the collector; a third is in the same kind of cycle and held. */
const LEAK = graphFromText`
  a -.ww> x; x -._dataframe> a
  b -.ww> y; y -._dataframe> b
  root!; root -[0]> c; c -.ww> z; z -._dataframe> c
  a: pandas.DataFrame size=100 user; b: pandas.DataFrame size=100 user
  c: pandas.DataFrame size=100 user; root: list
  x: __main__.Accessor user; y: __main__.Accessor user; z: __main__.Accessor user
`;
const SESSION = sessionOf(LEAK.graph);

/** The usual cuts and the first references of the named objects. */
function cutting({ node }: DrawnGraph, ...sources: string[]): CutChoice {
  return {
    ...DEFAULT_CUTS,
    edges: sources.map((name) => ({ source: node(name), position: 0 })),
  };
}

function ask(cuts: CutChoice, nodes: readonly string[] = []) {
  return SESSION.query(
    'whatIf',
    { cuts, breaking: null, nodes: nodes.map(LEAK.node) },
    UNATTENDED_JOB,
  );
}

describe('what would happen without a reference', () => {
  test('of garbage: what counting frees, and that the cycle is gone', async () => {
    const found = await ask(cutting(LEAK, 'x'), ['a', 'x', 'b']);
    expect(found).toMatchObject({
      text: '116 bytes (2 objects) would be freed at once. No cycle is left there.',
      known: true,
      references: 1,
      freed: { objects: 2, shallowBytes: 116 },
      collected: { objects: 0, shallowBytes: 0 },
      components: {
        before: { count: 1, objects: 2, largest: 2 },
        after: { count: 0, objects: 0, largest: 0 },
      },
      familiesChanged: 1,
      partial: false,
    });
    expect(found.cut.map((row) => [row.source.node, row.label, row.target.node])).toEqual([
      [LEAK.node('x'), '._dataframe', LEAK.node('a')],
    ]);
    expect(found.families.map((row) => [row.verdict, row.before, row.after])).toEqual([
      ['garbage', 2, 1],
    ]);
    expect(found.fates).toEqual([
      { node: LEAK.node('a'), fate: 'freed' },
      { node: LEAK.node('x'), fate: 'freed' },
    ]);
  });

  test('of what holds a cycle: it waits for the collector', async () => {
    const found = await ask(cutting(LEAK, 'root'), ['c', 'z', 'root']);
    expect(found.text).toBe('116 bytes (2 objects) would wait for the garbage collector.');
    expect(found.collected).toEqual({ objects: 2, shallowBytes: 116 });
    expect(found.fates.map(({ fate }) => fate)).toEqual(['collected', 'collected']);
    expect(found.components.before.count).toBe(0);
  });

  test('by the proposals of a family', async () => {
    const found = await SESSION.query(
      'whatIf',
      { cuts: DEFAULT_CUTS, breaking: { familyId: 0, proposals: [] }, nodes: [] },
      UNATTENDED_JOB,
    );
    expect([found.references, found.freed.objects, found.familiesChanged]).toEqual([2, 4, 1]);
    expect(found.families).toMatchObject([{ id: null, before: 2, after: 0 }]);
  });

  test('nothing is said to change when nothing is cut', async () => {
    const found = await ask(DEFAULT_CUTS);
    expect([found.references, found.familiesChanged, found.fates]).toEqual([0, 0, []]);
  });
});

describe('every answer under cuts', () => {
  test('cycles, facts and paths are those without the reference', async () => {
    const cuts = cutting(LEAK, 'root');
    const page = { offset: 0, limit: 10 };
    const cycles = await SESSION.query('cycles', { cuts, type: '', ...page }, UNATTENDED_JOB);
    expect(cycles.families.map((family) => [family.verdict, family.count])).toEqual([
      ['garbage', 3],
    ]);
    expect(cycles.cuts.at(-1)).toEqual({ kind: 'user', references: 1 });
    const facts = await SESSION.query('object', { node: LEAK.node('c'), cuts }, UNATTENDED_JOB);
    expect([facts.row.verdict, facts.componentSize]).toEqual(['garbage', 2]);
    const path = await SESSION.query('path', { node: LEAK.node('c'), cuts }, UNATTENDED_JOB);
    expect([path.verdict, path.root, path.path.length]).toEqual(['garbage', '', 1]);
  });

  test('what is freed at once says so', async () => {
    const cuts = cutting(LEAK, 'x');
    const facts = await SESSION.query('object', { node: LEAK.node('a'), cuts }, UNATTENDED_JOB);
    expect(facts.verdictReason).toContain('frees it at once');
  });

  test('the drawing keeps the reference and marks it', async () => {
    const cuts = cutting(LEAK, 'root');
    const scene = await SESSION.query(
      'scene',
      {
        scene: startingScene([LEAK.node('c')], { depth: 2 }),
        cuts,
      },
      UNATTENDED_JOB,
    );
    const edge = scene.edges.find((one) => one.isCutByHand);
    expect(edge?.references).toEqual(cuts.edges);
    expect(scene.nodes.find((node) => node.isFocus)?.verdict).toBe('garbage');
  });

  test('a reference that the dump does not have is refused', async () => {
    const edges = [{ source: LEAK.node('c'), position: 7 }];
    const asked = SESSION.ask(
      'whatIf',
      { cuts: { ...DEFAULT_CUTS, edges }, breaking: null, nodes: [] },
      UNATTENDED_JOB,
    );
    await expect(asked).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('a ring that is drawn stays one, and stands open where it is cut', async () => {
  const request = startingScene([LEAK.node('a')], { isolated: { kind: 'cycle' } });
  const draw = (cuts: CutChoice) =>
    SESSION.query('scene', { scene: request, cuts, pace: 'whole' }, UNATTENDED_JOB);
  const cut = await draw(cutting(LEAK, 'x'));
  expect(cut.layout).toBe('ring');
  expect(cut.nodes).toHaveLength(2);
  expect(cut.edges.map(({ inCycle, isCutByHand }) => [inCycle, isCutByHand]).sort()).toEqual([
    [true, false],
    [true, true],
  ]);
  expect(cut.description).toContain('Cycle of 2 objects, cut open: ');
  const { description } = await draw(DEFAULT_CUTS);
  expect(description).toContain('Cycle of 2 objects: ');
  // Elsewhere a cut is not its business.
  expect((await draw(cutting(LEAK, 'y'))).description).toContain('Cycle of 2 objects: ');
});
