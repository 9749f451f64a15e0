import type { Job } from '../../base/job.ts';
import { isAmong } from '../../base/sorted.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag, RootKind } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { culpritScores } from '../graph/culprit.ts';
import { NO_EDGE, releasingMarks } from '../graph/holding.ts';
import { keepPace, PACE_EDGES, PACE_MASK } from '../graph/pace.ts';
import type { EntryVerdicts } from '../paths/entries.ts';
import { findEntries, findRoots } from '../paths/entries.ts';
import { aliasReferences } from './alias-references.ts';
import { DISTANCES, DistanceQueue } from './distance-queue.ts';
import { codePlace, ModuleOrigin, ProgramModules } from './program-modules.ts';
import {
  ALIAS_COST,
  CLASS_COST,
  CLASS_INTERNAL_COST,
  IMPORT_COST,
  IS_NAMED_KIND,
  KIND_COST,
  LARGEST_COST,
  LabelCosts,
  START_COST,
} from './step-costs.ts';

export { NO_EDGE };
/** What an object that begins a path has for the reference that leads to it. */
export const IS_ROOT: EdgeIndex = 0xfffffffe;

/** For every object the cheapest path that a programmer would write, all together a forest. */
export interface NameForest {
  /** Per object, the reference that names it; `IS_ROOT`, or `NO_EDGE` where nothing leads to it. */
  readonly parentEdge: Uint32Array;
  /** Per object, the one whose reference that is; `NO_NODE` where `parentEdge` is none. */
  readonly parent: Uint32Array;
  /** The objects in the order they were reached for good: each after the one it is named by. */
  readonly order: Uint32Array;
  /** So many at the beginning of `order` are reached from roots with a name. */
  readonly named: number;
  /** And so many from those or from what is held from outside; the rest is unreachable. */
  readonly held: number;
  readonly modules: ProgramModules;
  /** Position in the declared roots of each object that begins a path because of one. */
  readonly rootIndexOf: ReadonlyMap<NodeIndex, number>;
}

/** Not reached yet, and to a module, its namespace or a class: these have a price of their own. */
const UNSEEN_SPECIAL = 253;
const UNSEEN = 254;
const SETTLED = 255;
const MODULE_FLAGS = NodeFlag.isModule | NodeFlag.isModuleNamespace;
const SPECIAL_FLAGS = MODULE_FLAGS | NodeFlag.isType;

/**
 * The forest of names, in three rounds, each going on where nothing was reached yet: from named
 * roots, from objects that only something outside the dump holds, and into what is unreachable.
 *
 * Every path of it is one of references that keep their target alive, so that it leads through the
 * object's dominators: its name begins with the name of whatever alone holds it. Ties go to the
 * reference met first, in the order of `sys.modules` and of the dump, never by address.
 *
 * O(objects + references); 12 bytes per object kept, about 6 more while it runs.
 * `entries` are those of `findEntries`, where they are known.
 */
export function growNameForest(
  graph: HeapGraph,
  verdicts: EntryVerdicts | null,
  job: Job,
  entries?: Uint32Array,
): NameForest {
  const modules = new ProgramModules(graph);
  const search = new NameSearch(graph, aliasReferences(graph, modules, job), job);
  const rootIndexOf = beginAtNamedRoots(graph, verdicts, modules, search);
  search.run();
  const named = search.settled;
  beginOutside(graph, findRoots(graph, verdicts, job), search, job);
  const held = search.settled;
  for (const entry of entries ?? findEntries(graph, verdicts, job)) search.begin(entry, 0);
  search.run();
  const order = search.order.subarray(0, search.settled);
  const { parentEdge, parent } = search;
  return { parentEdge, parent, order, named, held, modules, rootIndexOf };
}

function beginAtNamedRoots(
  graph: HeapGraph,
  verdicts: EntryVerdicts | null,
  modules: ProgramModules,
  search: NameSearch,
): Map<NodeIndex, number> {
  const { roots } = graph;
  const rootIndexOf = new Map<NodeIndex, number>();
  const ranks = modules.importRanks();
  const moduleCost = (node: NodeIndex): number => {
    const module = modules.ofNode.get(node);
    if (module === undefined) return START_COST.module[ModuleOrigin.standard];
    const isPrivate = /(^|\.)_(?!_main__$)/.test(module.name);
    const more = isPrivate ? START_COST.privateModule : 0;
    return START_COST.module[module.origin] + (ranks.get(module) ?? 0) + more;
  };
  if (roots === null) {
    const declared = findNamedModules(modules, verdicts);
    for (const node of declared) search.begin(node, moduleCost(node));
    return rootIndexOf;
  }
  const callers = callersInThread(graph);
  const cost = new Map<NodeIndex, number>();
  for (let at = 0; at < roots.node.length; at++) {
    const node = roots.node[at];
    const start = roots.kind[at] === RootKind.module ? moduleCost(node) : rootCost(at);
    if (start >= (cost.get(node) ?? Number.POSITIVE_INFINITY)) continue;
    cost.set(node, start);
    rootIndexOf.set(node, at);
    search.begin(node, start);
  }
  return rootIndexOf;

  function rootCost(at: number): number {
    if (roots?.kind[at] === RootKind.threadFrame) {
      const file = codePlace(graph, roots.node[at])?.file ?? '';
      const isOwn = modules.originOfFile(file) === ModuleOrigin.program;
      return (isOwn ? START_COST.frame : START_COST.libraryFrame) + callers[at];
    }
    const label = graph.strings.get(roots?.label[at] ?? NO_STRING);
    if (!/interactive session/.test(label)) return START_COST.interpreter;
    return /^(_oh|Out|last_)/.test(label) ? START_COST.interactiveResults : START_COST.interactive;
  }
}

