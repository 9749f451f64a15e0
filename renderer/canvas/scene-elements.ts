import type { ElementDefinition } from 'cytoscape';
import type { Scene, SceneEdge, SceneNode } from '../../shared/scene/model/scene.ts';
import { loopOf, routeOf } from './edge-geometry.ts';

/**
 * A scene as Cytoscape elements: bare boxes and lines, for pointing, dragging and boxing in. What
 * they look like is painted by `scene-painter.ts`.
 */
export function sceneElements(scene: Scene): readonly ElementDefinition[] {
  const nodes = new Map(scene.nodes.map((node) => [node.id, node]));
  const elements: ElementDefinition[] = scene.nodes.map(nodeElement);
  for (const edge of scene.edges) {
    const source = nodes.get(edge.source);
    const target = nodes.get(edge.target);
    if (source !== undefined && target !== undefined) {
      elements.push(edgeElement(edge, source, target));
    }
  }
  return elements;
}

function nodeElement(node: SceneNode): ElementDefinition {
  return {
    group: 'nodes',
    data: { id: node.id, width: node.width, height: node.height },
    position: { x: node.x, y: node.y },
    // What cannot be pinned is not dragged either: the drawing is.
    grabbable: node.node !== null,
  };
}

function edgeElement(edge: SceneEdge, source: SceneNode, target: SceneNode): ElementDefinition {
  const data: Record<string, unknown> = {
    id: edge.id,
    source: edge.source,
    target: edge.target,
    depth: edge.inCycle ? 3 : edge.onPath ? 2 : 1,
  };
  if (edge.source === edge.target) {
    const { direction, reach } = loopOf(edge, source);
    return {
      group: 'edges',
      classes: 'loop',
      data: { ...data, direction: `${direction}rad`, reach },
    };
  }
  const route = routeOf(edge, source, target);
  if (route === null) return { group: 'edges', classes: 'straight', data };
  const offset = ({ x, y }: { x: number; y: number }) => `${x}px ${y}px`;
  return {
    group: 'edges',
    classes: route.weights.length === 0 ? 'straight' : 'routed',
    data: {
      ...data,
      weights: route.weights,
      distances: route.distances,
      sourceEnd: offset(route.sourceEnd),
      targetEnd: offset(route.targetEnd),
    },
  };
}
