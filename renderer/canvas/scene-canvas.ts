import type { Core } from 'cytoscape';
import cytoscape from 'cytoscape';
import type { Scene, SceneNode } from '../../shared/scene/scene.ts';
import type { SceneTheme } from '../../shared/scene/theme.ts';
import type { Viewport } from '../state/history.ts';
import type { CanvasEvents } from './canvas-input.ts';
import { listenForInput } from './canvas-input.ts';
import { CANVAS_STYLE } from './canvas-style.ts';
import type { Point } from './edge-geometry.ts';
import { lookAlong, placeAlong, positionsOf } from './element-motion.ts';
import type { FrameState } from './frame-parts.ts';
import { paintedLabels, paintedNodes } from './frame-parts.ts';
import type { Anchor } from './next-viewport.ts';
import { nextViewport } from './next-viewport.ts';
import { edgeScaleAt, sceneElements } from './scene-elements.ts';
import { ScenePainter } from './scene-painter.ts';
import type { Transition } from './transition.ts';
import { eased, planTransition } from './transition.ts';
import type { Size } from './viewport.ts';
import { fitViewport, zoomedAbout } from './viewport.ts';

export interface ShowOptions {
  /** What stays in place while the rest finds its own; null to open the drawing afresh. */
  readonly anchor: Anchor | null;
  /** Exactly this part in view: going back. */
  readonly viewport: Viewport | null;
  readonly animate: boolean;
}

const GROWTH_MS = 280;
const VIEWPORT_SETTLES_MS = 250;
/** Cytoscape looks for an element of this id before it adds a <style>, which the page's policy forbids. */
const STYLE_MARKER_ID = '__________cytoscape_stylesheet';

/**
 * A scene on screen: Cytoscape for panning, zooming, dragging, hit testing and edges, and a second
 * canvas above it for nodes and labels. Decides nothing about what is drawn or where.
 */
export class SceneCanvas {
  readonly #cy: Core;
  readonly #host: HTMLElement;
  readonly #overlay: HTMLCanvasElement;
  readonly #painter = new ScenePainter();
  readonly #events: CanvasEvents;
  readonly #resized: ResizeObserver;
  #theme: SceneTheme;
  #scene: Scene | null = null;
  #nodes = new Map<string, SceneNode>();
  #selectedId: string | null = null;
  #marked: ReadonlySet<string> = NONE;
  #transition: Transition | null = null;
  #progress = 1;
  #animation = 0;
  #viewportTimer: ReturnType<typeof setTimeout> | undefined;
  #edgeScale = 1;
  #told = '';
  /** Nodes that were dragged or are on their way: all others are where the scene has them. */
  readonly #moved = new Set<string>();

