import type { SceneEdge, SceneNode } from '../model/scene.ts';

export type PlannedNode = Omit<SceneNode, 'x' | 'y'>;

export type PlannedEdge = Omit<SceneEdge, 'curve' | 'labelX' | 'labelY'>;
