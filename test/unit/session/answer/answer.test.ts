import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { NodeFlag } from '../../../../shared/heap/heap-graph.ts';
import type { AnswerResult } from '../../../../shared/protocol/cause-schemas.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { HeapSession } from '../../../../shared/session/heap-session.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';
import { withFacts } from '../../../support/with-facts.ts';

/**
 * A module without a name of its own, with variables; classes of the program begin with a capital.
 */
const MODULE = 'main!; main -@__dict__> names; main: root module; names: dict namespace\n';

async function answerOf(drawing: string, change: (graph: HeapGraph) => HeapGraph = (own) => own) {
  const { graph } = graphFromText(drawing);
  const flags = graph.flags.map((own, node) => {
    const isOwn = /^[A-Z]/.test(graph.strings.get(graph.typeNames[graph.type[node]]));
    return isOwn ? own | NodeFlag.isUserInstance : own;
  });
  const session = sessionOf(change({ ...graph, flags }));
  return (await session.query('answer', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB)) as AnswerResult;
}

const times = (count: number, draw: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => draw(at)).join('\n');

describe('as if references were gone', () => {
  const drawing = `${MODULE}
    t -.filter> f; f -._table> t; t -.rows> rows; t: Table; f: Filter; rows: list size=5000
    names -@cache> cache; cache: dict size=64; cache -['a']> a; cache -['b']> b; a -.whole> big; b -.whole> big
    a: Part; b: Part; big: bytearray size=9000`;

  test('what they freed is no garbage any more, and what waited is told without it', () => {
    const session = sessionOf(graphFromText(drawing).graph);
    const named = session.namedCuts(['Filter._table'], UNATTENDED_JOB);
    const cuts = { ...DEFAULT_CUTS, edges: [...named.edges] };
    const before = session.summaryReport(UNATTENDED_JOB);
    expect(before.answer?.headline).toMatch(/wait for the garbage collector: 1 Table is/);
    const after = session.summaryReport(UNATTENDED_JOB, true, cuts);
    expect(after.answer?.headline).not.toMatch(/wait/);
  });

  test('retained sizes are those of the dump without them', async () => {
    const { graph, node } = graphFromText(drawing);
    const session = sessionOf(graph);
    const edges = [...session.namedCuts(['Part.whole'], UNATTENDED_JOB).edges].slice(0, 1);
    const retained = async (cuts: typeof DEFAULT_CUTS) => {
      const query = { where: '', typeIndex: null, familyId: null, sort: 'retainedSize' as const };
      const { rows } = await session.query(
        'objects',
        {
          query: { ...query, descending: true },
          offset: 0,
          limit: 20,
          columns: ['retainedSize'],
          cuts,
        },
        UNATTENDED_JOB,
      );
      return rows.find((row) => row.node === node('b'))?.retainedSize;
    };
    expect(await retained(DEFAULT_CUTS)).toBe(16);
    expect(await retained({ ...DEFAULT_CUTS, edges })).toBe(9016);
  });
});

