// @module-tag slow
import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import type { HeapSession } from '../../../shared/session/heap-session.ts';
import {
  completeGraph,
  linkedList,
  longTexts,
  ring,
  star,
  torus,
} from '../../support/degenerate-graphs.ts';
import type { HeapChannel } from '../../support/every-question.ts';
import { questionsAbout } from '../../support/every-question.ts';
import { sessionOf } from '../../support/session-of.ts';

/**
 * Every question that the window can ask, of graphs that are as bad as a dump can be: no answer
 * may grow with the dump. Pages are of a hundred rows, so that a row weighs ten kilobytes at most.
 */
const MAX_ANSWER_BYTES = 1_000_000;
const cuts = DEFAULT_CUTS;
const page = { offset: 0, limit: 100 };

const SHAPES = {
  'a list of 200,000': () => linkedList(200_000),
  'a ring of 200,000 that waits': () => ring(200_000),
  'a star of 200,000': () => star(200_000),
  'a complete graph of 80 types': () => completeGraph(80),
  'a torus of 40,000 types': () => torus(200),
  'texts of a megabyte': () => longTexts(1_000_000),
} as const;

/** One session for all tests of a shape: what it has worked out is not worked out again. */
const sessions = new Map<string, HeapSession>();
function sessionOfShape(shape: keyof typeof SHAPES): HeapSession {
  const known = sessions.get(shape) ?? sessionOf(SHAPES[shape]());
  sessions.set(shape, known);
  return known;
}

async function weigh(session: HeapSession, channel: HeapChannel, request: unknown) {
  const answer = await session.ask(channel, request, UNATTENDED_JOB).catch((error) => {
    // What is not there is said in a sentence, which is bounded as well.
    if (error?.code === 'not-found' || error?.code === 'bad-request') return String(error.message);
    throw error;
  });
  return JSON.stringify(answer).length;
}

describe.each(Object.keys(SHAPES) as (keyof typeof SHAPES)[])('of %s', (shape) => {
  test('no answer grows with the dump', async () => {
    const session = sessionOfShape(shape);
    const digest = session.comparer.lend(cuts, UNATTENDED_JOB);
    session.comparer.borrow('itself', digest);
    const tooHeavy: string[] = [];
    for (const [channel, requests] of Object.entries(questionsAbout(session.graph.nodeCount))) {
      for (const request of requests) {
        const bytes = await weigh(session, channel as HeapChannel, request);
        if (bytes > MAX_ANSWER_BYTES) tooHeavy.push(`${channel}: ${bytes}`);
      }
    }
    expect(tooHeavy).toEqual([]);
  });
});

test('a path along 200,000 objects is told by its ends, and says how many lie between', async () => {
  const session = sessionOfShape('a list of 200,000');
  const path = await session.query('path', { node: 199_999, cuts }, UNATTENDED_JOB);
  expect(path.path.map(({ node }) => node).slice(48, 52)).toEqual([48, 49, 199_950, 199_951]);
  expect(path.gap).toEqual({ after: 49, objects: 199_900 });
  const report = session.pathReport(199_999, UNATTENDED_JOB);
  expect(report.path).toHaveLength(1000);
  expect(report.gap).toEqual({ after: 499, objects: 199_000 });
});

test('a cycle of 200,000 different references is told by its ends, in lists and for programs', async () => {
  const session = sessionOfShape('a ring of 200,000 that waits');
  const [family] = (await session.query('cycles', { ...page, cuts, type: '' }, UNATTENDED_JOB))
    .families;
  expect(family?.signature).toHaveLength(16);
  expect(family?.signatureGap).toEqual({ after: 7, objects: 199_984 });
  const report = session.cyclesReport({ cuts, type: '' }, UNATTENDED_JOB);
  expect(report.families[0]?.signature).toHaveLength(100);
  expect(report.families[0]?.exemplar).toHaveLength(100);
  expect(report.families[0]?.exemplarGap).toEqual({ after: 49, objects: 199_900 });
});

test('where thousands of families run through one another, an answer says what it left out', async () => {
  const session = sessionOfShape('a complete graph of 80 types');
  const report = session.cyclesReport({ cuts, type: '' }, UNATTENDED_JOB);
  expect(report.total).toBe(3160);
  const advised = report.families.filter(({ breaks }) => breaks.length > 0).length;
  expect(advised).toBeGreaterThan(0);
  expect(advised).toBeLessThan(100);
  expect(report.note).toContain('in the first of these families only');
  const { proposals, total, note } = await session.query(
    'breakProposals',
    { familyId: 0, cuts },
    UNATTENDED_JOB,
  );
  expect(proposals).toHaveLength(100);
  expect(total).toBeGreaterThan(1000);
  expect(note).toContain('Only the first 100 of');
});
