import type { Viewport } from '../state/view/history.ts';
import type { Area } from './frame.ts';
import type { ViewportSize } from './viewport.ts';

/** What is painted beyond each side of the view, as a share of it: panning shows it at once. */
const MARGIN = 0.2;
/** A picture is stretched by no more than this before it is painted anew. */
const MAX_STRETCH = 1.35;
/** The view counts as at rest after so long. */
const REST_MS = 110;

interface Painted {
  readonly viewport: Viewport;
  readonly size: ViewportSize;
  readonly marginX: number;
  readonly marginY: number;
}

/**
 * A canvas that is a little larger than the view, and moved rather than painted while the view
 * moves: a frame of panning or zooming then costs next to nothing, however much is drawn. It is
 * painted when the view has left what it shows, and crisply once the view is at rest.
 */
export class PaintLayer {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #paint: (context: CanvasRenderingContext2D, area: Area) => void;
  #painted: Painted | null = null;
  #wanted: { readonly viewport: Viewport; readonly size: ViewportSize } | null = null;
  #restTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement, paint: (context: CanvasRenderingContext2D, area: Area) => void) {
    this.#canvas = document.createElement('canvas');
    this.#canvas.className = 'scene-overlay';
    this.#context = this.#canvas.getContext('2d');
    this.#paint = paint;
    host.append(this.#canvas);
  }

  /**
   * The drawing seen so, painted anew where that is needed: because it `changed`, or because what is
   * painted does not reach. While it is growing only what is in view is painted: the next frame is
   * another.
   */
  show(viewport: Viewport, size: ViewportSize, changed: boolean, isGrowing: boolean): void {
    this.#wanted = { viewport, size };
    if (changed || !this.#moveTo(viewport, size)) this.#repaint(isGrowing ? 0 : MARGIN);
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => this.#settle(), REST_MS);
  }

  #repaint(margin: number): void {
    if (this.#wanted === null || this.#context === null) return;
    const { viewport, size } = this.#wanted;
    const ratio = window.devicePixelRatio;
    const marginX = Math.round(size.width * margin);
    const marginY = Math.round(size.height * margin);
    const width = size.width + 2 * marginX;
    const height = size.height + 2 * marginY;
    const canvas = this.#canvas;
    const context = this.#context;
    const pixelWidth = Math.round(width * ratio);
    const pixelHeight = Math.round(height * ratio);
    if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
      canvas.width = pixelWidth;
      canvas.height = pixelHeight;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    } else {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, pixelWidth, pixelHeight);
    }
    const { x, y, zoom } = viewport;
    const scale = zoom * ratio;
    context.setTransform(scale, 0, 0, scale, (x + marginX) * ratio, (y + marginY) * ratio);
    this.#painted = { viewport, size, marginX, marginY };
    this.#moveTo(viewport, size);
    this.#paint(context, {
      left: -(x + marginX) / zoom,
      top: -(y + marginY) / zoom,
      right: (size.width + marginX - x) / zoom,
      bottom: (size.height + marginY - y) / zoom,
      zoom,
    });
  }

  destroy(): void {
    clearTimeout(this.#restTimer);
    this.#canvas.remove();
  }

  /** Moves what is painted to where it belongs in this view; false when it does not cover it. */
  #moveTo(viewport: Viewport, size: ViewportSize): boolean {
    const painted = this.#painted;
    if (painted === null) return false;
    if (painted.size.width !== size.width || painted.size.height !== size.height) return false;
    const stretch = viewport.zoom / painted.viewport.zoom;
    if (stretch > MAX_STRETCH || stretch < 1 / MAX_STRETCH) return false;
    const left = viewport.x - (painted.viewport.x + painted.marginX) * stretch;
    const top = viewport.y - (painted.viewport.y + painted.marginY) * stretch;
    const right = left + (size.width + 2 * painted.marginX) * stretch;
    const bottom = top + (size.height + 2 * painted.marginY) * stretch;
    if (left > 0.5 || top > 0.5 || right < size.width - 0.5 || bottom < size.height - 0.5) {
      return false;
    }
    // On whole device pixels nothing is blurred by being moved.
    const ratio = window.devicePixelRatio;
    const snap = (value: number): number =>
      stretch === 1 ? Math.round(value * ratio) / ratio : value;
    this.#canvas.style.transform = `translate(${snap(left)}px, ${snap(top)}px) scale(${stretch})`;
    return true;
  }

  /** At rest: crisp, and with its margins on all sides again. */
  #settle(): void {
    const { viewport, size } = this.#wanted ?? {};
    const painted = this.#painted;
    if (viewport === undefined || size === undefined || painted === null) return;
    const isHome =
      painted.marginX > 0 &&
      painted.viewport.zoom === viewport.zoom &&
      Math.abs(painted.viewport.x - viewport.x) < 1 &&
      Math.abs(painted.viewport.y - viewport.y) < 1;
    if (!isHome) this.#repaint(MARGIN);
  }
}
