import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { BitSet } from '../graph/bits.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import { TypeRole, typeRoles } from '../graph/builtin-types.ts';
import { storedLabel } from '../graph/step-labels.ts';

/** A reference that names a step, with the object that holds it. */
export interface StepName {
  readonly source: NodeIndex;
  readonly edge: EdgeIndex;
  /** An entry of a folded `__dict__`. */
  readonly isEntry: boolean;
}

/**
 * Which objects on a path are internals of the one before: an instance's `__dict__`, a module's
 * namespace, a frame's locals, a function's closure and its cells.
 *
 * A path enters an internal from its owner, so that it need not be looked at who else refers to it.
 * `parentEdge` is the forest's: an object has one path. 1 bit per object.
 */
export class PathInternals {
  private readonly graph: HeapGraph;
  private readonly roles: Uint8Array;
  private readonly parentEdge: Uint32Array;
  private readonly folded: BitSet;

  constructor(graph: HeapGraph, parentEdge: Uint32Array) {
    this.graph = graph;
    this.roles = typeRoles(graph);
    this.parentEdge = parentEdge;
    this.folded = createBitSet(graph.nodeCount);
  }

  isInternal(source: NodeIndex, edge: EdgeIndex): boolean {
    const { flags, edgeKind, edgeTarget } = this.graph;
    const target = edgeTarget[edge];
    const role = this.roleOf(target);
    if (role === TypeRole.cell) {
      return this.roleOf(source) === TypeRole.function || hasBit(this.folded, source);
    }
    if (role !== TypeRole.dict && role !== TypeRole.tuple) return false;
    if ((flags[target] & NodeFlag.isModuleNamespace) !== 0) {
      return (flags[source] & NodeFlag.isModule) !== 0;
    }
    if ((edgeKind[edge] & EDGE_KIND_MASK) !== EdgeKind.internal) return false;
    const stored = storedLabel(this.graph, source, edge);
    const name = stored === NO_STRING ? '' : this.graph.strings.get(stored);
    if (role === TypeRole.tuple) {
      return name === '__closure__' && this.roleOf(source) === TypeRole.function;
    }
    return name === '__dict__' || name === 'f_locals';
  }

  fold(internal: NodeIndex): void {
    setBit(this.folded, internal);
  }

  /** What names a step: the reference itself, or that to the cell whose content it is. */
  labelOf(source: NodeIndex, edge: EdgeIndex): StepName {
    if (!hasBit(this.folded, source)) return { source, edge, isEntry: false };
    const role = this.roleOf(source);
    if (role !== TypeRole.cell) return { source, edge, isEntry: role === TypeRole.dict };
    const toCell = this.parentEdge[source];
    return { source: edgeSource(this.graph, toCell), edge: toCell, isEntry: false };
  }

  private roleOf(node: NodeIndex): number {
    return this.roles[this.graph.type[node]];
  }
}
