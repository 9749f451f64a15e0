import type { Core, EventObject } from 'cytoscape';
import type { Viewport } from '../state/history.ts';
import type { Point } from './edge-geometry.ts';
import type { Size } from './viewport.ts';

/** What the user did to the drawing, by scene ids. */
export interface CanvasEvents {
  readonly onSelect: (id: string) => void;
  readonly onOpen: (id: string) => void;
  readonly onMenu: (id: string | null, at: Point) => void;
  readonly onHover: (id: string | null) => void;
  /** The view has come to rest. */
  readonly onViewport: (viewport: Viewport) => void;
  /** The view or its size changed, at most once a frame. */
  readonly onMoved: (viewport: Viewport, size: Size) => void;
}

/** Cytoscape's pointer events in our words. They end with the instance. */
export function listenForInput(cy: Core, host: HTMLElement, events: CanvasEvents): void {
  const idOf = (event: EventObject): string => event.target.id();
  cy.on('tap', 'node', (event) => events.onSelect(idOf(event)));
  cy.on('dbltap', 'node', (event) => events.onOpen(idOf(event)));
  cy.on('cxttap', (event) => {
    const { clientX: x, clientY: y } = event.originalEvent;
    const isNode = event.target !== cy && event.target.isNode();
    events.onMenu(isNode ? idOf(event) : null, { x, y });
  });
  cy.on('mouseover', 'node, edge', (event) => {
    host.classList.toggle('over-node', event.target.isNode());
    events.onHover(idOf(event));
  });
  cy.on('mouseout', 'node, edge', () => {
    host.classList.remove('over-node');
    events.onHover(null);
  });
}
