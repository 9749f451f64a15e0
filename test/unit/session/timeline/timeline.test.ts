import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { memorySource } from '../../../../shared/formats/bytes/byte-source.ts';
import { openFile } from '../../../../shared/session/open-file.ts';
import { timelineReport } from '../../../../shared/session/timeline/timeline-report.ts';
import { TimelineSession } from '../../../../shared/session/timeline/timeline-session.ts';

const OPTIONS = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: 1e9 };

async function open(content: string | Uint8Array): Promise<TimelineSession> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const session = await openFile(memorySource(bytes, 'run.dat'), OPTIONS);
  if (session instanceof TimelineSession) return session;
  throw new Error('a timeline was expected');
}

describe('a timeline that is open', () => {
  let session: TimelineSession;
  beforeAll(async () => {
    session = await open(new Uint8Array(readFileSync('test/fixtures/mprof/func_plain.dat')));
  });

  it('says first which function grew most', () => {
    const facts = session.facts(UNATTENDED_JOB);
    expect(facts.headline).toBe('leaky_step grew by 110 MB in 3 calls.');
    expect(facts.headlineDetail).toContain('94.5 MB of it came from watched functions');
    expect(facts).toMatchObject({ samples: 74, calls: 8, functionCount: 4, lanes: 2 });
    expect(facts.fingerprint).toMatch(/^[0-9a-z]+-[0-9a-f]{16}$/);
  });

  it('lists functions, sorted and filtered, page by page', async () => {
    const ask = (change: object) =>
      session.ask(
        'timelineFunctions',
        { text: '', sort: 'growth', descending: true, offset: 0, limit: 10, ...change },
        UNATTENDED_JOB,
      ) as { total: number; rows: { name: string }[] };
    const names = (change: object) => ask(change).rows.map(({ name }) => name.slice(9));
    expect(names({})).toEqual(['leaky_step', 'inner', 'failing', 'with_children']);
    expect(names({ sort: 'name', descending: false })[0]).toBe('failing');
    expect(names({ text: 'INNER' })).toEqual(['inner']);
    expect(ask({ offset: 1, limit: 2 })).toMatchObject({ total: 4, rows: [{}, {}] });
  });

  it('gives what a plot of any width needs', () => {
    const plot = session.ask(
      'timelinePlot',
      { from: null, to: null, columns: 16, children: [], text: 'step' },
      UNATTENDED_JOB,
    ) as { main: { bytes: number[] }; calls: { lane: number }[]; omittedCalls: number };
    expect(Math.max(...plot.main.bytes)).toBe(session.facts(UNATTENDED_JOB).peak?.bytes);
    expect(plot.calls.map(({ lane }) => lane)).toEqual([0, 0, 0]);
    expect(plot.omittedCalls).toBe(0);
  });

  it('refuses what is about objects, and what is not well-formed', () => {
    expect(() => session.ask('overview', {}, UNATTENDED_JOB)).toThrow('about objects');
    expect(() => session.ask('timelinePlot', { columns: 1e9 }, UNATTENDED_JOB)).toThrow(
      'not well-formed',
    );
  });
});

describe('hostile text in a timeline', () => {
  it('reaches nobody as it is', async () => {
    const session = await open(
      'CMDLINE python \u202eevil\u001b[31m\nMEM 1.0 1.0\nFUNC a\u202eb\u0007 1.0 1.0 9.0 2.0 1\n',
    );
    const facts = session.facts(UNATTENDED_JOB);
    expect(facts.command).toBe('python \\u202eevil\\x1b[31m');
    expect(facts.headline).toBe('a\\u202eb\\x07 grew by 8.39 MB in 1 call.');
  });
});

it('the report says when a limit would be reached', async () => {
  const lines = Array.from({ length: 120 }, (_, at) => `MEM ${100 + at}.0 ${1000 + at}.0`);
  const session = await open(`${lines.join('\n')}\n`);
  const report = timelineReport(session, 400 * 2 ** 20, UNATTENDED_JOB);
  expect(report.trend.kind).toBe('growing');
  expect(report.headline).toBe('Memory grows by 1.05 MB/s.');
  expect(report.secondsUntilLimit).toBeCloseTo(181, 6);
  expect(report.start).toBe('1970-01-01T00:16:40.000Z');
});
