import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { TypeRoleByte } from '../graph/builtin-types.ts';
import { TypeRole, typeRoles } from '../graph/builtin-types.ts';
import { storedLabel } from '../graph/step-labels.ts';

/** Whether an object of a type with this role may be an internal of what refers to it. */
export function isFoldable(role: TypeRoleByte): boolean {
  return role === TypeRole.dict || role === TypeRole.cell || role === TypeRole.tuple;
}

/** Which objects are internals of what refers to them: dicts of instances, closures, cells. */
export class FoldingRule {
  private readonly graph: HeapGraph;
  private readonly roles: Uint8Array;

  constructor(graph: HeapGraph) {
    this.graph = graph;
    this.roles = typeRoles(graph);
  }

  roleOf(node: NodeIndex): TypeRoleByte {
    return this.roles[this.graph.type[node]];
  }

  /** Whether the object is an internal of its holder, if this is the only reference to it. */
  canFold(node: NodeIndex, holder: NodeIndex, edge: EdgeIndex): boolean {
    const role = this.roleOf(node);
    if (!isFoldable(role)) return false;
    const holderRole = this.roleOf(holder);
    if (role === TypeRole.cell) {
      return holderRole === TypeRole.function || holderRole === TypeRole.tuple;
    }
    const name = this.entryName(holder, edge);
    if (role === TypeRole.tuple) {
      return holderRole === TypeRole.function && (name === '' || name === '__closure__');
    }
    if (holderRole !== TypeRole.other) return false;
    return name === '__dict__' || (name === '' && this.refersToNothingElse(holder));
  }

  /**
   * Whether the object has one reference besides those to classes. In a dump without labels that
   * tells an instance's dict from a dict among its attributes.
   */
  private refersToNothingElse(node: NodeIndex): boolean {
    const { firstEdge, edgeTarget, flags } = this.graph;
    let others = 0;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1] && others < 2; edge++) {
      if ((flags[edgeTarget[edge]] & NodeFlag.isType) === 0) others++;
    }
    return others === 1;
  }

  /** Name of the reference to an internal; '' when it has none, '?' when the program gave it. */
  private entryName(holder: NodeIndex, edge: EdgeIndex): string {
    const kind = this.graph.edgeKind[edge] & EDGE_KIND_MASK;
    if (kind === EdgeKind.unlabelled) return '';
    if (kind !== EdgeKind.internal) return '?';
    const stored = storedLabel(this.graph, holder, edge);
    return stored === NO_STRING ? '' : this.graph.strings.get(stored);
  }
}
