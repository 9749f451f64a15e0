import type { Scene } from '../../shared/scene/model/scene.ts';
import type { Viewport } from '../state/view/history.ts';

export interface ViewportSize {
  readonly width: number;
  readonly height: number;
}

const MARGIN = 36;
/** The bar of actions floats over this much of the lower edge. */
const BAR = 44;
/** A drawing of three nodes is not blown up to fill a wall. */
const MAX_FIT_ZOOM = 1.2;
/** Below this the 11 pixels of a line are fewer than ten and tire to read: better to show a part. */
const READABLE_ZOOM = 10 / 11;

/** A part of the scene; without a place it begins at (0, 0). */
export interface Bounds extends ViewportSize {
  readonly left?: number;
  readonly top?: number;
}

/** The whole drawing, or a part of it, in view. */
export function fitViewport(
  { width, height, left = 0, top = 0 }: Bounds,
  view: ViewportSize,
): Viewport {
  const zoom = Math.max(0.02, Math.min(fitZoom({ width, height }, view), MAX_FIT_ZOOM));
  return centred(left + width / 2, top + height / 2, zoom, view);
}

/** What some nodes take up. */
export function boundsOf(nodes: readonly Box[]): Bounds {
  const left = Math.min(...nodes.map(({ x, width }) => x - width / 2));
  const top = Math.min(...nodes.map(({ y, height }) => y - height / 2));
  const right = Math.max(...nodes.map(({ x, width }) => x + width / 2));
  const bottom = Math.max(...nodes.map(({ y, height }) => y + height / 2));
  return { left, top, width: right - left, height: bottom - top };
}

interface Box extends ViewportSize {
  readonly x: number;
  readonly y: number;
}

/** Where to pan so that a node is in view: no further than it takes. */
export function revealingPan(
  node: Box,
  { x, y, zoom }: Viewport,
  view: ViewportSize,
): { readonly x: number; readonly y: number } {
  const margin = 24;
  const shift = (centre: number, half: number, available: number): number => {
    if (centre - half < margin) return margin - (centre - half);
    if (centre + half > available - margin) return available - margin - (centre + half);
    return 0;
  };
  return {
    x: x + shift(node.x * zoom + x, (node.width / 2) * zoom, view.width),
    y: y + shift(node.y * zoom + y, (node.height / 2) * zoom, view.height - BAR),
  };
}

/** The whole drawing if it can be read so; else its focus in the middle, readable. */
export function openingViewport(
  scene: Pick<Scene, 'width' | 'height' | 'nodes'>,
  view: ViewportSize,
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

function fitZoom(scene: Pick<Scene, 'width' | 'height'>, view: ViewportSize): number {
  return Math.min(
    (view.width - 2 * MARGIN) / Math.max(scene.width, 1),
    (view.height - BAR - 2 * MARGIN) / Math.max(scene.height, 1),
  );
}

function centred(x: number, y: number, zoom: number, view: ViewportSize): Viewport {
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
  view: ViewportSize,
): boolean {
  const slack = 8;
  return (
    viewport.x < -slack ||
    viewport.y < -slack ||
    scene.width * viewport.zoom + viewport.x > view.width + slack ||
    scene.height * viewport.zoom + viewport.y > view.height + slack
  );
}
