import type { Scene, SceneEdge, SceneNode } from '../../shared/scene/model/scene.ts';

/** Along a reference: to who holds it, or to what it leads to. */
export type Along = 'referrer' | 'referent';

type Drawing = Pick<Scene, 'nodes' | 'edges'>;

/**
 * Where the keyboard goes from a node along a reference: back to where it came from if that lies
 * there, else along the cycle or the path, else to the nearest. Null where nothing is drawn.
 * O(nodes + edges).
 */
export function neighbourAlong(
  drawing: Drawing,
  from: SceneNode,
  along: Along,
  cameFrom: string | null,
): SceneNode | null {
  const found = neighboursOf(drawing, from, along);
  const back = found.find(({ node }) => node.id === cameFrom);
  if (back !== undefined) return back.node;
  const [best] = found.sort(
    (a, b) => rank(a.edge) - rank(b.edge) || distance(a.node, from) - distance(b.node, from),
  );
  return best?.node ?? null;
}

/**
 * The next or previous of a node's siblings: the other neighbours, on the same side, of the node
 * that the keyboard came from. They stand from left to right, then from top to bottom. Null at
 * either end.
 */
export function siblingOf(
  drawing: Drawing,
  of: SceneNode,
  cameFrom: string | null,
  steps: 1 | -1,
): SceneNode | null {
  const parent = parentOf(drawing, of, cameFrom);
  if (parent === null) return null;
  const siblings = neighboursOf(drawing, parent.node, parent.side)
    .map(({ node }) => node)
    .sort((a, b) => a.x - b.x || a.y - b.y);
  const at = siblings.findIndex(({ id }) => id === of.id);
  return at < 0 ? null : (siblings[at + steps] ?? null);
}

/** Whose neighbour a node is taken for, and on which side of it. */
function parentOf(
  drawing: Drawing,
  of: SceneNode,
  cameFrom: string | null,
): { readonly node: SceneNode; readonly side: Along } | null {
  const referents = neighboursOf(drawing, of, 'referent').map(({ node }) => node);
  const referrers = neighboursOf(drawing, of, 'referrer').map(({ node }) => node);
  const below = referents.find(({ id }) => id === cameFrom);
  if (below !== undefined) return { node: below, side: 'referrer' };
  const above = referrers.find(({ id }) => id === cameFrom);
  if (above !== undefined) return { node: above, side: 'referent' };
  if (referents[0] !== undefined) return { node: referents[0], side: 'referrer' };
  return referrers[0] === undefined ? null : { node: referrers[0], side: 'referent' };
}

interface Neighbour {
  readonly node: SceneNode;
  readonly edge: SceneEdge;
}

function neighboursOf(drawing: Drawing, of: SceneNode, along: Along): Neighbour[] {
  const nodes = new Map(drawing.nodes.map((node) => [node.id, node]));
  const found = new Map<string, Neighbour>();
  for (const edge of drawing.edges) {
    const [here, there] =
      along === 'referrer' ? [edge.target, edge.source] : [edge.source, edge.target];
    if (here !== of.id || there === of.id) continue;
    const node = nodes.get(there);
    const known = found.get(there);
    if (node === undefined || (known !== undefined && rank(known.edge) <= rank(edge))) continue;
    found.set(there, { node, edge });
  }
  return [...found.values()];
}

const rank = (edge: SceneEdge): number =>
  edge.inCycle ? 0 : edge.onPath ? 1 : edge.isStub ? 3 : 2;

const distance = (a: SceneNode, b: SceneNode): number => Math.hypot(a.x - b.x, a.y - b.y);
