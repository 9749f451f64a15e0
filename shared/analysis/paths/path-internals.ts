import { edgeSource } from '../../heap/edges.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { BitSet } from '../graph/bits.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import { TypeRole } from '../graph/builtin-types.ts';
import { Internals, OwnPart } from '../graph/internals.ts';

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
  private readonly internals: Internals;
  private readonly parentEdge: Uint32Array;
  private readonly folded: BitSet;

  constructor(graph: HeapGraph, parentEdge: Uint32Array) {
    this.graph = graph;
    this.internals = new Internals(graph);
    this.parentEdge = parentEdge;
    this.folded = createBitSet(graph.nodeCount);
  }

  isInternal(source: NodeIndex, edge: EdgeIndex): boolean {
    switch (this.internals.partOf(source, edge)) {
      case OwnPart.attributes:
      case OwnPart.locals:
      case OwnPart.namespace:
      case OwnPart.closure:
      case OwnPart.cell:
        return true;
      default:
        return (
          hasBit(this.folded, source) && this.roleOf(this.graph.edgeTarget[edge]) === TypeRole.cell
        );
    }
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
    return this.internals.roleOf(node);
  }
}
