import { isNamespaceName } from '../../analysis/graph/internals.ts';
import { stepText, storedLabel } from '../../analysis/graph/step-labels.ts';
import { OuroborosError } from '../../base/errors.ts';
import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { formatCount } from '../../base/units.ts';
import { parseAddress } from '../../heap/address.ts';
import { findNodeByAddress } from '../../heap/address-index.ts';
import { EDGE_KIND_MASK, EdgeKind, EdgeMark, isPositionKind } from '../../heap/edge-kind.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { Reference } from '../../protocol/schemas.ts';
import { unique } from '../columns/cut-references.ts';
import { typeMatches, typeName } from '../rows/names.ts';
import { shownLabel } from '../rows/references.ts';

/** References that can be cut by name at one time. */
const MAX_REFERENCES = 100_000;
/** Labels that an error suggests. */
const SUGGESTED = 8;
/** Objects between two looks at the job, less one. */
const CHECK_MASK = 0x3fff;

export interface NamedCut {
  /** As it was asked for. */
  readonly name: string;
  readonly references: number;
}

export interface NamedCuts {
  readonly cuts: readonly NamedCut[];
  /** All of them, each once, as a choice of cuts names them. */
  readonly edges: Reference[];
}

/** What a cut names: the objects it starts from, and the reference or the objects it leads to. */
interface CutName {
  readonly from: string;
  /** `.ww` and `['k']` have a label; `->` has an end. */
  readonly by: { readonly label: string; readonly isItem: boolean } | { readonly to: string };
}

/**
 * References by the names people give them: `DataFrame.ww`, `0x7f….ww`, `list[0]`, `dict['key']`,
 * `0x7f…->0x7f…`, `Accessor->DataFrame`. An attribute is found whether the object has it itself or
 * in its `__dict__`. Weak references are none. Throws `bad-request` and `not-found`.
 *
 * O(objects, and references of those that are named).
 */
export function findNamedCuts(graph: HeapGraph, names: readonly string[], job: Job): NamedCuts {
  const all = new GrowableUint32(64);
  const cuts = names.map((name): NamedCut => {
    const edges = unique(edgesNamed(graph, name, job).sort());
    for (const edge of edges) all.push(edge);
    return { name, references: edges.length };
  });
  const edges = unique(all.toArray().sort());
  if (edges.length > MAX_REFERENCES) {
    throw new OuroborosError(
      'bad-request',
      `These cuts name ${formatCount(edges.length)} references; at most ${formatCount(MAX_REFERENCES)} can be cut at one time. Name them more closely.`,
    );
  }
  return {
    cuts,
    edges: Array.from(edges, (edge) => {
      const source = edgeSource(graph, edge);
      return { source, position: edge - graph.firstEdge[source] };
    }),
  };
}

function parseCut(name: string): CutName {
  const arrow = /^(.+?)\s*(?:->|→)\s*(.+)$/su.exec(name);
  if (arrow !== null) return { from: arrow[1] ?? '', by: { to: arrow[2] ?? '' } };
  const item = /^([^[\]]+)\[(.+)\]$/su.exec(name);
  if (item !== null) return { from: item[1] ?? '', by: { label: item[2] ?? '', isItem: true } };
  const attribute = /^(.+)\.([^.]+)$/su.exec(name);
  if (attribute !== null) {
    return { from: attribute[1] ?? '', by: { label: attribute[2] ?? '', isItem: false } };
  }
  throw new OuroborosError(
    'bad-request',
    `"${clip(showable(name), 80)}" names no reference. Write it as Type.attribute, Type['key'], 0x….attribute or 0x…->0x….`,
  );
}

function edgesNamed(graph: HeapGraph, name: string, job: Job): Uint32Array {
  const { from, by } = parseCut(name);
  const sources = objectsNamed(graph, from, job);
  const found = new GrowableUint32(16);
  const isEnd = 'to' in by ? membership(graph, objectsNamed(graph, by.to, job)) : null;
  const labels = 'to' in by ? null : new LabelTest(graph, by.label, by.isItem);
  sources.forEach((source, at) => {
    if ((at & CHECK_MASK) === 0) job.checkpoint();
    forEachReference(graph, source, (holder, edge, isEntry) => {
      const isMeant =
        isEnd === null
          ? labels?.accepts(holder, edge, isEntry) === true
          : isEnd[graph.edgeTarget[edge]] === 1;
      if (isMeant) found.push(edge);
    });
  });
  if (found.length > 0) return found.toArray();
  throw new OuroborosError(
    'not-found',
    `No reference in this dump is "${clip(showable(name), 80)}". ${suggestion(graph, sources)}`,
  );
}

