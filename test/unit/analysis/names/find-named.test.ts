import { describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';

const DRAWN = `
  app: module module size=72; names: dict namespace size=232; other: dict size=64
  root!; root -@__dict__> app
  app -@__dict__> names
  names -global RESPONSE_CACHE> cache
  names -global SERVICE> service
  names -key 'RESPONSE_CACHE'> text
  service -.cache> own
  service -.size> number
  cache -['/quotes']> quotes; quotes -[0]> page
  cache: dict size=200; own: dict size=1000; page: app.Page size=5000; quotes: list size=80
`;

async function named(text: string, limit = 10) {
  const { graph } = graphFromText(DRAWN);
  const { rows } = await sessionOf(graph).query('named', { text, limit }, UNATTENDED_JOB);
  return rows.map(({ path, weight }) => [path.replace(/^.*?\./, ''), weight] as const);
}

describe('what a text names', () => {
  it('is found by its own step, the heaviest first, and not what lies below it', async () => {
    expect(await named('cache')).toEqual([
      ['RESPONSE_CACHE', 200 + 80 + 5000],
      ['SERVICE.cache', 1000],
    ]);
    expect(await named('cache', 1)).toHaveLength(1);
  });

  it('is found by as much of its name as was typed', async () => {
    expect((await named('service.CACHE')).map(([path]) => path)).toEqual(['SERVICE.cache']);
    expect((await named("RESPONSE_CACHE['/quotes']")).map(([path]) => path)).toEqual([
      "RESPONSE_CACHE['/quotes']",
    ]);
    expect(await named('nobody')).toEqual([]);
    expect(await named('..')).toEqual([]);
  });
});
