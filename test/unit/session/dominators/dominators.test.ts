import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import type { DominatorTile } from '../../../../shared/protocol/dominator-schemas.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { expectPlain } from '../../../support/plain-answer.ts';
import { sessionOf } from '../../../support/session-of.ts';

const TOP = { node: null, typeIndex: null };
const PAGE = { offset: 0, limit: 50 };
const ALL = {
  typeIndex: null,
  where: '',
  familyId: null,
  sort: 'shallowSize',
  descending: true,
} as const;

/** A cache holds two tables; a string both of them share is the cache's; one frame is dropped. */
const DRAWN = graphFromText`
  main -.cache> cache; cache -['a']> a; cache -['b']> b
  a -[0]> shared; b -[0]> shared; a -[1]> big
  dropped -.self> dropped; dropped -.data> buffer
  main!
  main: ModuleType module size=10
  cache: dict size=20; a: Table size=100; b: Table size=100
  shared: str size=1000; big: bytes size=500
  dropped: Frame size=5; buffer: bytes size=300
`;

/** What all tiles stand for, and that no piece is larger than what it is a piece of. */
function bytesOf(tiles: readonly DominatorTile[]): number {
  for (const tile of tiles) {
    const inside = tile.children.reduce((sum, { retainedBytes }) => sum + retainedBytes, 0);
    expect(inside).toBeLessThanOrEqual(tile.retainedBytes);
  }
  return tiles.reduce((sum, { retainedBytes }) => sum + retainedBytes, 0);
}

describe('the dominator tree, level by level', () => {
  const session = sessionOf(DRAWN.graph);
  const { node } = DRAWN;
  const job = UNATTENDED_JOB;

  test('the top is what nothing but the roots holds, garbage included', async () => {
    const { total, rows } = await session.query('dominated', { ...PAGE, of: TOP }, job);
    expect(total).toBe(2);
    expect(rows.map((row) => [row.node, row.retainedSize, row.dominates, row.verdict])).toEqual([
      [node('main'), 1730, 1, 'held'],
      [node('dropped'), 305, 1, 'garbage'],
    ]);
  });

  test('is what it would be with a reference cut by hand', async () => {
    const { edges } = session.namedCuts(["dict['b']"], job);
    const cuts = { ...DEFAULT_CUTS, edges };
    const of = { node: node('cache'), typeIndex: null };
    const { rows } = await session.query('dominated', { ...PAGE, of, cuts }, job);
    // Nobody else holds the shared text then.
    expect(rows.map((row) => [row.node, row.retainedSize])).toEqual([[node('a'), 1600]]);
    const map = await session.query('dominatorMap', { of, by: 'object', cuts }, job);
    expect(map.retainedBytes).toBe(1620);
    const report = session.dominatorsReport(
      { node: node('cache'), byType: true, limit: 5 },
      job,
      cuts,
    );
    expect(report.types?.map(({ type, retainedBytes }) => [type, retainedBytes])).toEqual([
      ['Table', 1600],
    ]);
  });

  test('a shared object belongs to what holds all of its holders', async () => {
    const of = { node: node('cache'), typeIndex: null };
    const { rows } = await session.query('dominated', { ...PAGE, of }, job);
    expect(rows.map((row) => [row.node, row.retainedSize])).toEqual([
      [node('shared'), 1000],
      [node('a'), 600],
      [node('b'), 100],
    ]);
    const types = await session.query('dominatedTypes', { ...PAGE, of }, job);
    expect(types.rows.map((row) => [row.type, row.count, row.retainedBytes])).toEqual([
      ['str', 1, 1000],
      ['Table', 2, 700],
    ]);
    const tables = { ...of, typeIndex: types.rows[1]?.typeIndex ?? 0 };
    const only = await session.query('dominated', { ...PAGE, of: tables }, job);
    expect(only.rows.map((row) => row.node)).toEqual([node('a'), node('b')]);
    const second = await session.query('dominated', { offset: 1, limit: 1, of: tables }, job);
    expect([second.total, second.rows.map((row) => row.node)]).toEqual([2, [node('b')]]);
  });

  test('a map divides all bytes, whatever it divides and by what', async () => {
    const parts = [TOP, ...DRAWN.names.map((name) => ({ node: node(name), typeIndex: null }))];
    for (const of of parts) {
      for (const by of ['object', 'type'] as const) {
        const map = await session.query('dominatorMap', { of, by }, job);
        expectPlain(map);
        expect(bytesOf(map.tiles)).toBe(map.retainedBytes);
        expect(map.totalBytes).toBe(2035);
      }
    }
  });

  test('a map says where it is and what lies inside', async () => {
    const of = { node: node('a'), typeIndex: null };
    const map = await session.query('dominatorMap', { of, by: 'object' }, job);
    expect(map.chain.map((row) => row.node)).toEqual([node('main'), node('cache'), node('a')]);
    expect(map.tiles.map((tile) => [tile.kind, tile.retainedBytes])).toEqual([
      ['object', 500],
      ['self', 100],
    ]);
    const top = await session.query('dominatorMap', { of: TOP, by: 'object' }, job);
    const [main] = top.tiles;
    expect(main?.children.map((tile) => [tile.kind, tile.retainedBytes])).toEqual([
      ['object', 1720],
      ['self', 10],
    ]);
  });

  test('what does not exist is said, not guessed', async () => {
    const nobody = { node: 999, typeIndex: null };
    await expect(session.ask('dominated', { ...PAGE, of: nobody }, job)).rejects.toThrow(
      /number 999/,
    );
    const noType = { node: null, typeIndex: 999 };
    await expect(session.ask('dominatorMap', { of: noType, by: 'type' }, job)).rejects.toThrow(
      /type number 999/,
    );
  });

  test('what a selection owns is more than its members retain one by one', async () => {
    const { rows } = await session.query(
      'types',
      { ...PAGE, where: 'Table', sort: 'type', descending: false },
      job,
    );
    const query = { ...ALL, typeIndex: rows[0]?.typeIndex ?? 0 };
    const owned = await session.query('owned', { query, cuts: DEFAULT_CUTS }, job);
    expect(owned).toEqual({ objects: 2, shallowBytes: 200, retainedBytes: 1700 });
  });
});

