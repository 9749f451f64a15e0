import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { LoadedDump } from '../../shared/formats/importer.ts';
import { nodeAddressText } from '../../shared/heap/address.ts';
import { NO_COUNT, NodeFlag, RootKind } from '../../shared/heap/heap-graph.ts';
import { checkSample } from './check-sample.ts';
import { edgeLines, rootLines } from './edge-lines.ts';
import { rubyDump } from './hand-made/ruby-dump.ts';
import { errorOf, loadBytes, warningCodes } from './load-from-bytes.ts';
import { textsOf, typesOf } from './same-graph.ts';
import { expectSurvivesChanges } from './survives.ts';

const FOLDER = '../shared/data/ruby';

const countsSchema = z.object({
  objects: z.number(),
  roots: z.array(z.tuple([z.string(), z.number()])),
  edges_raw: z.number(),
  edges_unique: z.number(),
  dangling_edges: z.number(),
  class_edges: z.number(),
  memsize_total: z.number(),
  wanted: z.record(z.string(), z.number()),
  keys: z.record(z.string(), z.record(z.string(), z.number())),
});

const NONE = {
  objects: 0,
  roots: [],
  edges_raw: 0,
  edges_unique: 0,
  dangling_edges: 0,
  class_edges: 0,
  memsize_total: 0,
  wanted: {},
  keys: {},
};

function counts(): z.infer<typeof countsSchema> {
  const path = `${FOLDER}/dump_all.counts.json`;
  return countsSchema.parse(existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : NONE);
}

describe('Ruby samples', () => {
  const known = counts();
  const fromRoots = known.roots.reduce((sum, [, count]) => sum + count, 0);
  const junk = known.keys.IMEMO?.class ?? 0;
  checkSample({
    path: `${FOLDER}/dump_all.json.gz`,
    formatId: 'ruby',
    truth: {
      objects: known.objects,
      references: known.edges_raw - fromRoots + known.class_edges - junk,
      danglingReferences: known.dangling_edges,
      shallowBytes: known.memsize_total,
      // The counts have three of each more: those are their classes' singletons and modules.
      objectsByType: { Frame: 20000, Accessor: 20000, RingNode: 1000 },
    },
    also: ({ graph }: LoadedDump) => {
      expect(graph.roots?.node.length).toBe(fromRoots);
      expect(graph.roots?.kind.every((kind) => kind === RootKind.runtime)).toBe(true);
    },
  });
});

describe('the Ruby importer', () => {
  test('adds the classes of objects, names types by them, and keeps roots and sites', async () => {
    const { graph, warnings } = await loadBytes(rubyDump());
    expect(warnings.map((warning) => warning.code)).toEqual(['dangling-references']);
    expect(typesOf(graph)).toEqual([
      'Array',
      'Frame',
      'String',
      'Class',
      'Class',
      'Class',
      'Class',
      'Class',
      'IMEMO env',
      'FLOAT of class 0x60',
      'Class',
    ]);
    expect(edgeLines(graph).slice(0, 6)).toEqual([
      'Array .__class__ Class',
      'Array [0] Frame',
      'Array [1] Array',
      'Frame .__class__ Class',
      'Frame  String',
      'String .__class__ Class',
    ]);
    expect(rootLines(graph)).toEqual(['machine context → Array']);
    const previews = textsOf(graph, (graph.preview ?? new Uint32Array(0)).slice(2, 4));
    expect(previews).toEqual(['café"\\', 'Array']);
    expect(Array.from(graph.length ?? []).slice(0, 3)).toEqual([2, NO_COUNT, 5]);
    expect(graph.flags[1]).toBe(NodeFlag.isUserInstance);
    expect(graph.strings.get(graph.allocationSite.value[0] ?? 0)).toBe('app.rb:7');
    expect(graph.danglingReferences).toBe(1);
    expect(nodeAddressText(graph, 1)).toBe('0x200');
  });

  test('leaves positions out where numbers were left out', async () => {
    const short = { address: '0x9', type: 'ARRAY', length: 3, references: ['0x9'], memsize: 1 };
    const { graph } = await loadBytes(rubyDump([short]));
    expect(edgeLines(graph)).toEqual(['ARRAY […] ARRAY']);
  });

  test('passes over lines it cannot read, and counts them', async () => {
    const bytes = new TextEncoder().encode(`${new TextDecoder().decode(rubyDump())}{"address":\n`);
    const loaded = await loadBytes(bytes);
    expect(warningCodes(loaded)).toEqual(['skipped-lines', 'dangling-references']);
  });

  test('refuses a file whose lines are no objects', async () => {
    const error = await errorOf(loadBytes('{"type":"ROOT", "root":"vm", "references":[]}\n'));
    expect(error.code).toBe('dump-empty');
  });

  test('says so when it is cut off within a line', async () => {
    const bytes = rubyDump();
    for (let end = 80; end < bytes.length; end++) {
      if (bytes[end - 1] === 0x0a || bytes[end] === 0x0a) continue;
      const loaded = await loadBytes(bytes.slice(0, end)).catch(() => null);
      if (loaded !== null) expect([end, ...warningCodes(loaded)]).toContain('truncated');
    }
    expect(bytes.length).toBeGreaterThan(500);
  });
  test('opens or refuses whatever byte is changed', () => expectSurvivesChanges(rubyDump()));
});