/** The object at an address, or all of a type. Throws `not-found` where there is none. */
function objectsNamed(graph: HeapGraph, name: string, job: Job): Uint32Array {
  const words = /^(0x[0-9a-f]+|\d+)$/i.test(name) ? parseAddress(name) : null;
  if (words !== null) {
    const node = findNodeByAddress(graph, words.low, words.high);
    if (node !== NO_NODE) return Uint32Array.of(node);
    throw new OuroborosError('not-found', `No object in this dump is at ${name}.`);
  }
  const isMeant = Array.from(graph.typeNames, (_, type) =>
    typeMatches(typeName(graph, type), name),
  );
  const nodes = new GrowableUint32(64);
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & CHECK_MASK) === 0) job.checkpoint();
    if (isMeant[graph.type[node]] === true) nodes.push(node);
  }
  if (nodes.length > 0) return nodes.toArray();
  throw new OuroborosError(
    'not-found',
    `No object in this dump is of type "${clip(showable(name), 80)}".`,
  );
}

function membership(graph: HeapGraph, nodes: Uint32Array): Uint8Array {
  const isMember = new Uint8Array(graph.nodeCount);
  for (const node of nodes) isMember[node] = 1;
  return isMember;
}

/** An object's own references that hold something, and the entries of its `__dict__`. */
function forEachReference(
  graph: HeapGraph,
  node: NodeIndex,
  found: (holder: NodeIndex, edge: EdgeIndex, isEntry: boolean) => void,
): void {
  const { firstEdge, edgeTarget, edgeKind } = graph;
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    if ((edgeKind[edge] & EdgeMark.weak) !== 0) continue;
    found(node, edge, false);
    if (!isNamespace(graph, node, edge)) continue;
    const dict = edgeTarget[edge];
    for (let entry = firstEdge[dict]; entry < firstEdge[dict + 1]; entry++) {
      if ((edgeKind[entry] & EdgeMark.weak) === 0) found(dict, entry, true);
    }
  }
}

function isNamespace(graph: HeapGraph, source: NodeIndex, edge: EdgeIndex): boolean {
  if ((graph.edgeKind[edge] & EDGE_KIND_MASK) !== EdgeKind.internal) return false;
  const stored = storedLabel(graph, source, edge);
  if (stored === NO_STRING) return false;
  const name = graph.strings.get(stored);
  return isNamespaceName(name);
}

/** Whether a reference has the label; each text of the dump is looked at once. */
class LabelTest {
  private readonly graph: HeapGraph;
  private readonly label: string;
  private readonly isItem: boolean;
  private readonly plain = new Map<number, boolean>();
  private readonly unquoted = new Map<number, boolean>();

  constructor(graph: HeapGraph, label: string, isItem: boolean) {
    this.graph = graph;
    this.label = label;
    this.isItem = isItem;
  }

  accepts(holder: NodeIndex, edge: EdgeIndex, isEntry: boolean): boolean {
    const kind = this.graph.edgeKind[edge] & EDGE_KIND_MASK;
    const isItem = kind === EdgeKind.value || isPositionKind(kind);
    // An entry of the object's `__dict__` is its attribute; keys are no items.
    if (kind === EdgeKind.key || (isItem && !isEntry) !== this.isItem) return false;
    const stored = storedLabel(this.graph, holder, edge);
    if (stored === NO_STRING) return false;
    if (isPositionKind(kind)) return String(stored) === this.label;
    const cache = isEntry ? this.unquoted : this.plain;
    const known = cache.get(stored);
    if (known !== undefined) return known;
    const isMeant = stepText(this.graph, stored, isEntry) === this.label;
    cache.set(stored, isMeant);
    return isMeant;
  }
}

/** What could have been meant: the labels of one of the objects. */
function suggestion(graph: HeapGraph, sources: Uint32Array): string {
  const labels = new Set<string>();
  forEachReference(graph, sources[0], (holder, edge, isEntry) => {
    if (labels.size >= SUGGESTED) return;
    const stored = storedLabel(graph, holder, edge);
    if (stored === NO_STRING) return;
    const kind = graph.edgeKind[edge] & EDGE_KIND_MASK;
    labels.add(
      isEntry && kind === EdgeKind.value
        ? `.${clip(showable(stepText(graph, stored, true)), 40)}`
        : shownLabel(graph, holder, edge),
    );
  });
  return labels.size === 0
    ? 'References have no names there; write 0x…->0x….'
    : `One of these objects has: ${[...labels].join(', ')}.`;
}
