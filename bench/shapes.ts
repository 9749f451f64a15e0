import type { HeapGraph } from '../shared/heap/heap-graph.ts';
import { NodeFlag, RootKind } from '../shared/heap/heap-graph.ts';
import { NO_STRING, StringTable } from '../shared/heap/string-table.ts';
import { Random } from './random.ts';

/** Graphs on which an algorithm that is fine elsewhere turns quadratic or overflows a stack. */
export const SHAPES: ReadonlyMap<string, (size: number) => HeapGraph> = new Map([
  ['linked list', (size) => shape(size, size - 1, (at) => [at, at + 1], [0])],
  ['dropped ring', (size) => shape(size, size, (at) => [at, (at + 1) % size], [])],
  ['doubly linked ring under a sentinel', doublyLinkedRing],
  ['one object with all referrers', star],
  ['parent and children that refer back', parentAndChildren],
  ['parallel references', (size) => shape(2, size, (at) => [at & 1, 1 - (at & 1)], [])],
  ['tangle of neighbours', tangle],
  ['self loops', (size) => shape(size, size, (at) => [at, at], [])],
]);

/** Three references each to objects near by: one component, and no two cycles alike for long. */
function tangle(size: number): HeapGraph {
  const random = new Random(11);
  const ends = (at: number): [number, number] => {
    const node = Math.trunc(at / 3);
    return [node, (node + size + random.below(200) - 100) % size];
  };
  // The ends are asked for twice; the same both times.
  const drawn = Uint32Array.from({ length: 6 * size }, (_, at) => ends(at >>> 1)[at & 1] ?? 0);
  return shape(size, 3 * size, (at) => [drawn[2 * at] ?? 0, drawn[2 * at + 1] ?? 0], [0]);
}

/** What an `OrderedDict` or an LRU cache is inside. */
function doublyLinkedRing(size: number): HeapGraph {
  const ends = (at: number): [number, number] => {
    const node = at >>> 1;
    const next = (node + 1) % size;
    return (at & 1) === 0 ? [node, next] : [next, node];
  };
  return shape(size, 2 * size, ends, [0]);
}

function star(size: number): HeapGraph {
  const half = size - 1;
  const ends = (at: number): [number, number] => (at < half ? [0, at + 1] : [at - half + 1, 1]);
  return shape(size, 2 * half, ends, [0]);
}

function parentAndChildren(size: number): HeapGraph {
  const ends = (at: number): [number, number] => {
    const child = 1 + (at >>> 1);
    return (at & 1) === 0 ? [0, child] : [child, 0];
  };
  return shape(size, 2 * (size - 1), ends, []);
}

/** A graph of tracked objects of one type, from its references in any order. */
function shape(
  nodeCount: number,
  edgeCount: number,
  ends: (at: number) => readonly [number, number],
  roots: readonly number[],
): HeapGraph {
  const firstEdge = new Uint32Array(nodeCount + 1);
  const refcount = new Uint32Array(nodeCount);
  for (let at = 0; at < edgeCount; at++) firstEdge[ends(at)[0] + 1]++;
  for (let node = 0; node < nodeCount; node++) firstEdge[node + 1] += firstEdge[node];
  const next = firstEdge.slice();
  const edgeTarget = new Uint32Array(edgeCount);
  for (let at = 0; at < edgeCount; at++) {
    const [source, target] = ends(at);
    edgeTarget[next[source]++] = target;
    refcount[target]++;
  }
  for (const root of roots) refcount[root]++;
  const none = { node: new Uint32Array(0), value: new Uint32Array(0) };
  return {
    nodeCount,
    edgeCount,
    addressWords: Uint32Array.from({ length: 2 * nodeCount }, (_, at) =>
      at % 2 === 0 ? 8 * at : 0,
    ),
    type: new Uint32Array(nodeCount),
    shallowSize: new Float64Array(nodeCount).fill(64),
    flags: new Uint16Array(nodeCount).fill(NodeFlag.tracked | NodeFlag.isUserInstance),
    refcount,
    length: null,
    preview: null,
    firstEdge,
    edgeTarget,
    edgeKind: new Uint8Array(edgeCount),
    edgeLabels: null,
    roots: {
      node: Uint32Array.from(roots),
      kind: new Uint8Array(roots.length).fill(RootKind.other),
      label: new Uint32Array(roots.length).fill(NO_STRING),
    },
    details: none,
    allocationSite: none,
    typeNames: Uint32Array.of(0),
    strings: StringTable.fromStrings(['Node']),
    danglingReferences: 0,
    process: {},
  };
}
