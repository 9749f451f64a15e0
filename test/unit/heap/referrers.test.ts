import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CancelledError } from '../../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { buildReferrers } from '../../../shared/heap/referrers.ts';
import { graphFromText } from '../../support/graph-from-text.ts';

const names = ['a', 'b', 'c', 'd', 'e'];
const pair = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names));

describe('referrers', () => {
  test('are the references turned round, ascending, parallel ones in a row', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 30 }), (pairs) => {
        const { graph } = graphFromText(
          [...names, ...pairs.map(([from, to]) => `${from} -> ${to}`)].join('\n'),
        );
        const { firstReferrer, referrer } = buildReferrers(graph, UNATTENDED_JOB);
        expect(firstReferrer.length).toBe(graph.nodeCount + 1);
        for (let node = 0; node < graph.nodeCount; node++) {
          const expected: number[] = [];
          for (let source = 0; source < graph.nodeCount; source++) {
            for (let edge = graph.firstEdge[source]; edge < graph.firstEdge[source + 1]; edge++) {
              if (graph.edgeTarget[edge] === node) expected.push(source);
            }
          }
          expect([...referrer.subarray(firstReferrer[node], firstReferrer[node + 1])]).toEqual(
            expected,
          );
        }
      }),
    );
  });

  test('of an empty graph', () => {
    const { firstReferrer, referrer } = buildReferrers(graphFromText``.graph, UNATTENDED_JOB);
    expect([...firstReferrer]).toEqual([0]);
    expect(referrer.length).toBe(0);
  });

  test('are given up when nobody wants them', () => {
    const job = {
      report() {},
      checkpoint() {
        throw new CancelledError();
      },
    };
    expect(() => buildReferrers(graphFromText`a -> b`.graph, job)).toThrow(CancelledError);
  });
});
