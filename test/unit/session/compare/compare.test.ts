import { describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { HeapGraph, ProcessFacts } from '../../../../shared/heap/heap-graph.ts';
import type { DumpRequest, DumpResponse } from '../../../../shared/protocol/channels.ts';
import type { COMPARE_CHANNELS } from '../../../../shared/protocol/compare-schemas.ts';
import { MAX_BASELINES } from '../../../../shared/protocol/compare-schemas.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { HeapSession } from '../../../../shared/session/heap-session.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { leakDump } from '../../../support/leak-dump.ts';
import { expectPlain } from '../../../support/plain-answer.ts';

type CompareChannel = keyof typeof COMPARE_CHANNELS;

function sessionOf(graph: HeapGraph, name = 'dump.ouro', warnings: 'whole' | 'cut' = 'whole') {
  return new HeapSession(graph, {
    name,
    formatId: 'ouro',
    formatLabel: 'Ouroboros dump',
    fileBytes: 0,
    warnings: warnings === 'whole' ? [] : [{ code: 'truncated', message: 'It was cut off.' }],
  });
}

/** The last of these dumps with the digests of the others lent to it. */
function comparing(...graphs: readonly (HeapGraph | HeapSession)[]) {
  const sessions = graphs.map((graph, at) =>
    graph instanceof HeapSession ? graph : sessionOf(graph, `dump${at}.ouro`),
  );
  const session = sessions[sessions.length - 1];
  const baselines = sessions.slice(0, -1).map((lender, at) => {
    session?.comparer.borrow(`b${at}`, lender.comparer.lend(DEFAULT_CUTS, UNATTENDED_JOB));
    return `b${at}`;
  });
  if (session === undefined) throw new Error('nothing to compare');
  const compare = { baselines, match: 'auto' as const };
  const ask = async <C extends CompareChannel>(
    channel: C,
    request: Omit<DumpRequest<C>, 'compare' | 'offset' | 'limit' | 'baselines' | 'match'>,
  ): Promise<DumpResponse<C>> => {
    const whole =
      channel === 'comparison' ? compare : { compare, offset: 0, limit: 100, ...request };
    const answer = await session.ask(channel, whole, UNATTENDED_JOB);
    expectPlain(answer);
    return answer as DumpResponse<C>;
  };
  return { session, baselines, compare, ask };
}

const ONE: ProcessFacts = { pid: 1, processKey: 'boot 1 100', takenAt: '2026-05-01T10:00:00Z' };
const LATER: ProcessFacts = { ...ONE, takenAt: '2026-05-01T10:05:00Z' };
const OTHER: ProcessFacts = { pid: 1, processKey: 'boot 1 999' };

describe('the headline', () => {
  const headline = async (...graphs: readonly HeapGraph[]) => {
    const { headline: sentence, tone } = await comparing(...graphs).ask('comparison', {});
    return [sentence, tone];
  };
  const FAMILY = 'Session .handler → Handler .owner → Session';

  it('says that a fix works where another process has the family no more', async () => {
    const before = leakDump({ leaked: 100, held: 0, process: ONE });
    expect(await headline(before, leakDump({ leaked: 0, held: 0, process: OTHER }))).toEqual([
      `The fix works: ${FAMILY} is gone, 1.00 MB less.`,
      'better',
    ]);
  });

  it('says what is held of a family whose garbage is gone', async () => {
    const before = leakDump({ leaked: 100, process: ONE });
    expect(await headline(before, leakDump({ leaked: 0, process: OTHER }))).toEqual([
      `The fix works: garbage of ${FAMILY} is gone, 1.00 MB less; 1 held is left.`,
      'better',
    ]);
    expect(await headline(before, leakDump({ leaked: 0, held: 3, process: ONE }))).toEqual([
      `Garbage of ${FAMILY} was collected: 1.00 MB less; 3 held are left.`,
      'better',
    ]);
  });

  it('does not call it a fix when the same process has merely collected', async () => {
    const before = leakDump({ leaked: 100, held: 0, process: ONE });
    expect(await headline(before, leakDump({ leaked: 0, held: 0, process: ONE }))).toEqual([
      `${FAMILY} was collected: 1.00 MB less.`,
      'better',
    ]);
  });

  it('does not call it a fix when as much garbage is left', async () => {
    const before = leakDump({ leaked: 10, workers: 120, process: ONE });
    const after = leakDump({ leaked: 0, workers: 122, process: OTHER });
    const { headline: sentence, detail: headlineDetail } = await comparing(before, after).ask(
      'comparison',
      {},
    );
    expect(sentence).toBe(`Garbage of ${FAMILY} is gone, 100 KB less; 1 held is left.`);
    expect(headlineDetail).toContain(
      'But Worker .queue → Queue .owner → Worker still leaks: 120 → 122 cycles, 2.00 KB more.',
    );
  });

  it('names a leak that is new, that grew, and that grew in every step', async () => {
    const dump = (leaked: number) => leakDump({ leaked, process: ONE });
    expect(await headline(dump(0), dump(5))).toEqual([
      `${FAMILY} is a new leak: 5 cycles, 50.2 KB more.`,
      'worse',
    ]);
    expect(await headline(dump(5), dump(8))).toEqual([
      `${FAMILY} still leaks: 5 → 8 cycles, 30.1 KB more.`,
      'worse',
    ]);
    expect(await headline(dump(5), dump(8), dump(9))).toEqual([
      `${FAMILY} grew in every step: 5 → 8 → 9 cycles, 40.2 KB more.`,
      'worse',
    ]);
  });

  it('names what grew while it was held, and the one object that grew', async () => {
    const dump = (cached: number) => leakDump({ leaked: 0, cached, process: ONE });
    const { headline: sentence, detail: headlineDetail } = await comparing(
      dump(100),
      dump(9000),
    ).ask('comparison', {});
    expect(sentence).toBe('module.CACHE grew most: 1.85 MB more, all of the growth.');
    expect(headlineDetail).toMatch(/^100 → 9,000 items, 20\.9 KB → 1\.87 MB\. In all /);
    const big = graphFromText('main!; main -.rows> rows; rows: bytearray size=10000; rows -[0]> x');
    const bigger = graphFromText(
      'main!; main -.rows> rows; rows: bytearray size=9000000; rows -[0]> x',
    );
    const one = await comparing(big.graph, bigger.graph).ask('comparison', {});
    expect([one.headline, one.detail.split('. ')[0]]).toEqual([
      'object.rows grew most: 8.99 MB more, all of the growth.',
      '10.0 KB → 9.00 MB',
    ]);
  });

  it('names what grew in every step of three', async () => {
    const dump = (cached: number) => leakDump({ leaked: 0, cached, process: ONE });
    expect(await headline(dump(10), dump(1000), dump(2000))).toEqual([
      'module.CACHE grew in every step: 414 KB more, all of the growth.',
      'worse',
    ]);
  });

  it('tells what shrank dump by dump, of one process and of several', async () => {
    const dumps = (processes: readonly (typeof ONE)[]) =>
      [9000, 4000, 2000, 100].map((cached, at) =>
        leakDump({ leaked: 0, cached, process: processes[at] ?? ONE }),
      );
    const several = [1, 2, 3, 4].map((pid) => ({ ...ONE, pid, processKey: `key ${pid}` }));
    for (const processes of [[], several]) {
      const [last, ...before] = dumps(processes).reverse();
      if (last === undefined) throw new Error('no dump');
      const { growth } = await comparing(...before.reverse(), last).ask('comparison', {});
      const [cache] = growth.lost;
      expect(cache?.name).toBe('module.CACHE');
      expect(cache?.bytes.map((bytes) => Math.round(bytes / 1000))).toEqual([1872, 832, 416, 21]);
      expect(cache?.text).toBe('9,000 → 100 items, 1.87 MB → 832 KB → 416 KB → 20.9 KB');
    }
  });

  it('says when nothing changed, and when it is not worth a word', async () => {
    const dump = leakDump({ leaked: 3, process: ONE });
    const same = await comparing(dump, dump).ask('comparison', {});
    expect([same.headline, same.detail]).toEqual([
      'Nothing changed.',
      'Every type has as many objects and bytes as before. 30.1 KB of it is garbage.',
    ]);
    const more = leakDump({ leaked: 0, cached: 3, process: ONE });
    expect(await headline(leakDump({ leaked: 0, process: ONE }), more)).toEqual([
      'Nothing grew to speak of.',
      'same',
    ]);
  });

  it('says how much less is held where no garbage is the reason', async () => {
    const dump = (cached: number) => leakDump({ leaked: 0, cached, process: ONE });
    expect((await headline(dump(9000), dump(100)))[0]).toBe(
      '1.85 MB less than before. module.CACHE lost most: 1.85 MB (9,000 → 100 items, 1.87 MB → 20.9 KB).',
    );
  });
});

describe('what a comparison rests on', () => {
  it('is said in a sentence, with the processes', async () => {
    const dump = leakDump({ leaked: 1, process: { pid: 41, processKey: 'a' } });
    const other = leakDump({ leaked: 1, process: { pid: 42, processKey: 'b' } });
    const { comparedBy, reason, objects } = await comparing(dump, other).ask('comparison', {});
    expect({ comparedBy, reason }).toEqual({
      comparedBy: 'types',
      reason:
        'They come from different processes (41, 42): addresses mean nothing from one to the other, so types and cycle families are compared, but not single objects.',
    });
    expect(objects).toBeNull();
    expect(await comparing(dump, dump).ask('comparison', {})).toMatchObject({
      comparedBy: 'objects',
      reason: 'They come from one process (41), so objects are matched one by one.',
    });
  });

  it('is limited by dumps in the wrong order, lost parts and missing counts', async () => {
    const later = sessionOf(leakDump({ leaked: 1, process: LATER }), 'later.ouro', 'cut');
    const earlier = sessionOf(
      { ...leakDump({ leaked: 1, process: ONE }), refcount: null },
      'earlier.ouro',
    );
    const { notes, dumps } = await comparing(later, earlier).ask('comparison', {});
    expect(notes).toEqual([
      'Part of “later.ouro” was lost: what seems gone may have been there.',
      '“earlier.ouro” was taken before “later.ouro”: are they the wrong way round?',
      '“earlier.ouro” carries no reference counts: what of it is garbage cannot be told.',
    ]);
    expect(dumps.map(({ name, garbage }) => [name, garbage === null])).toEqual([
      ['later.ouro', false],
      ['earlier.ouro', true],
    ]);
  });
});

it('shows no file name that commands a terminal', async () => {
  const hostile = sessionOf(leakDump({ leaked: 1 }), 'a\u001b[2J.ouro', 'cut');
  const { notes, dumps } = await comparing(hostile, leakDump({ leaked: 1 })).ask('comparison', {});
  expect(dumps[0]?.name).toBe('a\\x1b[2J.ouro');
  expect(notes.join()).toContain('a\\x1b[2J.ouro');
  expect(notes.join()).not.toContain('\u001b');
});

describe('the pages of a comparison', () => {
  const leaky = comparing(
    leakDump({ leaked: 2, cached: 50, workers: 4, process: ONE }),
    leakDump({ leaked: 6, cached: 60, workers: 0, process: ONE }),
  );

  it('list types by growth, with the objects that are new and gone', async () => {
    const request = { text: '', sort: 'bytes', descending: true, changedOnly: true } as const;
    const { total, rows } = await leaky.ask('comparedTypes', request);
    expect([total, rows.map(({ type }) => type)]).toEqual([
      6,
      ['app.Session', 'app.Item', 'app.Handler', 'list', 'app.Queue', 'app.Worker'],
    ]);
    expect(rows[0]).toMatchObject({
      count: [3, 7],
      bytes: [30_000, 70_000],
      garbageCount: [2, 6],
      garbageBytes: [20_000, 60_000],
      objects: { new: { count: 4, bytes: 40_000 }, gone: { count: 0, bytes: 0 } },
    });
    const shrunk = await leaky.ask('comparedTypes', { ...request, descending: false });
    expect(shrunk.rows.slice(0, 2).map(({ type }) => type)).toEqual(['app.Queue', 'app.Worker']);
    const byName = await leaky.ask('comparedTypes', {
      text: 'SESSION',
      sort: 'type',
      descending: false,
      changedOnly: false,
    });
    expect(byName.rows.map(({ type }) => type)).toEqual(['app.Session']);
  });

  it('list families with what became of them', async () => {
    const { rows } = await leaky.ask('comparedFamilies', { type: '', changedOnly: true });
    expect(
      rows.map(({ change, culprit, cycles, verdict }) => [change, culprit, cycles, verdict]),
    ).toEqual([
      ['grown', 'app.Session', [3, 7], ['garbage', 'garbage']],
      ['gone', 'app.Worker', [4, 0], ['garbage', null]],
    ]);
    const workers = await leaky.ask('comparedFamilies', { type: 'Queue', changedOnly: true });
    expect(workers.rows.map(({ text }) => text)).toEqual(['Worker .queue → Queue .owner → Worker']);
  });

  it('list the objects: new ones in this dump, gone ones by their address', async () => {
    const fresh = await leaky.ask('comparedObjects', { kind: 'new', type: 'app.Session' });
    expect(fresh.total).toBe(4);
    expect(fresh.rows[0]).toMatchObject({
      type: 'app.Session',
      verdict: 'garbage',
      bytes: [null, 10_000],
    });
    const facts = fresh.rows.map(({ node }) => leaky.session.graph.addressWords[2 * (node ?? 0)]);
    expect(facts).toEqual([3, 4, 5, 6].map((at) => 0x1050_0000 + 64 * at));
    const gone = await leaky.ask('comparedObjects', { kind: 'gone', type: '' });
    expect(gone.total).toBe(8);
    expect(gone.rows[0]).toMatchObject({ node: null, bytes: [500, null], type: 'app.Worker' });
    expect(gone.rows[0]?.address).toBe('0x7f9a10700000');
  });

  it('list what grew where it is', async () => {
    const grown = await leaky.ask('comparedObjects', { kind: 'grown', type: '' });
    expect(grown.rows.map(({ type, bytes }) => [type, bytes])).toEqual([['list', [456, 536]]]);
    const facts = await leaky.ask('comparison', {});
    expect(facts.objects?.grown).toEqual({ count: 1, bytes: 80 });
  });

  it('list what was made between two dumps and is still there in the third', async () => {
    const three = comparing(
      leakDump({ leaked: 1, process: ONE }),
      leakDump({ leaked: 4, process: ONE }),
      leakDump({ leaked: 9, process: ONE }),
    );
    const survived = await three.ask('comparedObjects', { kind: 'survived', type: 'app.Session' });
    expect(survived.rows.map(({ bytes }) => bytes)).toEqual(
      new Array(3).fill([null, 10_000, 10_000]),
    );
  });
});

describe('what was lent', () => {
  it('goes when it is given back, and is asked for in vain', async () => {
    const { session, compare, ask } = comparing(leakDump({ leaked: 1 }), leakDump({ leaked: 2 }));
    await ask('comparison', {});
    session.comparer.giveBack('b0');
    await expect(session.ask('comparison', compare, UNATTENDED_JOB)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('is bounded: the one that was lent first goes first', async () => {
    const session = sessionOf(leakDump({ leaked: 1 }));
    const names = Array.from({ length: MAX_BASELINES + 1 }, (_, at) => `b${at}`);
    for (const baseline of names) {
      session.comparer.borrow(baseline, session.comparer.lend(DEFAULT_CUTS, UNATTENDED_JOB));
    }
    const ask = (baseline: string) =>
      session.ask('comparison', { baselines: [baseline] }, UNATTENDED_JOB);
    await expect(ask('b0')).rejects.toMatchObject({ code: 'not-found' });
    expect(await ask(`b${MAX_BASELINES}`)).toMatchObject({ headline: 'Nothing changed.' });
  });

  it('cannot be compared when it was prepared under other cuts', () => {
    const session = sessionOf(leakDump({ leaked: 1 }));
    const uncut = { ...DEFAULT_CUTS, instanceClass: false };
    session.comparer.borrow('a', session.comparer.lend(DEFAULT_CUTS, UNATTENDED_JOB));
    session.comparer.borrow('b', session.comparer.lend(uncut, UNATTENDED_JOB));
    expect(() =>
      session.comparer.compare({ baselines: ['a', 'b'], match: 'auto' }, UNATTENDED_JOB),
    ).toThrow(/different references cut/);
  });

  it('says nothing of references cut by hand, which are of one dump alone', () => {
    const session = sessionOf(leakDump({ leaked: 1 }));
    const cuts = { ...DEFAULT_CUTS, edges: [{ source: 0, position: 0 }] };
    expect(session.comparer.lend(cuts, UNATTENDED_JOB).digest.cuts.edges).toEqual([]);
  });
});
