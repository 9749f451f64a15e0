import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { StringTable } from '../../../../shared/heap/string-table.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { ring } from '../../../support/degenerate-graphs.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';

async function familyOf(graph: HeapGraph) {
  const request = { cuts: DEFAULT_CUTS, type: '', offset: 0, limit: 10 };
  const { families } = await sessionOf(graph).query('cycles', request, UNATTENDED_JOB);
  const [family] = families;
  if (family === undefined) throw new Error('there is no family');
  return family;
}

describe('the steps of a family', () => {
  test('are types and labels, whatever arrows, spaces and quotes a dump puts into names', async () => {
    const { graph } = graphFromText`
      a -.x> b; b -local df> a
      a: app.Owner; b: app.Owned`;
    const renamed = new Map([
      ['app.Owner', 'system / Arrow → List'],
      ['app.Owned', '(key value)'],
    ]);
    const strings = Array.from({ length: graph.strings.count }, (_, at) => graph.strings.get(at));
    const table = StringTable.fromStrings(strings.map((text) => renamed.get(text) ?? text));
    const { steps, text } = await familyOf({ ...graph, strings: table });
    expect(steps.map(({ type, label }) => [type, label])).toEqual([
      ['system / Arrow → List', '.x'],
      ['(key value)', 'local df'],
      ['system / Arrow → List', ''],
    ]);
    expect(text).toBe(
      steps.map(({ type, label }) => (label === '' ? type : `${type} ${label}`)).join(' → '),
    );
  });

  test('of a long cycle are those at its ends, with the number of those between', async () => {
    const { steps } = await familyOf(ring(20));
    expect(steps).toHaveLength(9);
    expect(steps[6]).toEqual({ type: '', label: '', omitted: 13 });
    expect(steps[8]).toEqual({ type: 'Node', label: '', omitted: 0 });
  });

  test('end with how often the cycle goes round', async () => {
    const { graph } = graphFromText`
      a -.next> b; b -.next> c; c -.next> a
      a: app.Node; b: app.Node; c: app.Node`;
    const { steps, text } = await familyOf(graph);
    expect(steps).toEqual([
      { type: 'Node', label: '.next', omitted: 0 },
      { type: 'Node', label: '(×3)', omitted: 0 },
    ]);
    expect(text).toBe('Node .next → Node (×3)');
  });
});