describe('a great many small objects', () => {
  const children = Array.from({ length: 3000 }, (_, at) => `c${at}`);
  const drawing = [
    ...children.map((name) => `root -> ${name}`),
    ...children.map((name, at) => `${name}: Leaf size=${at < 5 ? 100_000 : 10}`),
    'root!; root: list size=0',
  ].join('\n');
  const session = sessionOf(graphFromText(drawing).graph);

  test('are one piece of the map, counted', async () => {
    const map = await session.query(
      'dominatorMap',
      { of: { node: 0, typeIndex: null }, by: 'object' },
      UNATTENDED_JOB,
    );
    expect(map.tiles).toHaveLength(6);
    expect(map.tiles.at(-1)).toMatchObject({ kind: 'rest', count: 2995, retainedBytes: 29_950 });
    expect(bytesOf(map.tiles)).toBe(map.retainedBytes);
  });
});

describe('a dump that names no roots', () => {
  test('says what stands for them', async () => {
    const bare = { ...DRAWN.graph, roots: null, refcount: null };
    const ask = async (graph: HeapGraph) => {
      const request = { of: TOP, by: 'object' } as const;
      return (await sessionOf(graph).query('dominatorMap', request, UNATTENDED_JOB)).basis;
    };
    expect(await ask(DRAWN.graph)).toBe('');
    expect(await ask({ ...DRAWN.graph, roots: null })).toMatch(/nothing in it accounts for/);
    expect(await ask(bare)).toMatch(/estimates/);
  });
});
