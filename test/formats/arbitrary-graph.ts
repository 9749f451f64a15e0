import fc from 'fast-check';
import { isPositionKind } from '../../shared/heap/edge-kind.ts';
import type { FactColumn } from '../../shared/heap/fact-table.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { NO_NODE } from '../../shared/heap/heap-graph.ts';
import { NO_STRING, StringTable } from '../../shared/heap/string-table.ts';

interface DrawnNode {
  readonly high: number;
  readonly type: number;
  readonly size: number;
  readonly flags: number;
  readonly refcount: number;
  readonly length: number;
  readonly preview: number;
  readonly layout: number;
  readonly edges: readonly {
    readonly target: number;
    readonly kind: number;
    readonly label: number;
  }[];
}

const kind = fc
  .tuple(fc.integer({ min: 0, max: 14 }), fc.constantFrom(0, 0, 0x20, 0x40, 0x60, 0xc0, 0xe0))
  .map(([base, marks]) => base | marks);
const word = fc.oneof(fc.nat({ max: 5 }), fc.integer({ min: 0, max: 0xffffffff }));

/**
 * Any graph that a dump could give: all kinds, marks, odd texts and both forms of labels, columns
 * present or not.
 */
export const arbitraryGraph: fc.Arbitrary<HeapGraph> = fc
  .record({
    texts: fc.array(fc.string({ unit: 'binary', maxLength: 12 }), { minLength: 1, maxLength: 8 }),
    typeCount: fc.integer({ min: 1, max: 4 }),
    nodes: fc.array(
      fc.record({
        high: fc.constantFrom(0, 1, 0x7f12, 0xffffffff),
        type: fc.nat({ max: 3 }),
        size: fc.oneof(fc.nat(), fc.integer({ min: 0, max: 2 ** 50 })),
        flags: fc.nat({ max: 0x7ff }),
        refcount: word,
        length: word,
        preview: fc.nat({ max: 9 }),
        layout: fc.nat({ max: 3 }),
        edges: fc.array(
          fc.record({ target: fc.nat({ max: 200 }), kind, label: fc.nat({ max: 9 }) }),
          { maxLength: 6 },
        ),
      }),
      { minLength: 1, maxLength: 40 },
    ),
    layouts: fc.array(fc.array(fc.nat({ max: 9 }), { maxLength: 4 }), {
      minLength: 4,
      maxLength: 4,
    }),
    labels: fc.constantFrom('layouts', 'perEdge', 'none'),
    hasCounts: fc.boolean(),
    hasRoots: fc.boolean(),
    dangling: fc.nat({ max: 3 }),
  })
  .map(assemble);

interface Drawn {
  readonly texts: readonly string[];
  readonly typeCount: number;
  readonly nodes: readonly DrawnNode[];
  readonly layouts: readonly (readonly number[])[];
  readonly labels: string;
  readonly hasCounts: boolean;
  readonly hasRoots: boolean;
  readonly dangling: number;
}

function assemble(drawn: Drawn): HeapGraph {
  const { nodes, texts } = drawn;
  const count = nodes.length;
  const string = (number: number) => (number < texts.length ? number : NO_STRING);
  const edges = nodes.flatMap((node) => node.edges);
  const firstEdge = new Uint32Array(count + 1);
  nodes.forEach((node, index) => {
    firstEdge[index + 1] = firstEdge[index] + node.edges.length;
  });
  const label = (edge: { readonly kind: number; readonly label: number }) =>
    isPositionKind(edge.kind) ? edge.label : string(edge.label);
  const some = Uint32Array.from(nodes.keys()).filter((node) => node % 3 === 0);
  const strings = some.map((node) => node % texts.length);
  const addressWords = new Uint32Array(2 * count);
  nodes.forEach((node, index) => {
    addressWords[2 * index] = 16 * (index + 1);
    addressWords[2 * index + 1] = node.high;
  });
  return {
    nodeCount: count,
    edgeCount: edges.length,
    addressWords,
    type: Uint32Array.from(nodes, (node) => node.type % drawn.typeCount),
    shallowSize: Float64Array.from(nodes, (node) => node.size),
    flags: Uint16Array.from(nodes, (node) => node.flags),
    refcount: drawn.hasCounts ? Uint32Array.from(nodes, (node) => node.refcount) : null,
    length: drawn.hasCounts ? Uint32Array.from(nodes, (node) => node.length) : null,
    preview: drawn.hasCounts ? Uint32Array.from(nodes, (node) => string(node.preview)) : null,
    firstEdge,
    edgeTarget: Uint32Array.from(edges, (edge) => edge.target % count),
    edgeKind: Uint8Array.from(edges, (edge) => edge.kind),
    edgeLabels:
      drawn.labels === 'none'
        ? null
        : drawn.labels === 'perEdge'
          ? { form: 'perEdge', label: Uint32Array.from(edges, label) }
          : layoutLabels(drawn, string),
    roots: drawn.hasRoots
      ? { node: some, kind: Uint8Array.from(some, (node) => node % 6), label: strings }
      : null,
    details: { node: some, value: strings },
    allocationSite: { node: some, value: strings },
    typeNames: Uint32Array.from({ length: drawn.typeCount }, (_, type) => type % texts.length),
    strings: StringTable.fromStrings(texts),
    danglingReferences: drawn.dangling,
    ...(drawn.hasRoots ? { tables: someTables(some, strings) } : {}),
    process: {
      runtime: 'CPython 3.11.7',
      pid: 4711,
      gcFrozen: 3,
      threads: [{ name: 'main', stack: ['a:1'] }],
      account: { resident: { heap: 4096 }, sharedBytes: 0, malloc: { freeBytes: 2 ** 40 } },
    },
  };
}

/** A table with a column of each form, and one without rows. */
function someTables(some: Uint32Array, strings: Uint32Array): NonNullable<HeapGraph['tables']> {
  const number = { form: 'number' } as const;
  const columns = new Map<string, FactColumn>([
    ['object', { form: 'object', values: some.map((node, row) => (row === 1 ? NO_NODE : node)) }],
    ['small', { ...number, values: Uint8Array.from(some) }],
    ['name', { form: 'text', values: strings.map((text, row) => (row === 0 ? NO_STRING : text)) }],
    ['line', { ...number, values: some.map((node) => node * 0x1000_0000) }],
    ['bytes', { ...number, values: Float64Array.from(some, (node) => node * 2 ** 40) }],
  ]);
  return new Map([
    ['facts', { rowCount: some.length, columns }],
    [
      'no rows',
      { rowCount: 0, columns: new Map([['x', { ...number, values: new Uint8Array(0) }]]) },
    ],
  ]);
}

function layoutLabels(
  { layouts, nodes }: Drawn,
  string: (number: number) => number,
): HeapGraph['edgeLabels'] {
  const layoutFirstSlot = [0];
  for (const slots of layouts) layoutFirstSlot.push((layoutFirstSlot.at(-1) ?? 0) + slots.length);
  return {
    form: 'layouts',
    layout: Uint32Array.from(nodes, (node) => node.layout),
    layoutFirstSlot: Uint32Array.from(layoutFirstSlot),
    slotLabel: Uint32Array.from(layouts.flat(), string),
  };
}
