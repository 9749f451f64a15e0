import type { Direction, Scene, SceneEdge, SceneNode } from '../../../shared/scene/model/scene.ts';

/** One line of the list: a node, and the reference by which it hangs on the line above. */
export interface TreeRow {
  /** Unique in the tree. */
  readonly key: string;
  readonly parent: string | null;
  readonly node: SceneNode;
  /** Null for what the drawing starts from. */
  readonly edge: SceneEdge | null;
  /** Which end of the reference the node is. */
  readonly side: 'referrer' | 'referent';
  /** 1 for what the drawing starts from. */
  readonly level: number;
  /** Its place among the children of its parent, from 1, and how many there are. */
  readonly place: number;
  readonly siblings: number;
  readonly hasChildren: boolean;
  /** The node stands further up already, with all that hangs on it. */
  readonly isRepeat: boolean;
}

type Side = TreeRow['side'];
type PlainRow = Omit<TreeRow, 'place' | 'siblings' | 'hasChildren'>;
type Waiting = Omit<PlainRow, 'key' | 'isRepeat'>;

/**
 * A drawing as a tree, to be read: from what it starts from along the references that it follows.
 *
 * Every drawn object stands in it, and every drawn reference exactly once: what hangs on an object
 * is listed where the object stands first. Depth first, without recursion. O(nodes × edges).
 */
export function sceneTree(scene: Scene, direction: Direction): readonly TreeRow[] {
  const nodes = new Map(scene.nodes.map((node) => [node.id, node]));
  const listed = new Set<string>();
  const opened = new Set<string>();
  const rows: PlainRow[] = [];
  const first: Side = direction === 'referents' ? 'referent' : 'referrer';

  const childrenOf = (row: PlainRow): Waiting[] => {
    if (row.isRepeat) return [];
    const sides: readonly Side[] =
      row.edge === null && direction === 'both' ? ['referrer', 'referent'] : [row.side];
    return sides.flatMap((side) =>
      scene.edges
        .filter((edge) => (side === 'referrer' ? edge.target : edge.source) === row.node.id)
        .sort((a, b) => rank(a) - rank(b))
        .flatMap((edge): Waiting[] => {
          const node = nodes.get(side === 'referrer' ? edge.source : edge.target);
          return node === undefined
            ? []
            : [{ node, edge, side, parent: row.key, level: row.level + 1 }];
        }),
    );
  };
  const walk = (start: SceneNode): void => {
    const stack: Waiting[] = [{ node: start, edge: null, side: first, parent: null, level: 1 }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { edge, node } = next;
      if (edge !== null && listed.has(edge.id)) continue;
      if (edge !== null) listed.add(edge.id);
      const key = edge === null ? node.id : edge.id;
      const row: PlainRow = { ...next, key, isRepeat: opened.has(node.id) };
      opened.add(node.id);
      rows.push(row);
      stack.push(...childrenOf(row).reverse());
    }
  };
  for (const node of scene.nodes) if (node.isFocus) walk(node);
  for (const node of scene.nodes) {
    if (!opened.has(node.id) && node.omitted === null) walk(node);
  }
  return finished([...rows, ...across(scene, nodes, rows, listed)]);
}

/** References that neither way down the tree has come along: they hang on their referents. */
function across(
  scene: Scene,
  nodes: ReadonlyMap<string, SceneNode>,
  rows: readonly PlainRow[],
  listed: ReadonlySet<string>,
): readonly PlainRow[] {
  const firstOf = new Map<string, PlainRow>();
  for (const row of rows) if (!row.isRepeat) firstOf.set(row.node.id, row);
  return scene.edges.flatMap((edge): PlainRow[] => {
    const parent = firstOf.get(edge.target);
    const node = nodes.get(edge.source);
    if (listed.has(edge.id) || parent === undefined || node === undefined) return [];
    const { key, level } = parent;
    return [
      { key: edge.id, parent: key, node, edge, side: 'referrer', level: level + 1, isRepeat: true },
    ];
  });
}

/** The rows as they follow each other, each with its place among its siblings. */
function finished(rows: readonly PlainRow[]): readonly TreeRow[] {
  const children = new Map<string | null, PlainRow[]>();
  for (const row of rows) {
    const siblings = children.get(row.parent);
    if (siblings === undefined) children.set(row.parent, [row]);
    else siblings.push(row);
  }
  const ordered: TreeRow[] = [];
  const stack = [...(children.get(null) ?? [])].reverse();
  for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
    const siblings = children.get(row.parent) ?? [];
    const own = children.get(row.key) ?? [];
    ordered.push({
      ...row,
      place: siblings.indexOf(row) + 1,
      siblings: siblings.length,
      hasChildren: own.length > 0,
    });
    stack.push(...[...own].reverse());
  }
  return ordered;
}

/** The rows that can be seen while some are closed. */
export function openRows(
  rows: readonly TreeRow[],
  closed: ReadonlySet<string>,
): readonly TreeRow[] {
  const hidden = new Set<string>();
  return rows.filter((row) => {
    const isHidden = row.parent !== null && (hidden.has(row.parent) || closed.has(row.parent));
    if (isHidden) hidden.add(row.key);
    return !isHidden;
  });
}

const rank = (edge: SceneEdge): number =>
  edge.inCycle ? 0 : edge.onPath ? 1 : edge.isStub ? 3 : 2;
