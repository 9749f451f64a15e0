import { formatCount, formatQuantity } from '../../../shared/base/units.ts';
import type { Scene, SceneEdge, SceneNode } from '../../../shared/scene/scene.ts';
import type { Marks } from '../../state/marks.ts';
import { VERDICT_SHORT } from '../strings.ts';

/** Scene nodes and edges by id: what the list, the tips and the keyboard read. */
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
  const found = scene.edges.filter(
    (edge) => !edge.isStub && (direction === 'referrers' ? edge.target : edge.source) === id,
  );
  return new Set(found.map((edge) => (direction === 'referrers' ? edge.source : edge.target))).size;
}

/** A node in one sentence, for screen readers and tips. */
export function nodeWords(node: SceneNode): string {
  const parts = [
    node.title,
    ...node.lines,
    node.rootLabel,
    node.verdict === 'unknown' || node.omitted !== null
      ? ''
      : VERDICT_SHORT[node.verdict].toLowerCase(),
    ...nodeMarks(node),
    node.address,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** What marks a node beyond what it is. */
export function nodeMarks(node: SceneNode): readonly string[] {
  return [
    node.isFocus ? 'what was asked for' : '',
    node.inCycle ? 'in the cycle' : node.inFamily ? 'on a cycle of the family' : '',
    node.onPath ? 'on the path from a root' : '',
    node.isPinned ? 'pinned' : '',
    node.group === null || node.group.total === node.group.count
      ? ''
      : `of ${formatCount(node.group.total)}, the others are drawn singly`,
  ].filter((mark) => mark !== '');
}

/** An edge in one sentence: "DataFrame .ww → PandasTableAccessor, cycle". */
export function edgeWords(edge: SceneEdge, index: SceneIndex): string {
  return [edgeName(edge, index), ...edgeMarks(edge)].join(', ');
}

/** What a reference is called: "DataFrame .ww → PandasTableAccessor". */
export function edgeName(edge: SceneEdge, { nodes }: SceneIndex): string {
  const from = nodes.get(edge.source)?.title ?? '';
  const to = nodes.get(edge.target)?.title ?? '';
  return [from, edge.fullLabel, '→', to].filter((part) => part !== '').join(' ');
}

export function edgeMarks(edge: SceneEdge): readonly string[] {
  return [
    edge.inCycle ? 'cycle' : edge.inFamily ? 'another cycle of the family' : '',
    edge.onPath ? 'path from a root' : '',
    edge.isWeak ? 'weak' : '',
    edge.isHidden ? 'hidden from the collector' : '',
    edge.isCutByHand ? 'cut by you' : edge.isCut ? 'not counted in cycles' : '',
    edge.count > 1 ? formatQuantity(edge.count, 'reference') : '',
    edge.folded.length > 0 ? `folds ${formatQuantity(edge.folded.length, 'object')}` : '',
  ].filter((mark) => mark !== '');
}

/** Ids of the nodes whose objects the user marked. */
export function markedNodes(scene: Scene, marks: Marks): ReadonlySet<string> {
  const addresses = new Set(marks.map(({ address }) => address));
  return new Set(scene.nodes.filter(({ address }) => addresses.has(address)).map(({ id }) => id));
}
