import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OuroborosError } from '../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { memorySource } from '../../shared/formats/bytes/byte-source.ts';
import { loadDump } from '../../shared/formats/load-dump.ts';
import { nodeAddress } from '../../shared/heap/address.ts';
import { EdgeMark } from '../../shared/heap/edge-kind.ts';
import { decorateEdgeLabel, edgeLabelText } from '../../shared/heap/edge-label.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { errorOf, loadBytes, PLENTY_OF_MEMORY, warningCodes } from './load-from-bytes.ts';
import { textsOf, typesOf } from './same-graph.ts';
import { expectSoundGraph } from './sound-graph.ts';

const META = {
  // In an order that no V8 writes, so that only `meta` can tell it.
  node_fields: ['id', 'self_size', 'type', 'edge_count', 'name', 'detachedness', 'new_field'],
  node_types: ['number', 'number', ['object', 'string', 'synthetic', 'closure'], 'number'],
  edge_fields: ['to_node', 'type', 'name_or_index'],
  edge_types: ['node', ['element', 'property', 'weak', 'hidden', 'context', 'internal']],
};

const STRINGS = ['', 'Frame', 'acc', 'text é 😀', 'run'];

/** node_types and edge_types of the real ones have the list first; so they must here. */
const SNAPSHOT = {
  meta: {
    ...META,
    node_types: [META.node_types[2], 'string', 'number'],
    edge_types: [META.edge_types[1], 'string_or_number', 'node'],
  },
  node_count: 4,
  edge_count: 5,
};

const BIG_ID = 2 ** 40 + 3;
const NODES = [
  [1, 0, 2, 1, 0, 0, 9],
  [3, 100, 0, 3, 1, 2, 9],
  [BIG_ID, 2 ** 33, 1, 0, 3, 0, 9],
  [7, 8, 3, 1, 4, 0, 9],
];
const EDGES = [
  [7, 1, 1],
  [14, 1, 2],
  [21, 0, 5],
  [7, 2, 2],
  [7, 4, 1],
];

interface Parts {
  readonly snapshot?: object;
  readonly nodes?: readonly (readonly number[])[];
  readonly edges?: readonly (readonly number[])[];
  readonly strings?: string;
  readonly between?: string;
}

function snapshotText(parts: Parts = {}): string {
  const flat = (rows: readonly (readonly number[])[]) =>
    rows.map((row) => row.join(',')).join('\n,');
  return `{"snapshot":${JSON.stringify(parts.snapshot ?? SNAPSHOT)},
"nodes":[${flat(parts.nodes ?? NODES)}
],
"edges":[${flat(parts.edges ?? EDGES)}],${parts.between ?? ''}
"strings":${parts.strings ?? JSON.stringify(STRINGS).replace('é', '\\u00e9').replace('😀', '\\ud83d\\ude00')}}`;
}

function drawn(graph: HeapGraph): readonly string[] {
  const lines: string[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const label = decorateEdgeLabel(graph.edgeKind[edge], edgeLabelText(graph, node, edge));
      lines.push(`${node} ${label} ${graph.edgeTarget[edge]}`);
    }
  }
  return lines;
}

const EXPECTED = ['0 .Frame 1', '1 .acc 2', '1 [5] 3', '1 weakly 1', '3 cell Frame 1'];

