import type { ElementDefinition } from 'cytoscape';
import type { Scene, SceneEdge, SceneNode } from '../../shared/scene/scene.ts';
import type { SceneTheme } from '../../shared/scene/theme.ts';
import { edgeStyle } from '../../shared/scene/theme.ts';
import { loopOf, routeOf } from './edge-geometry.ts';

/** Cytoscape's arrow of scale 1 is this long, in scene units. */
const ARROW_LENGTH = 8.7;

/**
 * A scene as Cytoscape elements.
 *
 * Nodes are bare boxes: they give hit testing, dragging and the ends of edges, and are painted by
 * `scene-painter.ts`. Edges carry all that the style sheet maps.
 */
export function sceneElements(
  scene: Scene,
  theme: SceneTheme,
  edgeScale = 1,
): readonly ElementDefinition[] {
  const nodes = new Map(scene.nodes.map((node) => [node.id, node]));
  const elements: ElementDefinition[] = scene.nodes.map(nodeElement);
  for (const edge of scene.edges) {
    const source = nodes.get(edge.source);
    const target = nodes.get(edge.target);
    if (source !== undefined && target !== undefined) {
      elements.push(edgeElement(edge, source, target, theme, edgeScale));
    }
  }
  return elements;
}

/** How much thicker than drawn a line must be so that it can be seen at a zoom. */
export function edgeScaleAt(zoom: number): number {
  if (zoom >= 0.6) return 1;
  return zoom >= 0.35 ? 1.6 : zoom >= 0.2 ? 2.6 : 4;
}

function nodeElement(node: SceneNode): ElementDefinition {
  return {
    group: 'nodes',
    data: { id: node.id, width: node.width, height: node.height },
    position: { x: node.x, y: node.y },
  };
}

function edgeElement(
  edge: SceneEdge,
  source: SceneNode,
  target: SceneNode,
  theme: SceneTheme,
  edgeScale: number,
): ElementDefinition {
  const style = edgeStyle(theme, edge);
  const dash = style.dash === '' ? [] : style.dash.split(' ').map(Number);
  const data: Record<string, unknown> = {
    id: edge.id,
    source: edge.source,
    target: edge.target,
    colour: style.stroke,
    thickness: style.width * edgeScale,
    arrow: style.head / ARROW_LENGTH,
    lineStyle: dash.length === 0 ? 'solid' : 'dashed',
    dash: dash.length === 0 ? [6, 3] : dash,
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
  const route = routeOf(edge, source, target, style.head);
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
