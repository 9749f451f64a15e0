import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { isFoldedName } from '../graph/internals.ts';
import type { NameForest } from './name-forest.ts';
import { IS_ROOT, NO_EDGE } from './name-forest.ts';

/** One reference of a name. */
export interface NameStep {
  readonly source: NodeIndex;
  readonly edge: EdgeIndex;
  readonly target: NodeIndex;
  readonly kind:
    | 'global'
    | 'attribute'
    | 'item'
    | 'key'
    | 'element'
    | 'local'
    | 'cell'
    | 'internal'
    | 'folded'
    | 'other';
  /** Bare: `cache`, `3`, `'quotes'`; private names as they are written in their class. */
  readonly name: string;
  /** The source, or what that is folded into: the instance of a `__dict__`. */
  readonly owner: NodeIndex;
}

/** What one object is folded into at most: a value, its cell, the closure, a function. */
const MAX_FOLDED = 4;

const Role = {
  other: 0,
  dict: 1,
  cell: 2,
  threadLocal: 3,
  hamt: 4,
  contextVariable: 5,
  lruCache: 6,
} as const;

/** Reads the references of a forest as steps of names. O(log objects) a step. */
export class StepReader {
  private readonly graph: HeapGraph;
  private readonly forest: NameForest;
  private readonly roles: Uint8Array;

  constructor(graph: HeapGraph, forest: NameForest) {
    this.graph = graph;
    this.forest = forest;
    this.roles = Uint8Array.from(graph.typeNames, (name) => roleOf(graph.strings.get(name)));
  }

  read(source: NodeIndex, edge: EdgeIndex): NameStep {
    const { graph } = this;
    const target = graph.edgeTarget[edge];
    const base = { source, edge, target, owner: this.ownerOf(source) };
    const label = edgeLabelText(graph, source, edge);
    if (this.isFoldedBy(source, edge)) return { ...base, kind: 'folded', name: label };
    if (this.roles[graph.type[source]] === Role.cell) return this.outOfCell(base, label);
    switch (graph.edgeKind[edge] & EDGE_KIND_MASK) {
      case EdgeKind.global:
        return { ...base, kind: 'global', name: label };
      case EdgeKind.attribute:
      case EdgeKind.slot:
        return { ...base, kind: 'attribute', name: demangled(label) };
      case EdgeKind.value:
        return this.ofEntry(base, label);
      case EdgeKind.index:
      case EdgeKind.array:
        return { ...base, kind: 'item', name: label };
      case EdgeKind.key:
        return { ...base, kind: 'key', name: label };
      case EdgeKind.element:
        return { ...base, kind: 'element', name: '' };
      case EdgeKind.local:
        return { ...base, kind: 'local', name: label };
      case EdgeKind.stack:
        return { ...base, kind: 'local', name: '' };
      case EdgeKind.cell:
        return { ...base, kind: 'cell', name: label };
      case EdgeKind.class:
        return { ...base, kind: 'internal', name: '__class__' };
      case EdgeKind.internal:
        return { ...base, kind: label === '' ? 'other' : 'internal', name: label };
      default:
        if (label !== '') return { ...base, kind: 'attribute', name: label };
        // What a variable has where no context sets it.
        if (this.roles[graph.type[source]] === Role.contextVariable) {
          return { ...base, kind: 'internal', name: 'get()' };
        }
        return { ...base, kind: 'other', name: '' };
    }
  }

  /** Whether an object is a part of what it is named by. */
  isFolded(node: NodeIndex): boolean {
    const edge = this.forest.parentEdge[node];
    if (edge === IS_ROOT || edge === NO_EDGE) return false;
    return this.isFoldedBy(edgeSource(this.graph, edge), edge);
  }

  /** Whether a step goes into what a decorated function remembers. */
  isIntoCache({ source, kind, name }: NameStep): boolean {
    if (this.roles[this.graph.type[source]] !== Role.lruCache) return false;
    return kind === 'other' || (kind === 'internal' && name === 'cache');
  }

  /** Whether a path begins at it. */
  isRoot(node: NodeIndex): boolean {
    return this.forest.parentEdge[node] === IS_ROOT;
  }

  /** The variable whose value a context keeps: its key lies beside the value. `NO_NODE` elsewhere. */
  contextVariable({ source, edge, target }: NameStep): NodeIndex {
    const { type, firstEdge, edgeTarget } = this.graph;
    if (this.roles[type[source]] !== Role.hamt || this.roles[type[target]] === Role.hamt) {
      return NO_NODE;
    }
    if (edge + 1 >= firstEdge[source + 1]) return NO_NODE;
    const beside = edgeTarget[edge + 1];
    return this.roles[type[beside]] === Role.contextVariable ? beside : NO_NODE;
  }

