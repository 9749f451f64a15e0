import type { Job } from '../../base/job.ts';
import { isAmong } from '../../base/sorted.ts';
import type { HeapGraph, NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import {
  codeTypes,
  engineTypes,
  TypeRole,
  typeRoles,
  V8_SYNTHETIC,
} from '../graph/builtin-types.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import { isUnreachable } from '../graph/verdict.ts';
import type { DominatorIndex } from './dominator-index.ts';
import type { Dominators } from './dominators.ts';

/** Objects of one type that one holder keeps alive. */
export interface AccumulatedGroup {
  readonly type: TypeIndex;
  readonly count: number;
  /** Bytes that would go with them. */
  readonly retainedBytes: number;
  /** The one that retains most. */
  readonly example: NodeIndex;
}

/** A place of the heap where memory has piled up. */
export interface Accumulation {
  /** Who holds the objects; `NO_NODE` where each of them is held in more ways than one. */
  readonly holder: NodeIndex;
  /** Of all groups together: no byte is in two accumulations. */
  readonly retainedBytes: number;
  /** By bytes, the most first. A single large object that holds itself is a group of one. */
  readonly groups: readonly AccumulatedGroup[];
}

export interface AccumulationOptions {
  /** Share of all bytes held below which nothing is worth naming. */
  readonly leastShare: number;
  readonly limit: number;
}

/** Classes and modules are the program itself, not what it has piled up. */
const PROGRAM_CODE = NodeFlag.isType | NodeFlag.isModule | NodeFlag.isModuleNamespace;

const DEFAULT_OPTIONS: AccumulationOptions = { leastShare: 0.02, limit: 12 };

/** A group that is this much one object is looked into through that object. */
const MOSTLY_ONE = 0.8;
/** An object whose own bytes are this much of what it retains is large by itself. */
const MOSTLY_ITSELF = 0.5;
/** Fewer links than this are containers in one another, not a linked list. */
const LEAST_CHAIN = 16;
/** The interpreter's own shared strings, tuples and functions are worth naming only above this. */
const LEAST_SHARED_MACHINERY = 0.2;

/**
 * Where the memory that is held has piled up: the holders of many objects of a type, and single
 * large objects, by the bytes that would go with them.
 *
 * From the roots downwards in the tree of dominators, along whatever is large by itself, until what
 * is held is many objects together: a cache, a list, a registry. A DataFrame or an array is one
 * object, whatever is inside. Garbage is left out: its cycles explain it.
 *
 * The idea of following the largest child until no child is large alone: "leak suspects" of the
 * Eclipse Memory Analyzer; taking children by type with it is ours.
 *
 * O(objects that large objects immediately dominate), at worst all of them.
 */
export function findAccumulations(
  graph: HeapGraph,
  dominators: Dominators,
  index: DominatorIndex,
  verdict: Uint8Array,
  job: Job,
  { leastShare, limit }: AccumulationOptions = DEFAULT_OPTIONS,
): readonly Accumulation[] {
  const { retainedSize } = dominators;
  const held = index.childrenOf(NO_NODE, job).filter((node) => !isUnreachable(verdict[node]));
  const total = held.reduce((sum, node) => sum + retainedSize[node], 0);
  const least = Math.max(1, total * leastShare);
  const roles = typeRoles(graph);
  const isCodeType = codeTypes(graph);
  const synthetic = graph.typeNames.findIndex((name) => graph.strings.get(name) === V8_SYNTHETIC);
  const isEngineType = engineTypes(graph);
  /** The engine's own caches, which hang on nothing of the program's. */
  const isOfEngine = (node: NodeIndex): boolean => {
    const above = dominators.immediateDominator[node];
    const hangsOnEngine = above === NO_NODE || isEngineType[graph.type[above]] === 1;
    return isEngineType[graph.type[node]] === 1 && hangsOnEngine;
  };
  const found: Accumulation[] = [];
  const pending: NodeIndex[] = [NO_NODE];
  for (let holder = pending.pop(); holder !== undefined; holder = pending.pop()) {
    job.checkpoint();
    // V8's roots are objects too: what they hold has no more in common than what no object holds.
    const isTop = holder === NO_NODE || graph.type[holder] === synthetic;
    const retainedBytes = holder === NO_NODE ? total : retainedSize[holder];
    const isLargeItself = !isTop && graph.shallowSize[holder] >= retainedBytes * MOSTLY_ITSELF;
    if (isLargeItself && isOfEngine(holder)) continue;
    if (isLargeItself || (!isTop && isData(graph, holder))) {
      found.push({ holder, retainedBytes, groups: [single(graph, holder, retainedBytes)] });
      continue;
    }
    const pile: AccumulatedGroup[] = [];
    const children = holder === NO_NODE ? held : index.childrenOf(holder, job);
    const lookInto = (node: NodeIndex): void => {
      const links = isTop ? 1 : chainLength(graph, dominators, index, holder, node, job);
      if (links < LEAST_CHAIN) pending.push(node);
      else pile.push({ ...single(graph, node, retainedSize[node]), count: links });
    };
    // A large container among others of its type is looked into: what it holds says more.
    let large = 0;
    while (large < children.length && retainedSize[children[large]] >= least) large++;
    const isCode = (node: NodeIndex): boolean =>
      (graph.flags[node] & PROGRAM_CODE) !== 0 || isCodeType[graph.type[node]] === 1;
    // Functions and classes belong in a module or class; in a list or dict they have piled up.
    const belongsHere = isTop || isCode(holder) || ownsCode(graph, dominators, holder);
    const isContainer = (node: NodeIndex): boolean =>
      roles[graph.type[node]] !== TypeRole.other || isCode(node);
    children.subarray(0, large).filter(isContainer).forEach(lookInto);
    const others = children.filter(
      (node, at) => (at >= large || !isContainer(node)) && !(belongsHere && isCode(node)),
    );
    for (const group of groupsOf(others, graph.type, retainedSize, job)) {
      if (group.retainedBytes < least) continue;
      if (retainedSize[group.example] >= MOSTLY_ONE * group.retainedBytes) {
        lookInto(group.example);
        continue;
      }
      const isMachinery = roles[group.type] !== TypeRole.other || isPlainValue(graph, group.type);
      if (isTop && isMachinery && group.retainedBytes < total * LEAST_SHARED_MACHINERY) continue;
      pile.push(group);
    }
    pile.sort((a, b) => b.retainedBytes - a.retainedBytes || a.type - b.type);
    // At the top the groups have nothing in common.
    const piles = isTop ? pile.map((group) => [group]) : pile.length > 0 ? [pile] : [];
    for (const groups of piles) {
      const bytes = groups.reduce((sum, group) => sum + group.retainedBytes, 0);
      found.push({ holder, retainedBytes: bytes, groups });
    }
  }
  found.sort((a, b) => b.retainedBytes - a.retainedBytes || a.holder - b.holder);
  return found.slice(0, limit);
}

type MutableGroup = { -readonly [K in keyof AccumulatedGroup]: AccumulatedGroup[K] };

/** Children by type. They come by retained size: the first of a type is the largest. */
function groupsOf(
  children: Uint32Array,
  type: Uint32Array,
  retainedSize: Float64Array,
  job: Job,
): Iterable<AccumulatedGroup> {
  const groups = new Map<TypeIndex, MutableGroup>();
  for (let at = 0; at < children.length; at++) {
    if ((at & PACE_MASK) === PACE_MASK) {
      keepPace(job, 'Looking for what piles up', at, children.length);
    }
    const node = children[at];
    const group = groups.get(type[node]);
    if (group === undefined) {
      const retainedBytes = retainedSize[node];
      groups.set(type[node], { type: type[node], count: 1, retainedBytes, example: node });
    } else {
      group.count++;
      group.retainedBytes += retainedSize[node];
    }
  }
  return groups.values();
}

/**
 * How many objects of one type hang on one another below `first`: the links of a linked list, with
 * at most one object (an instance's `__dict__`) between two of them. 1 where there is no chain.
 */
function chainLength(
  graph: HeapGraph,
  { immediateDominator }: Dominators,
  index: DominatorIndex,
  holder: NodeIndex,
  first: NodeIndex,
  job: Job,
): number {
  const { type } = graph;
  const wanted = type[first];
  const above = immediateDominator[holder];
  const isLink = type[holder] === wanted || (above !== NO_NODE && type[above] === wanted);
  if (!isLink) return 1;
  const largestBelow = (node: NodeIndex): NodeIndex => index.childrenOf(node, job)[0] ?? NO_NODE;
  let links = 1;
  let link = first;
  for (;;) {
    if ((links & PACE_MASK) === 0) job.checkpoint();
    let next = largestBelow(link);
    if (next !== NO_NODE && type[next] !== wanted) next = largestBelow(next);
    if (next === NO_NODE || type[next] !== wanted) return links;
    link = next;
    links++;
  }
}

/** Whether a dict is the namespace of a class, which alone holds it. */
function ownsCode(
  graph: HeapGraph,
  { immediateDominator }: Dominators,
  holder: NodeIndex,
): boolean {
  const above = immediateDominator[holder];
  return above !== NO_NODE && (graph.flags[above] & NodeFlag.isType) !== 0;
}

function single(graph: HeapGraph, node: NodeIndex, retainedBytes: number): AccumulatedGroup {
  return { type: graph.type[node], count: 1, retainedBytes, example: node };
}

/** A DataFrame, a Series, an array: the dump has its shape. */
function isData(graph: HeapGraph, node: NodeIndex): boolean {
  return isAmong(graph.details.node, node);
}

const PLAIN_VALUES = /^(builtins\.|__builtin__\.)?(str|bytes|int|float|complex|bool|unicode)$/;

function isPlainValue(graph: HeapGraph, type: TypeIndex): boolean {
  return PLAIN_VALUES.test(graph.strings.get(graph.typeNames[type]));
}
