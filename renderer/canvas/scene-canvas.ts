import type { Core } from 'cytoscape';
import cytoscape from 'cytoscape';
import type { SceneTheme } from '../../shared/scene/look/theme.ts';
import type { Scene, SceneNode } from '../../shared/scene/model/scene.ts';
import type { Viewport } from '../state/view/history.ts';
import type { CanvasEvents } from './canvas-input.ts';
import { listenForInput } from './canvas-input.ts';
import { CANVAS_STYLE } from './canvas-style.ts';
import type { Point } from './edge-geometry.ts';
import { lookAlong, placeAlong, positionsOf } from './element-motion.ts';
import type { Area, Emphasis, FrameState } from './frame.ts';
import { AT_REST, NO_EMPHASIS } from './frame.ts';
import type { Anchor } from './next-viewport.ts';
import { nextViewport } from './next-viewport.ts';
import { PaintLayer } from './paint-layer.ts';
import { showRubberBand } from './rubber-band.ts';
import { sceneElements } from './scene-elements.ts';
import { ScenePainter } from './scene-painter.ts';
import type { Transition } from './transition.ts';
import { eased, planTransition } from './transition.ts';
import type { ViewportSize } from './viewport.ts';
import { boundsOf, fitViewport, revealingPan, zoomedAbout } from './viewport.ts';

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
 * A scene on screen: Cytoscape for panning, zooming, dragging, boxing and hit testing, and a canvas
 * of our own for all that is seen. Decides nothing about what is drawn or where.
 */
export class SceneCanvas {
  readonly #cy: Core;
  readonly #host: HTMLElement;
  readonly #layer: PaintLayer;
  readonly #events: CanvasEvents;
  readonly #resized: ResizeObserver;
  #theme: SceneTheme;
  #scene: Scene | null = null;
  #painter: ScenePainter | null = null;
  #nodes = new Map<string, SceneNode>();
  #emphasis: Emphasis = NO_EMPHASIS;
  #transition: Transition | null = null;
  #progress = 1;
  #animation = 0;
  #frame = 0;
  #isDirty = false;
  #viewportTimer: ReturnType<typeof setTimeout> | undefined;
  #told = '';
  /** Nodes that were dragged or are on their way: all others are where the scene has them. */
  readonly #moved = new Set<string>();
  /** Where the view is on its way to; null while it rests. */
  #heading: Viewport | null = null;

