import { expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { forPrograms } from '../../../../shared/session/rows/for-programs.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';
import { withFacts } from '../../../support/with-facts.ts';

const job = UNATTENDED_JOB;
const cuts = DEFAULT_CUTS;
const page = { offset: 0, limit: 50 };
const DRAWN = graphFromText`
  work -local rows> list; list -[0]> a; list -[1]> b; a -.peer> b; b -.peer> a; a -.name> text
  a -.tags> empty; work!thread
  work: frame frame; list: list size=80; a: Node size=40; b: Node size=40
  text: str size=5000; empty: list size=56`;
const session = sessionOf(withFacts(DRAWN, { empty: { length: 0 } }));

test('dominators are printed as the window gets them', async () => {
  const of = { node: null, typeIndex: null };
  const objects = await session.query('dominated', { ...page, of }, job);
  const types = await session.query('dominatedTypes', { ...page, of }, job);
  const choice = { node: null, limit: page.limit };
  expect(objects.rows.length).toBeGreaterThan(0);
  expect(session.dominatorsReport({ ...choice, byType: false }, job)).toMatchObject({
    total: objects.total,
    objects: forPrograms(objects.rows),
  });
  expect(session.dominatorsReport({ ...choice, byType: true }, job)).toMatchObject({
    total: types.total,
    types: forPrograms(types.rows),
  });
});

test('families of cycles are printed as the window gets them, with what to break', async () => {
  const found = await session.query('cycles', { ...page, cuts, type: '' }, job);
  expect(found.families).toHaveLength(1);
  const { families, ...whole } = session.cyclesReport({ cuts, type: '' }, job);
  expect({ ...whole, families: [] }).toEqual({ ...found, families: [] });
  const { id, exemplars, ...family } = found.families[0] ?? {};
  expect(families[0]).toMatchObject({ ...forPrograms(family), breaks: [{ type: 'Node' }] });
  expect(id).toBe(0);
  expect(families[0]?.exemplar).toContain(exemplars?.[0]?.address);
});

test('findings of waste are printed as the window gets them, group by group', async () => {
  const found = await session.query('waste', {}, job);
  const groups = await Promise.all(
    found.groups.map(async (group) => {
      const { rows } = await session.query('wasteFindings', { ...page, group: group.id }, job);
      return { ...group, findings: forPrograms(rows) };
    }),
  );
  expect(groups.some(({ findings }) => findings.length > 0)).toBe(true);
  expect(session.wasteReport(page.limit, job)).toEqual({ ...found, groups });
});

test('threads are printed as the window gets them, with the variables of their frames', async () => {
  const found = await session.query('threads', { ...page, cuts }, job);
  expect(found.rows[0]?.frames).toHaveLength(1);
  const report = session.threadsReport({ limit: page.limit, variables: 5 }, job);
  expect(report.threads).toMatchObject(forPrograms(found.rows));
  expect(report.threads[0]?.frames[0]?.variables.map(({ name }) => name)).toEqual(['rows']);
});

test('what names an object to the open dump alone is left out at any depth', () => {
  expect(
    forPrograms({ total: 1, rows: [{ node: 7, address: '0x10', exampleObject: { node: 8 } }] }),
  ).toEqual({ total: 1, rows: [{ address: '0x10' }] });
});
