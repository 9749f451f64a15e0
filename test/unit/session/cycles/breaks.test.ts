import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { startingScene } from '../../../../shared/protocol/default-scene.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { jointSentence } from '../../../../shared/session/cycles/breaks.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';

/** Two frames wait for the collector; a third is in the same kind of cycle and held. */
const LEAK = sessionOf(
  graphFromText`
    a -.ww> x; x -._dataframe> a
    b -.ww> y; y -._dataframe> b
    root!; root -[0]> c; c -.ww> z; z -._dataframe> c
    a: pandas.DataFrame size=100 user; b: pandas.DataFrame size=100 user
    c: pandas.DataFrame size=100 user; root: list
    x: __main__.Accessor user; y: __main__.Accessor user; z: __main__.Accessor user
  `.graph,
);
const cuts = DEFAULT_CUTS;

describe('what to break, in words', () => {
  test('for garbage: the reference, what goes by it, whose it is, and how', async () => {
    const found = await LEAK.query('breakProposals', { familyId: 0, cuts }, UNATTENDED_JOB);
    const [first, second] = found.proposals;
    expect(first).toMatchObject({
      step: 1,
      type: '__main__.Accessor',
      label: '_dataframe',
      target: 'pandas.DataFrame',
      text: 'Accessor._dataframe',
      references: 2,
      bytesFreed: 232,
      exact: true,
      chosen: true,
      how: 'weak-reference',
      howText: 'hold it by weakref.ref',
      reason:
        'Then reference counting alone frees 232 bytes, without waiting for the collector. This is your own class.',
    });
    expect([second?.text, second?.chosen, second?.exact]).toEqual(['DataFrame.ww', false, false]);
    expect([found.bytesFreed, found.exact, found.partial, found.note]).toEqual([
      232,
      true,
      false,
      'Let Accessor._dataframe lead back weakly (weakref.ref): the DataFrame owns the rest.',
    ]);
    expect(found.pattern).toMatchObject({
      id: 'pandas-accessor',
      title: 'Accessor that keeps its DataFrame',
    });
    expect(found.pattern?.after).toContain('weakref.ref(frame)');
  });

  test('for what is held: that nothing is freed, and what would be lost', async () => {
    const found = await LEAK.query('breakProposals', { familyId: 1, cuts }, UNATTENDED_JOB);
    const [first, second] = found.proposals;
    expect([first?.text, first?.bytesFreed]).toEqual(['Accessor._dataframe', 0]);
    expect(first?.reason).toContain('nothing is freed');
    expect(second?.reason).toContain('16 bytes would go with it');
    expect(found.note).toContain('Look at what holds them.');
  });

  test('no weak reference is advised where nothing else owns what it leads to', async () => {
    const owned = sessionOf(
      graphFromText`
        t -.filter> f; f -._table> t; t -.rows> rows
        t: __main__.Table user; f: __main__.Filter user; rows: list size=5000
      `.graph,
    );
    const { proposals } = await owned.query(
      'breakProposals',
      { familyId: 0, cuts },
      UNATTENDED_JOB,
    );
    const how = new Map(proposals.map(({ text, howText }) => [text, howText]));
    expect(how.get('Filter._table')).toBe('hold it by weakref.ref');
    expect(how.get('Table.filter')).toMatch(/^clear it .* only where something else owns/);
  });

  test('the safe reference stands first, also where another class would be cheaper to change', async () => {
    const owned = sessionOf(
      graphFromText`
        t -.filter> f; f -._table> t; t -.rows> rows
        t: __main__.Table user; f: pandas.Filter user; rows: list size=5000
      `.graph,
    );
    const { proposals, bytesFreed } = await owned.query(
      'breakProposals',
      { familyId: 0, cuts },
      UNATTENDED_JOB,
    );
    expect(proposals.map(({ text, chosen }) => [text, chosen])).toEqual([
      ['Filter._table', true],
      ['Table.filter', false],
    ]);
    expect(bytesFreed).toBe(5032);
  });

  test('a family that does not exist is not found', async () => {
    await expect(
      LEAK.ask('breakProposals', { familyId: 2, cuts }, UNATTENDED_JOB),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  test('a hostile name is made safe on its way out', async () => {
    const hostile = sessionOf(
      graphFromText(
        'a -.x\u202e\u0007> b; b -.y> a; a: __main__.A\u001b[31m user; b: __main__.B user',
      ).graph,
    );
    const found = await hostile.query('breakProposals', { familyId: 0, cuts }, UNATTENDED_JOB);
    expect(JSON.stringify(found)).not.toMatch(/\\u00|\u202e/);
    expect(found.proposals.map((row) => row.text).join()).toContain('\\x1b');
  });

  test('where nobody can tell what else holds the objects, no bytes are promised', async () => {
    const { graph } = graphFromText`a -.b> b; b -.a> a; a: A user; b: B user`;
    const unknown = sessionOf({ ...graph, refcount: null, roots: null });
    const found = await unknown.query('breakProposals', { familyId: 0, cuts }, UNATTENDED_JOB);
    expect(found.bytesFreed).toBeNull();
    expect(found.proposals[0]?.reason).toContain('cannot tell what else holds');
  });
});

describe('of the whole dump', () => {
  test('what is garbage, by all that goes with it, with what is safe to do', () => {
    const { causes, families, note } = LEAK.dumpBreaks(cuts, UNATTENDED_JOB);
    expect(causes).toMatchObject([
      {
        kind: 'garbage',
        bytes: 232,
        breaks: ['Accessor._dataframe'],
        advice:
          'Let Accessor._dataframe lead back weakly (weakref.ref): the DataFrame owns the rest.',
      },
    ]);
    expect([families, note]).toEqual([[], '']);
  });

  test('nothing of what is held', () => {
    const held = sessionOf(graphFromText`root!; root -.a> a; a -.b> b; b -.a> a`.graph);
    const { causes, families, note } = held.dumpBreaks(cuts, UNATTENDED_JOB);
    expect([causes, families]).toEqual([[], []]);
    expect(note).toMatch(/^There is nothing to break/);
  });

  test('the families with the most objects where nobody can tell', () => {
    const { graph } = graphFromText`
      a -.b> b; b -.a> a; c -.d> d; d -.c> c; e -.d> f; f -.c> e
      a: A user; b: B user; c: C user; d: D user; e: C user; f: D user`;
    const unknown = sessionOf({ ...graph, refcount: null, roots: null });
    const { causes, families, note } = unknown.dumpBreaks(cuts, UNATTENDED_JOB);
    expect(causes).toEqual([]);
    expect(families.map(({ text }) => text.includes('C'))).toEqual([true, false]);
    expect(note).toMatch(/cannot tell which cycles are garbage/);
  });
});

describe('in the reports', () => {
  test('every family has its pattern, its number and what to break', () => {
    const { families } = LEAK.cyclesReport({ cuts, type: '' }, UNATTENDED_JOB);
    expect(families.map((family) => [family.number, family.pattern])).toEqual([
      [1, 'pandas-accessor'],
      [2, 'pandas-accessor'],
    ]);
    expect(families[0]?.breaks[0]).toEqual({
      step: 1,
      type: '__main__.Accessor',
      label: '_dataframe',
      text: 'Accessor._dataframe',
      references: 2,
      bytesFreed: 232,
      chosen: true,
      exact: true,
      how: 'weak-reference',
    });
  });

  test('families are chosen by number or by type, by the numbers of the whole list', () => {
    const byType = LEAK.breakReport({ cuts, families: { type: 'Accessor' } }, UNATTENDED_JOB);
    expect(byType.families.map((family) => [family.number, family.verdict])).toEqual([
      [1, 'garbage'],
      [2, 'held'],
    ]);
    const second = LEAK.breakReport({ cuts, families: { number: 2 } }, UNATTENDED_JOB);
    expect(second.families).toEqual([byType.families[1]]);
    for (const families of [{ number: 3 }, { number: 0 }, { type: 'Series' }]) {
      expect(() => LEAK.breakReport({ cuts, families }, UNATTENDED_JOB)).toThrow(
        /family|families/i,
      );
    }
  });
});

test('references that only free anything together are named in one sentence', () => {
  const rows = ['A.x', 'B.y', 'C.z', 'D.w'].map((text) => ({ text }));
  expect(jointSentence(rows.slice(0, 2), 2000)).toBe('break A.x and B.y together: frees 2.00 KB');
  expect(jointSentence(rows.slice(0, 3), null)).toBe('break A.x, B.y and C.z together');
  expect(jointSentence(rows, 0)).toBe('break A.x, B.y, C.z and 1 more together: frees 0 bytes');
});

test('the drawing of a cycle says at which of its references to break it', async () => {
  const labels = async (node: number, showCycle: boolean): Promise<readonly string[]> => {
    const scene = { ...startingScene([node]), showCycle };
    const drawn = await LEAK.query('scene', { scene, cuts }, UNATTENDED_JOB);
    return drawn.edges.map(({ label }) => label).filter((label) => label.includes('break here'));
  };
  const [waiting, held] = [0, 5];
  expect(await labels(waiting, true)).toEqual(['._dataframe – break here']);
  expect(await labels(waiting, false)).toEqual([]);
  // Breaking what the program holds would free nothing.
  expect(await labels(held, true)).toEqual([]);
});

test('the drawing of a cycle marks the reference that is safe to break, as the advice has it', async () => {
  const { graph, node } = graphFromText`
    t -.filter> f; f -._table> t; t -.rows> rows
    t: __main__.Table user; f: pandas.Filter user; rows: list size=5000
  `;
  const scene = { ...startingScene([node('t')]), showCycle: true };
  const drawn = await sessionOf(graph).query('scene', { scene, cuts }, UNATTENDED_JOB);
  expect(
    drawn.edges.map(({ label }) => label).filter((label) => label.includes('break here')),
  ).toEqual(['._table – break here']);
});
