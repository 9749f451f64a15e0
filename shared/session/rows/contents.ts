import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { EDGE_KIND_MASK, EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { ContentKind } from '../../protocol/content-schemas.ts';
import { typeName } from './names.ts';

/** What a row of an object's contents is, in the order in which they are listed. */
export const CONTENT_KINDS: readonly ContentKind[] = [
  'attribute',
  'variable',
  'item',
  'key',
  'other',
  'class',
];

/** One row of an object's contents: a reference, of the object or of its `__dict__`. */
export interface Content {
  readonly kind: ContentKind;
  /** As it stands in code, safe to show: `user`, `['k']`, `[0]`; '' where it has no name. */
  readonly name: string;
  readonly source: NodeIndex;
  readonly edge: EdgeIndex;
}

export interface ContentPage {
  readonly total: number;
  readonly rows: readonly Content[];
}

/** Values that are shown in full where they stand, and hold nothing to look into. */
const ATOMS: ReadonlySet<string> = new Set([
  ...['str', 'bytes', 'int', 'float', 'bool', 'complex', 'NoneType', 'ellipsis', 'bytearray'],
  // Of other runtimes.
  ...['string', 'number', 'boolean', 'undefined', 'null', 'String', 'Integer', 'Float'],
]);

const MAX_NAME = 120;
const POLL_MASK = 0xffff;

/**
 * What is in an object, as whoever wrote the program thinks of it: attributes first, those in its
 * `__dict__` included, then local variables, items, and what the interpreter adds.
 *
 * The key of an entry stands in the entry's name; it is a row of its own only where there is
 * something in it, such as a tuple of large objects.
 */
export class ContentReader {
  private readonly graph: HeapGraph;
  /** By type, whether its values are atoms. */
  private readonly isAtomType: Uint8Array;

  constructor(graph: HeapGraph) {
    this.graph = graph;
    this.isAtomType = Uint8Array.from(graph.typeNames, (_, type) =>
      ATOMS.has(typeName(graph, type)) ? 1 : 0,
    );
  }

  isAtom(node: NodeIndex): boolean {
    return this.isAtomType[this.graph.type[node]] === 1;
  }

  /** Whether anything is listed of an object. Looks no further than the first row. */
  opens(node: NodeIndex): boolean {
    if (this.isAtom(node)) return false;
    let found = false;
    this.visit(node, (kind) => {
      // A class alone tells nothing that the type does not.
      found = kind !== 'class';
      return !found;
    });
    return found;
  }

  /** A page of them. O(references of the object), whatever the page. */
  page(node: NodeIndex, page: { readonly offset: number; readonly limit: number }, job: Job) {
    const counts = CONTENT_KINDS.map(() => 0);
    this.visit(
      node,
      (kind) => {
        counts[CONTENT_KINDS.indexOf(kind)]++;
        return true;
      },
      job,
    );
    const total = counts.reduce((sum, count) => sum + count, 0);
    const next = counts.map((_, rank) => counts.slice(0, rank).reduce((sum, n) => sum + n, 0));
    const end = Math.min(total, page.offset + page.limit);
    const rows: Content[] = [];
    let missing = Math.max(0, end - page.offset);
    this.visit(
      node,
      (kind, source, edge) => {
        const place = next[CONTENT_KINDS.indexOf(kind)]++;
        if (place < page.offset || place >= end) return true;
        rows[place - page.offset] = { kind, name: this.nameOf(kind, source, edge), source, edge };
        missing--;
        return missing > 0;
      },
      job,
    );
    return { total, rows } satisfies ContentPage;
  }

  /**
   * The first `limit` attributes, variables and items in the order of the references, and whether
   * there are more. Looks no further than that.
   */
  head(
    node: NodeIndex,
    limit: number,
  ): { readonly rows: readonly Content[]; readonly hasMore: boolean } {
    const rows: Content[] = [];
    let hasMore = false;
    this.visit(node, (kind, source, edge) => {
      if (kind !== 'attribute' && kind !== 'variable' && kind !== 'item') return true;
      hasMore = rows.length === limit;
      if (!hasMore) rows.push({ kind, name: this.nameOf(kind, source, edge), source, edge });
      return !hasMore;
    });
    return { rows, hasMore };
  }

  /** The attribute, variable or item of that name, as it is listed; `NO_NODE` where it has none. */
  named(node: NodeIndex, name: string): NodeIndex {
    let found: NodeIndex = NO_NODE;
    this.visit(node, (kind, source, edge) => {
      const isNamed = kind === 'attribute' || kind === 'variable' || kind === 'item';
      if (isNamed && this.nameOf(kind, source, edge) === name) found = this.graph.edgeTarget[edge];
      return found === NO_NODE;
    });
    return found;
  }

  /** Calls `see` for each row, in the order of the references, until it returns false. */
  private visit(
    node: NodeIndex,
    see: (kind: ContentKind, source: NodeIndex, edge: EdgeIndex) => boolean,
    job?: Job,
  ): void {
    const { graph } = this;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      if ((edge & POLL_MASK) === 0) job?.checkpoint();
      if (this.isOwnDict(node, edge)) {
        const dict = graph.edgeTarget[edge];
        for (let inner = graph.firstEdge[dict]; inner < graph.firstEdge[dict + 1]; inner++) {
          if ((inner & POLL_MASK) === 0) job?.checkpoint();
          const kind = this.kindOf(inner, true);
          if (kind !== null && !see(kind, dict, inner)) return;
        }
        continue;
      }
      const kind = this.kindOf(edge, false);
      if (kind !== null && !see(kind, node, edge)) return;
    }
  }

  /** The dict of an instance or module: what is in it are the object's attributes. */
  private isOwnDict(node: NodeIndex, edge: EdgeIndex): boolean {
    const { graph } = this;
    if ((graph.edgeKind[edge] & EDGE_KIND_MASK) !== EdgeKind.internal) return false;
    return (
      typeName(graph, graph.type[graph.edgeTarget[edge]]) === 'dict' &&
      edgeLabelText(graph, node, edge) === '__dict__'
    );
  }

  /** Null for what is no row: a key that stands in the name of its entry. */
  private kindOf(edge: EdgeIndex, inDict: boolean): ContentKind | null {
    const { edgeKind, edgeTarget } = this.graph;
    switch (edgeKind[edge] & EDGE_KIND_MASK) {
      case EdgeKind.attribute:
      case EdgeKind.slot:
      case EdgeKind.global:
        return 'attribute';
      case EdgeKind.local:
      case EdgeKind.cell:
        return 'variable';
      case EdgeKind.key:
        return this.isAtom(edgeTarget[edge]) ? null : 'key';
      case EdgeKind.value:
        return inDict ? 'attribute' : 'item';
      case EdgeKind.index:
      case EdgeKind.array:
      case EdgeKind.element:
        return 'item';
      case EdgeKind.class:
        return 'class';
      default:
        return 'other';
    }
  }

  private nameOf(kind: ContentKind, source: NodeIndex, edge: EdgeIndex): string {
    const text = clip(showable(edgeLabelText(this.graph, source, edge)), MAX_NAME);
    if (kind === 'class') return '__class__';
    if (kind === 'attribute') return unquoted(text);
    const base = this.graph.edgeKind[edge] & EDGE_KIND_MASK;
    if (kind === 'item') return base === EdgeKind.element || text === '' ? '' : `[${text}]`;
    if (base === EdgeKind.cell && text === '') return 'cell_contents';
    if ((this.graph.edgeKind[edge] & EdgeMark.weak) !== 0 && text === '') return 'weakly';
    return text;
  }
}

/** The keys of a `__dict__` are the attributes' names. */
function unquoted(text: string): string {
  return /^'[^'\\]*'$/.test(text) ? text.slice(1, -1) : text;
}
