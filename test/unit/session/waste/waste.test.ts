import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { expectPlain } from '../../../support/plain-answer.ts';
import { sessionOf } from '../../../support/session-of.ts';
import { withFacts } from '../../../support/with-facts.ts';

const job = UNATTENDED_JOB;
const PAGE = { offset: 0, limit: 50 };

const DRAWN = graphFromText`
  r1 -.name> a; r2 -.name> b; r3 -.name> c; r1 -.tags> t; r1 -.note> long
  v -@base> whole; r1 -.part> v
  r1: Row size=16; r2: Row size=16; r3: Row size=16
  a: str size=60; b: str size=60; c: str size=60; t: list size=56; long: str size=4000
  whole: numpy.ndarray size=9000; v: numpy.ndarray size=100`;
const GRAPH = withFacts(DRAWN, {
  a: { preview: 'north', length: 5 },
  b: { preview: 'north', length: 5 },
  c: { preview: 'north', length: 5 },
  t: { length: 0 },
  long: { preview: 'once upon…', length: 4000 },
  whole: { details: { dataBytes: 8900, ownsData: true } },
  v: {
    details: {
      dataBytes: 8,
      ownsData: false,
      owner: `0x${(0x1000 + 16 * DRAWN.node('whole')).toString(16)}`,
    },
  },
});

describe('waste, group by group', () => {
  const session = sessionOf(GRAPH);

  test('adds up what could be spared, and says what could not be seen', async () => {
    const found = await session.query('waste', {}, job);
    expectPlain(found);
    expect(found.bytes).toBe(120 + 56 + 8892);
    expect(
      found.groups.map(({ id, bytes, objects, total }) => [id, bytes, objects, total]),
    ).toEqual([
      ['array-views', 8892, 2, 1],
      ['equal-text', 120, 2, 1],
      ['empty-containers', 56, 1, 1],
    ]);
    expect(found.groups[1]?.note).toBe(
      '1 string (4.00 KB) could not be compared: the dump records only the beginning of long values.',
    );
    for (const group of found.groups) expect(group.advice).toMatch(/\w{3,}.*\.$/);
  });

  test('every finding says where, and leads to its objects', async () => {
    const { rows } = await session.query('wasteFindings', { ...PAGE, group: 'equal-text' }, job);
    expect(rows).toMatchObject([
      {
        type: 'str',
        place: 'Row.name',
        detail: "1 value, such as 'north'",
        objects: 2,
        bytes: 120,
      },
    ]);
    const request = { ...PAGE, group: 'equal-text', finding: 0 } as const;
    const objects = await session.query('wasteObjects', request, job);
    expect(objects.rows.map((row) => row.node)).toEqual([DRAWN.node('b'), DRAWN.node('c')]);
    const views = await session.query('wasteFindings', { ...PAGE, group: 'array-views' }, job);
    expect(views.rows[0]).toMatchObject({
      place: 'Row.part',
      detail: 'kept for 1 view of 8 bytes',
    });
    await expect(session.ask('wasteObjects', { ...request, finding: 7 }, job)).rejects.toThrow(
      /no finding number 7/,
    );
  });

  test('a dump that records neither values nor lengths says so, and claims nothing', async () => {
    const { bytes, groups } = await sessionOf({
      ...GRAPH,
      preview: null,
      length: null,
      details: { node: new Uint32Array(0), value: new Uint32Array(0) },
    }).query('waste', {}, job);
    expect(bytes).toBe(0);
    expect(groups.map(({ id, note }) => [id, note])).toEqual([
      [
        'equal-text',
        '4 strings (4.18 KB) could not be compared: this format does not record whole values.',
      ],
      ['empty-containers', 'Of 1 container this dump does not say how many items they have.'],
    ]);
  });
});
