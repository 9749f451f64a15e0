import { GrowableUint32 } from '../../base/growable.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { EntryVerdicts } from '../paths/entries.ts';
import type { NameForest } from './name-forest.ts';
import { NO_EDGE } from './name-forest.ts';
import type { NameRoot } from './name-roots.ts';
import { NameRoots } from './name-roots.ts';
import type { NameStep } from './name-steps.ts';
import { StepReader } from './name-steps.ts';
import type { NameVariable, Written } from './name-text.ts';
import { NameText } from './name-text.ts';

/** A name, taken apart. */
export interface ObjectName {
  /** As code: `app.CACHE['/quotes'][3].frame`, `results[3] in main()`. Safe to show. */
  readonly text: string;
  readonly root: NameRoot;
  /** From the root on, folded ones among them; only the last `MAX_STEPS` of very long ones. */
  readonly steps: readonly NameStep[];
  /** The innermost variable on the way, where there is one: of a frame, a generator, a closure. */
  readonly variable: NameVariable | null;
}

/** Objects of a path that are told one by one. */
export const MAX_STEPS = 4096;
/** Steps from one kept beginning of a long path to the next. */
const KEPT_EVERY = 256;
const MAX_CACHED = 1 << 14;
/** Steps that a name is followed upwards, at most: half a second. */
const MAX_FOLLOWED = 1 << 20;

/**
 * Writes names of objects, when they are asked for: nothing is stored per object.
 *
 * O(steps · log objects) a name, some 30 µs. Of long chains every 256th beginning is cached, so that a
 * page of rows from one chain walks it once.
 */
export class Namer {
  private readonly graph: HeapGraph;
  private readonly forest: NameForest;
  private readonly steps: StepReader;
  private readonly roots: NameRoots;
  private readonly writer: NameText;
  private readonly cached = new Map<NodeIndex, Written>();

  constructor(graph: HeapGraph, forest: NameForest, verdicts: EntryVerdicts | null) {
    this.graph = graph;
    this.forest = forest;
    this.steps = new StepReader(graph, forest);
    this.roots = new NameRoots(graph, forest, verdicts);
    this.writer = new NameText(graph, forest.modules, this.steps, (node) => this.text(node));
  }

  /** The object it is named by; `NO_NODE` at a beginning. O(1). */
  parentOf(node: NodeIndex): NodeIndex {
    return this.forest.parent[node];
  }

  /** Whether it is a part of what it is named by: a `__dict__`, a namespace, a closure's cells. */
  isFolded(node: NodeIndex): boolean {
    return this.steps.isFolded(node);
  }

  /** A step of the forest, by its reference. */
  stepOf(edge: EdgeIndex): NameStep {
    return this.steps.read(edgeSource(this.graph, edge), edge);
  }

  /** What a step adds to a name: `.cache`, `['k']`; '' where it is folded. */
  stepText(step: NameStep): string {
    return this.writer.stepText(step);
  }

  /** The objects of a path, its root first; of very long ones the last `MAX_STEPS`. */
  path(node: NodeIndex): NodeIndex[] {
    const path: NodeIndex[] = [];
    for (let at = node; at !== NO_NODE && path.length < MAX_STEPS; at = this.parentOf(at)) {
      path.push(at);
    }
    return path.reverse();
  }

  /** The object in which a path begins, or the furthest that is still followed. */
  rootOf(node: NodeIndex): NodeIndex {
    let at = node;
    for (let count = 0; count < MAX_FOLLOWED; count++) {
      const above = this.parentOf(at);
      if (above === NO_NODE) return at;
      at = above;
    }
    return at;
  }

  /** What begins a path there. */
  rootNameOf(node: NodeIndex): NameRoot {
    return this.roots.read(node);
  }

  text(node: NodeIndex): string {
    if (this.forest.parentEdge[node] === NO_EDGE) return '';
    return this.writer.finish(this.written(node), node);
  }

  describe(node: NodeIndex): ObjectName {
    const path = this.path(node);
    const steps: NameStep[] = [];
    for (let at = 1; at < path.length; at++) {
      steps.push(this.steps.read(path[at - 1] ?? NO_NODE, this.forest.parentEdge[path[at] ?? 0]));
    }
    const variable = this.written(node).variable;
    return { text: this.text(node), root: this.roots.read(this.rootOf(node)), steps, variable };
  }

  /** Goes up to what is cached, or to the root, and from there down again, writing. */
  private written(node: NodeIndex): Written {
    const above = new GrowableUint32(32);
    let at = node;
    let from = this.cached.get(at);
    while (from === undefined && above.length < MAX_FOLLOWED) {
      const parent = this.parentOf(at);
      if (parent === NO_NODE) break;
      above.push(at);
      at = parent;
      from = this.cached.get(at);
    }
    const isWhole = from !== undefined || this.parentOf(at) === NO_NODE;
    let now = from ?? this.writer.begin(isWhole ? this.roots.read(at) : null);
    const order = above.toArray();
    for (let step = order.length - 1; step >= 0; step--) {
      const target = order[step];
      now = this.writer.extend(now, this.steps.read(at, this.forest.parentEdge[target]));
      at = target;
      if (now.depth % KEPT_EVERY === 0) this.keep(at, now);
    }
    return now;
  }

  private keep(node: NodeIndex, written: Written): void {
    if (this.cached.size >= MAX_CACHED) this.cached.clear();
    this.cached.set(node, written);
  }
}