function findNamedModules(modules: ProgramModules, verdicts: EntryVerdicts | null): NodeIndex[] {
  const isHeld = (node: NodeIndex): boolean => (verdicts?.verdict[node] ?? 0) <= 1;
  return modules.all.map(({ node }) => node).filter(isHeld);
}

/**
 * Per declared root, how many frames of its thread called it, `mostCallers` at most: the caller's
 * variable comes before the argument it became, as it lives longer. Frames come innermost first.
 */
function callersInThread(graph: HeapGraph): Uint8Array {
  const { roots } = graph;
  if (roots === null) return new Uint8Array(0);
  const callers = new Uint8Array(roots.node.length);
  let below = '';
  for (let at = roots.node.length - 1; at >= 0; at--) {
    const label = graph.strings.get(roots.label[at]);
    const thread = roots.kind[at] === RootKind.threadFrame ? threadOf(label) : '';
    if (thread !== '' && thread === below) {
      callers[at] = Math.min(START_COST.mostCallers, callers[at + 1] + 1);
    }
    below = thread;
  }
  return callers;
}

/** "MainThread: main()": the thread, or all of it. */
function threadOf(label: string): string {
  const cut = label.indexOf(': ');
  return cut < 0 ? label : label.slice(0, cut);
}

/**
 * From what only something outside the dump holds: first from what no other such object leads to;
 * then, one after the other, from what best names a ring of them.
 */
function beginOutside(graph: HeapGraph, roots: Uint32Array, search: NameSearch, job: Job): void {
  const open = roots.filter((node) => !search.isSettled(node));
  if (open.length === 0) return;
  const entered = search.enteredByOpen(open);
  const inner: NodeIndex[] = [];
  for (const node of open) {
    if (isAmong(entered, node)) inner.push(node);
    else search.begin(node, 0);
  }
  search.run();
  if (inner.length === 0) return;
  const scores = culpritScores(graph, job);
  const left = inner.filter((node) => !search.isSettled(node));
  left.sort((a, b) => scores[graph.type[b]] - scores[graph.type[a]] || a - b);
  for (const node of left) {
    if (search.isSettled(node)) continue;
    search.begin(node, 0);
    search.run();
  }
}

/** Dial's algorithm with several starts; goes on from where it was when it is run again. */
class NameSearch {
  readonly parentEdge: Uint32Array;
  readonly parent: Uint32Array;
  readonly order: Uint32Array;
  settled = 0;
  private readonly near: Uint8Array;
  private readonly queue = new DistanceQueue();
  private readonly graph: HeapGraph;
  private readonly aliases: ReadonlySet<EdgeIndex>;
  private readonly ignored: number;
  private readonly costs: LabelCosts;
  private readonly job: Job;
  /** Objects in the queue, those that have been settled from another place in it among them. */
  private queued = 0;

  constructor(graph: HeapGraph, aliases: ReadonlySet<EdgeIndex>, job: Job) {
    this.graph = graph;
    this.aliases = aliases;
    this.job = job;
    this.ignored = releasingMarks(graph);
    this.costs = new LabelCosts(graph);
    this.parentEdge = new Uint32Array(graph.nodeCount).fill(NO_EDGE);
    this.parent = new Uint32Array(graph.nodeCount).fill(NO_NODE);
    this.order = new Uint32Array(graph.nodeCount);
    this.near = new Uint8Array(graph.nodeCount).fill(UNSEEN);
    const { flags } = graph;
    for (let node = 0; node < graph.nodeCount; node++) {
      if ((flags[node] & SPECIAL_FLAGS) !== 0) this.near[node] = UNSEEN_SPECIAL;
    }
  }

  isSettled(node: NodeIndex): boolean {
    return this.near[node] === SETTLED;
  }

  /** Lets paths begin at an object, this far away; before the first step only. */
  begin(node: NodeIndex, distance: number): void {
    const known = this.near[node];
    if (known === SETTLED || (known < DISTANCES && known <= distance)) return;
    this.near[node] = distance;
    this.parentEdge[node] = IS_ROOT;
    this.parent[node] = NO_NODE;
    this.queue.push(distance, node);
    this.queued++;
  }

