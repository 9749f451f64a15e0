import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import type { FactTable } from '../../../shared/heap/fact-table.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { NO_NODE } from '../../../shared/heap/heap-graph.ts';
import { StringTable } from '../../../shared/heap/string-table.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { sessionOf } from '../../support/session-of.ts';
import { withFacts } from '../../support/with-facts.ts';

const PAGE = { offset: 0, limit: 100, cuts: DEFAULT_CUTS };

describe('threads', () => {
  const drawn = graphFromText`
    inner -local rows> list; inner -local n> one; list -[0]> big; outer -local job> one
    inner -@f_back> outer; inner!thread; outer!thread
    inner: frame frame; outer: frame frame; list: list; big: bytes size=5000; one: int`;

  function withThreads(threads: HeapGraph['process']['threads']): HeapGraph {
    const texts = ['W: work()', 'W: run()'];
    const graph = withFacts(drawn, {
      inner: { preview: '/srv/app.py:12 in work' },
      outer: { preview: '/usr/lib/python3.11/threading.py:982 in run' },
    });
    const kept = Array.from({ length: graph.strings.count }, (_, at) => graph.strings.get(at));
    const { roots } = graph;
    if (roots === null) throw new Error('The drawing has roots.');
    return {
      ...graph,
      strings: StringTable.fromStrings([...kept, ...texts]),
      roots: { ...roots, label: Uint32Array.from(texts, (_, at) => kept.length + at) },
      process: { ...graph.process, ...(threads === undefined ? {} : { threads }) },
    };
  }

  const STACK = ['/srv/app.py:12 in work', '/usr/lib/python3.11/threading.py:982 in run'];

  test('of a deep stack a list has every frame, and an answer the innermost', () => {
    const deep = Array.from({ length: 300 }, (_, at) => `/srv/app.py:${at + 1} in dive`);
    const session = sessionOf(withThreads([{ name: 'W', daemon: false, stack: deep }]));
    const stackOf = (frames?: number) => {
      const choice = { limit: 10, variables: 0, ...(frames === undefined ? {} : { frames }) };
      return session.threadsReport(choice, UNATTENDED_JOB).threads[0];
    };
    const lines = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
    expect(stackOf()?.frames.map(({ line }) => line)).toEqual(lines(200));
    expect(stackOf()?.frameCount).toBe(300);
    expect(stackOf(Number.POSITIVE_INFINITY)?.frames.map(({ line }) => line)).toEqual(lines(300));
  });

  test('each frame has its place, its object, and the variables that retain most', async () => {
    const graph = withThreads([
      { name: 'idle', daemon: true, stack: [] },
      { name: 'W', daemon: false, stack: STACK },
      { name: 'MainThread', stack: [] },
    ]);
    const { total, note, rows } = await sessionOf(graph).query('threads', PAGE, UNATTENDED_JOB);
    expect([total, note]).toEqual([3, '']);
    expect(rows.map(({ name }) => name)).toEqual(['MainThread', 'idle', 'W']);
    expect(rows[1]).toEqual({ name: 'idle', daemon: true, frames: [], frameCount: 0 });
    expect(rows[2]?.frames).toMatchObject([
      {
        function: 'work',
        file: '/srv/app.py',
        line: 12,
        object: { node: drawn.node('inner') },
        variableCount: 2,
        largest: [{ name: 'rows', bytes: 5016 }],
        isOfProgram: true,
      },
      { function: 'run', line: 982, object: { node: drawn.node('outer') }, isOfProgram: false },
    ]);
  });

  test('a frame that was not written has no object, and those after it have theirs', async () => {
    const graph = withThreads([{ name: 'W', stack: ['/srv/c.py:1 in gone', ...STACK] }]);
    const { rows } = await sessionOf(graph).query('threads', PAGE, UNATTENDED_JOB);
    expect(rows[0]?.frames.map(({ object }) => object?.node ?? null)).toEqual([
      null,
      drawn.node('inner'),
      drawn.node('outer'),
    ]);
  });

  test('where only the roots tell of threads, they are taken from there', async () => {
    const { rows } = await sessionOf(withThreads(undefined)).query('threads', PAGE, UNATTENDED_JOB);
    expect(rows).toMatchObject([
      { name: 'W', daemon: null, frames: [{ function: 'work', line: 12 }, { function: 'run' }] },
    ]);
  });

  test('a dump without any says so', async () => {
    const { graph } = graphFromText('a -.x> b');
    const session = sessionOf(graph);
    expect(await session.query('threads', PAGE, UNATTENDED_JOB)).toEqual({
      total: 0,
      note: expect.stringMatching(/tells nothing of threads/),
      rows: [],
    });
    expect(await session.query('waitGroups', PAGE, UNATTENDED_JOB)).toMatchObject({
      total: 0,
      waiters: 0,
      note: expect.stringMatching(/no task, coroutine or generator/),
    });
  });
});