describe('of what waits', () => {
  test('the first is what the most bytes go with, not what there is most of', async () => {
    const { causes } = await answerOf(`
      ${times(30, (at) => `r${at} -.resp> q${at}; q${at} -.req> r${at}; r${at}: Req; q${at}: Resp`)}
      ${times(3, (at) => `f${at} -.view> v${at}; v${at} -.frame> f${at}; f${at}: Frame; v${at}: View; f${at} -.rows> d${at}; d${at}: bytearray size=9000`)}
    `);
    expect(causes.map(({ subjects, bytes }) => [subjects[0], bytes])).toEqual([
      ['3 Frames', 27_096],
    ]);
    expect(causes[0]?.cycles).toEqual(['Frame.view → View.frame → Frame']);
  });

  test('the owner of a cycle is who keeps most beside it, and what leads back to it may be weak', async () => {
    const { causes } = await answerOf(`
      t -.filter> f; f -._table> t; t -.rows> rows
      t: Table; f: Filter; rows: list size=5000
    `);
    expect(causes[0]).toMatchObject({
      kind: 'garbage',
      subjects: ['1 Table'],
      breaks: ['Filter._table'],
      advice: 'Let Filter._table lead back weakly (weakref.ref): the Table owns the rest.',
    });
  });

  test('no weak reference is advised where it would lose what only the owner holds', async () => {
    const { causes } = await answerOf(`
      a -.next> b; b -.next> c; c -.next> a; a -.rows> rows
      a: Link; b: Link; c: Link; rows: list size=5000
    `);
    expect(causes[0]?.advice).not.toMatch(/weak/);
    expect(causes[0]?.advice).toBe('Clear Link.next when the Link is done.');
  });

  test('what a bound method leads back by is made when it is asked for', async () => {
    const { causes } = await answerOf(`
      b -.iloc> g; g -.func> m; m -@__self__> b
      b: Blocks size=5000; g: Getter; m: method
    `);
    expect(causes[0]?.advice).toMatch(
      /^Getter\.func keeps the bound method, and that its Blocks\./,
    );
  });

  test('an object that is in two families is counted once', async () => {
    const { causes } = await answerOf(`
      a -.x> b; b -.y> a; c -.x> d; d -.y> c; a -.data> blob; c -.data> blob
      a: A; b: A; c: C; d: C; blob: bytearray size=9000
    `);
    expect(causes.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(9064);
  });

  test('a static class is no garbage', async () => {
    const { causes } = await answerOf(`${MODULE}
      k -@__mro__> m; m -[0]> k; k: type type untracked size=5000 refs=1; m: tuple
      names -global kept> list; list: list
    `);
    expect(causes).toEqual([]);
  });
});

describe('of what piles up', () => {
  const row = (at: number): string => `row${at}: Row size=1000`;

  test('many small items are told with their container, by its name', async () => {
    const { causes, headline } = await answerOf(`${MODULE}
      names -global CACHE> cache; cache: dict
      ${times(12, (at) => `cache -['k${at}']> row${at}; ${row(at)}`)}
    `);
    expect(headline).toBe('12.0 KB pile up in `module.CACHE`: 12 Rows.');
    expect(causes[0]).toMatchObject({
      kind: 'accumulation',
      holder: 'module.CACHE',
      bytes: 12_016,
    });
  });

  test('what two containers hold belongs to the one that names it, and is counted once', async () => {
    const { causes } = await answerOf(`${MODULE}
      names -global registry> registry; registry: dict; names -global _index> index; index: list
      ${times(12, (at) => `registry -['k${at}']> row${at}; index -[${at}]> row${at}; ${row(at)}`)}
    `);
    expect(causes).toHaveLength(1);
    expect(causes[0]).toMatchObject({ bytes: 12_016, subjects: ['12 Rows'] });
    expect(['module.registry', 'module._index']).toContain(causes[0]?.holder);
  });

  test('a few large items are an accumulation, too', async () => {
    const { causes } = await answerOf(`${MODULE}
      names -global SNAPS> snaps; snaps: list
      ${times(3, (at) => `snaps -[${at}]> s${at}; s${at}: bytes size=90000`)}
    `);
    expect(causes[0]).toMatchObject({ holder: 'module.SNAPS', subjects: ['3 bytes objects'] });
  });

  test('a chain is told by how one link holds the next', async () => {
    const { causes } = await answerOf(`${MODULE}
      names -global last> n0
      ${times(60, (at) => `n${at} -.prev> n${at + 1}; n${at}: Response size=1000`)}
      n60: Response size=1000
    `);
    expect(causes[0]?.sentence).toMatch(
      /chain that begins at `module\.last`: 6[01] Responses, each held by `\.prev` of the one before\.$/,
    );
  });

  test('of equal accumulations the first is the one whose name comes first, whatever their order', async () => {
    const drawn = (names: readonly string[]): string =>
      `${MODULE}${names
        .map(
          (name) =>
            `names -global ${name}> ${name}; ${name}: list\n${times(5, (at) => `${name} -[${at}]> ${name}${at}; ${name}${at}: Row size=50000`)}`,
        )
        .join('\n')}`;
    const holders = async (names: readonly string[]) =>
      (await answerOf(drawn(names))).places.map(({ holder }) => holder);
    expect(await holders(['b', 'a'])).toEqual(['module.a', 'module.b']);
    expect(await holders(['a', 'b'])).toEqual(['module.a', 'module.b']);
  });
});

describe('where nothing leaks', () => {
  test('the first line says so, and the account is that of the process', async () => {
    const answer = await answerOf(
      `${MODULE} names -global kept> list; list: list
       ${times(9, (at) => `names -global v${at}> v${at}; v${at}: V${at} size=100`)}`,
      (graph) => ({ ...graph, process: { ...graph.process, rssBytes: 20_000 } }),
    );
    expect(answer.headline).toMatch(/^Nothing leaks/);
    expect(answer.causes).toEqual([]);
    expect(answer.account?.resident).toBe(20_000);
  });

  test('a dump without the resident memory says what cannot be told', async () => {
    const { details, account } = await answerOf(`${MODULE} names -global kept> list; list: list`);
    expect(account).toBeNull();
    expect(details.at(-1)).toMatch(/does not say how much memory the process had/);
  });
});

describe('of a dump that cannot tell', () => {
  test('what to draw first is on a cycle', async () => {
    const { headline, lead } = await answerOf('a -.x> b; b -.y> a; a: Frame; b: View', (graph) => ({
      ...graph,
      refcount: null,
      roots: null,
    }));
    expect(headline).toContain('in reference cycles');
    expect(lead?.isOnCycle).toBe(true);
    expect(['Frame', 'View']).toContain(lead?.object.type);
  });
});

test('of a dump that was cut off nothing is said of memory that may be in what was lost', async () => {
  const { graph } = graphFromText('a -.x> b; a: Frame refs=9; b: View');
  const identity = { name: 'cut', formatId: 'drawn', formatLabel: 'Drawing', fileBytes: 0 };
  const told = async (warnings: readonly { code: 'truncated'; message: string }[]) => {
    const process = { rssBytes: 900e6 };
    const session = new HeapSession({ ...graph, process }, { ...identity, warnings });
    return session.query('answer', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
  };
  const whole = await told([]);
  expect(whole.causes.map(({ kind }) => kind)).toContain('native');
  const cut = await told([{ code: 'truncated', message: 'The file broke off.' }]);
  expect(cut.causes).toEqual([]);
  expect(cut.account).toBeNull();
});

test('bound methods of C code are told by what they are bound to', async () => {
  const drawn = graphFromText(`${MODULE}
    names -global WAITING> list; list: list size=2456
    ${times(300, (at) => `list -[${at}]> m${at}; m${at} -@__self__> g${at}; g${at} -.body> b${at}; m${at}: builtin_function_or_method; g${at}: Greenlet; b${at}: bytearray size=9000`)}
  `);
  const session = sessionOf(
    withFacts(drawn, { m0: { preview: 'switch' }, m1: { preview: 'switch' } }),
  );
  const { causes } = await session.query('answer', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
  expect(causes[0]?.subjects[0]).toContain('builtin_function_or_methods such as Greenlet.');
  expect(causes[0]?.bytes).toBeGreaterThan(2_700_000);
});
