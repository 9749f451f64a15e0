import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { NO_COUNT, NO_NODE } from '../../../shared/heap/heap-graph.ts';
import { HeapGraphBuilder } from '../../../shared/heap/heap-graph-builder.ts';
import { NO_STRING } from '../../../shared/heap/string-table.ts';

interface Row {
  readonly address: number;
  readonly targets: readonly number[];
}

function build(rows: readonly Row[]): { graph: HeapGraph; nodes: readonly number[] } {
  const builder = new HeapGraphBuilder({ targets: 'addresses', expectedNodes: 0 });
  const type = builder.typeNamed(builder.strings.internText('T'));
  const nodes = rows.map((row) => {
    builder.beginNode();
    for (const target of row.targets) builder.addReferenceToAddress(target, 1);
    return builder.endNode(row.address, 1, type, 16, 0, NO_COUNT, NO_STRING);
  });
  return { graph: builder.finish({}), nodes };
}

const rows = fc.array(
  fc.record({
    address: fc.nat({ max: 30 }),
    targets: fc.array(fc.nat({ max: 40 }), { maxLength: 5 }),
  }),
  { maxLength: 40 },
);

describe('the graph builder', () => {
  test('resolves addresses as a map would, first duplicate first', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const first = new Map<number, Row>();
        for (const row of drawn) if (!first.has(row.address)) first.set(row.address, row);
        const addresses = [...first.keys()];
        const { graph } = build(drawn);
        expect(graph.nodeCount).toBe(addresses.length);
        let dangling = 0;
        addresses.forEach((address, node) => {
          expect(graph.addressWords[2 * node]).toBe(address);
          expect(graph.addressWords[2 * node + 1]).toBe(1);
          const targets = first.get(address)?.targets ?? [];
          const known = targets.filter((target) => first.has(target));
          dangling += targets.length - known.length;
          expect([
            ...graph.edgeTarget.subarray(graph.firstEdge[node], graph.firstEdge[node + 1]),
          ]).toEqual(known.map((target) => addresses.indexOf(target)));
        });
        expect(graph.danglingReferences).toBe(dangling);
      }),
    );
  });

  test('says which rows were duplicates', () => {
    const { nodes } = build([
      { address: 1, targets: [] },
      { address: 2, targets: [] },
      { address: 1, targets: [2] },
    ]);
    expect(nodes).toEqual([0, 1, NO_NODE]);
  });

  test('forgets an object that is abandoned', () => {
    const builder = new HeapGraphBuilder({ targets: 'indices', expectedNodes: 0 });
    const type = builder.typeNamed(builder.strings.internText('T'));
    for (const isWhole of [true, false, true]) {
      builder.beginNode();
      builder.addReferenceToNode(0);
      if (isWhole) builder.endNode(builder.nodeCount, 0, type, 8, 0, NO_COUNT, NO_STRING);
      else builder.abandonNode();
    }
    const graph = builder.finish({ pid: 3 });
    expect([graph.nodeCount, graph.edgeCount, graph.process.pid]).toEqual([2, 2, 3]);
  });

  test('drops references to indices that no object has', () => {
    const builder = new HeapGraphBuilder({ targets: 'indices', expectedNodes: 0 });
    builder.beginNode();
    for (const target of [0, 1, NO_NODE]) builder.addReferenceToNode(target);
    builder.endNode(1, 0, 0, 8, 0, NO_COUNT, NO_STRING);
    const graph = builder.finish({});
    expect([...graph.edgeTarget]).toEqual([0]);
    expect(graph.danglingReferences).toBe(2);
  });

  test('keeps everything across the boundaries of its chunks', () => {
    const count = 300_000;
    const builder = new HeapGraphBuilder({ targets: 'addresses', expectedNodes: 0 });
    const type = builder.typeNamed(builder.strings.internText('T'));
    for (let node = 0; node < count; node++) {
      builder.beginNode();
      builder.addReferenceToAddress(16 * ((node + 1) % count), 7);
      builder.endNode(16 * node, 7, type, node, node & 0xff, node, NO_STRING);
    }
    const graph = builder.finish({});
    expect(graph.nodeCount).toBe(count);
    let wrong = 0;
    for (let node = 0; node < count; node++) {
      if (graph.edgeTarget[graph.firstEdge[node]] !== (node + 1) % count) wrong++;
      if (graph.shallowSize[node] !== node || graph.addressWords[2 * node] !== 16 * node) wrong++;
      if (graph.flags[node] !== (node & 0xff) || graph.length?.[node] !== node) wrong++;
    }
    expect(wrong).toBe(0);
  });
});