describe('what waits', () => {
  const drawn = graphFromText`
    t1 -._coro> c1; t2 -._coro> c2; t3 -._coro> c3; t1 -._name> n1; c1 -local data> big
    c1 -> w1; c2 -> w2; w1 -> i1; i1 -> f1; w2 -> f2; i1: _asyncio.FutureIter; c3 -> t1; loop -> t1; loop -> t2; loop -> t3; loop -> g
    loop!; t1: _asyncio.Task; t2: _asyncio.Task; t3: _asyncio.Task; n1: str
    c1: coroutine; c2: coroutine; c3: coroutine; w1: coroutine; w2: coroutine; g: generator
    f1: _asyncio.Future; f2: _asyncio.Future; big: bytes size=9000`;

  /** Rows: object, state, function, line, what it awaits. */
  const ROWS = [
    ['t1', 2, 'handle', 5, 'f1'],
    ['t2', 2, 'handle', 5, 'f2'],
    ['t3', 2, 'join', 9, 't1'],
    ['c1', 2, 'handle', 5, 'w1'],
    ['c2', 2, 'handle', 5, 'w2'],
    ['c3', 2, 'join', 9, 't1'],
    ['w1', 2, 'Event.wait', 213, 'i1'],
    ['w2', 2, 'Event.wait', 213, 'f2'],
    ['g', 1, 'numbers', 3, ''],
  ] as const;

  function session() {
    const graph = withFacts(drawn, { n1: { preview: 'first' } });
    const texts = Array.from({ length: graph.strings.count }, (_, at) => graph.strings.get(at));
    const textIndex = (text: string): number => texts.push(text) - 1;
    const u32 = (values: readonly number[]) => Uint32Array.from(values);
    const node = (name: string): number => (name === '' ? NO_NODE : drawn.node(name));
    const table: FactTable = {
      rowCount: ROWS.length,
      columns: new Map([
        ['object', { form: 'object', values: u32(ROWS.map(([name]) => node(name))) }],
        ['state', { form: 'number', values: Uint8Array.from(ROWS, ([, state]) => state) }],
        ['function', { form: 'text', values: u32(ROWS.map(([, , name]) => textIndex(name))) }],
        ['file', { form: 'text', values: u32(ROWS.map(() => textIndex('/srv/app.py'))) }],
        ['line', { form: 'number', values: u32(ROWS.map(([, , , line]) => line)) }],
        ['awaits', { form: 'object', values: u32(ROWS.map(([, , , , name]) => node(name))) }],
      ]),
    };
    const strings = StringTable.fromStrings(texts);
    return sessionOf({ ...graph, strings, tables: new Map([['waits', table]]) });
  }

  test('tasks at one place are a group, with what they await step by step', async () => {
    const { total, waiters, rows } = await session().query('waitGroups', PAGE, UNATTENDED_JOB);
    expect([total, waiters]).toEqual([3, 4]);
    expect(
      rows.map(({ kind, state, function: name, line, count, awaits }) => [
        kind,
        state,
        `${name}:${line}`,
        count,
        awaits.map((step) => step.function || step.type),
      ]),
    ).toEqual([
      ['task', 'suspended', 'handle:5', 2, ['Event.wait', '_asyncio.Future']],
      // A task that is awaited goes on by itself, and is where the way ends.
      ['task', 'suspended', 'join:9', 1, ['handle']],
      ['generator', 'not started', 'numbers:3', 1, []],
    ]);
    expect(rows[0]?.retainedBytes).toBeGreaterThan(9000);
  });

  test('the members of a group, tasks by their names', async () => {
    const opened = session();
    const { rows } = await opened.query('waitGroups', PAGE, UNATTENDED_JOB);
    const request = { ...PAGE, group: rows[0]?.id ?? -1 };
    const members = await opened.query('waiters', request, UNATTENDED_JOB);
    expect(members.rows.map(({ object, name }) => [object.node, name])).toEqual([
      [drawn.node('t1'), 'first'],
      [drawn.node('t2'), ''],
    ]);
    const none = await opened.query('waiters', { ...PAGE, group: 99 }, UNATTENDED_JOB);
    expect(none).toEqual({ total: 0, rows: [] });
  });

  test('coroutines that await each other in a circle end', async () => {
    const circle = graphFromText('a -> b; b -> a; a: coroutine; b: coroutine; r! ; r -> a');
    const u32 = (values: readonly number[]) => Uint32Array.from(values);
    const both = [circle.node('a'), circle.node('b')];
    const table: FactTable = {
      rowCount: 2,
      columns: new Map([
        ['object', { form: 'object', values: u32(both) }],
        ['state', { form: 'number', values: Uint8Array.of(2, 2) }],
        ['awaits', { form: 'object', values: u32([...both].reverse()) }],
      ]),
    };
    const opened = sessionOf({ ...circle.graph, tables: new Map([['waits', table]]) });
    const { total } = await opened.query('waitGroups', PAGE, UNATTENDED_JOB);
    // Each is awaited, so that neither is where one would begin.
    expect(total).toBe(0);
  });
});
