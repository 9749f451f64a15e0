import type { Core } from 'cytoscape';
import type { Scene } from '../../shared/scene/model/scene.ts';
import type { Viewport } from '../state/view/history.ts';
import type { Point } from './edge-geometry.ts';
import type { Transition } from './transition.ts';
import { mix } from './transition.ts';

/** Where every element stands now. */
export function positionsOf(cy: Core): Map<string, Point> {
  const positions = new Map<string, Point>();
  cy.nodes().forEach((node) => {
    positions.set(node.id(), { ...node.position() });
  });
  return positions;
}

/** Nodes at `t` of their way. */
export function placeAlong(cy: Core, scene: Scene, transition: Transition, t: number): void {
  cy.batch(() => {
    for (const node of scene.nodes) {
      const from = transition.from.get(node.id) ?? node;
      cy.getElementById(node.id).position({ x: mix(from.x, node.x, t), y: mix(from.y, node.y, t) });
    }
  });
}

/** The view at `t` of its way. */
export function lookAlong(cy: Core, from: Viewport, to: Viewport, t: number): void {
  cy.viewport({
    zoom: mix(from.zoom, to.zoom, t),
    pan: { x: mix(from.x, to.x, t), y: mix(from.y, to.y, t) },
  });
}
