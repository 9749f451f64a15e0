import { formatQuantity } from '../../../shared/base/units.ts';
import type { Scene, SceneEdge, SceneNode } from '../../../shared/scene/scene.ts';
import type { Marks } from '../../state/marks.ts';
import { VERDICT_SHORT } from '../strings.ts';

/** Scene nodes by id, and edges by the node they touch: what the list and the hints read. */
export interface SceneIndex {
  readonly nodes: ReadonlyMap<string, SceneNode>;
  readonly edges: ReadonlyMap<string, SceneEdge>;
}

export function indexScene(scene: Scene): SceneIndex {
  return {
    nodes: new Map(scene.nodes.map((node) => [node.id, node])),
    edges: new Map(scene.edges.map((edge) => [edge.id, edge])),
  };
}

/** How many neighbours of a node are drawn on one side; stubs are not neighbours. */
export function drawnNeighbours(
  scene: Scene,
  id: string,
  direction: 'referrers' | 'referents',
): number {
  return scene.edges.filter(
    (edge) => !edge.isStub && (direction === 'referrers' ? edge.target : edge.source) === id,
  ).length;
}

/** A node in one sentence, for screen readers and the hint line. */
export function nodeWords(node: SceneNode): string {
  const parts = [
    node.title,
    ...node.lines,
    node.rootLabel,
    node.verdict === 'unknown' || node.node === null
      ? ''
      : VERDICT_SHORT[node.verdict].toLowerCase(),
    node.inCycle ? 'in the cycle' : '',
    node.onPath ? 'on the path from a root' : '',
    node.address,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** An edge in one sentence: "DataFrame .ww → PandasTableAccessor, in the cycle". */
export function edgeWords(edge: SceneEdge, { nodes }: SceneIndex): string {
  const from = nodes.get(edge.source)?.title ?? '';
  const to = nodes.get(edge.target)?.title ?? '';
  const marks = edgeMarks(edge);
  return `${from} ${edge.fullLabel} → ${to}${marks.length > 0 ? `, ${marks.join(', ')}` : ''}`;
}

export function edgeMarks(edge: SceneEdge): readonly string[] {
  return [
    edge.inCycle ? 'cycle' : '',
    edge.onPath ? 'path from a root' : '',
    edge.isWeak ? 'weak' : '',
    edge.isHidden ? 'hidden from the collector' : '',
    edge.isCut ? 'cut' : '',
    edge.count > 1 ? formatQuantity(edge.count, 'reference') : '',
    edge.folded.length > 0 ? `folds ${formatQuantity(edge.folded.length, 'object')}` : '',
  ].filter((mark) => mark !== '');
}

/** The order of the list: the cycle, the path, then as drawn from top to bottom. */
export function listedEdges(scene: Scene, { nodes }: SceneIndex): readonly SceneEdge[] {
  const rank = (edge: SceneEdge) => (edge.inCycle ? 0 : edge.onPath ? 1 : edge.isStub ? 3 : 2);
  const height = (edge: SceneEdge) => nodes.get(edge.source)?.y ?? 0;
  return [...scene.edges].sort((a, b) => rank(a) - rank(b) || height(a) - height(b));
}

/** Ids of the nodes whose objects the user marked. */
export function markedNodes(scene: Scene, marks: Marks): ReadonlySet<string> {
  const addresses = new Set(marks.map(({ address }) => address));
  return new Set(scene.nodes.filter(({ address }) => addresses.has(address)).map(({ id }) => id));
}