  constructor(host: HTMLElement, theme: SceneTheme, events: CanvasEvents) {
    this.#host = host;
    this.#theme = theme;
    this.#events = events;
    if (document.getElementById(STYLE_MARKER_ID) === null) {
      const marker = document.createElement('meta');
      marker.id = STYLE_MARKER_ID;
      document.head.append(marker);
    }
    this.#layer = new PaintLayer(host, (context, area) => this.#paint(context, area));
    const input = document.createElement('div');
    input.className = 'scene-input';
    host.append(input);
    this.#cy = cytoscape({
      container: input,
      style: CANVAS_STYLE,
      layout: { name: 'preset' },
      minZoom: 0.02,
      maxZoom: 4,
      boxSelectionEnabled: true,
      autounselectify: true,
    });
    listenForInput(this.#cy, host, events);
    showRubberBand(this.#cy, host);
    this.#cy.on('position', 'node', (event) => {
      this.#moved.add(event.target.id());
      this.#changed();
    });
    this.#cy.on('viewport', () => this.#viewMoved());
    this.#resized = new ResizeObserver(() => {
      this.#cy.resize();
      this.#viewMoved();
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
    this.#stop();
    this.#scene = scene;
    this.#painter = null;
    this.#nodes = new Map(scene.nodes.map((node) => [node.id, node]));
    cy.batch(() => {
      cy.elements().remove();
      cy.add([...sceneElements(scene)]);
    });
    this.#moved.clear();
    const { anchor } = options;
    const next = nextViewport(scene, anchor, present, this.#size());
    // A place that was asked for by what was done just now goes before one that is remembered.
    const isAsked = anchor !== null && !anchor.keepsWhole && present.positions.has(anchor.id);
    const target = isAsked ? next : (options.viewport ?? next);
    this.#changed();
    if (present.scene === null || !options.animate) {
      this.#transition = null;
      this.#progress = 1;
      cy.viewport({ zoom: target.zoom, pan: target });
      return;
    }
    this.#transition = planTransition(scene, present.positions, anchor?.id ?? null);
    this.#run(present.viewport, target);
  }

  emphasise(emphasis: Emphasis): void {
    this.#emphasis = emphasis;
    if (this.#painter !== null) this.#painter.emphasis = emphasis;
    this.#changed();
  }

  /** Scrolls just as far as it takes to see a node: for the keyboard. */
  reveal(id: string): void {
    const node = this.#nodes.get(id);
    if (node !== undefined) this.#cy.pan(revealingPan(node, this.viewport, this.#size()));
  }

  /** A point of the scene in the middle of the view. */
  centreOn(x: number, y: number): void {
    const { width, height } = this.#size();
    const zoom = this.#cy.zoom();
    this.#cy.pan({ x: width / 2 - x * zoom, y: height / 2 - y * zoom });
  }

  /** All of the drawing in view, or some nodes of it. */
  fit(animate: boolean, ids: ReadonlySet<string> | null = null): void {
    if (this.#scene === null) return;
    const nodes = this.#scene.nodes.filter(({ id }) => ids?.has(id) === true);
    const bounds = nodes.length === 0 ? this.#scene : boundsOf(nodes);
    this.#moveTo(fitViewport(bounds, this.#size()), animate);
  }

  zoomBy(factor: number, animate: boolean): void {
    const { width, height } = this.#size();
    // From where the view will be, not from where it is on the way: two quick steps are two steps.
    const from = this.#heading ?? this.viewport;
    this.#moveTo(zoomedAbout(from, factor, width / 2, height / 2), animate);
  }

  setTheme(theme: SceneTheme): void {
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.#painter = null;
    this.#changed();
  }

  destroy(): void {
    this.#stop();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#viewportTimer);
    this.#resized.disconnect();
    this.#cy.destroy();
    this.#layer.destroy();
    this.#host.replaceChildren();
  }

  /** Where a node or the middle of an edge is on the page, for menus opened by keyboard. */
  pagePoint(id: string): Point | null {
    const node = this.#cy.nodes().getElementById(id);
    const edge = this.#cy.edges().getElementById(id);
    if (node.empty() && edge.empty()) return null;
    const { x, y } = node.empty() ? edge.renderedMidpoint() : node.renderedPosition();
    const box = this.#host.getBoundingClientRect();
    return { x: box.left + x, y: box.top + y };
  }

  #viewMoved(): void {
    this.#requestFrame();
    clearTimeout(this.#viewportTimer);
    this.#viewportTimer = setTimeout(
      () => this.#events.onViewport(this.viewport),
      VIEWPORT_SETTLES_MS,
    );
  }

  /** Something other than the view has changed. */
  #changed(): void {
    this.#isDirty = true;
    this.#requestFrame();
  }

  #requestFrame(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#render();
    });
  }

  #render(): void {
    if (this.#scene === null) return;
    const size = this.#size();
    const viewport = this.viewport;
    const wasDirty = this.#isDirty;
    this.#isDirty = false;
    this.#layer.show(viewport, size, wasDirty, this.#transition !== null);
    this.#tellMoved(viewport, size);
  }

  #paint(context: CanvasRenderingContext2D, area: Area): void {
    if (this.#scene === null) return;
    if (this.#painter === null) {
      this.#painter = new ScenePainter(this.#scene, this.#theme, context);
      this.#painter.emphasis = this.#emphasis;
    }
    this.#painter.paint(context, area, this.#state());
  }

  #state(): FrameState {
    if (this.#transition === null && this.#moved.size === 0) return AT_REST;
    return {
      shifts: this.#shifts(),
      appearing: this.#transition?.appearing ?? AT_REST.appearing,
      progress: this.#progress,
    };
  }

  #stop(): void {
    cancelAnimationFrame(this.#animation);
    this.#heading = null;
  }

  #moveTo(target: Viewport, animate: boolean): void {
    this.#stop();
    this.#settle();
    if (animate) this.#run(this.viewport, target);
    else this.#cy.viewport({ zoom: target.zoom, pan: target });
  }

  /** Moves nodes along `#transition` and the view from one place to another. */
  #run(from: Viewport, to: Viewport): void {
    const startedAt = performance.now();
    this.#heading = to;
    const step = () => {
      const elapsed = Math.min(1, (performance.now() - startedAt) / GROWTH_MS);
      this.#place(eased(elapsed));
      lookAlong(this.#cy, from, to, eased(elapsed));
      if (elapsed < 1) {
        this.#animation = requestAnimationFrame(step);
        return;
      }
      this.#heading = null;
      this.#settle();
    };
    step();
  }

  #place(t: number): void {
    this.#progress = t;
    if (this.#transition === null || this.#scene === null) return;
    placeAlong(this.#cy, this.#scene, this.#transition, t);
    this.#changed();
  }

  #settle(): void {
    if (this.#transition === null) return;
    this.#place(1);
    this.#transition = null;
    this.#moved.clear();
    this.#changed();
  }

  #size(): ViewportSize {
    return { width: this.#host.clientWidth, height: this.#host.clientHeight };
  }

  #tellMoved(viewport: Viewport, size: ViewportSize): void {
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
