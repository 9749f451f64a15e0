import fc from 'fast-check';
import { EdgeMark } from '../../../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { NodeFlag, RootKind } from '../../../shared/heap/heap-graph.ts';
import { StringTable } from '../../../shared/heap/string-table.ts';

export interface PlainEdge {
  readonly source: number;
  readonly target: number;
  readonly kind: number;
}

export interface PlainHeap {
  readonly nodeCount: number;
  readonly edges: readonly PlainEdge[];
  readonly flags: readonly number[];
  /** References from outside, added to the counted ones; null: no counts in this dump. */
  readonly external: readonly number[] | null;
  readonly roots: readonly number[] | null;
  readonly rootKind?: number;
  readonly sizes?: readonly number[];
  /** Type name per object; `object` where it is not given. */
  readonly types?: readonly string[];
}

/** A graph from plain numbers, without labels. */
export function heapFrom(plain: PlainHeap): HeapGraph {
  const { nodeCount, edges } = plain;
  const firstEdge = new Uint32Array(nodeCount + 1);
  for (const edge of edges) firstEdge[edge.source + 1] += 1;
  for (let node = 0; node < nodeCount; node++) firstEdge[node + 1] += firstEdge[node];
  const next = firstEdge.slice();
  const edgeTarget = new Uint32Array(edges.length);
  const edgeKind = new Uint8Array(edges.length);
  const refcount = plain.external === null ? null : Uint32Array.from(plain.external);
  for (const edge of edges) {
    const at = next[edge.source]++;
    edgeTarget[at] = edge.target;
    edgeKind[at] = edge.kind;
    if (refcount === null || (edge.kind & (EdgeMark.borrowed | EdgeMark.weak)) !== 0) continue;
    if (refcount[edge.target] < 0xfffffffe) refcount[edge.target]++;
  }
  const typeNames = [...new Set(['object', ...(plain.types ?? [])])];
  const empty = { node: new Uint32Array(0), value: new Uint32Array(0) };
  return {
    nodeCount,
    edgeCount: edges.length,
    addressWords: Uint32Array.from({ length: 2 * nodeCount }, (_, at) =>
      at % 2 ? 0 : 8 * (at + 2),
    ),
    type: Uint32Array.from({ length: nodeCount }, (_, at) =>
      typeNames.indexOf(plain.types?.[at] ?? 'object'),
    ),
    shallowSize: Float64Array.from({ length: nodeCount }, (_, at) => plain.sizes?.[at] ?? 1),
    flags: Uint16Array.from(plain.flags),
    refcount,
    length: null,
    preview: null,
    firstEdge,
    edgeTarget,
    edgeKind,
    edgeLabels: null,
    roots:
      plain.roots === null
        ? null
        : {
            node: Uint32Array.from(plain.roots),
            kind: new Uint8Array(plain.roots.length).fill(plain.rootKind ?? RootKind.other),
            label: new Uint32Array(plain.roots.length).fill(0xffffffff),
          },
    details: empty,
    allocationSite: empty,
    typeNames: Uint32Array.from(typeNames, (_, at) => at),
    strings: StringTable.fromStrings(typeNames),
    danglingReferences: 0,
    process: {},
  };
}

const markArbitrary = fc.oneof(
  { weight: 12, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.constant<number>(EdgeMark.hidden) },
  { weight: 1, arbitrary: fc.constant<number>(EdgeMark.borrowed) },
  { weight: 1, arbitrary: fc.constant<number>(EdgeMark.weak | EdgeMark.borrowed) },
);

const flagArbitrary = fc.oneof(
  { weight: 8, arbitrary: fc.constant<number>(NodeFlag.tracked) },
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.constant<number>(NodeFlag.tracked | NodeFlag.frozen) },
);

/** Small heaps with every kind of mark; `maxNodes` small enough for cubic oracles. */
export function heapArbitrary(maxNodes: number): fc.Arbitrary<PlainHeap> {
  return fc.integer({ min: 1, max: maxNodes }).chain((nodeCount) => {
    const node = fc.integer({ min: 0, max: nodeCount - 1 });
    return fc.record({
      nodeCount: fc.constant(nodeCount),
      edges: fc.array(fc.record({ source: node, target: node, kind: markArbitrary }), {
        maxLength: nodeCount * 3,
      }),
      flags: fc.array(flagArbitrary, { minLength: nodeCount, maxLength: nodeCount }),
      external: fc.array(
        fc.oneof(
          { weight: 12, arbitrary: fc.constant(0) },
          { weight: 2, arbitrary: fc.constant(1) },
          { weight: 1, arbitrary: fc.constant(0xffffffff) },
          { weight: 1, arbitrary: fc.constant(0xfffffffe) },
        ),
        { minLength: nodeCount, maxLength: nodeCount },
      ),
      roots: fc.option(fc.array(node, { maxLength: 2 })),
      sizes: fc.array(fc.integer({ min: 0, max: 100 }), {
        minLength: nodeCount,
        maxLength: nodeCount,
      }),
    });
  });
}

/** reaches[a][b]: b can be reached from a by references that `follows` accepts, in any number. */
export function reachability(
  plain: PlainHeap,
  follows: (edge: PlainEdge) => boolean,
): readonly (readonly boolean[])[] {
  const { nodeCount } = plain;
  const reaches = Array.from({ length: nodeCount }, () =>
    new Array<boolean>(nodeCount).fill(false),
  );
  const row = (node: number): boolean[] => reaches[node] ?? [];
  for (const edge of plain.edges) if (follows(edge)) row(edge.source)[edge.target] = true;
  for (let via = 0; via < nodeCount; via++) {
    for (let from = 0; from < nodeCount; from++) {
      if (!row(from)[via]) continue;
      for (let to = 0; to < nodeCount; to++) if (row(via)[to]) row(from)[to] = true;
    }
  }
  return reaches;
}

export const isStrong = (edge: PlainEdge): boolean => (edge.kind & EdgeMark.weak) === 0;
export const isCounted = (edge: PlainEdge): boolean =>
  (edge.kind & (EdgeMark.weak | EdgeMark.borrowed)) === 0;
