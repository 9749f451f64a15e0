import { EdgeKind } from '../../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { NodeFlag, RootKind } from '../../shared/heap/heap-graph.ts';
import { StringTable } from '../../shared/heap/string-table.ts';

export interface Degenerate {
  readonly nodeCount: number;
  /** Referrer and referent of each reference, in any order. */
  readonly edges: readonly (readonly [number, number])[];
  /** The type of an object, and the name of the attribute by which a reference goes. */
  readonly typeOf?: (node: number) => string;
  readonly labelOf?: (edge: number) => string;
  readonly previewOf?: (node: number) => string;
  /** Label of the root, or of each of them. */
  readonly rootLabel?: string;
  /** Object 0 unless said otherwise. */
  readonly roots?: readonly number[];
  readonly flags?: number;
}

const PLAIN_FLAGS = NodeFlag.tracked | NodeFlag.isUserInstance;

/** A graph from its references, with what is in texts as long as the caller likes. O(nodes + edges). */
export function degenerateGraph(shape: Degenerate): HeapGraph {
  const { nodeCount, edges, roots = [0], flags = PLAIN_FLAGS } = shape;
  const strings = new Texts();
  const firstEdge = new Uint32Array(nodeCount + 1);
  const refcount = new Uint32Array(nodeCount);
  for (const [source, target] of edges) {
    firstEdge[source + 1]++;
    refcount[target]++;
  }
  for (const root of roots) refcount[root]++;
  for (let node = 0; node < nodeCount; node++) firstEdge[node + 1] += firstEdge[node];
  const next = firstEdge.slice();
  const edgeTarget = new Uint32Array(edges.length);
  const label = new Uint32Array(edges.length);
  edges.forEach(([source, target], edge) => {
    const at = next[source]++;
    edgeTarget[at] = target;
    label[at] = strings.of(shape.labelOf?.(edge) ?? 'next');
  });
  const types = new Texts();
  const type = Uint32Array.from({ length: nodeCount }, (_, node) =>
    types.of(shape.typeOf?.(node) ?? 'app.Node'),
  );
  const rootLabel = strings.of(shape.rootLabel ?? '__main__');
  const none = { node: new Uint32Array(0), value: new Uint32Array(0) };
  return {
    nodeCount,
    edgeCount: edges.length,
    addressWords: Uint32Array.from({ length: 2 * nodeCount }, (_, at) =>
      at % 2 === 0 ? 0x1000 + 8 * at : 0,
    ),
    type,
    shallowSize: new Float64Array(nodeCount).fill(64),
    flags: new Uint16Array(nodeCount).fill(flags),
    refcount,
    length: null,
    preview: Uint32Array.from({ length: nodeCount }, (_, node) =>
      strings.of(shape.previewOf?.(node) ?? ''),
    ),
    firstEdge,
    edgeTarget,
    edgeKind: new Uint8Array(edges.length).fill(EdgeKind.attribute),
    edgeLabels: { form: 'perEdge', label },
    roots: {
      node: Uint32Array.from(roots),
      kind: new Uint8Array(roots.length).fill(RootKind.module),
      label: new Uint32Array(roots.length).fill(rootLabel),
    },
    details: none,
    allocationSite: none,
    typeNames: Uint32Array.from(types.all, (name) => strings.of(name)),
    strings: StringTable.fromStrings(strings.all),
    danglingReferences: 0,
    process: {},
  };
}

class Texts {
  readonly all: string[] = [];
  private readonly indexOf = new Map<string, number>();

  of(text: string): number {
    const known = this.indexOf.get(text);
    if (known !== undefined) return known;
    this.indexOf.set(text, this.all.length);
    return this.all.push(text) - 1;
  }
}

const range = (length: number): number[] => Array.from({ length }, (_, at) => at);

/** Every object refers to the next; the root holds the first. */
export function linkedList(size: number): HeapGraph {
  return degenerateGraph({
    nodeCount: size,
    edges: range(size - 1).map((at) => [at, at + 1]),
  });
}

/** One cycle, whose references all have other names, so that it repeats nothing. */
export function ring(size: number, roots: readonly number[] = []): HeapGraph {
  return degenerateGraph({
    nodeCount: size,
    edges: range(size).map((at) => [at, (at + 1) % size]),
    labelOf: (edge) => `next_${edge}`,
    roots,
  });
}

/** One object that all others refer to and that refers to all others. */
export function star(size: number): HeapGraph {
  return degenerateGraph({
    nodeCount: size,
    edges: range(size - 1).flatMap((at) => [[0, at + 1] as const, [at + 1, 0] as const]),
  });
}

/** Every object refers to every other; all are of other types. */
export function completeGraph(size: number): HeapGraph {
  return degenerateGraph({
    nodeCount: size,
    edges: range(size * size).flatMap((at) => {
      const [source, target] = [Math.trunc(at / size), at % size];
      return source === target ? [] : [[source, target] as const];
    }),
    typeOf: (node) => `app.Type${node}`,
    labelOf: (edge) => `attribute_${edge % size}`,
    roots: [],
  });
}

/** A grid that is closed at both ends: each object refers to the one to its right and below. */
export function torus(side: number): HeapGraph {
  return degenerateGraph({
    nodeCount: side * side,
    edges: range(side * side).flatMap((node) => {
      const [row, column] = [Math.trunc(node / side), node % side];
      return [
        [node, row * side + ((column + 1) % side)] as const,
        [node, ((row + 1) % side) * side + column] as const,
      ];
    }),
    typeOf: (node) => `app.Type${node}`,
    labelOf: (edge) => (edge % 2 === 0 ? 'right' : 'below'),
    roots: [],
  });
}

/** Two objects on a cycle, all of whose texts are as long as that. */
export function longTexts(length: number): HeapGraph {
  return degenerateGraph({
    nodeCount: 3,
    edges: [
      [0, 1],
      [1, 0],
      [0, 2],
    ],
    typeOf: (node) => `app.${'T'.repeat(length)}${node}`,
    labelOf: (edge) => `${'l'.repeat(length)}${edge}`,
    previewOf: (node) => `${'v'.repeat(length)}${node}`,
    rootLabel: 'r'.repeat(length),
  });
}
