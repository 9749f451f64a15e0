import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';
import { withFacts } from '../../../support/with-facts.ts';

const DRAWN = graphFromText`
  s -class> Session; s -.user> name; s -@__dict__> d; s -.basket> list
  d -key 'x'> kx; d -['x']> one; d -key 'owner'> ko; d -['owner']> s
  list -[0]> one; list -[1]> inner; list -[2]> name
  inner -['a']> one; map -key (1, 2)> pair; map -[(1, 2)]> empty; pair -[0]> one
  s: app.Session; Session: type; name: str; list: list; d: dict; kx: str; ko: str; one: int
  inner: dict; map: dict; pair: tuple; empty: list; long: str`;

const GRAPH = withFacts(DRAWN, {
  name: { preview: "O'Brien\n", length: 8 },
  one: { preview: '1' },
  Session: { preview: 'app.Session' },
  kx: { preview: 'x', length: 1 },
  ko: { preview: 'owner', length: 5 },
  long: { preview: `${'a'.repeat(79)}…`, length: 500 },
  list: { length: 3 },
});
const SESSION = sessionOf(GRAPH);

async function contentsOf(name: string, offset = 0, limit = 100) {
  const request = { node: DRAWN.node(name), cuts: DEFAULT_CUTS, offset, limit };
  return SESSION.query('contents', request, UNATTENDED_JOB);
}

const reprOf = async (name: string) =>
  SESSION.query('wholeValue', { node: DRAWN.node(name) }, UNATTENDED_JOB);

describe('what is in an object', () => {
  test('attributes come first, those of its __dict__ among them, each with its value', async () => {
    const { total, rows } = await contentsOf('s');
    expect(rows.map(({ kind, name, value, opens }) => [kind, name, value, opens])).toEqual([
      ['attribute', 'user', '"O\'Brien\\n"', false],
      ['attribute', 'x', '1', false],
      [
        'attribute',
        'owner',
        'Session(user="O\'Brien\\n", x=1, owner=Session(…), basket=[…])',
        true,
      ],
      ['attribute', 'basket', '[1, {…}, "O\'Brien\\n"]', true],
      ['class', '__class__', "<class 'app.Session'>", false],
    ]);
    expect(total).toBe(5);
  });

  test('the reference of a row is the one that would be cut', async () => {
    const { rows } = await contentsOf('s');
    const x = rows.find(({ name }) => name === 'x');
    expect(x?.reference).toEqual({ source: DRAWN.node('d'), position: 1 });
  });

  test('a key stands in the name of its entry, and alone where there is something in it', async () => {
    const { rows } = await contentsOf('map');
    expect(rows.map(({ kind, name, value }) => [kind, name, value])).toEqual([
      ['item', '[(1, 2)]', '[]'],
      ['key', '(1, 2)', '(1,)'],
    ]);
    expect((await contentsOf('inner')).rows.map(({ name }) => name)).toEqual(["['a']"]);
  });

  test('pages are parts of the whole, whatever their size', async () => {
    const { rows } = await contentsOf('s');
    await fc.assert(
      fc.asyncProperty(fc.nat(7), fc.integer({ min: 1, max: 7 }), async (offset, limit) => {
        const page = await contentsOf('s', offset, limit);
        expect(page.total).toBe(rows.length);
        expect(page.rows).toEqual(rows.slice(offset, offset + limit));
      }),
      { numRuns: 30 },
    );
  });

  test('a value is nothing to open, and lists nothing', async () => {
    expect(await contentsOf('name')).toEqual({ total: 0, rows: [] });
  });
});

describe('an object as Python would write it', () => {
  test('an object within itself is an ellipsis, and the whole is not all of it', async () => {
    expect(await reprOf('s')).toEqual({
      repr: 'Session(user="O\'Brien\\n", x=1, owner=Session(…), basket=[1, {\'a\': 1}, "O\'Brien\\n"])',
      isWhole: false,
      text: null,
      isTextWhole: true,
      length: null,
    });
    expect(await reprOf('list')).toMatchObject({
      repr: "[1, {'a': 1}, \"O'Brien\\n\"]",
      isWhole: true,
      length: 3,
    });
  });

  test('a text in its own lines, and how much of it the dump holds', async () => {
    expect(await reprOf('name')).toMatchObject({ text: "O'Brien\n", isTextWhole: true });
    expect(await reprOf('long')).toMatchObject({
      isWhole: false,
      isTextWhole: false,
      length: 500,
    });
  });

  test('is bounded for a container of any length', async () => {
    const edges = Array.from({ length: 3000 }, (_, at) => `big -[${at}]> v`).join('; ');
    const drawn = graphFromText(`${edges}; big: list; v: str`);
    const session = sessionOf(withFacts(drawn, { v: { preview: 'x'.repeat(70), length: 70 } }));
    const found = await session.query('wholeValue', { node: drawn.node('big') }, UNATTENDED_JOB);
    expect(found.isWhole).toBe(false);
    expect(found.repr.length).toBeLessThanOrEqual(100_000);
    expect(found.repr).toMatch(/, …\]$/);
  });
});
