import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { FactColumn } from '../../../../shared/heap/fact-table.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';
import type { NodeFacts } from '../../../support/with-facts.ts';
import { withFacts } from '../../../support/with-facts.ts';

/** A frame of one column of objects and one of floats; two rows share a string. */
const DRAWN = graphFromText`
  main -.frames> list; list -[0]> df; df -._mgr> mgr; mgr -.blocks> blocks
  blocks -[0]> numbers; blocks -[1]> texts; numbers -.values> floats; texts -.values> strings
  strings -array 0> a; strings -array 1> a; strings -array 2> b
  main!; main: ModuleType module; list: list size=64
  df: pandas.core.frame.DataFrame size=56; a: str size=100; b: str size=50; strings: ndarray`;

async function factsOf(name: string, details: Record<string, NodeFacts>) {
  const graph = withFacts(DRAWN, {
    floats: { details: { shape: [1, 3], dtype: 'float64' } },
    strings: { details: { shape: [1, 3], dtype: 'object' } },
    ...details,
  });
  const session = sessionOf(graph);
  return session.query('object', { node: DRAWN.node(name), cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
}

const FRAME = {
  shape: [3, 2],
  columnCount: 2,
  dataBytes: 48,
  columns: [
    { name: 'price', dtype: 'float64', bytes: 24 },
    { name: 'region', dtype: 'object', bytes: 24 },
  ],
};

describe('what the inspector says of a DataFrame', () => {
  test('true and deep bytes, of the frame and of each column', async () => {
    const facts = await factsOf('df', { df: { details: FRAME } });
    expect(facts.details).toContainEqual({ label: 'True size', value: '198 bytes' });
    expect(facts.details).toContainEqual({ label: 'Deep count', value: '298 bytes' });
    expect(facts.columns).toEqual([
      { name: 'price', dtype: 'float64', trueBytes: 24, deepBytes: 24 },
      { name: 'region', dtype: 'object', trueBytes: 174, deepBytes: 274 },
    ]);
    expect(facts.dataNotes.join(' ')).toMatch(
      /memory_usage\(deep=True\).*row index is not counted/,
    );
  });

  test('what the dump leaves out is said, and not counted as nothing', async () => {
    const facts = await factsOf('df', {
      df: {
        details: {
          ...FRAME,
          columnCount: 300,
          columns: [
            { dtype: 'string', bytes: 0 },
            { dtype: 'object', bytes: 24 },
          ],
        },
      },
    });
    expect(facts.columns.map(({ trueBytes }) => trueBytes)).toEqual([null, 174]);
    expect(facts.details).toContainEqual({ label: 'True size', value: 'at least 198 bytes' });
    const notes = facts.dataNotes.join(' ');
    expect(notes).toContain('first 2 of 300 columns');
    expect(notes).toContain('names were left out');
    expect(notes).toContain('the dump does not hold them');
  });

  test('a dump that describes no data says so', async () => {
    const bare = await factsOf('df', {});
    expect([bare.details, bare.columns]).toEqual([[], []]);
    expect(bare.dataNotes).toEqual([
      'This dump does not describe its data: shape, types and bytes are not in it.',
    ]);
    expect((await factsOf('list', {})).dataNotes).toEqual([]);
  });
});

test('an object’s place in the graph: its distance from a root, and what it would go with', async () => {
  const facts = await factsOf('df', {});
  expect(facts.distance).toBe(2);
  expect([facts.dominator?.node, facts.dominates]).toEqual([DRAWN.node('list'), 1]);
  const root = await factsOf('main', {});
  expect([root.distance, root.dominator]).toEqual([0, null]);
});

describe('blocks of a DataFrame whose places are told', () => {
  const column = (name: string) => ({ name, dtype: 'object', bytes: 8 });

  test('show the names of their columns', async () => {
    const few = await factsOf('texts', {
      texts: { details: { places: [1], columns: [column('region')] } },
    });
    expect(few.row.preview).toBe('region');
    const columns = ['a', 'b', 'c', 'd', 'e', 'f'].map(column);
    const many = await factsOf('texts', {
      texts: { details: { places: [0, 1, 2, 3, 4, 5], columns } },
    });
    expect(many.row.preview).toBe('a, b, c, d, e … 6 columns');
    const nameless = await factsOf('texts', { texts: { details: { places: [0], columns: [{}] } } });
    expect(nameless.row.preview).toBe('');
  });

  test('give each column its own objects, where several blocks have some', async () => {
    const drawn = graphFromText`
      df -._mgr> mgr; mgr -.blocks> blocks; blocks -[0]> one; blocks -[1]> two
      one -.values> first; two -.values> second; first -array 0> a; second -array 0> b
      df!; df: pandas.DataFrame; a: str size=100; b: str size=50`;
    const facts = (places: readonly number[]) => ({
      df: { details: { shape: [1, 2], dataBytes: 16, columns: [column('x'), column('y')] } },
      one: { details: { places: [places[0]] } },
      two: { details: { places: [places[1]] } },
      first: { details: { shape: [1, 1], dtype: 'object' } },
      second: { details: { shape: [1, 1], dtype: 'object' } },
    });
    const bytesOf = async (places: readonly number[]) => {
      const session = sessionOf(withFacts(drawn, facts(places)));
      const asked = { node: drawn.node('df'), cuts: DEFAULT_CUTS };
      const { columns } = await session.query('object', asked, UNATTENDED_JOB);
      return columns.map(({ trueBytes }) => trueBytes);
    };
    expect(await bytesOf([0, 1])).toEqual([108, 58]);
    expect(await bytesOf([1, 0])).toEqual([58, 108]);
  });
});

describe('native memory of an object', () => {
  const table = (rows: readonly (readonly [string, number, number, number])[]) => ({
    rowCount: rows.length,
    columns: new Map<string, FactColumn>([
      ['object', { form: 'object', values: Uint32Array.from(rows, ([name]) => DRAWN.node(name)) }],
      ['storage', { form: 'number', values: Float64Array.from(rows, ([, id]) => id) }],
      ['bytes', { form: 'number', values: Float64Array.from(rows, ([, , size]) => size) }],
      ['marks', { form: 'number', values: Uint8Array.from(rows, ([, , , marks]) => marks) }],
    ]),
  });

  async function detailsOf(name: string, ...rows: Parameters<typeof table>[0]) {
    const graph = { ...withFacts(DRAWN, {}), tables: new Map([['native', table(rows)]]) };
    const asked = { node: DRAWN.node(name), cuts: DEFAULT_CUTS };
    return (await sessionOf(graph).query('object', asked, UNATTENDED_JOB)).details;
  }

  test('is told beside its size, with what others hold too', async () => {
    const details = await detailsOf('a', ['a', 16, 500, 0], ['a', 32, 70, 0], ['b', 16, 500, 0]);
    const value = '570 bytes, 500 bytes of it held by others too';
    expect(details).toEqual([{ label: 'Native memory', value }]);
  });

  test('of unknown size is told as such, and on accelerators by itself', async () => {
    expect(await detailsOf('a', ['a', 0, 9, 4], ['a', 48, 600, 2])).toEqual([
      { label: 'Native memory', value: 'some, of a size that could not be told' },
      { label: 'On accelerators', value: '600 bytes' },
    ]);
    expect(await detailsOf('b', ['a', 16, 500, 0])).toEqual([]);
  });
});
