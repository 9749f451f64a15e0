import type { Scene, SceneEdge, SceneNode } from '../../../shared/scene/model/scene.ts';

export function sceneNode(
  id: string,
  x: number,
  y: number,
  more: Partial<SceneNode> = {},
): SceneNode {
  return {
    id,
    role: 'instance',
    node: Number(/\d+/.exec(id)?.[0] ?? 0),
    address: '0x7f0000001000',
    type: '',
    title: id,
    lines: [],
    redactedLines: [],
    record: null,
    x,
    y,
    width: 80,
    height: 30,
    verdict: 'held',
    isFocus: false,
    inCycle: false,
    onPath: false,
    inFamily: false,
    isPinned: false,
    rootLabel: '',
    canUnfold: false,
    undrawn: { referrers: 0, referents: 0 },
    group: null,
    omitted: null,
    ...more,
  };
}

/** An edge as a straight cubic between the centres of two nodes. */
export function sceneEdge(
  source: SceneNode,
  target: SceneNode,
  more: Partial<SceneEdge> = {},
): SceneEdge {
  const third = (from: number, to: number, part: number) => from + ((to - from) * part) / 3;
  return {
    id: `${source.id}-${target.id}`,
    source: source.id,
    target: target.id,
    label: '.x',
    fullLabel: '.x',
    redactedLabel: '.x',
    count: 1,
    folded: [],
    inCycle: false,
    onPath: false,
    inFamily: false,
    isWeak: false,
    isHidden: false,
    isCut: false,
    isCutByHand: false,
    references: [],
    bears: 0,
    isStub: false,
    curve: [
      source.x,
      source.y,
      third(source.x, target.x, 1),
      third(source.y, target.y, 1),
      third(source.x, target.x, 2),
      third(source.y, target.y, 2),
      target.x,
      target.y,
    ],
    labelX: (source.x + target.x) / 2,
    labelY: (source.y + target.y) / 2,
    labelWidth: 20,
    labelHeight: 16,
    ...more,
  };
}

export function sceneOf(nodes: readonly SceneNode[], edges: readonly SceneEdge[]): Scene {
  return {
    title: 'A drawing',
    description: 'What is drawn.',
    redactedDescription: 'What is drawn.',
    nodes,
    edges,
    width: Math.max(...nodes.map((node) => node.x + node.width / 2), 0),
    height: Math.max(...nodes.map((node) => node.y + node.height / 2), 0),
    origin: { x: 0, y: 0 },
    focus: [],
    omittedCount: 0,
    layout: 'dot',
  };
}
