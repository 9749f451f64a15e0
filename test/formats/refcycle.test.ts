import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { OuroborosError } from '../../shared/base/errors.ts';
import type { LoadedDump } from '../../shared/formats/importer.ts';
import { nodeAddressText } from '../../shared/heap/address.ts';
import { decorateEdgeLabel, edgeLabelText } from '../../shared/heap/edge-label.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { NO_COUNT, NodeFlag } from '../../shared/heap/heap-graph.ts';
import { checkSample } from './check-sample.ts';
import { errorOf, loadBytes, warningCodes } from './load-from-bytes.ts';
import { typesOf } from './same-graph.ts';
import { expectSoundGraph } from './sound-graph.ts';

const FOLDER = '../shared/data/refcycle';

const countsSchema = z.object({
  file: z.string(),
  vertices: z.number(),
  edges: z.number(),
  unique_pairs: z.number(),
  self_edges: z.number(),
  dangling: z.number(),
});

function truths(): ReadonlyMap<string, z.infer<typeof countsSchema>> {
  const path = `${FOLDER}/counts.txt`;
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const rows = text.split('\n').filter((line) => line.startsWith('{'));
  return new Map(
    rows.map((row) => {
      const counts = countsSchema.parse(JSON.parse(row));
      return [counts.file.replace('refcycle/', ''), counts];
    }),
  );
}

function labels(graph: HeapGraph): readonly string[] {
  const lines: string[] = [];
  const types = typesOf(graph);
  for (let node = 0; node < graph.nodeCount; node++) {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const label = decorateEdgeLabel(graph.edgeKind[edge], edgeLabelText(graph, node, edge));
      lines.push(`${types[node]} ${label} ${types[graph.edgeTarget[edge]]}`);
    }
  }
  return lines;
}

/** Three DataFrames, each in one cycle of four with its two accessors and a dict. */
function checkFrames({ graph }: LoadedDump): void {
  const lines = labels(graph);
  const count = (line: string) => lines.filter((other) => other === line).length;
  const frame = 'pandas.core.frame.DataFrame';
  expect(count(`${frame}  common_leak.Accessor`) + count(`${frame}  common_leak.GeoAccessor`)).toBe(
    6,
  );
  expect(count(`common_leak.Accessor  ${frame}`)).toBe(3);
  expect(count(`common_leak.GeoAccessor  ${frame}`)).toBe(3);
}

describe('refcycle samples', { tags: 'slow' }, () => {
  const known = truths();
  for (const [file, also] of [
    ['garbage_3_dataframes.json', checkFrames],
    ['garbage_ring4.json', () => {}],
    ['reachable_small.json', checkAtoms],
    ['snapshot_pandas.json.gz', checkSnapshot],
  ] as const) {
    const counts = known.get(file.replace('.gz', ''));
    checkSample({
      path: `${FOLDER}/${file}`,
      formatId: 'refcycle',
      truth: {
        objects: counts?.vertices ?? 0,
        references: counts?.edges ?? 0,
        distinctReferences: counts?.unique_pairs ?? 0,
        danglingReferences: counts?.dangling ?? 0,
        selfReferences: counts?.self_edges ?? 0,
      },
      also,
    });
  }
});

function checkAtoms({ graph }: LoadedDump): void {
  expect([...typesOf(graph)].sort()).toEqual(
    ['NoneType', 'bytes', 'dict', 'float', 'float', 'int', 'list', 'list', 'str', 'str'].sort(),
  );
  expect(labels(graph)).toContain("dict ['self'] dict");
}

function checkSnapshot({ graph }: LoadedDump): void {
  const types = typesOf(graph);
  const count = (type: string) => types.filter((name) => name === type).length;
  expect(count('function')).toBe(13413);
  expect(count('pandas.core.frame.DataFrame')).toBe(23);
}

const GRAPH = {
  vertices: [
    { id: 16, annotation: 'module\\nmain' },
    { id: 2 ** 47 + 32, annotation: 'dict[3]' },
    { id: 48, annotation: 'weakref to id 0x10' },
    { id: 64, annotation: 'frame\\na.py:7' },
    { id: 80, annotation: 'type\\nThing' },
    { id: 16, annotation: 'list[1]' },
  ],
  edges: [
    { id: 0, annotation: "value['k']", head: 64, tail: 2 ** 47 + 32 },
    { id: 1, annotation: '__dict__', head: 2 ** 47 + 32, tail: 16 },
    { id: 2, annotation: null, head: 99, tail: 16 },
    { id: 3, annotation: "local 'x'", head: 16, tail: 64 },
    { id: 4, annotation: 'item[2]', head: 16, tail: 99 },
    { id: 5, annotation: '__class__', head: 80, tail: 64 },
    { id: 6, annotation: 'element', head: 'x', tail: 64 },
  ],
};

describe('the refcycle importer', () => {
  test('reads annotations, in whatever order the edges come', async () => {
    for (const text of [
      JSON.stringify(GRAPH),
      JSON.stringify({
        vertices: [],
        edges: GRAPH.edges,
        more: { a: [{}] },
        vertices2: [],
      }).replace('"vertices2":[]', `"vertices":${JSON.stringify(GRAPH.vertices)}`),
    ]) {
      const { graph, warnings } = await loadBytes(text);
      expect(typesOf(graph)).toEqual(['module', 'dict', 'weakref', 'frame', 'type']);
      expect(labels(graph)).toEqual([
        'module .__dict__ dict',
        "dict ['k'] frame",
        'frame local x module',
        'frame .__class__ type',
      ]);
      expect([...graph.flags]).toEqual([
        NodeFlag.isModule,
        NodeFlag.isModuleNamespace,
        0,
        NodeFlag.isFrame,
        NodeFlag.isType,
      ]);
      expect([...(graph.length ?? [])]).toEqual([NO_COUNT, 3, NO_COUNT, NO_COUNT, NO_COUNT]);
      expect(nodeAddressText(graph, 1)).toBe('0x800000000020');
      expect(graph.danglingReferences).toBe(2);
      expect(warnings.map((warning) => warning.code)).toEqual([
        'skipped-lines',
        'duplicate-objects',
        'dangling-references',
      ]);
    }
  });

  test('cut off or changed anywhere says so or refuses', async () => {
    const text = new TextEncoder().encode(JSON.stringify(GRAPH));
    for (let end = 16; end < text.length; end++) {
      try {
        const dump = await loadBytes(text.slice(0, end));
        expect(warningCodes(dump)).toContain('truncated');
        expectSoundGraph(dump.graph);
      } catch (thrown) {
        if (!(thrown instanceof OuroborosError)) throw thrown;
        expect(thrown.code).toBe('dump-empty');
      }
    }
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: text.length - 1 }),
        fc.nat({ max: 255 }),
        async (at, value) => {
          const damaged = text.slice();
          damaged[at] = value;
          try {
            expectSoundGraph((await loadBytes(damaged)).graph);
          } catch (thrown) {
            if (!(thrown instanceof OuroborosError)) throw thrown;
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('refuses one without objects', async () => {
    expect((await errorOf(loadBytes('{"vertices": [], "edges": []}'))).code).toBe('dump-empty');
  });
});
