import type { Scene } from '../../shared/scene/scene.ts';
import type { Point } from './edge-geometry.ts';
import type { PaintedLabel, PaintedNode } from './scene-painter.ts';

/** What differs, in one frame, from the scene as it was laid out. */
export interface FrameState {
  /** How far nodes are from where the scene put them; those at home are not in it. */
  readonly shifts: ReadonlyMap<string, Point>;
  /** Nodes that fade in, and how far they have come: 0 … 1. */
  readonly appearing: ReadonlySet<string>;
  readonly progress: number;
}

const HOME: Point = { x: 0, y: 0 };

export function paintedNodes(scene: Scene, state: FrameState): readonly PaintedNode[] {
  return scene.nodes.map((node) => {
    const { x: dx, y: dy } = state.shifts.get(node.id) ?? HOME;
    return { node, dx, dy, alpha: alphaOf(node.id, state) };
  });
}

/** Labels go along with the middle of their edge. */
export function paintedLabels(scene: Scene, state: FrameState): readonly PaintedLabel[] {
  return scene.edges.map((edge) => {
    const source = state.shifts.get(edge.source) ?? HOME;
    const target = state.shifts.get(edge.target) ?? HOME;
    return {
      edge,
      dx: (source.x + target.x) / 2,
      dy: (source.y + target.y) / 2,
      alpha: Math.min(alphaOf(edge.source, state), alphaOf(edge.target, state)),
    };
  });
}

function alphaOf(id: string, { appearing, progress }: FrameState): number {
  return appearing.has(id) ? progress : 1;
}