  run(): void {
    for (let at = 0; this.queued > 0; at = at + 1 === DISTANCES ? 0 : at + 1) {
      if (this.queue.ends[at] > 0) this.settleAll(at);
    }
  }

  /** Objects to which others that are not settled, and can be reached from `open`, refer. Ascending. */
  enteredByOpen(open: Uint32Array): Uint32Array {
    const { firstEdge, edgeTarget, edgeKind } = this.graph;
    const entered = new Uint8Array(this.graph.nodeCount);
    const seen = new Uint8Array(this.graph.nodeCount);
    for (const node of open) seen[node] = 1;
    const stack = new Uint32Array(this.graph.nodeCount - this.settled);
    stack.set(open);
    for (let depth = open.length, work = 0; depth > 0; ) {
      if ((work++ & PACE_MASK) === 0) this.job.checkpoint();
      const node = stack[--depth];
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        const target = edgeTarget[edge];
        if (target === node || (edgeKind[edge] & this.ignored) !== 0) continue;
        entered[target] = 1;
        if (seen[target] === 1 || this.near[target] === SETTLED) continue;
        seen[target] = 1;
        stack[depth++] = target;
      }
    }
    return open.filter((node) => entered[node] === 1);
  }

  /** Settles what lies at one distance, and takes up what that leads to. */
  private settleAll(at: number): void {
    const { near, parentEdge, parent, order, queue, ignored, costs, aliases, graph } = this;
    const { firstEdge, edgeTarget, edgeKind, flags, edgeLabels: labels } = graph;
    const { items, ends } = queue;
    const layouts = labels !== null && labels.form === 'layouts' ? labels : null;
    const single = labels !== null && labels.form === 'perEdge' ? labels.label : null;
    let pushed = 0;
    let work = 0;
    // A step that costs nothing adds to the list that is gone through.
    for (let head = 0; head < ends[at]; head++) {
      const node = items[at][head];
      // Settled already, or nearer by another way.
      if (near[node] !== at) continue;
      near[node] = SETTLED;
      order[this.settled++] = node;
      const begins = firstEdge[node];
      const ends1 = firstEdge[node + 1];
      work += 1 + ends1 - begins;
      if (work > PACE_EDGES) {
        work = 0;
        keepPace(this.job, 'Naming objects', this.settled, graph.nodeCount);
      }
      const isNamespace = (flags[node] & NodeFlag.isModuleNamespace) !== 0;
      const isClass = (flags[node] & NodeFlag.isType) !== 0;
      let slotShift = 0;
      let slotEnd = 0;
      if (layouts !== null) {
        const layout = layouts.layout[node];
        slotShift = layouts.layoutFirstSlot[layout] - begins;
        slotEnd = layouts.layoutFirstSlot[layout + 1] - slotShift;
      }
      for (let edge = begins; edge < ends1; edge++) {
        const target = edgeTarget[edge];
        const known = near[target];
        if (known === SETTLED) continue;
        const mark = edgeKind[edge];
        if ((mark & ignored) !== 0) continue;
        const kind = mark & EDGE_KIND_MASK;
        let cost = KIND_COST[kind];
        if (IS_NAMED_KIND[kind] === 1) {
          let label = NO_STRING;
          if (layouts !== null) {
            if (edge < slotEnd) label = layouts.slotLabel[edge + slotShift];
          } else if (single !== null) label = single[edge];
          if (label !== NO_STRING) cost = costs.of(kind, label);
          if (isClass && kind === EdgeKind.internal && cost > 0 && cost < CLASS_INTERNAL_COST) {
            cost = CLASS_INTERNAL_COST;
          }
        }
        if (isNamespace && aliases.has(edge)) cost += ALIAS_COST;
        if (
          known === UNSEEN_SPECIAL ||
          (known < DISTANCES && (flags[target] & SPECIAL_FLAGS) !== 0)
        ) {
          cost += specialCost(flags[node], flags[target]);
        }
        if (cost > LARGEST_COST) cost = LARGEST_COST;
        if (known < DISTANCES) {
          const ahead = known - at;
          if ((ahead < 0 ? ahead + DISTANCES : ahead) <= cost) continue;
        }
        const distance = at + cost;
        const bucket = distance >= DISTANCES ? distance - DISTANCES : distance;
        near[target] = bucket;
        parentEdge[target] = edge;
        parent[target] = node;
        const place = ends[bucket]++;
        if (place === items[bucket].length) queue.grow(bucket);
        items[bucket][place] = target;
        pushed++;
      }
    }
    this.queued += pushed - ends[at];
    ends[at] = 0;
  }
}

/** What it costs more to come to a module, its namespace or a class than to anything else. */
function specialCost(source: number, target: number): number {
  if ((target & MODULE_FLAGS) !== 0) {
    const isOwn = (target & NodeFlag.isModuleNamespace) !== 0 && (source & NodeFlag.isModule) !== 0;
    return isOwn ? 0 : IMPORT_COST;
  }
  return (source & NodeFlag.isModuleNamespace) !== 0 ? 0 : CLASS_COST;
}
