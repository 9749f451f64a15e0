import { GrowableFloat64, GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import { NO_EDGE } from '../graph/holding.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import { StepLabels, storedLabel } from '../graph/step-labels.ts';
import type { Total } from '../verdicts/garbage.ts';
import { PathInternals } from './path-internals.ts';
import type { RootForest } from './root-forest.ts';
import { FOREST_ROOT } from './root-forest.ts';

/** A step that many paths have in common; 0 is where all of them begin. */
export type BranchIndex = number;

/** Steps told apart; what would be one more stays with the step before. */
const MAX_BRANCHES = 200_000;

/** One step of the merged paths, or the beginning of all. */
export interface Branch {
  /** One of the objects at this step; `NO_NODE` for the beginning. */
  readonly node: NodeIndex;
  /** The reference that names it, from the step before; `FOREST_ROOT` for a root. */
  readonly edge: EdgeIndex;
  /** That reference is an entry of an instance's `__dict__`: its attribute. */
  readonly isEntry: boolean;
  /** The step follows itself, any number of times: a linked list. */
  readonly isRepeated: boolean;
  /** Objects of the set that paths through here lead to, and their shallow bytes. */
  readonly objects: number;
  readonly shallowBytes: number;
  /** Of these, how many are at this very step. */
  readonly here: number;
  /** One of those that paths through here lead to. */
  readonly example: NodeIndex;
}

/** What the roots hold a set of objects by: shortest paths, equal steps of equal beginnings merged. */
export class MergedPaths {
  /** Objects of the set, and those among them that no root leads to, in order of the set. */
  readonly total: Total;
  readonly unreached: Uint32Array;
  /** Some steps were not told apart. */
  isPartial = false;

  private readonly nodes = new GrowableUint32(256);
  private readonly edges = new GrowableUint32(256);
  private readonly parents = new GrowableUint32(256);
  private readonly tokens = new GrowableUint32(256);
  private readonly marks = new GrowableUint32(256);
  private readonly objects = new GrowableUint32(256);
  private readonly here = new GrowableUint32(256);
  private readonly bytes = new GrowableFloat64(256);
  private readonly examples = new GrowableUint32(256);
  private readonly childOf = new Map<number, BranchIndex>();
  private children: readonly BranchIndex[][] | null = null;

  constructor(total: Total, unreached: Uint32Array) {
    this.total = total;
    this.unreached = unreached;
    this.add(0, NO_TOKEN, NO_NODE, NO_EDGE, false);
  }

  get branchCount(): number {
    return this.nodes.length;
  }

  branch(index: BranchIndex): Branch {
    const marks = this.marks.values[index];
    return {
      node: this.nodes.values[index],
      edge: this.edges.values[index],
      isEntry: (marks & ENTRY) !== 0,
      isRepeated: (marks & REPEATED) !== 0,
      objects: this.objects.values[index],
      shallowBytes: this.bytes.values[index],
      here: this.here.values[index],
      example: this.examples.values[index],
    };
  }

  /** The steps after this one, most objects first. */
  childrenOf(index: BranchIndex): readonly BranchIndex[] {
    this.children ??= this.sortChildren();
    return this.children[index] ?? [];
  }

  /** The step after `parent` with this token; the same step again where it repeats itself. */
  step(
    parent: BranchIndex,
    token: number,
    node: NodeIndex,
    edge: EdgeIndex,
    isEntry: boolean,
  ): BranchIndex {
    if (parent !== 0 && this.tokens.values[parent] === token) {
      this.marks.values[parent] |= REPEATED;
      return parent;
    }
    const key = parent * TOKEN_RANGE + token;
    const known = this.childOf.get(key);
    if (known !== undefined) return known;
    if (this.branchCount >= MAX_BRANCHES) {
      this.isPartial = true;
      return parent;
    }
    this.childOf.set(key, this.branchCount);
    return this.add(parent, token, node, edge, isEntry);
  }

  /** An object of the set that a path leads to, ending with this step. */
  end(index: BranchIndex, object: NodeIndex, shallowSize: number): void {
    this.here.values[index]++;
    this.bytes.values[index] += shallowSize;
    if (this.examples.values[index] === NO_NODE) this.examples.values[index] = object;
  }

  /** Adds up towards the roots, once all have come to their ends. */
  addUp(): void {
    for (let index = this.branchCount - 1; index >= 0; index--) {
      this.objects.values[index] += this.here.values[index];
      if (index === 0) return;
      const parent = this.parents.values[index];
      this.objects.values[parent] += this.objects.values[index];
      this.bytes.values[parent] += this.bytes.values[index];
      if (this.examples.values[parent] === NO_NODE) {
        this.examples.values[parent] = this.examples.values[index];
      }
    }
  }

  private add(
    parent: BranchIndex,
    token: number,
    node: NodeIndex,
    edge: EdgeIndex,
    isEntry: boolean,
  ): BranchIndex {
    this.parents.push(parent);
    this.tokens.push(token);
    this.nodes.push(node);
    this.edges.push(edge);
    this.marks.push(isEntry ? ENTRY : 0);
    this.objects.push(0);
    this.here.push(0);
    this.bytes.push(0);
    this.examples.push(NO_NODE);
    return this.branchCount - 1;
  }

  private sortChildren(): BranchIndex[][] {
    const children = Array.from({ length: this.branchCount }, (): BranchIndex[] => []);
    for (let index = 1; index < this.branchCount; index++) {
      children[this.parents.values[index]]?.push(index);
    }
    const { values: objects } = this.objects;
    const { values: bytes } = this.bytes;
    for (const list of children) {
      list.sort((a, b) => objects[b] - objects[a] || bytes[b] - bytes[a] || a - b);
    }
    return children;
  }
}

const NO_TOKEN = 0xffffffff;
const TOKEN_RANGE = 2 ** 32;
const ENTRY = 1;
const REPEATED = 2;

/**
 * How the roots hold many objects: the paths of the forest that lead to them, merged from the roots
 * on. Steps are merged that have the same label and lead to the same type; positions and keys of
 * items are no labels, see `StepLabels`. Internals are folded, but for objects of the set.
 *
 * O(objects, and references on the way to the set); 4 bytes and 2 bits per object while it runs, and
 * some 60 bytes for each step that is told apart.
 */
export function mergePaths(
  graph: HeapGraph,
  forest: RootForest,
  set: Uint32Array,
  job: Job,
): MergedPaths {
  const { parentEdge, order } = forest;
  const isMember = createBitSet(graph.nodeCount);
  const leads = createBitSet(graph.nodeCount);
  const unreached = new GrowableUint32(64);
  let shallowBytes = 0;
  let steps = 0;
  for (const member of set) {
    if ((++steps & PACE_MASK) === 0) job.checkpoint();
    setBit(isMember, member);
    shallowBytes += graph.shallowSize[member];
    if (parentEdge[member] === NO_EDGE) unreached.push(member);
    else {
      for (let node = member; !hasBit(leads, node); ) {
        if ((++steps & PACE_MASK) === 0) keepPace(job, 'Following paths', steps, graph.nodeCount);
        setBit(leads, node);
        if (parentEdge[node] === FOREST_ROOT) break;
        node = edgeSource(graph, parentEdge[node]);
      }
    }
  }
  const merged = new MergedPaths({ objects: set.length, shallowBytes }, unreached.toArray());
  const labels = new StepLabels(graph);
  const internals = new PathInternals(graph, parentEdge);
  const rootTokens = rootTokensOf(graph, leads);
  const branchOf = new Uint32Array(graph.nodeCount);
  for (let at = 0; at < order.length; at++) {
    if ((at & PACE_MASK) === 0) keepPace(job, 'Merging paths', at, order.length);
    const node = order[at];
    if (!hasBit(leads, node)) continue;
    const edge = parentEdge[node];
    const isEnd = hasBit(isMember, node);
    if (edge === FOREST_ROOT) {
      const token = rootTokens.get(node) ?? labels.token(graph.type[node], UNNAMED_ROOT);
      branchOf[node] = merged.step(0, token, node, FOREST_ROOT, false);
    } else {
      const source = edgeSource(graph, edge);
      if (!isEnd && internals.isInternal(source, edge)) {
        internals.fold(node);
        branchOf[node] = branchOf[source];
        continue;
      }
      const by = internals.labelOf(source, edge);
      const stored = storedLabel(graph, by.source, by.edge);
      const number = labels.labelNumber(graph.edgeKind[by.edge], stored, by.isEntry);
      const token = labels.token(graph.type[node], number);
      branchOf[node] = merged.step(branchOf[source], token, node, by.edge, by.isEntry);
    }
    if (isEnd) merged.end(branchOf[node], node, graph.shallowSize[node]);
  }
  merged.addUp();
  return merged;
}

/** The label number of roots that are told apart by their type alone; no reference has it. */
const UNNAMED_ROOT = 2 ** 26 - 1;
/** Tokens of declared roots, above those of steps. */
const FIRST_ROOT_TOKEN = 2 ** 31;

/**
 * Declared roots of one kind and label are one; the first reason of an object counts. Where none are
 * declared, every module is one of its own.
 */
function rootTokensOf(graph: HeapGraph, leads: Uint32Array): ReadonlyMap<NodeIndex, number> {
  const tokens = new Map<NodeIndex, number>();
  if (graph.roots === null) {
    for (let node = 0; node < graph.nodeCount; node++) {
      if ((graph.flags[node] & NodeFlag.isModule) === 0 || !hasBit(leads, node)) continue;
      tokens.set(node, FIRST_ROOT_TOKEN + node);
    }
    return tokens;
  }
  const numbers = new Map<number, number>();
  const { roots } = graph;
  for (let at = 0; at < roots.node.length; at++) {
    const node = roots.node[at];
    if (!hasBit(leads, node) || tokens.has(node)) continue;
    const label = roots.label[at];
    const key =
      (label === NO_STRING ? graph.type[node] : label) * 512 +
      roots.kind[at] * 2 +
      (label === NO_STRING ? 1 : 0);
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    tokens.set(node, FIRST_ROOT_TOKEN + number);
  }
  return tokens;
}
