import { describe, expect, test } from 'vitest';
import { checkSample } from './check-sample.ts';
import { edgeLines } from './edge-lines.ts';
import { loadBytes, warningCodes } from './load-from-bytes.ts';
import { textsOf, typesOf } from './same-graph.ts';
import { expectSurvivesChanges } from './survives.ts';

describe('refcycle drawings', () => {
  checkSample({
    path: '../shared/data/refcycle/garbage_3_dataframes.dot',
    formatId: 'refcycle-dot',
    truth: {
      objects: 60,
      references: 66,
      danglingReferences: 0,
      objectsByType: {
        dict: 12,
        'pandas.core.frame.DataFrame': 3,
        'common_leak.Accessor': 3,
        'pandas.core.internals.blocks.NumericBlock': 6,
        weakref: 3,
      },
    },
  });

  const DRAWING = `digraph G {
    16 -> 32 [label="item[0]"];
    32 -> 16 [label="value['k']"];
    32 -> 99;
    16 [label="list[1]"];
    32 [label="dict[1]"];
    48 [label="function\\nleak"];
    oops
}
`;

  test('read labels as the JSON has them', async () => {
    const loaded = await loadBytes(DRAWING);
    expect(warningCodes(loaded)).toEqual(['skipped-lines', 'dangling-references']);
    expect(typesOf(loaded.graph)).toEqual(['list', 'dict', 'function']);
    expect(edgeLines(loaded.graph)).toEqual(['list [0] dict', "dict ['k'] list"]);
    const previews = textsOf(loaded.graph, (loaded.graph.preview ?? new Uint32Array(0)).slice(2));
    expect(previews).toEqual(['leak']);
  });

  test('say so when they are cut off', async () => {
    const loaded = await loadBytes(DRAWING.slice(0, -20));
    expect(warningCodes(loaded)).toContain('truncated');
  });

  test('open or are refused whatever byte is changed', () =>
    expectSurvivesChanges(new TextEncoder().encode(DRAWING)));
});
