import { edgeLabel } from '../../shared/heap/edge-label.ts';
import type { HeapGraph, Roots, SparseStrings } from '../../shared/heap/heap-graph.ts';
import { NO_STRING, StringTable } from '../../shared/heap/string-table.ts';

/**
 * The objects for which `isKept` is not 0 and the references between them, for tests.
 *
 * Counts of references stay as they were: what something else held stays held. Labels are stored
 * per reference, and strings are those that are still used.
 */
export function inducedGraph(graph: HeapGraph, isKept: Uint8Array): HeapGraph {
  const kept = [...isKept.keys()].filter((node) => isKept[node] !== 0);
  const indexOf = new Map(kept.map((node, index) => [node, index]));
  const strings = new KeptStrings(graph.strings);
  const pick = <Column extends Float64Array | Uint32Array | Uint16Array>(column: Column): Column =>
    column.filter((_, node) => isKept[node] !== 0) as Column;
  const pickStrings = (column: Uint32Array) => pick(column).map((text) => strings.keep(text));

  const firstEdge = new Uint32Array(kept.length + 1);
  const edges: { target: number; kind: number; label: number }[] = [];
  kept.forEach((node, index) => {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const target = indexOf.get(graph.edgeTarget[edge]);
      if (target === undefined) continue;
      const label = edgeLabel(graph, node, edge);
      const stored =
        label.form === 'position'
          ? label.position
          : label.form === 'text'
            ? strings.keep(label.text)
            : NO_STRING;
      edges.push({ target, kind: graph.edgeKind[edge], label: stored });
    }
    firstEdge[index + 1] = edges.length;
  });

  const sparse = ({ node, value }: SparseStrings): SparseStrings => {
    const rows = [...node.keys()].filter((row) => isKept[node[row]] !== 0);
    return {
      node: Uint32Array.from(rows, (row) => indexOf.get(node[row]) ?? 0),
      value: Uint32Array.from(rows, (row) => strings.keep(value[row])),
    };
  };
  const rootsOf = ({ node, kind, label }: Roots): Roots => {
    const rows = [...node.keys()].filter((row) => isKept[node[row]] !== 0);
    return {
      node: Uint32Array.from(rows, (row) => indexOf.get(node[row]) ?? 0),
      kind: Uint8Array.from(rows, (row) => kind[row]),
      label: Uint32Array.from(rows, (row) => strings.keep(label[row])),
    };
  };
  return {
    nodeCount: kept.length,
    edgeCount: edges.length,
    addressWords: Uint32Array.from(
      kept.flatMap((node) => [graph.addressWords[2 * node], graph.addressWords[2 * node + 1]]),
    ),
    type: pick(graph.type),
    shallowSize: pick(graph.shallowSize),
    flags: pick(graph.flags),
    refcount: graph.refcount && pick(graph.refcount),
    length: graph.length && pick(graph.length),
    preview: graph.preview && pickStrings(graph.preview),
    firstEdge,
    edgeTarget: Uint32Array.from(edges, ({ target }) => target),
    edgeKind: Uint8Array.from(edges, ({ kind }) => kind),
    edgeLabels: { form: 'perEdge', label: Uint32Array.from(edges, ({ label }) => label) },
    roots: graph.roots && rootsOf(graph.roots),
    details: sparse(graph.details),
    allocationSite: sparse(graph.allocationSite),
    typeNames: graph.typeNames.map((name) => strings.keep(name)),
    danglingReferences: 0,
    process: graph.process,
    strings: strings.finish(),
  };
}

/** Strings of one table as they come to be used in another. */
class KeptStrings {
  private readonly source: StringTable;
  private readonly texts: string[] = [];
  private readonly indexOf = new Map<number, number>();

  constructor(source: StringTable) {
    this.source = source;
  }

  keep(text: number): number {
    if (text === NO_STRING) return NO_STRING;
    const known = this.indexOf.get(text);
    if (known !== undefined) return known;
    this.indexOf.set(text, this.texts.length);
    return this.texts.push(this.source.get(text)) - 1;
  }

  finish(): StringTable {
    return StringTable.fromStrings(this.texts);
  }
}
