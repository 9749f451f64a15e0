// @module-tag slow
import { beforeAll, describe, expect, test } from 'vitest';
import { MAX_ANSWER } from '../../../electron/cli/mcp/marked-answer.ts';
import { TOOLS } from '../../../electron/cli/mcp/mcp-tools.ts';
import type { NamedDumps } from '../../../electron/cli/mcp/named-dumps.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import type { HeapSession } from '../../../shared/session/heap-session.ts';
import { linkedList, longTexts, ring, star, torus } from '../../support/degenerate-graphs.ts';
import { sessionOf } from '../../support/session-of.ts';

/** What the command line and the tools of a language model tell of graphs as bad as can be. */
const SHAPES = {
  'a list of 200,000': () => linkedList(200_000),
  'a ring of 200,000 that waits': () => ring(200_000),
  'a star of 200,000': () => star(200_000),
  'a torus of 2,500 types': () => torus(50),
  'texts of a megabyte': () => longTexts(1_000_000),
} as const;
const MAX_REPORT_BYTES = 4_000_000;
/** A drawing is shown and not read, and has ten times the room. */
const ROOM: Readonly<Record<string, number>> = { draw: 11 * MAX_ANSWER };
const job = UNATTENDED_JOB;
const cuts = DEFAULT_CUTS;

/** A dump beside itself, as it was before. */
function comparedSession(graph: HeapGraph): HeapSession {
  const session = sessionOf(graph);
  session.comparer.borrow('before', session.comparer.lend(cuts, job));
  return session;
}

describe.each(Object.entries(SHAPES))('of %s', (_, graphOf) => {
  // One for both tests: what it has worked out is not worked out again.
  let session: HeapSession;
  beforeAll(() => {
    session = comparedSession(graphOf());
  });

  test('no tool of a language model answers at length', async () => {
    const dumps = {
      files: [{ name: 'bad.ouro', file: '/bad.ouro', bytes: 1 }],
      get: () => Promise.resolve(session),
      pair: () => Promise.resolve(session),
    } as unknown as NamedDumps;
    const last = session.graph.nodeCount - 1;
    const { objects } = await session.query('identify', { nodes: [last] }, job);
    const address = objects[0]?.address ?? '';
    const given: Readonly<Record<string, object>> = {
      what_holds: { address },
      references: { address },
      draw: { address, direction: 'both' },
      what_to_break: { family: 1 },
      compare: { before: 'bad.ouro', after: 'bad.ouro' },
    };
    const tooLong: string[] = [];
    for (const { name, run } of TOOLS) {
      const told = await run(given[name] ?? {}, dumps, job).catch((error) => {
        if (error?.code === 'not-found' || error?.code === 'bad-request') return [error.message];
        throw error;
      });
      const length = JSON.stringify(told).length;
      // Escaped twice, and between marks with a heading.
      if (length > (ROOM[name] ?? 2 * MAX_ANSWER)) tooLong.push(`${name}: ${length}`);
    }
    expect(TOOLS.length).toBeGreaterThan(5);
    expect(tooLong).toEqual([]);
  });

  test('no report for programs grows with the dump', () => {
    const last = session.graph.nodeCount - 1;
    const reports: Readonly<Record<string, () => unknown>> = {
      summary: () => session.summaryReport(job, true),
      cycles: () => session.cyclesReport({ cuts, type: '' }, job),
      garbage: () => session.garbageReport(job),
      path: () => session.pathReport(last, job),
      ways: () => session.waysReport({ node: last }, job),
      dominators: () => session.dominatorsReport({ node: last, byType: false, limit: 100 }, job),
      waste: () => session.wasteReport(100, job),
      threads: () => session.threadsReport({ limit: 100, variables: 100 }, job),
      diff: () =>
        session.diffReport({ baselines: ['before'], match: 'auto' }, { type: '', limit: 100 }, job),
    };
    const tooHeavy = Object.entries(reports).flatMap(([name, report]) => {
      const bytes = JSON.stringify(report()).length;
      return bytes > MAX_REPORT_BYTES ? [`${name}: ${bytes}`] : [];
    });
    expect(tooHeavy).toEqual([]);
  });
});
