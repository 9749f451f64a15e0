import type { Scene, SceneNode } from '../../shared/scene/scene.ts';

export type ArrowDirection = 'up' | 'down' | 'left' | 'right';

const UNIT: Readonly<Record<ArrowDirection, readonly [number, number]>> = {
  up: [0, -1],
  down: [0, 1],
  left: [-1, 0],
  right: [1, 0],
};

/** A neighbour over an edge is preferred to a node that merely lies nearer. */
const NO_EDGE_PENALTY = 3;
/** Off the axis counts more than along it, so that an arrow goes where it points. */
const SIDEWAYS = 1.6;
/** More sideways than along: only where nothing else is. */
const DIAGONAL_PENALTY = 4;

/**
 * Where an arrow key leads from a node: along an edge if one goes that way, else to what lies
 * there. Null at the border of the drawing. O(nodes + edges).
 */
export function neighbourInDirection(
  scene: Pick<Scene, 'nodes' | 'edges'>,
  from: SceneNode,
  direction: ArrowDirection,
): SceneNode | null {
  const joined = new Set<string>();
  for (const edge of scene.edges) {
    if (edge.source === from.id) joined.add(edge.target);
    if (edge.target === from.id) joined.add(edge.source);
  }
  const [ux, uy] = UNIT[direction];
  let best: SceneNode | null = null;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const node of scene.nodes) {
    if (node.id === from.id) continue;
    const dx = node.x - from.x;
    const dy = node.y - from.y;
    const along = dx * ux + dy * uy;
    const across = Math.abs(dx * uy) + Math.abs(dy * ux);
    // Anything within a right angle of the arrow's direction, give or take.
    if (along <= 1 || across > 2.5 * along) continue;
    const distance = (along + SIDEWAYS * across) * (across > along ? DIAGONAL_PENALTY : 1);
    const cost = joined.has(node.id) ? distance : distance * NO_EDGE_PENALTY;
    if (cost < bestCost) {
      bestCost = cost;
      best = node;
    }
  }
  return best;
}
