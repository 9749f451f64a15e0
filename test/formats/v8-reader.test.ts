import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { SnapshotColumns } from '../../shared/formats/v8/snapshot-columns.ts';
import { SnapshotReader } from '../../shared/formats/v8/snapshot-reader.ts';
import { isPositionKind } from '../../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { NO_STRING } from '../../shared/heap/string-table.ts';

/** What a graph is read from, as lists; the fields stand in the order of `nodeFields`. */
interface Snapshot {
  readonly nodeFields: readonly string[];
  readonly edgeFields: readonly string[];
  readonly nodes: readonly (readonly bigint[])[];
  readonly edges: readonly (readonly bigint[])[];
  readonly strings: readonly string[];
}

const NODE_TYPES = ['object', 'string', 'synthetic'];
const EDGE_TYPES = ['element', 'property', 'weak', 'hidden'];

const NODE_FIELDS = ['type', 'name', 'id', 'self_size', 'edge_count'];
const SIX = [...NODE_FIELDS, 'trace_node_id'];
const SEVEN = [...SIX, 'detachedness'];
const EDGE_FIELDS = ['type', 'name_or_index', 'to_node'];

/** Of any number of digits, most of them small. */
const number = fc.oneof(
  fc.bigInt({ min: 0n, max: 9n }),
  fc.bigInt({ min: 0n, max: 10n ** 8n + 100n }),
  fc.bigInt({ min: 10n ** 8n - 10n, max: 2n ** 53n }),
);

const snapshot: fc.Arbitrary<Snapshot> = fc
  .record({
    nodeFields: fc
      .constantFrom(NODE_FIELDS, SIX, SEVEN, [...SEVEN, 'of_tomorrow'])
      .chain((fields) => fc.shuffledSubarray(fields, { minLength: fields.length })),
    edgeFields: fc
      .constantFrom(EDGE_FIELDS, [...EDGE_FIELDS, 'of_tomorrow'])
      .chain((fields) => fc.shuffledSubarray(fields, { minLength: fields.length })),
    rows: fc.array(fc.tuple(fc.nat(12), fc.array(number, { minLength: 9, maxLength: 9 })), {
      minLength: 1,
      maxLength: 40,
    }),
    numbers: fc.array(number, { minLength: 67, maxLength: 67 }),
    strings: fc.array(fc.string({ unit: 'binary', maxLength: 40 }), {
      minLength: 1,
      maxLength: 12,
    }),
  })
  .map(({ nodeFields, edgeFields, rows, numbers, strings }) => {
    const nodes = rows.map(([edges, values]) =>
      nodeFields.map((field, at) => {
        const value = values[at] ?? 0n;
        if (field === 'type') return value % BigInt(NODE_TYPES.length);
        if (field === 'name') return value % BigInt(strings.length);
        return field === 'edge_count' ? BigInt(edges) : value;
      }),
    );
    let drawn = 0;
    const draw = (): bigint => numbers[drawn++ % numbers.length] ?? 0n;
    const edgeCount = rows.reduce((sum, [edges]) => sum + edges, 0);
    const edges = Array.from({ length: edgeCount }, () => {
      const type = draw() % BigInt(EDGE_TYPES.length);
      const name = type === 1n || type === 2n ? draw() % BigInt(strings.length) : draw();
      const target = (draw() % BigInt(nodes.length)) * BigInt(nodeFields.length);
      return edgeFields.map((field) => {
        if (field === 'type') return type;
        if (field === 'name_or_index') return name;
        return field === 'to_node' ? target : draw();
      });
    });
    return { nodeFields, edgeFields, nodes, edges, strings };
  });

/** Blanks that may stand between numbers, V8's own first. */
const blanks = fc.constantFrom('', '\n', ' ', '\t', '\r\n', ' '.repeat(70));

function textOf(drawn: Snapshot, blank: string, escaped: boolean): string {
  const flat = (rows: readonly (readonly bigint[])[]): string =>
    rows.map((row) => row.join(`,${blank}`)).join('\n,');
  const strings = JSON.stringify(drawn.strings);
  return `{"snapshot":${JSON.stringify({
    meta: {
      node_fields: drawn.nodeFields,
      node_types: [NODE_TYPES],
      edge_fields: drawn.edgeFields,
      edge_types: [EDGE_TYPES],
    },
    node_count: drawn.nodes.length,
    edge_count: drawn.edges.length,
  })},
"nodes":[${blank}${flat(drawn.nodes)}${blank}],
"edges":[${flat(drawn.edges)}
],
"locations":[1,2,"]\\"3",{"4":[]}\n],
"strings":${escaped ? withoutAscii(strings) : strings}}`;
}

