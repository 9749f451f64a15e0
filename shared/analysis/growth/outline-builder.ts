import { GrowableFloat64, GrowableUint8, GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { isAmong } from '../../base/sorted.ts';
import { clip, showable } from '../../base/text.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { edgeLabel } from '../../heap/edge-label.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import { nativeMemoryOf, nativeTotals } from '../../heap/native-memory.ts';
import { PACE_MASK } from '../graph/pace.ts';
import type { NameForest } from '../names/name-forest.ts';
import { IS_ROOT } from '../names/name-forest.ts';
import type { Namer } from '../names/namer.ts';
import { ModuleOrigin } from '../names/program-modules.ts';
import type { Outline, OutlineGroup, OutlineRoot } from './outline.ts';
import { NONE, Role } from './outline.ts';
import { tangleOf } from './tangle.ts';

export interface OutlineSource {
  readonly graph: HeapGraph;
  readonly forest: NameForest;
  readonly weight: Float64Array;
  readonly namer: Namer;
}

/** What hangs on lighter objects is left out: it is told as nothing where it has grown since. */
const MIN_BYTES = 512;
const MIN_SHARE = 1 / 2_000_000;
/** Functions, classes and modules of libraries weigh at least this; so does what gets a name. */
const MIN_OF_LIBRARY = 16_384;
const MIN_LIBRARY_SHARE = 1 / 20_000;
const MAX_NAMES = 20_000;
const MAX_NAME = 300;
const LOOKED_FOR_ITEMS = 8;
/** What holds a program together rather than its data. */
const CODE_FLAGS =
  NodeFlag.isModule | NodeFlag.isModuleNamespace | NodeFlag.isType | NodeFlag.isFrame;
const CODE_TYPE =
  /^(builtins\.)?(function|code|method|builtin_function_or_method|cell|property|staticmethod|classmethod)$/;
const CONTAINER_TYPE =
  /^(builtins\.)?(dict|list|set|tuple|collections\.(deque|OrderedDict|defaultdict))$/;

/** The outline of a dump. O(objects + references); 4 bytes per object while it runs. */
export function outlineOf(source: OutlineSource, job: Job): Outline {
  return new OutlineBuilder(source).build(job);
}

class OutlineBuilder {
  private readonly source: OutlineSource;
  private readonly isCode: Uint8Array;
  private readonly isContainerType: Uint8Array;
  private readonly isTupleType: Uint8Array;
  private readonly labelHash: Uint32Array;
  /** Per object of the graph, where it is in the outline; `NONE` for what is not. */
  private readonly placeOf: Int32Array;
  /** `NONE` as it stands in 32 bits. */
  private readonly parent = new GrowableUint32(1024);
  private readonly type = new GrowableUint32(1024);
  private readonly step = new GrowableUint32(1024);
  private readonly role = new GrowableUint8(1024);
  private readonly weight = new GrowableFloat64(1024);
  private readonly items = new GrowableUint32(1024);
  private readonly node = new GrowableUint32(1024);
  /** 1 below data, where all that leads on is kept. */
  private readonly isOpen = new GrowableUint8(1024);
  /** 1 below modules of libraries. */
  private readonly isLibrary = new GrowableUint8(1024);
  private readonly total: number;
  private readonly least: number;
  private readonly leastOfLibrary: number;

  constructor(source: OutlineSource) {
    this.source = source;
    const { graph } = source;
    const names = Array.from(graph.typeNames, (name) => graph.strings.get(name));
    this.isCode = Uint8Array.from(names, (name) => (CODE_TYPE.test(name) ? 1 : 0));
    this.isContainerType = Uint8Array.from(names, (name) => (CONTAINER_TYPE.test(name) ? 1 : 0));
    this.isTupleType = Uint8Array.from(names, (name) =>
      /^(builtins\.)?tuple$/.test(name) ? 1 : 0,
    );
    this.labelHash = new Uint32Array(graph.strings.count);
    this.placeOf = new Int32Array(graph.nodeCount).fill(NONE);
    const native = nativeMemoryOf(graph);
    const outside = native === null ? 0 : nativeTotals(native).bytes;
    this.total = graph.shallowSize.reduce((sum, bytes) => sum + bytes, outside);
    this.least = Math.max(MIN_BYTES, this.total * MIN_SHARE);
    this.leastOfLibrary = Math.max(MIN_OF_LIBRARY, this.total * MIN_LIBRARY_SHARE);
  }

  build(job: Job): Outline {
    const { graph, forest } = this.source;
    const { parentEdge, order } = forest;
    const { roots, groups } = this.addRoots(job);
    for (let at = 0; at < order.length; at++) {
      if ((at & PACE_MASK) === 0) job.checkpoint();
      const node = order[at];
      const place = this.placeOf[node];
      if (place === NONE) continue;
      const isStructure = this.isStructure(this.node.values[place]);
      const isLibrary = isStructure && this.isLibrary.values[place] === 1;
      const least = isLibrary ? this.leastOfLibrary : this.least;
      const isHeavy = this.weight.values[place] >= least;
      const isOpen = this.isOpen.values[place] === 1 || (isHeavy && !isStructure);
      if (!isHeavy && !isOpen) continue;
      for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
        const target = graph.edgeTarget[edge];
        if (parentEdge[target] === edge) this.consider(node, edge, place, isHeavy, isOpen);
      }
    }
    return this.finish(roots, groups);
  }

  private consider(
    source: NodeIndex,
    edge: EdgeIndex,
    place: number,
    isHeavy: boolean,
    isOpen: boolean,
  ): void {
    const { graph, namer } = this.source;
    const target = graph.edgeTarget[edge];
    if (this.mayFold(source, edge) && namer.isFolded(target)) {
      this.placeOf[target] = place;
      return;
    }
    const leadsOn =
      (graph.flags[target] & NodeFlag.tracked) !== 0 ||
      graph.firstEdge[target + 1] > graph.firstEdge[target];
    if (isHeavy || (isOpen && leadsOn)) this.add(target, place, source, edge, isOpen);
  }

  /** Most objects cannot be folded: spares asking for the label. */
  private mayFold(source: NodeIndex, edge: EdgeIndex): boolean {
    const kind = this.source.graph.edgeKind[edge] & EDGE_KIND_MASK;
    if (kind === EdgeKind.index || kind === EdgeKind.array || kind === EdgeKind.element) {
      return this.isFoldedPlace(source);
    }
    return kind !== EdgeKind.key;
  }

  private isFoldedPlace(node: NodeIndex): boolean {
    return this.node.values[this.placeOf[node]] !== node;
  }

  private add(
    node: NodeIndex,
    parent: number,
    source: NodeIndex,
    edge: EdgeIndex,
    isOpen: boolean,
  ): void {
    const { graph, weight } = this.source;
    const place = this.node.length;
    this.placeOf[node] = place;
    this.parent.push(parent);
    this.type.push(graph.type[node]);
    this.node.push(node);
    this.weight.push(weight[node]);
    this.isOpen.push(isOpen ? 1 : 0);
    this.isLibrary.push(parent === NONE ? 0 : this.isLibrary.values[parent]);
    const [step, stepRole] = parent === NONE ? [0, 0] : this.stepOf(source, edge);
    this.step.push(step);
    const isContainer = parent !== NONE && this.isContainer(node);
    let role = stepRole | (isContainer ? Role.container : 0);
    if (isAmong(graph.details.node, node)) role |= Role.data;
    if (this.isTupleType[graph.type[node]] === 1) role |= Role.tuple;
    const kinds =
      graph.flags[node] & (NodeFlag.isUserInstance | NodeFlag.isModule | NodeFlag.isType);
    if (kinds === NodeFlag.isUserInstance) role |= Role.instance;
    this.role.push(role);
    this.items.push(isContainer ? this.itemsOf(node) : 0);
  }

  /** How the step is told apart, and what it is; entries of a folded dict are attributes. */
  private stepOf(source: NodeIndex, edge: EdgeIndex): [hash: number, role: number] {
    const { graph } = this.source;
    const kind = graph.edgeKind[edge] & EDGE_KIND_MASK;
    const label = edgeLabel(graph, source, edge);
    const isFolded = this.isFoldedPlace(source);
    const hash =
      label.form === 'text'
        ? this.hashOf(label.text)
        : label.form === 'position'
          ? label.position
          : 0;
    switch (kind) {
      case EdgeKind.attribute:
      case EdgeKind.slot:
      case EdgeKind.global:
        return [hash, Role.named];
      case EdgeKind.value:
        return isFolded ? [hash, Role.named] : [mixed(hash, kind), Role.item | Role.keyed];
      case EdgeKind.index:
      case EdgeKind.array:
        return [mixed(hash, EdgeKind.index), isFolded ? 0 : Role.item];
      case EdgeKind.element:
      case EdgeKind.key:
        return [mixed(hash, kind), Role.item];
      default:
        return [mixed(hash, kind), 0];
    }
  }

  /** Of a label without its quotes. */
  private hashOf(label: number): number {
    const kept = this.labelHash[label];
    if (kept !== 0) return kept;
    const { bytes, offset } = this.source.graph.strings;
    let [from, end] = [offset[label], offset[label + 1]];
    if (end - from >= 2 && bytes[from] === QUOTE && bytes[end - 1] === QUOTE) {
      from++;
      end--;
    }
    let hash = 0x811c9dc5;
    for (let at = from; at < end; at++) hash = Math.imul(hash ^ bytes[at], 0x01000193);
    this.labelHash[label] = hash >>> 0 || 1;
    return this.labelHash[label];
  }

  private isStructure(node: NodeIndex): boolean {
    const { flags, type } = this.source.graph;
    return (flags[node] & CODE_FLAGS) !== 0 || this.isCode[type[node]] === 1;
  }

  private isContainer(node: NodeIndex): boolean {
    const { graph } = this.source;
    if ((graph.flags[node] & CODE_FLAGS) !== 0) return false;
    if (this.isContainerType[graph.type[node]] === 1) return true;
    const from = graph.firstEdge[node];
    const end = Math.min(graph.firstEdge[node + 1], from + LOOKED_FOR_ITEMS);
    for (let edge = from; edge < end; edge++) if (isItem(graph.edgeKind[edge])) return true;
    return false;
  }

  private itemsOf(node: NodeIndex): number {
    const { graph } = this.source;
    const length = graph.length?.[node] ?? NO_COUNT;
    if (length !== NO_COUNT) return length;
    let count = 0;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      if (isItem(graph.edgeKind[edge])) count++;
    }
    return count;
  }

  /** Named roots and heavy ones held from outside as objects; the others in groups. */
  private addRoots(job: Job): { roots: OutlineRoot[]; groups: OutlineGroup[] } {
    const { graph, forest, weight } = this.source;
    const roots: OutlineRoot[] = [];
    const groups = new Map<string, { -readonly [K in keyof OutlineGroup]: OutlineGroup[K] }>();
    for (let at = 0; at < forest.order.length; at++) {
      if ((at & PACE_MASK) === 0) job.checkpoint();
      const node = forest.order[at];
      if (forest.parentEdge[node] !== IS_ROOT) continue;
      if (at < forest.named) {
        roots.push(this.namedRoot(node));
        continue;
      }
      const kind = at < forest.held ? 'outside' : 'garbage';
      const what = kind === 'garbage' ? tangleOf(graph, forest, node) : this.typeName(node);
      const key = `${kind} ${what}`;
      if (kind === 'outside' && weight[node] >= this.leastOfLibrary) {
        roots.push({ at: this.node.length, key, kind, isLibrary: false, label: what });
        this.add(node, NONE, node, 0, false);
      }
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, { key, kind, what, count: 1, bytes: weight[node], heaviest: node });
        continue;
      }
      group.count++;
      group.bytes += weight[node];
      if (weight[node] > weight[group.heaviest]) group.heaviest = node;
    }
    return { roots, groups: [...groups.values()] };
  }

  private namedRoot(node: NodeIndex): OutlineRoot {
    const { forest, namer } = this.source;
    const root = namer.rootNameOf(node);
    const at = this.node.length;
    this.add(node, NONE, node, 0, false);
    const kind = root.kind === 'module' || root.kind === 'frame' ? root.kind : 'other';
    const module = forest.modules.ofNode.get(node);
    const isLibrary = module !== undefined && module.origin !== ModuleOrigin.program;
    this.isLibrary.values[at] = isLibrary ? 1 : 0;
    return {
      at,
      key: `${kind} ${root.thread} ${root.label}`,
      kind,
      isLibrary,
      label: root.label,
    };
  }

  private typeName(node: NodeIndex): string {
    const { graph } = this.source;
    return clip(showable(graph.strings.get(graph.typeNames[graph.type[node]])), MAX_NAME);
  }

  private finish(roots: OutlineRoot[], groups: OutlineGroup[]): Outline {
    const { graph, namer } = this.source;
    const count = this.node.length;
    const [node, type] = [this.node.toArray(), this.type.toArray()];
    const parent = Int32Array.from(this.parent.toArray());
    const [step, weight] = [this.step.toArray(), this.weight.toArray()];
    const addressWords = new Uint32Array(2 * count);
    const namedAt: number[] = [];
    const names: string[] = [];
    for (let at = 0; at < count; at++) {
      addressWords[2 * at] = graph.addressWords[2 * node[at]];
      addressWords[2 * at + 1] = graph.addressWords[2 * node[at] + 1];
      if (weight[at] < this.leastOfLibrary || names.length >= MAX_NAMES) continue;
      const above = parent[at];
      if (above !== NONE && type[above] === type[at] && step[above] === step[at]) continue;
      namedAt.push(at);
      names.push(clip(namer.text(node[at]), MAX_NAME));
    }
    return {
      count,
      parent,
      type,
      types: Array.from(graph.typeNames, (name) =>
        clip(showable(graph.strings.get(name)), MAX_NAME),
      ),
      step,
      role: this.role.toArray(),
      weight,
      items: this.items.toArray(),
      addressWords,
      node,
      roots,
      groups,
      namedAt: Uint32Array.from(namedAt),
      names,
      total: this.total,
      least: this.least,
    };
  }
}

const QUOTE = 0x27;

function isItem(mark: number): boolean {
  const kind = mark & EDGE_KIND_MASK;
  return kind === EdgeKind.value || kind === EdgeKind.index || kind === EdgeKind.element;
}

function mixed(hash: number, kind: number): number {
  return (Math.imul(hash ^ (kind + 1), 0x9e3779b1) ^ (hash >>> 15)) >>> 0;
}