  constructor(host: HTMLElement, theme: SceneTheme, events: CanvasEvents) {
    this.#host = host;
    this.#theme = theme;
    this.#events = events;
    if (document.getElementById(STYLE_MARKER_ID) === null) {
      const marker = document.createElement('meta');
      marker.id = STYLE_MARKER_ID;
      document.head.append(marker);
    }
    const edges = document.createElement('div');
    edges.className = 'scene-edges';
    this.#overlay = document.createElement('canvas');
    this.#overlay.className = 'scene-overlay';
    host.append(edges, this.#overlay);
    this.#cy = cytoscape({
      container: edges,
      style: CANVAS_STYLE,
      layout: { name: 'preset' },
      minZoom: 0.02,
      maxZoom: 4,
      boxSelectionEnabled: false,
      autounselectify: true,
    });
    this.#listen();
    this.#resized = new ResizeObserver(() => {
      this.#cy.resize();
      this.#paint();
    });
    this.#resized.observe(host);
  }

  get viewport(): Viewport {
    return { ...this.#cy.pan(), zoom: this.#cy.zoom() };
  }

  show(scene: Scene, options: ShowOptions): void {
    const cy = this.#cy;
    const present = {
      scene: this.#scene,
      positions: positionsOf(cy),
      viewport: this.viewport,
    };
    cancelAnimationFrame(this.#animation);
    this.#scene = scene;
    this.#nodes = new Map(scene.nodes.map((node) => [node.id, node]));
    this.#moved.clear();
    cy.batch(() => {
      cy.elements().remove();
      cy.add([...sceneElements(scene, this.#theme, this.#edgeScale)]);
    });
    const target = options.viewport ?? nextViewport(scene, options.anchor, present, this.#size());
    if (present.scene === null || !options.animate) {
      this.#transition = null;
      this.#progress = 1;
      cy.viewport({ zoom: target.zoom, pan: target });
      return;
    }
    this.#transition = planTransition(scene, present.positions, options.anchor?.id ?? null);
    this.#run(present.viewport, target);
  }

  select(id: string | null): void {
    this.#selectedId = id;
    this.#paint();
  }

  /** Shows which nodes the user marked. */
  mark(ids: ReadonlySet<string>): void {
    this.#marked = ids;
    this.#paint();
  }

  /** Scrolls just as far as it takes to see a node: for the keyboard. */
  reveal(id: string): void {
    const node = this.#nodes.get(id);
    if (node === undefined) return;
    const { x, y, zoom } = this.viewport;
    const size = this.#size();
    const shift = (centre: number, half: number, available: number): number => {
      const margin = 24;
      if (centre - half < margin) return margin - (centre - half);
      if (centre + half > available - margin) return available - margin - (centre + half);
      return 0;
    };
    this.#cy.pan({
      x: x + shift(node.x * zoom + x, (node.width / 2) * zoom, size.width),
      y: y + shift(node.y * zoom + y, (node.height / 2) * zoom, size.height),
    });
  }

  /** A point of the scene in the middle of the view. */
  centreOn(x: number, y: number): void {
    const { width, height } = this.#size();
    const zoom = this.#cy.zoom();
    this.#cy.pan({ x: width / 2 - x * zoom, y: height / 2 - y * zoom });
  }

  fit(animate: boolean): void {
    if (this.#scene === null) return;
    this.#moveTo(fitViewport(this.#scene, this.#size()), animate);
  }

  zoomBy(factor: number, animate: boolean): void {
    const { width, height } = this.#size();
    this.#moveTo(zoomedAbout(this.viewport, factor, width / 2, height / 2), animate);
  }

  setTheme(theme: SceneTheme): void {
    this.#theme = theme;
    this.#restyle();
    this.#paint();
  }

  destroy(): void {
    cancelAnimationFrame(this.#animation);
    clearTimeout(this.#viewportTimer);
    this.#resized.disconnect();
    this.#cy.destroy();
    this.#host.replaceChildren();
  }

  /** Where a node is on the page, for menus opened by keyboard. */
  pagePoint(id: string): Point | null {
    const element = this.#cy.getElementById(id);
    if (element.empty()) return null;
    const { x, y } = element.renderedPosition();
    const box = this.#host.getBoundingClientRect();
    return { x: box.left + x, y: box.top + y };
  }

  #listen(): void {
    const cy = this.#cy;
    const events = this.#events;
    listenForInput(cy, this.#host, events);
    cy.on('position', 'node', (event) => {
      this.#moved.add(event.target.id());
    });
    cy.on('render', () => this.#paint());
    cy.on('viewport', () => {
      this.#rescaleEdges();
      clearTimeout(this.#viewportTimer);
      this.#viewportTimer = setTimeout(() => events.onViewport(this.viewport), VIEWPORT_SETTLES_MS);
    });
  }

  /** Gives present elements their data anew: colours and widths, never positions. */
  #restyle(): void {
    if (this.#scene === null) return;
    const elements = sceneElements(this.#scene, this.#theme, this.#edgeScale);
    this.#cy.batch(() => {
      for (const { data } of elements) {
        if (data.id !== undefined) this.#cy.getElementById(data.id).data(data);
      }
    });
  }

  /** Lines keep a visible width when the drawing is seen from far away; in steps, for speed. */
  #rescaleEdges(): void {
    const scale = edgeScaleAt(this.#cy.zoom());
    if (scale === this.#edgeScale) return;
    this.#edgeScale = scale;
    this.#restyle();
  }

  #moveTo(target: Viewport, animate: boolean): void {
    cancelAnimationFrame(this.#animation);
    this.#settle();
    if (animate) this.#run(this.viewport, target);
    else this.#cy.viewport({ zoom: target.zoom, pan: target });
  }

  /** Moves nodes along `#transition` and the view from one place to another. */
  #run(from: Viewport, to: Viewport): void {
    const startedAt = performance.now();
    const step = () => {
      const elapsed = Math.min(1, (performance.now() - startedAt) / GROWTH_MS);
      this.#place(eased(elapsed));
      lookAlong(this.#cy, from, to, eased(elapsed));
      if (elapsed < 1) this.#animation = requestAnimationFrame(step);
      else this.#settle();
    };
    step();
  }

  #place(t: number): void {
    this.#progress = t;
    if (this.#transition === null || this.#scene === null) return;
    placeAlong(this.#cy, this.#scene, this.#transition, t);
  }

  #settle(): void {
    if (this.#transition === null) return;
    this.#place(1);
    this.#transition = null;
    this.#paint();
  }

  #size(): Size {
    return { width: this.#host.clientWidth, height: this.#host.clientHeight };
  }

  #paint(): void {
    const { width, height } = this.#size();
    const pixelRatio = window.devicePixelRatio;
    const canvas = this.#overlay;
    const pixelWidth = Math.round(width * pixelRatio);
    const pixelHeight = Math.round(height * pixelRatio);
    if (canvas.width !== pixelWidth) canvas.width = pixelWidth;
    if (canvas.height !== pixelHeight) canvas.height = pixelHeight;
    const context = canvas.getContext('2d');
    if (context === null || this.#scene === null) return;
    const { x, y, zoom } = this.viewport;
    this.#tellMoved({ x, y, zoom }, { width, height });
    const state: FrameState = {
      shifts: this.#shifts(),
      appearing: this.#transition?.appearing ?? NONE,
      progress: this.#progress,
    };
    this.#painter.paint(
      context,
      this.#theme,
      {
        width,
        height,
        pixelRatio,
        pan: { x, y },
        zoom,
        selectedId: this.#selectedId,
        marked: this.#marked,
      },
      paintedNodes(this.#scene, state),
      paintedLabels(this.#scene, state),
    );
  }

  #tellMoved(viewport: Viewport, size: Size): void {
    const now = [viewport.x, viewport.y, viewport.zoom, size.width, size.height].join();
    if (now === this.#told) return;
    this.#told = now;
    this.#events.onMoved(viewport, size);
  }

  /** How far nodes are from where the scene put them; only those that are elsewhere. */
  #shifts(): ReadonlyMap<string, Point> {
    const shifts = new Map<string, Point>();
    for (const id of this.#moved) {
      const node = this.#nodes.get(id);
      if (node === undefined) continue;
      const { x, y } = this.#cy.getElementById(id).position();
      if (x !== node.x || y !== node.y) shifts.set(id, { x: x - node.x, y: y - node.y });
    }
    return shifts;
  }
}

const NONE: ReadonlySet<string> = new Set();
