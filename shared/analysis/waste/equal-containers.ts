import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { EDGE_KIND_MASK, EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import { isCompleteValue, valueForms } from './complete-value.ts';
import type { Findings } from './findings.ts';
import { FindingsBuilder } from './findings.ts';
import { groupByValue } from './value-groups.ts';

/** Tuples and dicts whose contents are equal, kept more than once. */
export interface EqualContainers {
  /** Per content, the containers that have it; wasted is all of them but the largest. */
  readonly findings: Findings;
  readonly compared: number;
  /** Containers whose contents are not wholly in the dump. */
  readonly unseen: { readonly objects: number; readonly bytes: number };
}

/** Tuples in tuples are compared up to this depth; deeper ones equal only themselves. */
const MAX_DEPTH = 4;
/** References of a container; longer ones are seldom equal, and dear to look at. */
const MAX_REFERENCES = 1000;
/** Other contents in the way of one: only a hostile dump gets there. */
const MAX_PROBES = 32;

const PLACE = /^(builtins\.)?(tuple|dict)$/;
/** Namespaces belong to their modules. */
const NOT_OWN = NodeFlag.isStub | NodeFlag.isModuleNamespace;

/**
 * Tuples and plain dicts with equal contents: the same objects, or plain values that are equal, or
 * tuples of these, in the same order. `isTaken`: objects that are waste already.
 *
 * Every container gets a number, the same for equal contents and no others: contents are looked up
 * by a hash and compared with the first that has it. A mutable object equals itself alone.
 * O(objects + references of tuples and dicts × depth); 12 bytes per object while it runs.
 */
export function findEqualContainers(
  graph: HeapGraph,
  isTaken: Uint8Array,
  job: Job,
): EqualContainers {
  const candidates = containersOf(graph, isTaken, job);
  const numbers = new ContentNumbers(graph, job);
  const numberOf = new Int32Array(candidates.length);
  const unseen = { objects: 0, bytes: 0 };
  for (let at = 0; at < candidates.length; at++) {
    if ((at & PACE_MASK) === 0) keepPace(job, 'Comparing contents', at, candidates.length);
    numberOf[at] = numbers.of(candidates[at], 0);
    if (numberOf[at] !== NONE) continue;
    unseen.objects++;
    unseen.bytes += graph.shallowSize[candidates[at]];
  }
  const findings = equalOnes(graph, candidates, numberOf, numbers.count, job);
  return { findings, compared: candidates.length - unseen.objects, unseen };
}

function equalOnes(
  graph: HeapGraph,
  nodes: Uint32Array,
  numberOf: Int32Array,
  count: number,
  job: Job,
): Findings {
  const first = new Uint32Array(count + 1);
  for (const number of numberOf) if (number !== NONE) first[number + 1]++;
  for (let number = 0; number < count; number++) first[number + 1] += first[number];
  const member = new Uint32Array(nodes.length);
  const next = first.slice(0, count);
  numberOf.forEach((number, at) => {
    if (number !== NONE) member[next[number]++] = nodes[at];
  });
  const found = new FindingsBuilder();
  for (let number = 0; number < count; number++) {
    if ((number & PACE_MASK) === 0) job.checkpoint();
    const members = member.subarray(first[number], first[number + 1]);
    if (members.length < 2) continue;
    const sizes = Array.from(members, (node) => graph.shallowSize[node]);
    const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
    found.add(members, sizes.reduce((sum, size) => sum + size, 0) - largest);
  }
  return found.build(job);
}

function containersOf(graph: HeapGraph, isTaken: Uint8Array, job: Job): Uint32Array {
  const isContainer = Uint8Array.from(graph.typeNames, (name) =>
    PLACE.test(graph.strings.get(name)) ? 1 : 0,
  );
  const isInternal = madeForOneObject(graph, job);
  const found = new GrowableUint32(1024);
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    if (isContainer[graph.type[node]] === 0 || isTaken[node] + isInternal[node] > 0) continue;
    if ((graph.flags[node] & NOT_OWN) !== 0) continue;
    if (graph.refcount !== null && graph.refcount[node] === IMMORTAL_COUNT) continue;
    if (graph.firstEdge[node + 1] > graph.firstEdge[node]) found.push(node);
  }
  return found.toArray();
}

/** What the interpreter makes for one object, such as `__dict__`, `co_consts`, `__mro__`. */
function madeForOneObject(graph: HeapGraph, job: Job): Uint8Array {
  const { edgeCount, edgeKind, edgeTarget } = graph;
  const found = new Uint8Array(graph.nodeCount);
  for (let edge = 0; edge < edgeCount; edge++) {
    if ((edge & PACE_MASK) === 0) job.checkpoint();
    if ((edgeKind[edge] & EDGE_KIND_MASK) === EdgeKind.internal) found[edgeTarget[edge]] = 1;
  }
  return found;
}

