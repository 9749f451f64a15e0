import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { plantedDump, SECRETS } from '../../../support/planted-dump.ts';
import { sessionOf } from '../../../support/session-of.ts';
import { withFacts } from '../../../support/with-facts.ts';

const DRAWN = graphFromText`
  main -@__dict__> names; names -global CACHE> cache
  cache -['secret-key']> page; page -.body> text
  main!
  main: module module size=10; names: dict namespace size=10
  cache: dict size=100; page: shop.Page size=20; text: str size=1000
`;
const SHOP = withFacts(DRAWN, { main: { preview: 'shop' }, text: { preview: "'pass`word'" } });

const findingOf = async (name: string | null, redact = false): Promise<string> => {
  const node = name === null ? null : DRAWN.node(name);
  const request = { cuts: DEFAULT_CUTS, node, redact };
  const { text } = await sessionOf(SHOP).query('finding', request, UNATTENDED_JOB);
  return text;
};

describe('a finding as Markdown', () => {
  test('of an object: its name, what keeps it alive, and how to see it', async () => {
    const text = await findingOf('text');
    expect(text).toMatch(/^### `str` `` 'pass`word' ``\n/);
    expect(text).toContain("- **Where:** `shop.CACHE['secret-key'].body`");
    expect(text).toMatch(/└─ \.body str, 'pass`word' {2}1\.00 KB/);
    expect(text).toMatch(/To see it: `ouroboros open \S+ --address 0x[0-9a-f]+`\n$/);
  });

  test('is redacted of values and keys', async () => {
    const text = await findingOf('text', true);
    expect(text).not.toMatch(/secret|pass/);
    expect(text).toContain('└─ .body str');
  });

  test('and a report tell nothing of what a program held, whatever they are about', async () => {
    const graph = plantedDump();
    const session = sessionOf(graph);
    const about = [null, ...Array.from({ length: graph.nodeCount }, (_, node) => node)];
    const cuts = DEFAULT_CUTS;
    for (const node of about) {
      const request = { cuts, node, redact: true };
      const { text } = await session.query('finding', request, UNATTENDED_JOB);
      for (const secret of SECRETS) expect(text, `${node}`).not.toContain(secret);
    }
    const request = { cuts, familyId: null, redact: true, notes: [] };
    const { text } = await session.query('report', request, UNATTENDED_JOB);
    const unescaped = decodeURIComponent(text.replace(/%(?![0-9A-F]{2})/g, '%25'));
    for (const secret of SECRETS) expect(unescaped).not.toContain(secret);
    expect(unescaped).toContain('Invoice');
  });

  test('of a redacted dump has its families in the same order', async () => {
    const session = sessionOf(plantedDump());
    const redacted = session.redacted({ values: true, names: false }, UNATTENDED_JOB);
    const request = { cuts: DEFAULT_CUTS, type: '', offset: 0, limit: 100 };
    const exemplarsOf = async (asked: typeof session) =>
      (await asked.query('cycles', request, UNATTENDED_JOB)).families.map(({ exemplars }) =>
        exemplars.map(({ node }) => node),
      );
    const found = await exemplarsOf(session);
    expect(found.length).toBeGreaterThan(1);
    expect(await exemplarsOf(redacted)).toEqual(found);
  });

  test('of the dump: its answer first', async () => {
    const { headline } = await sessionOf(SHOP).query(
      'answer',
      { cuts: DEFAULT_CUTS },
      UNATTENDED_JOB,
    );
    const text = await findingOf(null);
    expect(text.split('\n')[0]?.replace(/[\\`]/g, '')).toBe(`### ${headline.replace(/`/g, '')}`);
  });
});
