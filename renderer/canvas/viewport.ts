import type { Scene } from '../../shared/scene/scene.ts';
import type { Viewport } from '../state/history.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

const MARGIN = 36;
/** The bar of actions floats over this much of the lower edge. */
const BAR = 44;
/** A drawing of three nodes is not blown up to fill a wall. */
const LARGEST_ZOOM = 1.2;
/** Below this, text cannot be read: better to show a part. */
const READABLE_ZOOM = 0.62;

/** The whole drawing in view. */
export function fitViewport(scene: Pick<Scene, 'width' | 'height'>, view: Size): Viewport {
  const zoom = Math.max(0.02, Math.min(fitZoom(scene, view), LARGEST_ZOOM));
  return centred(scene.width / 2, scene.height / 2, zoom, view);
}

/** The whole drawing if it can be read so; else its focus in the middle, readable. */
export function openingViewport(
  scene: Pick<Scene, 'width' | 'height' | 'nodes'>,
  view: Size,
): Viewport {
  const fit = fitZoom(scene, view);
  const focus = scene.nodes.find((node) => node.isFocus);
  if (fit >= READABLE_ZOOM || focus === undefined) return fitViewport(scene, view);
  const around = centred(focus.x, focus.y, READABLE_ZOOM, view);
  return {
    zoom: READABLE_ZOOM,
    x: within(around.x, scene.width * READABLE_ZOOM, view.width),
    y: within(around.y, scene.height * READABLE_ZOOM, view.height - BAR),
  };
}

/** Zoomed about a point of the view that stays where it is. */
export function zoomedAbout(viewport: Viewport, factor: number, x: number, y: number): Viewport {
  const zoom = Math.min(Math.max(viewport.zoom * factor, 0.02), 4);
  const ratio = zoom / viewport.zoom;
  return { zoom, x: x - (x - viewport.x) * ratio, y: y - (y - viewport.y) * ratio };
}

function fitZoom(scene: Pick<Scene, 'width' | 'height'>, view: Size): number {
  return Math.min(
    (view.width - 2 * MARGIN) / Math.max(scene.width, 1),
    (view.height - BAR - 2 * MARGIN) / Math.max(scene.height, 1),
  );
}

function centred(x: number, y: number, zoom: number, view: Size): Viewport {
  return { zoom, x: view.width / 2 - x * zoom, y: (view.height - BAR) / 2 - y * zoom };
}

/** No emptier than need be: a drawing larger than the view reaches its edges. */
function within(pan: number, drawn: number, available: number): number {
  if (drawn + 2 * MARGIN <= available) return (available - drawn) / 2;
  return Math.min(MARGIN, Math.max(pan, available - drawn - MARGIN));
}

/** Whether a noticeable part of the drawing is out of view. */
export function isPartlyHidden(
  scene: Pick<Scene, 'width' | 'height'>,
  viewport: Viewport,
  view: Size,
): boolean {
  const slack = 8;
  return (
    viewport.x < -slack ||
    viewport.y < -slack ||
    scene.width * viewport.zoom + viewport.x > view.width + slack ||
    scene.height * viewport.zoom + viewport.y > view.height + slack
  );
}
