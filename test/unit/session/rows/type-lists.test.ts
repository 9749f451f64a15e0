import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { DumpRequest } from '../../../../shared/protocol/channels.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';
import { withFacts } from '../../../support/with-facts.ts';

/** A module of the program with a cache of its classes' objects, and one of a library. */
const DRAWN = graphFromText`
  main -@__dict__> names; names -global CACHE> cache; names -global __file__> here
  cache -[0]> a; cache -[1]> b; a -.body> text
  lib -@__dict__> lib_names; lib_names -global POOL> pool; lib_names -global __file__> there
  main!; lib!
  main: module module size=10; names: dict namespace size=10
  cache: list size=100; a: shop.views.Page size=20; b: shop.models.Item size=30
  text: str size=1000; here: str size=1
  lib: module module size=10; lib_names: dict namespace size=10
  pool: django.db.Pool size=500; there: str size=1
`;
const SHOP = withFacts(DRAWN, {
  main: { preview: 'shop.views' },
  lib: { preview: 'django.db' },
  here: { preview: '/srv/shop/views.py' },
  there: { preview: '/usr/lib/python3.12/site-packages/django/db.py' },
});

const ASKED: Omit<DumpRequest<'types'>, 'sort'> = {
  where: '',
  descending: true,
  offset: 0,
  limit: 100,
};

describe('types', () => {
  test('count as garbage what would be with a reference cut by hand', async () => {
    const { graph } = graphFromText`
      main -.frames> frames; frames -[0]> frame; frame -.self> frame; frame -.data> buffer
      main!
      main: ModuleType module size=10; frames: list size=20
      frame: shop.Frame size=5; buffer: bytes size=300
    `;
    const session = sessionOf(graph);
    const { edges } = session.namedCuts(['list[0]'], UNATTENDED_JOB);
    const garbage = async (cuts = DEFAULT_CUTS) => {
      const request = { ...ASKED, sort: 'type', descending: false, cuts } as const;
      const types = await session.query('types', request, UNATTENDED_JOB);
      const by = { ...request, by: 'module' } as const;
      const modules = await session.query('modules', by, UNATTENDED_JOB);
      const found = [...types.rows.map(({ type, garbageCount }) => [type, garbageCount])];
      return [...found, ...modules.rows.map(({ name, garbageCount }) => [name, garbageCount])]
        .filter(([, count]) => count !== 0)
        .map(([name]) => name);
    };
    expect(await garbage()).toEqual([]);
    const under = await garbage({ ...DEFAULT_CUTS, edges });
    expect(under).toEqual(expect.arrayContaining(['shop.Frame', 'bytes', 'shop']));
    expect(await garbage()).toEqual([]);
  });

  test('have what they retain when it is asked for, and are filtered by it', async () => {
    const session = sessionOf(SHOP);
    const before = await session.query('types', { ...ASKED, sort: 'count' }, UNATTENDED_JOB);
    expect(before.rows.map(({ retainedBytes }) => retainedBytes)).toContain(null);
    const rows = await session.query(
      'types',
      { ...ASKED, sort: 'retainedBytes', where: 'retained > 400 and module != builtins' },
      UNATTENDED_JOB,
    );
    expect(rows.rows.map(({ type, retainedBytes }) => [type, retainedBytes])).toEqual([
      ['shop.views.Page', 1020],
      ['django.db.Pool', 500],
    ]);
  });
});

describe('modules and packages', () => {
  test('the program comes first, with what its variables hold, however large a library is', async () => {
    const session = sessionOf(SHOP);
    const asked = { ...ASKED, sort: 'shallowBytes' as const, retained: true };
    const packages = await session.query('modules', { ...asked, by: 'package' }, UNATTENDED_JOB);
    expect(
      packages.rows
        .filter(({ name }) => name !== 'builtins')
        .map(({ name, origin, types, retainedBytes }) => [name, origin, types, retainedBytes]),
    ).toEqual([
      ['shop', 'program', 2, 1171],
      ['django', 'library', 1, 521],
    ]);
    const modules = await session.query('modules', { ...asked, by: 'module' }, UNATTENDED_JOB);
    expect(modules.rows.map(({ name }) => name).slice(0, 1)).toEqual(['shop.views']);
  });
});

test('objects are found by the name that leads to them', async () => {
  const session = sessionOf(SHOP);
  const query = {
    where: 'path = "shop.views.CACHE[1]" or path ~ POOL',
    typeIndex: null,
    familyId: null,
    sort: 'address' as const,
    descending: false,
  };
  const found = await session.query(
    'objects',
    { query, cuts: DEFAULT_CUTS, offset: 0, limit: 10 },
    UNATTENDED_JOB,
  );
  expect(found.rows.map(({ type }) => type)).toEqual(['shop.models.Item', 'django.db.Pool']);
});
