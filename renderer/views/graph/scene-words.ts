import type { Scene, SceneEdge, SceneNode } from '../../../shared/scene/model/scene.ts';
import type { Marks } from '../../state/store/marks.ts';
import { VERDICT_SHORT } from '../strings.ts';
import { MARK } from '../strings-graph.ts';

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
    ...rowWords(node),
    node.rootLabel,
    node.verdict === 'unknown' || node.omitted !== null
      ? ''
      : VERDICT_SHORT[node.verdict].toLowerCase(),
    ...nodeMarks(node),
    node.address,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** The values in a node's box, a line each: "._is_copy None". */
export function rowWords({ record }: SceneNode): readonly string[] {
  return (record?.rows ?? []).map(({ label, value }) => `${label} ${value}`.trim());
}

/** What marks a node beyond what it is. */
export function nodeMarks(node: SceneNode): readonly string[] {
  return [
    node.isFocus ? MARK.focus : '',
    node.inCycle ? MARK.inCycle : node.inFamily ? MARK.inFamily : '',
    node.onPath ? MARK.onPath : '',
    node.isPinned ? MARK.pinned : '',
    node.group === null || node.group.total === node.group.count
      ? ''
      : MARK.ofGroup(node.group.total),
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
    edge.inCycle ? MARK.cycle : edge.inFamily ? MARK.otherCycle : '',
    edge.onPath ? MARK.path : '',
    edge.isWeak ? MARK.weak : '',
    edge.isHidden ? MARK.hidden : '',
    edge.isCutByHand ? MARK.cutByHand : edge.isCut ? MARK.cut : '',
    edge.count > 1 ? MARK.references(edge.count) : '',
    edge.folded.length > 0 ? MARK.folds(edge.folded.length) : '',
  ].filter((mark) => mark !== '');
}

/** Ids of the nodes whose objects the user marked. */
export function markedNodes(scene: Scene, marks: Marks): ReadonlySet<string> {
  const addresses = new Set(marks.map(({ address }) => address));
  return new Set(scene.nodes.filter(({ address }) => addresses.has(address)).map(({ id }) => id));
}
