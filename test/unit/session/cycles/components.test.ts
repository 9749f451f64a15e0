import { expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';

test('components are listed the largest first, with what is in them and their members', async () => {
  const { graph, node } = graphFromText`
    a -.b> b; b -.a> a; b -.b> c; c -.a> a
    d -.e> e; e -.d> d; kept -.d> d
    kept!; alone -.a> a
    a: Session size=10; b: Handler size=20; c: Session size=30; d: Frame size=40; e: Manager size=50
  `;
  const { total, rows } = await sessionOf(graph).query(
    'components',
    { cuts: DEFAULT_CUTS, offset: 0, limit: 10 },
    UNATTENDED_JOB,
  );
  expect(total).toBe(2);
  expect(
    rows.map(({ objects, shallowBytes, types, members }) => [
      objects,
      shallowBytes,
      types,
      members,
    ]),
  ).toEqual([
    [3, 60, ['2 × Session', 'Handler'], [node('a'), node('b'), node('c')]],
    [2, 90, ['Frame', 'Manager'], [node('d'), node('e')]],
  ]);
  expect(rows.map(({ example }) => example.type)).toEqual(['Session', 'Frame']);
  expect(rows[1]?.verdict).toBe('held');
});
