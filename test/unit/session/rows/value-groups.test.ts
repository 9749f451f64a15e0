import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { NodeFlag } from '../../../../shared/heap/heap-graph.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';
import { withFacts } from '../../../support/with-facts.ts';

const DRAWN = graphFromText`
  all -[0]> a; all -[1]> b; all -[2]> c; all -[3]> d
  a -.user> ann; b -.user> ann2; c -.user> bob; a -.basket> basket
  all!; all: list size=8
  a: Session size=10; b: Session size=20; c: Session size=100; d: Session size=1
  ann: str size=5; ann2: str size=5; bob: str size=5; basket: list size=7
`;
const GRAPH = withFacts(DRAWN, {
  ann: { preview: 'ann', length: 3 },
  ann2: { preview: 'ann', length: 3 },
  bob: { preview: 'bob', length: 3 },
});
for (const name of ['a', 'b', 'c', 'd']) GRAPH.flags[DRAWN.node(name)] |= NodeFlag.isUserInstance;

const query = {
  where: 'type = Session',
  typeIndex: null,
  familyId: null,
  sort: 'address' as const,
  descending: false,
};

describe('objects by the value of an attribute', () => {
  test('are counted and added up, equal values of different objects together', async () => {
    const found = await sessionOf(GRAPH).query(
      'valueGroups',
      { query, cuts: DEFAULT_CUTS, attribute: 'user', offset: 0, limit: 10 },
      UNATTENDED_JOB,
    );
    expect(found.rows).toEqual([
      { value: "'bob'", count: 1, shallowBytes: 100, retainedBytes: null },
      { value: "'ann'", count: 2, shallowBytes: 30, retainedBytes: null },
    ]);
    expect([found.total, found.without.count, found.others.count]).toEqual([2, 1, 0]);
  });

  test('are listed with it as a column, and instances with what is in them', async () => {
    const { rows } = await sessionOf(GRAPH).query(
      'objects',
      { query, cuts: DEFAULT_CUTS, attributes: ['user', 'basket'], offset: 0, limit: 10 },
      UNATTENDED_JOB,
    );
    expect(rows.map(({ value, attributes }) => [value, attributes])).toEqual([
      ["user='ann', basket=[]", ["'ann'", '[]']],
      ["user='ann'", ["'ann'", '']],
      ["user='bob'", ["'bob'", '']],
      ['', ['', '']],
    ]);
  });
});
