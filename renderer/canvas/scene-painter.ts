import type { SceneTheme } from '../../shared/scene/look/theme.ts';
import type { Scene, SceneEdge, SceneNode } from '../../shared/scene/model/scene.ts';
import { SANS_FONTS } from '../../shared/scene/text/node-box.ts';
import type { EmphasisedEdges } from './edge-painter.ts';
import { EdgePainter } from './edge-painter.ts';
import type { Area, Emphasis, FrameState } from './frame.ts';
import { alphaOf, isNodeInArea, NO_EMPHASIS, shiftOf } from './frame.ts';
import { LINE_ZOOM, NodePainter, TITLE_ZOOM } from './node-painter.ts';

/**
 * Paints one scene in one theme with the SVG writer's own outlines, fonts and colours: what is
 * exported is what was on screen. Everything that does not change from frame to frame (paths,
 * places of text, colours) is made once.
 */
export class ScenePainter {
  readonly #scene: Scene;
  readonly #theme: SceneTheme;
  readonly #edges: EdgePainter;
  readonly #nodes: NodePainter;
  #emphasis: Emphasis = NO_EMPHASIS;
  #emphasised: EmphasisedEdges = { strong: new Set(), slight: new Set() };

  constructor(scene: Scene, theme: SceneTheme, measure: CanvasRenderingContext2D) {
    this.#scene = scene;
    this.#theme = theme;
    this.#edges = new EdgePainter(scene, theme);
    this.#nodes = new NodePainter(scene, theme, measure);
  }

  set emphasis(emphasis: Emphasis) {
    this.#emphasis = emphasis;
    const { hovered, edge: chosen, selected } = emphasis;
    const strong = new Set<SceneEdge>();
    const slight = new Set<SceneEdge>();
    for (const edge of this.#scene.edges) {
      if (edge.isStub) continue;
      const { id, source, target } = edge;
      if (id === chosen || id === hovered || source === hovered || target === hovered) {
        strong.add(edge);
      } else if (selected.has(source) || selected.has(target)) slight.add(edge);
    }
    this.#emphasised = { strong, slight };
  }

  /** The context's units are the scene's. */
  paint(context: CanvasRenderingContext2D, area: Area, state: FrameState): void {
    context.textAlign = 'center';
    context.lineJoin = 'round';
    this.#edges.lines(context, area, state, this.#emphasised);
    this.#nodes.paint(context, area, state, this.#emphasis);
    if (area.zoom >= LINE_ZOOM) this.#edges.labels(context, area, state, this.#emphasised);
    else this.#edges.marks(context, area, state);
    if (area.zoom < TITLE_ZOOM) this.#landmarks(context, area, state);
  }

  /** Names of what matters, in a size that can be read however far away; none over another. */
  #landmarks(context: CanvasRenderingContext2D, area: Area, state: FrameState): void {
    const theme = this.#theme;
    const size = 12 / area.zoom;
    context.font = `bold ${size}px ${SANS_FONTS}`;
    context.strokeStyle = theme.background;
    context.lineWidth = size / 3;
    const taken: { left: number; right: number; y: number }[] = [];
    const rank = (node: SceneNode): number =>
      this.#emphasis.selected.has(node.id)
        ? 0
        : node.isFocus
          ? 1
          : node.inCycle
            ? 2
            : node.onPath
              ? 3
              : 9;
    const landmarks = this.#scene.nodes
      .filter((node) => rank(node) < 9 && isNodeInArea(area, node, shiftOf(node.id, state)))
      .sort((a, b) => rank(a) - rank(b));
    for (const node of landmarks) {
      const shift = shiftOf(node.id, state);
      const half = context.measureText(node.title).width / 2;
      const left = node.x + shift.x + node.width / 2 + size / 2;
      const y = node.y + shift.y + size / 3;
      const right = left + 2 * half;
      if (taken.some((box) => left < box.right && right > box.left && Math.abs(box.y - y) < size)) {
        continue;
      }
      taken.push({ left, right, y });
      context.globalAlpha = alphaOf(node.id, state);
      context.strokeText(node.title, left + half, y);
      context.fillStyle = node.inCycle
        ? theme.cycleLabel
        : node.onPath
          ? theme.pathLabel
          : theme.label;
      context.fillText(node.title, left + half, y);
    }
    context.globalAlpha = 1;
  }
}
