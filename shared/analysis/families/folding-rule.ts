import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import type { TypeRoleByte } from '../graph/builtin-types.ts';
import { TypeRole } from '../graph/builtin-types.ts';
import { Internals, isPartRole, OwnPart } from '../graph/internals.ts';

/** Which parts a cycle's signature leaves out: dicts of instances, closures, cells. */
export class FoldingRule {
  private readonly graph: HeapGraph;
  private readonly internals: Internals;

  constructor(graph: HeapGraph) {
    this.graph = graph;
    this.internals = new Internals(graph);
  }

  roleOf(node: NodeIndex): TypeRoleByte {
    return this.internals.roleOf(node);
  }

  /** Whether an object is folded into its holder, if this is the only reference to it. */
  canFold(holder: NodeIndex, edge: EdgeIndex): boolean {
    if (!isPartRole(this.roleOf(this.graph.edgeTarget[edge]))) return false;
    switch (this.internals.partOf(holder, edge)) {
      case OwnPart.cell:
      case OwnPart.cellOfTuple:
      case OwnPart.closure:
      case OwnPart.unnamedTuple:
        return true;
      case OwnPart.attributes:
      case OwnPart.namespace:
        return this.roleOf(holder) === TypeRole.other;
      case OwnPart.unnamedDict:
        return this.roleOf(holder) === TypeRole.other && this.refersToNothingElse(holder);
      default:
        return false;
    }
  }

  /**
   * Whether the object has one reference besides those to classes. In a dump without labels that
   * tells an instance's dict from a dict among its attributes.
   */
  private refersToNothingElse(holder: NodeIndex): boolean {
    const { firstEdge, edgeTarget, flags } = this.graph;
    let others = 0;
    for (let edge = firstEdge[holder]; edge < firstEdge[holder + 1] && others < 2; edge++) {
      if ((flags[edgeTarget[edge]] & NodeFlag.isType) === 0) others++;
    }
    return others === 1;
  }
}
