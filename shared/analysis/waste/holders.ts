import type { Job } from '../../base/job.ts';
import { EDGE_KIND_MASK, EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import { edgeLabel } from '../../heap/edge-label.ts';
import type { EdgeIndex, HeapGraph, NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';

/** Where objects are held: by that attribute of that type, as items of such a container. */
export interface Holder {
  /** Type of the holder; −1: nothing in the dump holds it. */
  readonly holderType: TypeIndex | -1;
  /** Kind of the reference, without marks. */
  readonly kind: number;
  /** Its label where all objects of a place share it (attributes, variables), else `NO_STRING`. */
  readonly label: number;
  /** Where the holder is held itself, when it is a plain container; else null. */
  readonly outer: Holder | null;
}

/** Places, each once, and for every object that was asked about the number of its place. */
export interface Places {
  readonly places: readonly Holder[];
  /** Parallel to the objects asked about. */
  readonly placeOf: Uint32Array;
}

/** Kinds of reference whose label is a name in the program, and not one item among many. */
const NAMED: ReadonlySet<number> = new Set<number>([
  EdgeKind.attribute,
  EdgeKind.slot,
  EdgeKind.local,
  EdgeKind.cell,
  EdgeKind.internal,
  EdgeKind.global,
]);

/** A dict with no more references than this is a record: its keys are names, too. */
const RECORD = 128;

/** Containers that say nothing of where they are: one looks on to what holds them. */
const PLAIN_CONTAINERS: ReadonlySet<string> = new Set([
  'dict',
  'list',
  'tuple',
  'set',
  'frozenset',
  'numpy.ndarray',
]);

/** So far up is looked, and so many places are told apart. */
const LEVELS = 3;
const MAX_HOLDERS = 200_000;

/**
 * Where each of `nodes` (ascending) is held: by the first reference to it that keeps it alive, in
 * the order of the dump; and where a plain container that holds it is held in its turn.
 *
 * One pass over all references a level; the reverse direction would have to look through the
 * references of every holder. 8 bytes per object of the dump and 12 per object asked about. A
 * program has few places, so they are plain objects.
 */
export function findPlaces(graph: HeapGraph, nodes: Uint32Array, job: Job): Places {
  const isPlain = Uint8Array.from(graph.typeNames, (name) =>
    PLAIN_CONTAINERS.has(graph.strings.get(name)) ? 1 : 0,
  );
  const levels: Level[] = [];
  for (let asked = nodes; asked.length > 0 && levels.length < LEVELS; ) {
    const level = { nodes: asked, ...firstHolders(graph, asked, job) };
    levels.push(level);
    asked = distinct(level.holder.filter((holder) => isPlainHolder(graph, holder, isPlain)));
  }
  const table = new PlaceTable(graph);
  const placeOfNode = new Uint32Array(graph.nodeCount);
  for (const { nodes: held, holder, edge } of levels.reverse()) {
    // Inner places are numbered last, and only then may a holder's be overwritten by its own.
    const numbers = held.map((_, at) => {
      const around = holder[at] === NO_NODE ? NOWHERE : placeOfNode[holder[at]];
      return table.numberOf(holder[at], edge[at], around);
    });
    placeOfNode.fill(NOWHERE);
    for (let at = 0; at < held.length; at++) placeOfNode[held[at]] = numbers[at];
  }
  return { places: table.places, placeOf: nodes.map((node) => placeOfNode[node]) };
}

/** The place of each of a few objects in any order, none of them twice. */
export function placesOf(graph: HeapGraph, nodes: readonly NodeIndex[], job: Job): Holder[] {
  const ascending = Uint32Array.from(nodes).sort();
  const { places, placeOf } = findPlaces(graph, ascending, job);
  const numberOf = new Map(Array.from(ascending, (node, at) => [node, placeOf[at]]));
  return nodes.flatMap((node) => places[numberOf.get(node) ?? NOWHERE] ?? []);
}

interface Level {
  readonly nodes: Uint32Array;
  readonly holder: Uint32Array;
  readonly edge: Uint32Array;
}

function isPlainHolder(graph: HeapGraph, holder: NodeIndex, isPlain: Uint8Array): boolean {
  if (holder === NO_NODE || isPlain[graph.type[holder]] === 0) return false;
  return (graph.flags[holder] & NodeFlag.isModuleNamespace) === 0;
}

/** Each once, ascending. */
function distinct(nodes: Uint32Array): Uint32Array {
  return nodes.sort().filter((node, at, sorted) => at === 0 || node !== sorted[at - 1]);
}

/** The first object that holds each of `nodes`, and by which reference; `NO_NODE` where none does. */
function firstHolders(
  graph: HeapGraph,
  nodes: Uint32Array,
  job: Job,
): { readonly holder: Uint32Array; readonly edge: Uint32Array } {
  const { nodeCount, firstEdge, edgeTarget, edgeKind } = graph;
  const holder = new Uint32Array(nodes.length).fill(NO_NODE);
  const edgeOf = new Uint32Array(nodes.length);
  // 1 + the position of the object among `nodes` until its holder is known.
  const wanted = new Uint32Array(nodeCount);
  for (let at = 0; at < nodes.length; at++) wanted[nodes[at]] = at + 1;
  for (let node = 0; node < nodeCount; node++) {
    if ((node & PACE_MASK) === 0) keepPace(job, 'Looking for holders', node, nodeCount);
    for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
      const position = wanted[edgeTarget[edge]];
      if (position === 0 || (edgeKind[edge] & (EdgeMark.weak | EdgeMark.borrowed)) !== 0) continue;
      wanted[edgeTarget[edge]] = 0;
      holder[position - 1] = node;
      edgeOf[position - 1] = edge;
    }
  }
  return { holder, edge: edgeOf };
}

/** Number of the place of what nothing holds. */
const NOWHERE = 0;

/** Numbers places as they are met. */
class PlaceTable {
  readonly places: Holder[] = [
    { holderType: -1, kind: EdgeKind.unlabelled, label: NO_STRING, outer: null },
  ];
  private readonly graph: HeapGraph;
  private readonly numbers = new Map<string, number>();
  /** The first string of each text: a dump may hold the same text twice. */
  private readonly firstOfText = new Map<string, number>();
  private readonly firstOf = new Map<number, number>();

  constructor(graph: HeapGraph) {
    this.graph = graph;
  }

  numberOf(holder: NodeIndex, edge: EdgeIndex, outer: number): number {
    if (holder === NO_NODE) return NOWHERE;
    const kind = this.graph.edgeKind[edge] & EDGE_KIND_MASK;
    const label = this.labelOf(holder, edge, kind);
    const holderType = this.graph.type[holder];
    const key = `${holderType} ${kind} ${label} ${outer}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    if (this.places.length >= MAX_HOLDERS) return NOWHERE;
    this.numbers.set(key, this.places.length);
    const around = outer === NOWHERE ? null : (this.places[outer] ?? null);
    return this.places.push({ holderType, kind, label, outer: around }) - 1;
  }

  private labelOf(holder: NodeIndex, edge: EdgeIndex, kind: number): number {
    const { firstEdge } = this.graph;
    const isRecord = kind === EdgeKind.value && firstEdge[holder + 1] - firstEdge[holder] <= RECORD;
    if (!isRecord && !NAMED.has(kind)) return NO_STRING;
    const label = edgeLabel(this.graph, holder, edge);
    if (label.form !== 'text') return NO_STRING;
    const known = this.firstOf.get(label.text);
    if (known !== undefined) return known;
    const text = this.graph.strings.get(label.text);
    const first = this.firstOfText.get(text) ?? label.text;
    this.firstOfText.set(text, first);
    this.firstOf.set(label.text, first);
    return first;
  }
}
