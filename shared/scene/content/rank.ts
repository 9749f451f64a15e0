import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import type { SceneNodeRole } from '../model/scene.ts';
import { roleOfNode } from '../text/describe-node.ts';

/** How early a neighbour is drawn, since only few are: the lower, the earlier. */
export type Rank = (neighbour: NodeIndex, edge: EdgeIndex) => number;

/** Keys say nothing that the labels of their values do not. */
const RANK_OF_KEYS = 95;
/** Steps of this size keep the role's order above the edge's. */
const NAMED_BONUS = 5;

const RANK_OF_ROLE: Readonly<Record<SceneNodeRole, number>> = {
  module: 10,
  frame: 10,
  instance: 30,
  function: 40,
  container: 50,
  type: 60,
  value: 80,
  stub: 90,
};

/**
 * Ranks what a person looks for first: what is on the shown cycle or path, what a root holds,
 * modules, frames and objects of the program's own classes, names rather than positions.
 */
export function createRank(
  graph: HeapGraph,
  pinned: ReadonlySet<NodeIndex>,
  roots: ReadonlySet<NodeIndex>,
): Rank {
  const rankOfType = new Map<number, number>();
  return (neighbour, edge) => {
    if (pinned.has(neighbour)) return 0;
    const kind = graph.edgeKind[edge];
    const named = isNamed(kind) ? 0 : NAMED_BONUS;
    if ((kind & EDGE_KIND_MASK) === EdgeKind.key) return RANK_OF_KEYS;
    if (roots.has(neighbour)) return 1 + named;
    const flags = graph.flags[neighbour];
    if ((flags & SPECIAL) !== 0) {
      return ((flags & NodeFlag.isType) !== 0 ? RANK_OF_ROLE.type : RANK_OF_ROLE.module) + named;
    }
    if ((flags & NodeFlag.isUserInstance) !== 0) return 20 + named;
    const type = graph.type[neighbour];
    let rank = rankOfType.get(type);
    if (rank === undefined) {
      rank = RANK_OF_ROLE[roleOfNode(graph, neighbour)];
      rankOfType.set(type, rank);
    }
    return rank + named;
  };
}

const SPECIAL = NodeFlag.isModule | NodeFlag.isFrame | NodeFlag.isType;

function isNamed(kind: number): boolean {
  switch (kind & EDGE_KIND_MASK) {
    case EdgeKind.attribute:
    case EdgeKind.slot:
    case EdgeKind.local:
    case EdgeKind.cell:
    case EdgeKind.global:
    case EdgeKind.value:
      return true;
    default:
      return false;
  }
}
