import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { NO_COUNT, NodeFlag } from '../../../shared/heap/heap-graph.ts';
import { startingScene } from '../../../shared/protocol/default-scene.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import { HeapSession } from '../../../shared/session/heap-session.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { expectPlain } from '../../support/plain-answer.ts';
import { sessionOf } from '../../support/session-of.ts';

const PAGE = { offset: 0, limit: 50 };
const ANY_OBJECT = {
  typeIndex: null,
  where: '',
  familyId: null,
  sort: 'shallowSize',
  descending: true,
} as const;

/** Two frames wait for the collector; a third is in the same kind of cycle and held by a module. */
const LEAK = graphFromText`
  a -.ww> x; x -._dataframe> a
  b -.ww> y; y -._dataframe> b
  c -.ww> z; z -._dataframe> c
  main -@__dict__> names; names -global kept> held; held -[0]> c
  main!
  a: DataFrame size=100; b: DataFrame size=100; c: DataFrame size=100
  x: Accessor; y: Accessor; z: Accessor
  main: ModuleType module; names: dict namespace; held: list
`;

describe('a leak and its look-alike', () => {
  const session = sessionOf(LEAK.graph);

  test('the headline counts what waits and leaves out what is held', async () => {
    const overview = await session.query('overview', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
    const answer = await session.query('answer', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
    expect(answer.headline).toBe(
      '232 bytes wait for the garbage collector: 2 DataFrames are in reference cycles.',
    );
    expect(answer.lead).toMatchObject({ object: { type: 'DataFrame' }, isOnCycle: true });
    expect(overview.verdictsKnown).toBe(true);
    expect(overview.topFamilies.map((family) => [family.verdict, family.count])).toEqual([
      ['garbage', 2],
      ['held', 1],
    ]);
  });

  test('a family is named by both references, decorated for people and bare for programs', () => {
    const report = session.cyclesReport({ cuts: DEFAULT_CUTS, type: 'DataFrame' }, UNATTENDED_JOB);
    const [family] = report.families;
    expect(family?.text).toBe('DataFrame .ww → Accessor ._dataframe → DataFrame');
    expect(family?.signature).toEqual([
      { type: 'DataFrame', label: 'ww' },
      { type: 'Accessor', label: '_dataframe' },
    ]);
    expect(family?.retainedBytes).toBe(232);
    expect(family?.exemplar).toHaveLength(2);
  });

  test('garbage is what the collector would find, by type', () => {
    expect(session.garbageReport(UNATTENDED_JOB)).toMatchObject({
      verdict: 'known',
      objects: 4,
      shallowBytes: 232,
      types: [
        { type: 'DataFrame', count: 2, shallowBytes: 200 },
        { type: 'Accessor', count: 2, shallowBytes: 32 },
      ],
    });
  });

  test('the path runs from the root to the object, each step with the reference it holds by', () => {
    const report = session.pathReport(LEAK.node('c'), UNATTENDED_JOB);
    expect(report.verdict).toBe('held');
    expect(report.path.map((step) => [step.type, step.label])).toEqual([
      ['ModuleType', '__dict__'],
      ['dict', 'kept'],
      ['list', '0'],
      ['DataFrame', ''],
    ]);
  });

  test('an object of garbage has no path but itself', () => {
    const report = session.pathReport(LEAK.node('a'), UNATTENDED_JOB);
    expect(report.verdict).toBe('garbage');
    expect(report.path).toHaveLength(1);
  });

  test('the most telling object of a type is a garbage one', () => {
    const [first] = session.findByType('DataFrame', 1, UNATTENDED_JOB);
    expect([LEAK.node('a'), LEAK.node('b')]).toContain(first);
    expect(() => session.findByType('Series', 1, UNATTENDED_JOB)).toThrow(/of type "Series"/);
  });

  test('objects are filtered, sorted and paged', async () => {
    const query = { ...ANY_OBJECT, where: 'frame and verdict = garbage' } as const;
    const cuts = DEFAULT_CUTS;
    const all = await session.query('objects', { query, cuts, ...PAGE }, UNATTENDED_JOB);
    expect(all.total).toBe(2);
    const second = await session.query(
      'objects',
      { query, cuts, offset: 1, limit: 1 },
      UNATTENDED_JOB,
    );
    expect(second.rows).toEqual([all.rows[1]]);
  });

  test('an object is found by its address, written either way', () => {
    expect(session.findByAddress('0x1000')).toBe(0);
    expect(session.findByAddress('4096')).toBe(0);
    expect(() => session.findByAddress('0x7')).toThrow(/No object in this dump is at 0x7/);
    expect(() => session.findByAddress('seven')).toThrow(/not an address/);
  });

  test('the inspector gives the verdict and its reason', async () => {
    const facts = await session.query(
      'object',
      { node: LEAK.node('c'), cuts: DEFAULT_CUTS },
      UNATTENDED_JOB,
    );
    expect(facts.row.verdict).toBe('held');
    expect(facts.verdictReason).toBe('A root reaches it; the path shows which.');
    expect([facts.referrerCount, facts.referentCount, facts.componentSize]).toEqual([2, 1, 2]);
    expect(facts.familyId).toBe(1);
  });
});

test('a dump without reference counts says that it cannot tell', async () => {
  const { graph } = graphFromText`a -.b> b; b -.a> a; a: Node; b: Node`;
  const session = sessionOf({ ...graph, refcount: null, roots: null });
  const overview = await session.query('overview', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
  expect(overview.verdictsKnown).toBe(false);
  const answer = await session.query('answer', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
  expect(answer.headline).toBe('2 Nodes are in reference cycles, in one family.');
  expect(answer.details[0]).toMatch(/no reference counts/);
  expect(overview.verdictsReason).toMatch(/no reference counts/);
  expect(session.garbageReport(UNATTENDED_JOB)).toMatchObject({ verdict: 'unknown', objects: 0 });
});

test('a dump that lost objects calls nothing held but what a declared root reaches', async () => {
  const { graph, node } = graphFromText`
    a -.b> b; b -.a> a; c -.d> d; d -.c> c; c: Node refs=2; m -.kept> e; m!`;
  const session = new HeapSession(graph, {
    name: 'cut off',
    formatId: 'drawn',
    formatLabel: 'Drawing',
    fileBytes: 0,
    warnings: [{ code: 'truncated', message: 'The file broke off.' }],
  });
  const verdictOf = async (name: string): Promise<string> => {
    const request = { node: node(name), cuts: DEFAULT_CUTS };
    return (await session.query('object', request, UNATTENDED_JOB)).row.verdict;
  };
  expect(await verdictOf('a')).toBe('garbage');
  expect(await verdictOf('c')).toBe('unknown');
  expect(await verdictOf('e')).toBe('held');
  const overview = await session.query('overview', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
  expect(overview.verdictsReason).toMatch(/^Part of this dump was lost/);
});

test('every answer is plain data, as the window and programs read it', async () => {
  const session = sessionOf(LEAK.graph);
  const cuts = DEFAULT_CUTS;
  const node = LEAK.node('a');
  const requests = {
    overview: { cuts },
    types: { ...PAGE, where: '', sort: 'count', descending: true },
    objects: { ...PAGE, query: ANY_OBJECT, cuts, columns: ['retainedSize', 'referrers'] },
    object: { node, cuts },
    references: { ...PAGE, node, direction: 'referrers' },
    contents: { ...PAGE, node, cuts },
    wholeValue: { node },
    cycles: { ...PAGE, cuts, type: '' },
    breakProposals: { familyId: 0, cuts },
    path: { node },
  } as const;
  for (const [channel, request] of Object.entries(requests)) {
    expectPlain(await session.ask(channel as keyof typeof requests, request, UNATTENDED_JOB));
  }
});

test('a request that is not well-formed, or names no object, is refused with a code', async () => {
  const session = sessionOf(LEAK.graph);
  await expect(session.ask('path', { node: -1 }, UNATTENDED_JOB)).rejects.toMatchObject({
    code: 'bad-request',
  });
  await expect(session.ask('path', { node: 999 }, UNATTENDED_JOB)).rejects.toMatchObject({
    code: 'not-found',
  });
});

describe('the headline', () => {
  const headlineOf = async (graph: HeapGraph): Promise<string> =>
    (await sessionOf(graph).query('answer', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB)).headline;

  test('counts all of a ring, not the one object that names its cycle', async () => {
    const ring = graphFromText`
      a -.next> b; b -.next> c; c -.next> a
      a: Node; b: Node; c: Node
    `;
    expect(await headlineOf(ring.graph)).toBe(
      '48 bytes wait for the garbage collector: 3 Nodes are in reference cycles.',
    );
  });

  test('says what is lost even where the dump has no sizes', async () => {
    const lost = graphFromText('a ->* b; b ->* a; a: A size=0; b: B size=0');
    expect(await headlineOf(lost.graph)).toMatch(/lost for good/);
  });

  test('does not call everything held where all counts are missing', async () => {
    const { graph } = graphFromText('a -.x> b; b -.y> a');
    const refcount = new Uint32Array(graph.nodeCount).fill(NO_COUNT);
    expect(await headlineOf({ ...graph, refcount })).toBe(
      'Nothing is known to leak: reference counts are missing from this dump.',
    );
  });
});

test('a path from an immortal object says so, and no number of references', async () => {
  const { graph, node } = graphFromText('a -.x> b; a: A refs=immortal');
  const path = await sessionOf(graph).query('path', { node: node('b') }, UNATTENDED_JOB);
  expect(path.root).toBe('immortal, never freed by the interpreter');
});

test('what gc.freeze() hid is not blamed on references that cannot be seen', async () => {
  const { graph, node } = graphFromText('a -.x> b; b -.y> a');
  const frozen = { ...graph, flags: graph.flags.map((flags) => flags | NodeFlag.frozen) };
  const request = { node: node('a'), cuts: DEFAULT_CUTS };
  const facts = await sessionOf(frozen).query('object', request, UNATTENDED_JOB);
  expect([facts.row.verdict, facts.verdictReason]).toEqual([
    'never',
    expect.stringContaining('gc.freeze()'),
  ]);
});

describe('a group of equal objects in a drawing', () => {
  const hub = graphFromText(
    Array.from({ length: 40 }, (_, at) => `d${at}: dict size=${at}; d${at} -['t']> t`).join('\n'),
  );
  const session = sessionOf(hub.graph);
  const scene = startingScene([hub.node('t')], { depth: 1 });

  test('lists its members in pages', async () => {
    const drawn = await session.query('scene', { scene, cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
    const group = drawn.nodes.find((node) => node.group !== null)?.id ?? '';
    const ask = (offset: number, id = group) =>
      session.query(
        'groupMembers',
        { scene, cuts: DEFAULT_CUTS, group: id, offset, limit: 30 },
        UNATTENDED_JOB,
      );
    const [first, second] = [await ask(0), await ask(30)];
    expect([first.total, first.rows.length, second.rows.length]).toEqual([40, 30, 10]);
    expect(second.rows.at(-1)).toMatchObject({ type: 'dict', shallowSize: 39 });
    expect(await ask(0, 'group-gone')).toEqual({ total: 0, rows: [] });
  });
});

describe('reference counts that are lower than the references in the dump', () => {
  const opened = (drawing: string) => sessionOf(graphFromText(drawing).graph);

  test('are a fact where something else holds the object, and a warning where nothing does', async () => {
    const held = opened('a!; a -> b; c!; c -> b; b: object refs=1');
    const report = held.summaryReport(UNATTENDED_JOB);
    expect(report.inconsistentCounts).toMatchObject({ objects: 1, garbage: 0 });
    expect(report.inconsistentCounts?.text).toMatch(
      /^1 object has more referrers in the dump than its reference count: .* No verdict depends on this/,
    );
    const overview = await held.query('overview', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
    expect(overview.facts.map(({ label }) => label)).toContain('Reference counts');
    expect(overview.warnings).toEqual([]);

    const doubtful = opened('a -> b; c -> b; a: object refs=0; c: object refs=0; b: object refs=1');
    const { warnings } = await doubtful.query('overview', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
    expect(warnings).toEqual([
      { code: 'inconsistent-counts', message: expect.stringContaining('which may be wrong') },
    ]);
  });

  test('are not spoken of where there are none', async () => {
    const sound = opened('a!; a -> b');
    expect(sound.summaryReport(UNATTENDED_JOB).inconsistentCounts).toEqual({
      objects: 0,
      garbage: 0,
      text: '',
    });
    const overview = await sound.query('overview', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
    expect(overview.facts.map(({ label }) => label)).not.toContain('Reference counts');
  });
});
