import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkSample } from './check-sample.ts';
import { edgeLines } from './edge-lines.ts';
import { dumpheapDump } from './hand-made/dumpheap-dump.ts';
import { loadBytes, warningCodes } from './load-from-bytes.ts';
import { textsOf, typesOf } from './same-graph.ts';
import { expectSurvivesChanges, expectSurvivesCuts } from './survives.ts';

const FOLDER = '../shared/data/dumpheap';

const countsSchema = z.object({
  objects: z.number(),
  edges_to_known: z.number(),
  edges_unique_pairs: z.number(),
  shallow_bytes: z.number(),
  types: z.array(z.tuple([z.string(), z.number()])),
});
const NONE = { objects: 0, edges_to_known: 0, edges_unique_pairs: 0, shallow_bytes: 0, types: [] };

describe('dump-heap samples', () => {
  const path = `${FOLDER}/leak.counts.json`;
  const known = countsSchema.parse(
    existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : NONE,
  );
  checkSample({
    path: `${FOLDER}/leak.bin.gz`,
    formatId: 'dump-heap',
    truth: {
      objects: known.objects,
      references: known.edges_to_known,
      distinctReferences: known.edges_unique_pairs,
      danglingReferences: 0,
      shallowBytes: known.shallow_bytes,
      objectsByType: Object.fromEntries(known.types),
    },
    also: ({ graph }) => {
      const lines = edgeLines(graph);
      const cycles = lines.filter((line) => line === '__main__.Session  __main__.Handler');
      expect(cycles.length).toBe(500);
      expect(
        lines.filter((line) => line === '__main__.Session .__class__ builtins.type').length,
      ).toBe(500);
      // The program never told of a root, only of where the walk began.
      expect(graph.roots).toBeNull();
    },
  });
});

describe('the dump-heap importer', () => {
  test('reads items of lists from the last one on, and who is whose class', async () => {
    const loaded = await loadBytes(dumpheapDump());
    expect(warningCodes(loaded)).toEqual(['dangling-references']);
    const { graph } = loaded;
    expect(typesOf(graph)).toEqual(['builtins.list', 'm.Session', 'm.Session']);
    expect(edgeLines(graph)).toEqual([
      'builtins.list [1] m.Session',
      'builtins.list [0] builtins.list',
      'm.Session .__class__ m.Session',
    ]);
    expect(Array.from(graph.shallowSize)).toEqual([88, 56, 1700]);
    expect(Array.from(graph.roots?.node ?? [])).toEqual([0]);
    expect(textsOf(graph, (graph.preview ?? new Uint32Array(0)).slice(1, 2))).toEqual(['text']);
  });

  test('says so when it is cut off anywhere', () => expectSurvivesCuts(dumpheapDump(), 60));
  test('opens or refuses whatever byte is changed', () => expectSurvivesChanges(dumpheapDump()));
});