const NONE = -1;
const NOT_YET = -2;

/** Numbers of contents, from 0: equal only where the contents are. */
class ContentNumbers {
  count = 0;
  private readonly graph: HeapGraph;
  /** 1 a tuple, 2 a dict, else 0. */
  private readonly formOf: Uint8Array;
  /** Per object, the number of its value, or `NONE`. */
  private readonly valueOf: Int32Array;
  private readonly known: Int32Array;
  private readonly byHash = new Map<number, number>();
  private readonly firstOf: NodeIndex[] = [];

  constructor(graph: HeapGraph, job: Job) {
    this.graph = graph;
    this.formOf = Uint8Array.from(graph.typeNames, (name) => {
      const text = graph.strings.get(name);
      return PLACE.test(text) ? (text.endsWith('tuple') ? TUPLE : DICT) : 0;
    });
    this.valueOf = numbersOfValues(graph, job);
    this.known = new Int32Array(graph.nodeCount).fill(NOT_YET);
  }

  /** `NONE` where its contents are not wholly in the dump, or there are too many of them. */
  of(node: NodeIndex, depth: number): number {
    const known = this.known[node];
    if (known !== NOT_YET) return known;
    if (depth > MAX_DEPTH) return NONE;
    // Met again within itself, it has no number yet.
    this.known[node] = NONE;
    const parts = this.partsOf(node, depth);
    const number = parts === null ? NONE : this.numberOf(node, parts);
    this.known[node] = number;
    return number;
  }

  private numberOf(node: NodeIndex, parts: readonly number[]): number {
    let hash = hashOf(parts);
    for (let probes = 0; probes < MAX_PROBES; probes++, hash++) {
      const known = this.byHash.get(hash);
      if (known === undefined) {
        this.byHash.set(hash, this.count);
        this.firstOf.push(node);
        return this.count++;
      }
      const first = this.partsOf(this.firstOf[known] ?? node, 0);
      if (first?.length === parts.length && first.every((part, at) => part === parts[at])) {
        return known;
      }
    }
    return NONE;
  }

  /** What it holds as numbers, begun with its type; null where that is not all in the dump. */
  private partsOf(node: NodeIndex, depth: number): number[] | null {
    const { firstEdge, edgeTarget, edgeKind, type, length } = this.graph;
    const end = firstEdge[node + 1];
    if (end - firstEdge[node] > MAX_REFERENCES) return null;
    const isTuple = this.formOf[type[node]] === TUPLE;
    const parts = [type[node]];
    let [keys, values] = [0, 0];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const kind = edgeKind[edge] & EDGE_KIND_MASK;
      if (kind === EdgeKind.class) continue;
      if ((edgeKind[edge] & EdgeMark.weak) !== 0) return null;
      if (kind === EdgeKind.key) keys++;
      else values++;
      parts.push(3 * this.partOf(edgeTarget[edge], depth) + (kind === EdgeKind.key ? 1 : 0));
    }
    const told = length?.[node] ?? NO_COUNT;
    const isWhole = told === values && keys === (isTuple ? 0 : values);
    return isWhole ? parts : null;
  }

  /** A number for what is equal: a value's, a tuple's, or the object's own. */
  private partOf(node: NodeIndex, depth: number): number {
    const value = this.valueOf[node];
    if (value !== NONE) return 3 * value;
    const isTuple = this.formOf[this.graph.type[node]] === TUPLE;
    const inner = isTuple ? this.of(node, depth + 1) : NONE;
    return inner === NONE ? 3 * node + 2 : 3 * inner + 1;
  }
}

const TUPLE = 1;
const DICT = 2;

/** 53 bits of two hashes. */
function hashOf(parts: readonly number[]): number {
  let [low, high] = [0x811c9dc5, 0x9747b28c];
  for (const part of parts) {
    low = Math.imul(low ^ part, 0x01000193);
    low ^= low >>> 15;
    high = Math.imul(high ^ (part / 2 ** 16), 0x85ebca6b) ^ part;
    high ^= high >>> 13;
  }
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}

/** Equal plain values have equal numbers; `NONE` for all else. */
function numbersOfValues(graph: HeapGraph, job: Job): Int32Array {
  const forms = valueForms(graph);
  const nodes = new GrowableUint32(1024);
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    const form = forms[graph.type[node]];
    if (form !== 0 && isCompleteValue(graph, node, form)) nodes.push(node);
  }
  const own = nodes.toArray();
  const { groupOf } = groupByValue(graph, own, job);
  const numbers = new Int32Array(graph.nodeCount).fill(NONE);
  for (let at = 0; at < own.length; at++) numbers[own[at]] = groupOf[at];
  return numbers;
}
