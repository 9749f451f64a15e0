import type { NodeIndex } from '../heap/heap-graph.ts';
import type { Neighbours, Side } from './neighbours.ts';
import type { Rank } from './rank.ts';
import type { SceneRequest } from './scene.ts';

/** Objects in one drawing; with stubs a scene stays below 400 nodes, which dot can lay out. */
export const MAX_OBJECTS = 300;
/** References looked at per object and side. */
export const MAX_SCAN = 20_000;

export interface Grown {
  /** Drawn objects in the order they were found. */
  readonly drawn: ReadonlySet<NodeIndex>;
  /** Sides whose neighbours were asked for: what is missing there gets a stub. */
  readonly open: Readonly<Record<Side, ReadonlySet<NodeIndex>>>;
  /** More was asked for than one drawing holds. */
  readonly isFull: boolean;
}

/**
 * Which objects are drawn: breadth-first from the focus in folded steps.
 *
 * With both directions, the way up and the way down are grown apart: what is reached over referrers
 * is followed to its referrers only. Otherwise the other items of every container on the way would
 * flood the drawing. For the same reason the way down ends at classes, which refer to their methods
 * and these to everything; they can be expanded.
 */
export function growNeighbourhood(
  neighbours: Neighbours,
  rank: Rank,
  request: SceneRequest,
  pinned: Iterable<NodeIndex>,
  isClass: (node: NodeIndex) => boolean,
): Grown {
  const drawn = new Set<NodeIndex>();
  const open = { referrers: new Set<NodeIndex>(), referents: new Set<NodeIndex>() };
  const focus = new Set(request.focus);
  const hidden = new Set(request.hidden.filter((node) => !focus.has(node)));
  const collapsed = new Set(request.collapsed);
  let isFull = false;

  const draw = (node: NodeIndex): boolean => {
    if (drawn.has(node)) return true;
    if (drawn.size >= MAX_OBJECTS) {
      isFull = true;
      return false;
    }
    drawn.add(node);
    return true;
  };

  /** Opens a side of a drawn object; returns the neighbours that are drawn by it. */
  const expand = (node: NodeIndex, side: Side, limit: number): readonly NodeIndex[] => {
    open[side].add(node);
    return best(neighbours, rank, node, side, limit, hidden).filter(draw);
  };

  for (const node of focus) draw(node);
  for (const node of pinned) if (!hidden.has(node)) draw(node);

  const asked = new Map(
    request.expanded.map((entry) => [sideKey(entry.node, entry.direction), entry]),
  );
  const sides: readonly Side[] =
    request.direction === 'both' ? ['referrers', 'referents'] : [request.direction];
  let frontiers = sides.map((side) => ({ side, nodes: [...focus], reached: new Set(focus) }));
  for (let depth = 0; depth < request.depth; depth++) {
    frontiers = frontiers.map(({ side, nodes, reached }) => {
      const next: NodeIndex[] = [];
      for (const node of nodes) {
        if (collapsed.has(node)) continue;
        const limit = asked.get(sideKey(node, side))?.count ?? request.breadth;
        for (const neighbour of expand(node, side, limit)) {
          if (reached.has(neighbour)) continue;
          reached.add(neighbour);
          if (side === 'referrers' || !isClass(neighbour)) next.push(neighbour);
        }
      }
      return { side, nodes: next, reached };
    });
  }
  // Expanding one object may draw the next that is to be expanded.
  let pending = request.expanded;
  for (;;) {
    const ready = pending.filter(
      ({ node, direction }) => drawn.has(node) && !open[direction].has(node),
    );
    if (ready.length === 0) break;
    for (const { node, direction, count } of ready) expand(node, direction, count);
    pending = pending.filter((entry) => !ready.includes(entry));
  }
  return { drawn, open, isFull };
}

const sideKey = (node: NodeIndex, side: Side): string => `${side} ${node}`;

/**
 * The `limit` neighbours that rank first, in that order; ties keep the dump's order.
 *
 * Kept in a list of at most `limit`, since there may be thousands to choose from.
 */
function best(
  neighbours: Neighbours,
  rank: Rank,
  node: NodeIndex,
  side: Side,
  limit: number,
  hidden: ReadonlySet<NodeIndex>,
): readonly NodeIndex[] {
  const chosen: { node: NodeIndex; rank: number }[] = [];
  neighbours.scan(node, side, MAX_SCAN, (neighbour, _holder, edge) => {
    if (hidden.has(neighbour)) return true;
    const ranked = rank(neighbour, edge);
    if (chosen.length === limit && ranked >= (chosen.at(-1)?.rank ?? 0)) return true;
    const known = chosen.findIndex((entry) => entry.node === neighbour);
    if (known >= 0) {
      if ((chosen[known]?.rank ?? 0) <= ranked) return true;
      chosen.splice(known, 1);
    }
    let at = chosen.length;
    while (at > 0 && (chosen[at - 1]?.rank ?? 0) > ranked) at--;
    chosen.splice(at, 0, { node: neighbour, rank: ranked });
    if (chosen.length > limit) chosen.pop();
    return true;
  });
  return chosen.map((entry) => entry.node);
}
