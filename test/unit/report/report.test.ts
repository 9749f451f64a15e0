import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import { escapeHtml } from '../../../shared/report/html.ts';
import { HeapSession } from '../../../shared/session/heap-session.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { sessionOf } from '../../support/session-of.ts';
import { withFacts } from '../../support/with-facts.ts';

const EVIL = '</title><script>alert(1)</script><img/src=x/onerror=alert(2)>"\'`&';

/** Two families; what the program chose itself is hostile wherever a name can be. */
function hostileSession(): HeapSession {
  const { graph } = graphFromText(
    [
      `a: ${EVIL.replaceAll(' ', '')}`,
      'a -.ww> b',
      `b -['${EVIL.replaceAll(' ', '')}']> a`,
      'c -.next> d; d -.back> c',
      'root!',
      'root -.held> e',
    ].join('\n'),
  );
  return new HeapSession(graph, {
    name: `${EVIL}.ouro`,
    formatId: 'test',
    formatLabel: EVIL,
    fileBytes: 0,
    warnings: [{ code: 'truncated', message: EVIL }],
  });
}

const request = { cuts: DEFAULT_CUTS, familyId: null, redact: false, notes: [] };

describe('escaping', () => {
  it('leaves no way out of text or an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"'`]|&(?!#\d+;)/);
      }),
    );
  });
});

describe('a report', () => {
  it('holds no markup of the dump, no script and no outside reference', async () => {
    const session = hostileSession();
    const address = '0x1000';
    const [object] = (await session.query('identify', { nodes: [0] }, UNATTENDED_JOB)).objects;
    const notes = [{ address, type: object?.type ?? '', isStarred: true, note: EVIL }];
    const { text, suggestedName } = await session.query(
      'report',
      { ...request, notes },
      UNATTENDED_JOB,
    );
    expect(text).not.toMatch(/<script|<img\/|onerror=alert\(2\)>/i);
    expect(text.match(/<img /g)?.length).toBe(text.match(/<picture>/g)?.length);
    expect(text).toContain('&#60;script&#62;alert(1)');
    // Addresses of namespaces are in the drawings, percent-encoded; nothing else looks like one.
    expect(text).not.toMatch(/(?:href|src|srcset|action)="(?!data:image\/svg\+xml,[^"<>]*")/);
    expect(text).toContain("default-src 'none'");
    expect(suggestedName).toMatch(/^[A-Za-z0-9-]+-report\.html$/);
  });

  it('is of one family when that is asked for, and says so when there is none', async () => {
    const session = hostileSession();
    const one = await session.query('report', { ...request, familyId: 1 }, UNATTENDED_JOB);
    expect(one.text).toContain('id="family-2"');
    expect(one.text).not.toContain('id="family-1"');
    expect(one.suggestedName).toContain('-family-2-');
    await expect(
      session.query('report', { ...request, familyId: 99 }, UNATTENDED_JOB),
    ).rejects.toMatchObject({ code: 'not-found' });
  });

  it('leaves out string keys where it is asked to', async () => {
    const { graph } = graphFromText`
      a: dict; b: dict; a -['password123']> b; b -['otherSecret']> a
    `;
    const session = sessionOf(graph);
    const plain = await session.query('report', request, UNATTENDED_JOB);
    expect(decodeURIComponent(plain.text.replace(/%(?![0-9A-F]{2})/g, '%25'))).toContain(
      'password123',
    );
    const { text } = await session.query('report', { ...request, redact: true }, UNATTENDED_JOB);
    expect(decodeURIComponent(text.replace(/%(?![0-9A-F]{2})/g, '%25'))).not.toMatch(
      /password123|otherSecret/,
    );
  });

  it('tells where memory piles up, by keys and values only where these may be told', async () => {
    const drawn = graphFromText`
      main!; main -@__dict__> names; names -global store> store; store -['password123']> items
      items -['otherSecret']> blob; main: module module; names: dict namespace
      store: dict; items: dict; blob: str size=9000
    `;
    const graph = withFacts(drawn, { blob: { preview: 'confidential' } });
    const session = sessionOf(graph);
    const plain = await session.query('report', request, UNATTENDED_JOB);
    expect(plain.text).toContain('Where memory piles up');
    expect(plain.text).toMatch(/password123.*confidential|confidential.*password123/s);
    const { text } = await session.query('report', { ...request, redact: true }, UNATTENDED_JOB);
    expect(text).toContain('Where memory piles up');
    expect(text).not.toMatch(/password123|otherSecret|confidential/);
  });

  it('leaves notes on other dumps’ objects out', async () => {
    const notes = [
      { address: '0x1000', type: 'of another dump', isStarred: true, note: 'not here' },
      { address: '0x7', type: 'object', isStarred: true, note: 'nor here' },
    ];
    const { text } = await hostileSession().query('report', { ...request, notes }, UNATTENDED_JOB);
    expect(text).not.toMatch(/not here|nor here/);
  });
});
