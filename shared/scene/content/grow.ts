import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';
import type { Neighbours, Side } from '../folding/neighbours.ts';
import type { SceneRequest } from '../model/scene.ts';
import type { Candidate, Slot } from './equal.ts';
import { gatheredSlots, MAX_DRAWN_SINGLY, slotsOf } from './equal.ts';
import type { Rank } from './rank.ts';
import type { Transformed } from './transforms.ts';
import type { Vertex } from './vertex.ts';
import { scanVertex } from './vertex.ts';
import type { Grown } from './vertex-set.ts';
import { VertexSet } from './vertex-set.ts';

/** References looked at per object or group and side. */
export const MAX_SCAN = 20_000;

export interface GrowInput {
  readonly graph: HeapGraph;
  readonly referrers: Referrers;
  readonly neighbours: Neighbours;
  readonly rank: Rank;
  readonly request: SceneRequest;
  readonly transformed: Transformed;
  /** Objects that are drawn whatever the limits: the ends of cycle and path. */
  readonly forced: Iterable<NodeIndex>;
}

/**
 * Which objects are drawn: breadth-first from the focus in folded steps. Equal neighbours beyond a
 * handful are drawn as one group and followed together.
 *
 * With both directions, the way up and the way down are grown apart: what is reached over referrers
 * is followed to its referrers only. Otherwise the other items of every container on the way would
 * flood the drawing. For the same reason the way down ends at classes, which refer to their methods
 * and these to everything; they can be expanded.
 */
export function growNeighbourhood(input: GrowInput): Grown {
  const { graph, request, transformed } = input;
  const set = new VertexSet(request, transformed);
  const start = [...new Set(request.focus)];
  const together = gatheredSlots(start, (node) => node, transformed.gatheringOf);
  const apart = focusSlots(graph, request.grouped, together.rest);
  const focus = set.drawSlots([...together.gathered, ...apart], 'focus', '');
  for (const node of input.forced) set.drawObject(node);

  const expand = (vertex: Vertex, side: Side, limit: number): readonly Vertex[] => {
    set.open[side].add(vertex);
    const slots = bestSlots(input, set, vertex, side);
    return set.drawSlots(slots.slice(0, limit), side, set.idOf(vertex));
  };
  const isClass = (vertex: Vertex): boolean =>
    (graph.flags[set.membersOf(vertex)[0] ?? 0] & NodeFlag.isType) !== 0;

  const sides: readonly Side[] =
    request.direction === 'both' ? ['referrers', 'referents'] : [request.direction];
  let frontiers = sides.map((side) => ({ side, vertices: focus, reached: new Set(focus) }));
  for (let depth = 0; depth < request.depth; depth++) {
    frontiers = frontiers.map(({ side, vertices, reached }) => {
      const next: Vertex[] = [];
      for (const vertex of vertices) {
        if (set.isCollapsed(vertex)) continue;
        const limit = set.askedFor(vertex, side) ?? request.breadth;
        for (const neighbour of expand(vertex, side, limit)) {
          if (reached.has(neighbour) && !set.hasUnseen(neighbour, side)) continue;
          reached.add(neighbour);
          if (side === 'referrers' || !isClass(neighbour)) next.push(neighbour);
        }
      }
      return { side, vertices: next, reached };
    });
  }
  // Expanding one object may draw the next that is to be expanded.
  for (let isGrowing = true; isGrowing; ) {
    isGrowing = false;
    for (const { vertex, side, count } of set.expansions()) {
      if (set.open[side].has(vertex)) continue;
      expand(vertex, side, count);
      isGrowing = true;
    }
  }
  set.drawPinned();
  return set.settle();
}

/** Neighbours of a vertex on one side as slots, those that rank first at the front. */
function bestSlots(
  { graph, referrers, neighbours, rank, request, transformed }: GrowInput,
  set: VertexSet,
  vertex: Vertex,
  side: Side,
): readonly Slot[] {
  const best = new Map<NodeIndex, Candidate>();
  const members = set.takeUnseen(vertex, side);
  scanVertex(neighbours, members, side, MAX_SCAN, (_member, node, holder, edge) => {
    if (set.isHidden(node) || set.isIn(node, vertex)) return;
    const ranked = rank(node, edge);
    const known = best.get(node);
    if (known === undefined || ranked < known.rank) {
      best.set(node, { node, rank: ranked, holder, edge });
    }
  });
  // The sort is stable: ties keep the dump's order.
  const candidates = [...best.values()].sort((a, b) => a.rank - b.rank);
  const { gathered, rest } = gatheredSlots(candidates, ({ node }) => node, transformed.gatheringOf);
  const alone = (node: NodeIndex): Slot => ({ nodes: [node], likeness: '', gathering: null });
  const others = request.grouped
    ? slotsOf(graph, referrers, side, rest)
    : rest.map(({ node }) => alone(node));
  return [...gathered, ...others];
}

/** The objects asked for: more than a handful of one type are asked for together. */
function focusSlots(
  graph: HeapGraph,
  isGrouped: boolean,
  focus: readonly NodeIndex[],
): readonly Slot[] {
  const alone = (node: NodeIndex): Slot => ({ nodes: [node], likeness: '', gathering: null });
  const singles = focus.map(alone);
  if (!isGrouped) return singles;
  const byType = new Map<number, [NodeIndex, ...NodeIndex[]]>();
  for (const node of focus) {
    const known = byType.get(graph.type[node]);
    if (known === undefined) byType.set(graph.type[node], [node]);
    else known.push(node);
  }
  return [...byType].flatMap(([type, nodes]) =>
    nodes.length > MAX_DRAWN_SINGLY
      ? [{ nodes, likeness: `type ${type}`, gathering: null }]
      : nodes.map(alone),
  );
}