/** Every character beyond ASCII as an escape, as V8 writes them. */
function withoutAscii(json: string): string {
  return json.replace(
    /[^\x20-\x7e\n]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function read(text: Uint8Array, cuts: readonly number[]): HeapGraph {
  const reader = new SnapshotReader(
    text.length,
    (layout, rowLimit, memory) => new SnapshotColumns(layout, rowLimit, memory),
  );
  let from = 0;
  for (let at = 0; from < text.length; at++) {
    const length = cuts[at % cuts.length] ?? 1;
    reader.feed(text.subarray(from, from + length));
    from += length;
  }
  reader.end();
  expect(reader.isWhole).toBe(true);
  if (reader.columns === null) throw new Error('there are no columns');
  return reader.columns.finish(reader.strings, UNATTENDED_JOB);
}

/** A lone half of a pair cannot be said in UTF-8. */
function wellFormed(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}

function expectSame(graph: HeapGraph, drawn: Snapshot): void {
  const { nodes, edges, strings } = drawn;
  const nodeColumn = (field: string): readonly bigint[] => {
    const at = drawn.nodeFields.indexOf(field);
    return nodes.map((row) => row[at] ?? 0n);
  };
  const edgeColumn = (field: string): readonly bigint[] => {
    const at = drawn.edgeFields.indexOf(field);
    return edges.map((row) => row[at] ?? 0n);
  };
  const ids = new BigUint64Array(nodeColumn('id'));
  expect(graph.addressWords).toEqual(new Uint32Array(ids.buffer));
  expect([...graph.shallowSize]).toEqual(nodeColumn('self_size').map(Number));
  const names = nodeColumn('name').map((name) => wellFormed(strings[Number(name)] ?? ''));
  const types = nodeColumn('type').map((type, node) =>
    type === 0n ? names[node] : `(${NODE_TYPES[Number(type)]})`,
  );
  const typeNames = Array.from(graph.type, (type) => graph.strings.get(graph.typeNames[type]));
  expect(typeNames).toEqual(types);
  expect([...graph.details.node]).toEqual(
    drawn.nodeFields.includes('detachedness')
      ? nodeColumn('detachedness').flatMap((value, node) => (value === 2n ? [node] : []))
      : [],
  );
  const counts = nodeColumn('edge_count').map(Number);
  expect(
    Array.from(counts, (_, node) => graph.firstEdge[node + 1] - graph.firstEdge[node]),
  ).toEqual(counts);
  const fields = BigInt(drawn.nodeFields.length);
  expect([...graph.edgeTarget]).toEqual(
    edgeColumn('to_node').map((place) => Number(place / fields)),
  );
  const labels = graph.edgeLabels?.form === 'perEdge' ? graph.edgeLabels.label : null;
  edgeColumn('name_or_index').forEach((name, edge) => {
    const label = labels?.[edge] ?? NO_STRING;
    const type = EDGE_TYPES[Number(edgeColumn('type')[edge])];
    if (type === 'hidden') expect(label).toBe(NO_STRING);
    else if (isPositionKind(graph.edgeKind[edge]))
      expect(label).toBe(Number(BigInt.asUintN(32, name)));
    else expect(graph.strings.get(label)).toBe(wellFormed(strings[Number(name)] ?? ''));
  });
}

describe('the reader of snapshots', () => {
  test('reads any layout, with any blanks, however its bytes are cut', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(snapshot, blanks, fc.boolean(), cuts, (drawn, blank, escaped, lengths) => {
        const text = new TextEncoder().encode(textOf(drawn, blank, escaped));
        expectSame(read(text, [text.length]), drawn);
        expectSame(read(text, lengths), drawn);
      }),
      { numRuns: 60 },
    );
  });

  test('reads numbers across the pieces that it works in', () => {
    const nodes = Array.from({ length: 60_000 }, (_, node) =>
      [node % 3, 0, 2 * node + 1, (node * 7919) % 100_000_007, node % 4, 0, node % 3].map(BigInt),
    );
    const edgeCount = nodes.reduce((sum, row) => sum + Number(row[4]), 0);
    const drawn: Snapshot = {
      nodeFields: SEVEN,
      edgeFields: EDGE_FIELDS,
      nodes,
      edges: Array.from({ length: edgeCount }, (_, edge) =>
        [edge % 4, edge % 2, 7 * ((edge * 31) % nodes.length)].map(BigInt),
      ),
      strings: ['name', 'x'.repeat(100_000)],
    };
    const text = new TextEncoder().encode(textOf(drawn, '', false));
    const graph = read(text, [70_001]);
    expect(graph.nodeCount).toBe(nodes.length);
    expect([...graph.shallowSize]).toEqual(nodes.map((row) => Number(row[3])));
    expect([...graph.edgeTarget]).toEqual(drawn.edges.map((row) => Number(row[2]) / 7));
    expect(graph.edgeCount).toBe(edgeCount);
    expect(graph.strings.get(1).length).toBe(100_000);
    expect([...graph.details.node]).toEqual(
      nodes.flatMap((row, at) => (row[6] === 2n ? [at] : [])),
    );
  });

  test('numbers of any length keep their lowest 64 bits', () => {
    const ids = [10n ** 16n - 1n, 10n ** 16n, 10n ** 19n, 2n ** 64n - 1n, 10n ** 30n + 5n];
    const drawn: Snapshot = {
      nodeFields: NODE_FIELDS,
      edgeFields: EDGE_FIELDS,
      nodes: ids.map((id) => [1n, 0n, id, 8n, 0n]),
      edges: [],
      strings: [''],
    };
    const graph = read(new TextEncoder().encode(textOf(drawn, '', false)), [64]);
    expect(graph.addressWords).toEqual(
      new Uint32Array(new BigUint64Array(ids.map((id) => BigInt.asUintN(64, id))).buffer),
    );
  });
});