describe('the V8 importer', () => {
  test('takes the layout from the snapshot itself', async () => {
    const { graph, warnings } = await loadBytes(snapshotText());
    expect(warnings).toEqual([]);
    expect(typesOf(graph)).toEqual(['(synthetic)', 'Frame', '(string)', '(closure)']);
    expect(textsOf(graph, graph.preview ?? new Uint32Array(0))).toEqual([
      '',
      '',
      'text é 😀',
      'run',
    ]);
    expect([...graph.shallowSize]).toEqual([0, 100, 2 ** 33, 8]);
    expect(nodeAddress(graph, 2)).toBe(BigInt(BIG_ID));
    expect(drawn(graph)).toEqual(EXPECTED);
    expect([...graph.details.node]).toEqual([1]);
    expect([...(graph.roots?.node ?? [])]).toEqual([0]);
  });

  test('passes over what it does not know, however nested', async () => {
    const between = '"x":{"a":[1,{"b":"]}\\"\\\\"}]},"y":"\\"]","z":null,"w":-1.5e9,"v":[],';
    const { graph, warnings } = await loadBytes(snapshotText({ between }));
    expect(warnings).toEqual([]);
    expect(drawn(graph)).toEqual(EXPECTED);
  });

  test('does not depend on where the chunks are cut', async () => {
    const text = new TextEncoder().encode(snapshotText({ between: '"x":["\\"",{}],' }));
    for (const step of [1, 2, 3, 5, 7, 11, 13, 64]) {
      const source = memorySource(text);
      const dump = await loadDump(
        { ...source, read: (offset, length) => source.read(offset, Math.min(length, step)) },
        { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: PLENTY_OF_MEMORY },
      );
      expect(dump.warnings).toEqual([]);
      expect(drawn(dump.graph)).toEqual(EXPECTED);
      expect(textsOf(dump.graph, dump.graph.preview ?? new Uint32Array(0))[2]).toBe('text é 😀');
    }
  });

  test('cut off anywhere opens with what there is, names as numbers, and says so', async () => {
    const text = new TextEncoder().encode(snapshotText());
    const nodesAt = snapshotText().indexOf('"nodes":[') + 9;
    for (let end = 20; end < text.length; end++) {
      let opened = true;
      try {
        const dump = await loadBytes(text.slice(0, end));
        expect(warningCodes(dump)).toContain('truncated');
        expectSoundGraph(dump.graph);
        expect(EXPECTED.length).toBeGreaterThanOrEqual(dump.graph.edgeCount);
      } catch (thrown) {
        if (!(thrown instanceof OuroborosError)) throw thrown;
        opened = false;
      }
      // One whole node is enough; that it is whole shows by what stands behind it.
      expect(opened).toBe(end >= nodesAt + '1,0,2,1,0,0,9\n'.length);
    }
    const nameless = await loadBytes(text.slice(0, snapshotText().indexOf('"strings"')));
    expect(drawn(nameless.graph)).toEqual([
      '0 .#1 1',
      '1 .#2 2',
      '1 [5] 3',
      '1 weakly 1',
      '3 cell #1 1',
    ]);
    expect(typesOf(nameless.graph)[1]).toBe('#1');
  });

  test('leaves out references that lead nowhere', async () => {
    const edges = [
      [7, 1, 1],
      [8, 1, 2],
      [700, 0, 5],
      [7, 2, 2],
      [7, 4, 1],
    ];
    const dump = await loadBytes(snapshotText({ edges }));
    expect(warningCodes(dump)).toEqual(['dangling-references']);
    expect(dump.graph.danglingReferences).toBe(2);
    expect(drawn(dump.graph)).toEqual(['0 .Frame 1', '1 weakly 1', '3 cell Frame 1']);
  });

  test('takes shortcuts and the tables of WeakMaps for weak', async () => {
    const edgeTypes = ['element', 'property', 'weak', 'shortcut', 'internal'];
    const snapshot = {
      ...SNAPSHOT,
      meta: { ...SNAPSHOT.meta, edge_types: [edgeTypes, 'string_or_number', 'node'] },
      edge_count: 8,
    };
    const pair = (table: number) =>
      `2 / part of key (Frame @3) -> value (run @7) pair in WeakMap (table @${table})`;
    const strings = JSON.stringify([...STRINGS, pair(BIG_ID), pair(7), `${pair(BIG_ID)} `]);
    const nodes = NODES.map((row, at) => row.with(3, [1, 2, 4, 1][at] ?? 0));
    const [shortcut, internal] = [3, 4];
    const edges = [
      [7, shortcut, 1],
      [14, shortcut, 2],
      [21, internal, 5],
      [21, internal, 5],
      [21, internal, 6],
      [21, internal, 7],
      [21, 1, 5],
      [7, internal, 6],
    ];
    const { graph } = await loadBytes(snapshotText({ snapshot, nodes, edges, strings }));
    const isWeak = Array.from(graph.edgeKind, (kind) => (kind & EdgeMark.weak) !== 0);
    // The shortcut of an object, and what the table itself names its own.
    expect(isWeak).toEqual([false, true, false, true, false, false, false, true]);
    expectSoundGraph(graph);
  });

  test('takes names that are numbers for positions, where V8 gave them', async () => {
    const strings = JSON.stringify(['0', '12', '4294967296', '07', '1x', '']);
    const edges = [
      [7, 5, 0],
      [7, 5, 1],
      [7, 5, 2],
      [7, 5, 3],
      [7, 5, 4],
      [7, 5, 5],
      [7, 1, 1],
    ];
    const snapshot = { ...SNAPSHOT, edge_count: edges.length };
    const nodes = NODES.map((row, at) => row.with(3, at === 0 ? edges.length : 0));
    const { graph } = await loadBytes(snapshotText({ snapshot, nodes, edges, strings }));
    const shown = ['[0]', '[12]', '.4294967296', '.07', '.1x', '', '.12'];
    expect(drawn(graph)).toEqual(shown.map((label) => `0 ${label} 1`));
    expectSoundGraph(graph);
  });

  test('says when there is more or less than declared', async () => {
    for (const [nodes, edges] of [
      [3, 5],
      [5, 9],
    ]) {
      const snapshot = { ...SNAPSHOT, node_count: nodes, edge_count: edges };
      const dump = await loadBytes(snapshotText({ snapshot }));
      expect(warningCodes(dump)).toEqual(['truncated']);
      expect(drawn(dump.graph)).toEqual(EXPECTED);
    }
  });

  test('does not believe impossible counts or names', async () => {
    const snapshot = { ...SNAPSHOT, node_count: 2 ** 50, edge_count: 2 ** 50 };
    expect((await loadBytes(snapshotText({ snapshot }))).graph.nodeCount).toBe(4);
    const nodes = NODES.map((row) => row.with(4, 4e9));
    const { graph } = await loadBytes(snapshotText({ nodes }));
    expectSoundGraph(graph);
    expect(typesOf(graph)[1]).toBe('(unknown)');
  });

  test('refuses in words what it cannot read', async () => {
    const { node_types, ...meta } = SNAPSHOT.meta;
    const noTypes = await errorOf(loadBytes(snapshotText({ snapshot: { ...SNAPSHOT, meta } })));
    expect(noTypes.code).toBe('dump-unsupported');
    expect(node_types).toBeDefined();
    const fields = { ...SNAPSHOT.meta, node_fields: ['type', 'name', 'id', 'self_size'] };
    const noCount = await errorOf(
      loadBytes(snapshotText({ snapshot: { ...SNAPSHOT, meta: fields } })),
    );
    expect(noCount.code).toBe('dump-unsupported');
    expect(noCount.message).toContain('edge_count');
    const letters = snapshotText().replace('"nodes":[1,0', '"nodes":[1,x');
    const damaged = await errorOf(loadBytes(letters));
    expect(damaged.code).toBe('dump-malformed');
    expect(damaged.byteOffset).toBe(letters.indexOf('1,x') + 2);
    expect((await errorOf(loadBytes('{"snapshot":{'))).code).toBe('dump-empty');
    expect((await errorOf(loadBytes(snapshotText({ nodes: [], edges: [] })))).code).toBe(
      'dump-empty',
    );
    const small = await errorOf(loadBytes(snapshotText(), { memoryLimitBytes: 10 }));
    expect(small.code).toBe('dump-too-large');
  });

  test('with bytes changed says nothing unsound', async () => {
    const text = new TextEncoder().encode(snapshotText());
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: text.length - 1 }), fc.nat({ max: 255 })), {
          minLength: 1,
          maxLength: 4,
        }),
        async (changes) => {
          const damaged = text.slice();
          for (const [at, value] of changes) damaged[at] = value;
          try {
            expectSoundGraph((await loadBytes(damaged)).graph);
          } catch (thrown) {
            if (!(thrown instanceof OuroborosError)) throw thrown;
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
