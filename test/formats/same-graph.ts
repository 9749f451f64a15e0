import { expect } from 'vitest';
import { edgeLabelText } from '../../shared/heap/edge-label.ts';
import type { HeapGraph, SparseStrings } from '../../shared/heap/heap-graph.ts';

/** Fails unless both graphs say the same; numbers of strings and layouts may differ. */
export function expectSameGraph(actual: HeapGraph, expected: HeapGraph): void {
  expect(actual.nodeCount).toBe(expected.nodeCount);
  expect(actual.edgeCount).toBe(expected.edgeCount);
  expect(actual.danglingReferences).toBe(expected.danglingReferences);
  expectSameColumn(actual.addressWords, expected.addressWords, 'addresses');
  expectSameColumn(actual.shallowSize, expected.shallowSize, 'sizes');
  expectSameColumn(actual.flags, expected.flags, 'flags');
  expectSameColumn(actual.refcount, expected.refcount, 'reference counts');
  expectSameColumn(actual.length, expected.length, 'lengths');
  expectSameColumn(actual.firstEdge, expected.firstEdge, 'first edges');
  expectSameColumn(actual.edgeTarget, expected.edgeTarget, 'targets');
  expectSameColumn(actual.edgeKind, expected.edgeKind, 'kinds');
  expectSameTexts(typesOf(actual), typesOf(expected), 'types');
  expect(actual.preview === null).toBe(expected.preview === null);
  if (actual.preview !== null && expected.preview !== null) {
    const previews = textsOf(expected, expected.preview);
    expectSameTexts(textsOf(actual, actual.preview), previews, 'previews');
  }
  expectSameTexts(labelsOf(actual), labelsOf(expected), 'labels');
  expect(rootsOf(actual)).toEqual(rootsOf(expected));
  expect(sparse(actual, actual.details)).toEqual(sparse(expected, expected.details));
  expect(sparse(actual, actual.allocationSite)).toEqual(sparse(expected, expected.allocationSite));
  expect(tablesOf(actual)).toEqual(tablesOf(expected));
  expect(actual.process).toEqual(expected.process);
}

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Finds the first difference itself: a failed comparison of millions of rows must stay readable. */
function expectSameColumn(actual: Column | null, expected: Column | null, name: string): void {
  if (actual === null || expected === null) {
    expect(actual, name).toBe(expected);
    return;
  }
  expect(actual.length, name).toBe(expected.length);
  const row = actual.findIndex((value, index) => value !== expected[index]);
  expect(row < 0 ? 'same' : `${name} differ in row ${row}: ${actual[row]}`).toBe('same');
}

function expectSameTexts(
  actual: readonly string[],
  expected: readonly string[],
  name: string,
): void {
  expect(actual.length, name).toBe(expected.length);
  const row = actual.findIndex((value, index) => value !== expected[index]);
  expect(row < 0 ? 'same' : `${name} differ in row ${row}: ${actual[row]}`).toBe('same');
}

export function textsOf(graph: HeapGraph, column: Uint32Array): readonly string[] {
  return Array.from(column, (string) => graph.strings.get(string));
}

export function typesOf(graph: HeapGraph): readonly string[] {
  const names = textsOf(graph, graph.typeNames);
  return Array.from(graph.type, (type) => names[type] ?? 'missing');
}

export function labelsOf(graph: HeapGraph): readonly string[] {
  const labels: string[] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      labels.push(edgeLabelText(graph, node, edge));
    }
  }
  return labels;
}

function rootsOf(graph: HeapGraph): readonly unknown[] | null {
  const { roots } = graph;
  if (roots === null) return null;
  return Array.from(roots.node, (node, index) => [
    node,
    roots.kind[index],
    graph.strings.get(roots.label[index]),
  ]);
}

/** Tables as rows, texts as such. */
function tablesOf(graph: HeapGraph): readonly unknown[] {
  return Array.from(graph.tables ?? [], ([name, { rowCount, columns }]) => [
    name,
    rowCount,
    ...Array.from(columns, ([label, { form, values }]) => [
      label,
      form,
      values.constructor.name,
      Array.from(values, (value) => (form === 'text' ? graph.strings.get(value) : value)),
    ]),
  ]);
}

function sparse(graph: HeapGraph, column: SparseStrings): readonly unknown[] {
  return Array.from(column.node, (node, index) => [node, graph.strings.get(column.value[index])]);
}
