import { expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';

const rows = Array.from(
  { length: 12 },
  (_, at) => `cache -['${at}']> row${at}; row${at}: pandas.DataFrame size=1000`,
).join('\n');
/** A cache of results on a class: nothing is garbage, and nothing is a cycle. */
const DRAWN = graphFromText(`
  main!; main -@__dict__> names; names -['Store']> store; store -@__dict__> own
  own -['load']> wrapper; wrapper -.cache> cache
  main: module module; names: dict namespace; store: type type; own: dict
  wrapper: functools._lru_cache_wrapper; cache: dict
  ${rows}
`);
const SESSION = sessionOf(DRAWN.graph);

test('a pile is named as a person would write it, with what to do about such a holder', async () => {
  const { rows: found } = await SESSION.query('accumulations', {}, UNATTENDED_JOB);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    what: '12 DataFrames',
    place: 'root.Store.load.cache',
    retainedBytes: 12_000,
    holder: { node: DRAWN.node('cache') },
    groups: [{ type: 'pandas.DataFrame', count: 12 }],
  });
  expect(found[0]?.advice).toContain('maxsize');
});

test('where nothing is garbage the overview leads with the largest pile', async () => {
  const overview = await SESSION.query('overview', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
  expect(overview.headline).toMatch(/pile up in root\.Store\.load\.cache: 12 DataFrames\.$/);
  expect(overview.headlineDetail).toContain('Nothing waits for the garbage collector');
  expect(overview.lead).toMatchObject({ object: { type: 'pandas.DataFrame' }, isOnCycle: false });
});
