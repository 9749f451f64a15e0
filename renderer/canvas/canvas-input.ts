import type { Core, EventObject } from 'cytoscape';
import type { Viewport } from '../state/view/history.ts';
import type { Point } from './edge-geometry.ts';
import type { ViewportSize } from './viewport.ts';

/** How a click was meant. */
export interface ClickIntent {
  /** Added to or taken from what is selected: with Shift, Control or the command key. */
  readonly adds: boolean;
}

/** What the user did to the drawing, by scene ids. */
export interface CanvasEvents {
  readonly onSelect: (id: string, intent: ClickIntent) => void;
  /** Boxed in; in drawing order. */
  readonly onBox: (ids: readonly string[]) => void;
  readonly onEdge: (id: string) => void;
  readonly onBackground: () => void;
  readonly onOpen: (id: string) => void;
  /** A context menu is asked for, at a point of the page: of a node, an edge, or the drawing. */
  readonly onMenu: (id: string | null, at: Point) => void;
  /** What the pointer is over, and where it is within the canvas. */
  readonly onHover: (id: string | null, at: Point | null) => void;
  /** A node was dragged to a place of the scene. */
  readonly onDragged: (id: string, to: Point) => void;
  /** The view has come to rest. */
  readonly onViewport: (viewport: Viewport) => void;
  /** The view or its size changed, at most once a frame. */
  readonly onMoved: (viewport: Viewport, size: ViewportSize) => void;
}

/** Cytoscape's pointer events in our words. They end with the instance. */
export function listenForInput(cy: Core, host: HTMLElement, events: CanvasEvents): void {
  const idOf = (event: EventObject): string => event.target.id();
  cy.on('tap', (event) => {
    if (event.target === cy) events.onBackground();
    else if (event.target.isNode()) events.onSelect(idOf(event), { adds: addsTo(event) });
    else events.onEdge(idOf(event));
  });
  cy.on('dbltap', 'node', (event) => events.onOpen(idOf(event)));
  cy.on('cxttap', (event) => {
    const { clientX: x, clientY: y } = event.originalEvent;
    events.onMenu(event.target === cy ? null : idOf(event), { x, y });
  });
  cy.on('mouseover', 'node, edge', (event) => {
    host.classList.add('over-element');
    events.onHover(idOf(event), event.renderedPosition);
  });
  cy.on('mouseout', 'node, edge', () => {
    host.classList.remove('over-element');
    events.onHover(null, null);
  });
  cy.on('dragfree', 'node', (event) => {
    events.onDragged(idOf(event), { ...event.target.position() });
  });
  let boxed: string[] = [];
  cy.on('boxend', () => {
    boxed = [];
    // The elements come one by one right after this event.
    queueMicrotask(() => events.onBox(boxed));
  });
  cy.on('box', 'node', (event) => {
    boxed.push(idOf(event));
  });
}

function addsTo({ originalEvent }: EventObject): boolean {
  return originalEvent.shiftKey || originalEvent.ctrlKey || originalEvent.metaKey;
}