  private ownerOf(source: NodeIndex): NodeIndex {
    let owner = source;
    for (let depth = 0; depth < MAX_FOLDED && this.isFolded(owner); depth++) {
      owner = edgeSource(this.graph, this.forest.parentEdge[owner]);
    }
    return owner;
  }

  private isFoldedBy(source: NodeIndex, edge: EdgeIndex): boolean {
    const { graph } = this;
    const target = graph.edgeTarget[edge];
    const kind = graph.edgeKind[edge] & EDGE_KIND_MASK;
    if ((graph.flags[target] & NodeFlag.isModuleNamespace) !== 0) {
      return (graph.flags[source] & NodeFlag.isModule) !== 0;
    }
    // A cell is entered from a closure, or by the variable of a frame, which then is the name.
    if (this.roles[graph.type[target]] === Role.cell) return kind !== EdgeKind.local;
    if (this.roles[graph.type[source]] === Role.cell) return this.isNamedCell(source);
    if (this.roles[graph.type[source]] === Role.threadLocal) return kind === EdgeKind.unlabelled;
    if (kind === EdgeKind.internal || kind === EdgeKind.attribute || kind === EdgeKind.slot) {
      const label = edgeLabelText(graph, source, edge);
      if (!isFoldedName(label)) return false;
      return kind === EdgeKind.internal || label === '__dict__';
    }
    // One dict per thread, by a weak reference to the thread, or by what stands for it.
    if (kind !== EdgeKind.value || this.roles[graph.type[target]] !== Role.dict) return false;
    return edgeLabelText(graph, source, edge).startsWith('<') && this.isOfThreads(source);
  }

  private isNamedCell(cell: NodeIndex): boolean {
    const edge = this.forest.parentEdge[cell];
    if (edge === IS_ROOT || edge === NO_EDGE) return false;
    return (this.graph.edgeKind[edge] & EDGE_KIND_MASK) === EdgeKind.local;
  }

  private isOfThreads(dict: NodeIndex): boolean {
    const edge = this.forest.parentEdge[dict];
    if (edge === IS_ROOT || edge === NO_EDGE) return false;
    return this.roles[this.graph.type[edgeSource(this.graph, edge)]] === Role.threadLocal;
  }

  /** The name of a closure's variable is on either of the two references. */
  private outOfCell(base: Omit<NameStep, 'kind' | 'name'>, label: string): NameStep {
    if (label !== '') return { ...base, kind: 'cell', name: label };
    const edge = this.forest.parentEdge[base.source];
    const isEntered = edge !== IS_ROOT && edge !== NO_EDGE;
    const name = isEntered ? edgeLabelText(this.graph, edgeSource(this.graph, edge), edge) : '';
    return { ...base, kind: 'cell', name };
  }

  /** An entry of a folded dict is an attribute, a variable of the frame or of the module. */
  private ofEntry(base: Omit<NameStep, 'kind' | 'name'>, label: string): NameStep {
    const { flags } = this.graph;
    const name = /^'(.*)'$/s.exec(label)?.[1];
    if (name === undefined || base.owner === base.source) {
      const isNamespace = (flags[base.source] & NodeFlag.isModuleNamespace) !== 0;
      if (name !== undefined && isNamespace) return { ...base, kind: 'global', name };
      return { ...base, kind: 'item', name: label };
    }
    if ((flags[base.owner] & NodeFlag.isFrame) !== 0) return { ...base, kind: 'local', name };
    if ((flags[base.owner] & NodeFlag.isModule) !== 0) return { ...base, kind: 'global', name };
    return { ...base, kind: 'attribute', name: demangled(name) };
  }
}

/** `_Service__cache` is written `__cache` in class Service. */
function demangled(name: string): string {
  return name.replace(/^_[A-Za-z]\w*?__(?=\w)(?!\w*__$)/, '__');
}

function roleOf(typeName: string): number {
  switch (typeName.replace(/^builtins\./, '')) {
    case 'dict':
      return Role.dict;
    case 'cell':
      return Role.cell;
    case '_thread._local':
      return Role.threadLocal;
  }
  if (/(^|\.)_lru_cache_wrapper$/.test(typeName)) return Role.lruCache;
  if (/^hamt/.test(typeName)) return Role.hamt;
  return /(^|\.)ContextVar$/.test(typeName) ? Role.contextVariable : Role.other;
}
