import { expect } from 'vitest';
import { edgeLabelText } from '../../shared/heap/edge-label.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { NO_STRING } from '../../shared/heap/string-table.ts';

/** Fails unless every number in the graph points at something that is there. */
export function expectSoundGraph(graph: HeapGraph): void {
  const { nodeCount, edgeCount, strings } = graph;
  expect(graph.addressWords.length).toBe(2 * nodeCount);
  for (const column of [graph.type, graph.shallowSize, graph.flags]) {
    expect(column.length).toBe(nodeCount);
  }
  for (const column of [graph.refcount, graph.length, graph.preview]) {
    if (column !== null) expect(column.length).toBe(nodeCount);
  }
  expect(graph.firstEdge.length).toBe(nodeCount + 1);
  expect(graph.firstEdge[0]).toBe(0);
  expect(graph.firstEdge[nodeCount]).toBe(edgeCount);
  expect(graph.edgeTarget.length).toBe(edgeCount);
  expect(graph.edgeKind.length).toBe(edgeCount);
  expect(graph.edgeTarget.every((target) => target < nodeCount)).toBe(true);
  expect(graph.type.every((type) => type < graph.typeNames.length)).toBe(true);
  const isString = (string: number) => string < strings.count || string === NO_STRING;
  expect(graph.typeNames.every((name) => name < strings.count)).toBe(true);
  expect(graph.preview?.every(isString) ?? true).toBe(true);
  for (const column of [graph.details, graph.allocationSite]) {
    expect(column.node.every((node) => node < nodeCount)).toBe(true);
    expect(column.value.every(isString)).toBe(true);
  }
  if (graph.roots !== null) {
    expect(graph.roots.node.every((node) => node < nodeCount)).toBe(true);
    expect(graph.roots.label.every(isString)).toBe(true);
  }
  for (let node = 0; node < nodeCount; node++) {
    expect(graph.firstEdge[node + 1]).toBeGreaterThanOrEqual(graph.firstEdge[node]);
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      edgeLabelText(graph, node, edge);
    }
  }
}
