import { nodeShape, verdictMark } from '../../shared/scene/look/geometry.ts';
import type { NodeStyle, SceneTheme } from '../../shared/scene/look/theme.ts';
import { nodeStyle } from '../../shared/scene/look/theme.ts';
import type { Scene, SceneNode } from '../../shared/scene/model/scene.ts';
import type { NodeText, TextRow } from '../../shared/scene/text/node-box.ts';
import {
  LINE_FONT,
  layOutText,
  MONO_FONTS,
  rowColour,
  SANS_FONTS,
  TITLE_FONT,
} from '../../shared/scene/text/node-box.ts';
import type { Area, Emphasis, FrameState } from './frame.ts';
import { alphaOf, isNodeInArea, shiftOf } from './frame.ts';

/** A node as it is painted where the scene has it. */
interface PaintedNode {
  readonly node: SceneNode;
  readonly style: NodeStyle;
  readonly dash: readonly number[];
  readonly back: Path2D | null;
  readonly body: Path2D;
  readonly details: Path2D | null;
  readonly rootBar: Path2D | null;
  readonly mark: { readonly path: Path2D; readonly isFilled: boolean } | null;
  readonly rows: readonly TextRow[];
  readonly rule: NodeText['rule'];
  /** The size of the title where it stands alone, seen from afar. */
  readonly loneTitle: number;
}

/** Below these zooms text is a smear and costs most of a frame. */
export const TITLE_ZOOM = 0.24;
export const LINE_ZOOM = 0.48;
/** How much a title standing alone may grow. */
const MAX_GROWN = 2.4;
const TITLE = `bold ${TITLE_FONT.size}px ${SANS_FONTS}`;
const LINE = `${LINE_FONT.size}px ${SANS_FONTS}`;
const LABEL = `${LINE_FONT.size}px ${MONO_FONTS}`;
const SOLID: readonly number[] = [];
/** What is about to go is still there, faintly. */
const GHOST = 0.42;

/** Paints the nodes of one scene in one theme. */
export class NodePainter {
  readonly #theme: SceneTheme;
  readonly #nodes: readonly PaintedNode[];

  constructor(scene: Scene, theme: SceneTheme, measure: CanvasRenderingContext2D) {
    this.#theme = theme;
    measure.font = TITLE;
    this.#nodes = scene.nodes.map((node) => paintedNode(theme, node, measure));
  }

  paint(
    context: CanvasRenderingContext2D,
    area: Area,
    state: FrameState,
    emphasis: Emphasis,
  ): void {
    for (const painted of this.#nodes) {
      const { node } = painted;
      const { x, y } = shiftOf(node.id, state);
      if (!isNodeInArea(area, node, { x, y })) continue;
      const alpha = alphaOf(node.id, state) * (emphasis.leaving.has(node.id) ? GHOST : 1);
      context.globalAlpha = alpha;
      if (x !== 0 || y !== 0) context.translate(x, y);
      if (emphasis.selected.has(node.id)) this.#ring(context, node, area.zoom, emphasis);
      else if (emphasis.hovered === node.id) this.#glow(context, node, area.zoom);
      this.#box(context, painted, area.zoom);
      if (area.zoom >= LINE_ZOOM) paintText(context, painted);
      else if (area.zoom >= TITLE_ZOOM) paintLoneTitle(context, painted);
      if (node.isPinned) this.#pin(context, node);
      if (emphasis.marked.has(node.id)) this.#star(context, node, area.zoom);
      if (x !== 0 || y !== 0) context.translate(-x, -y);
    }
    context.globalAlpha = 1;
  }

  #box(context: CanvasRenderingContext2D, painted: PaintedNode, zoom: number): void {
    const { style } = painted;
    context.fillStyle = style.fill;
    context.strokeStyle = style.stroke;
    // From far away an outline still is one.
    context.lineWidth = Math.max(style.strokeWidth, 0.8 / zoom);
    if (painted.dash !== SOLID) context.setLineDash(painted.dash as number[]);
    if (painted.back !== null) {
      context.fill(painted.back);
      context.stroke(painted.back);
    }
    context.fill(painted.body);
    context.stroke(painted.body);
    if (painted.dash !== SOLID) context.setLineDash(SOLID as number[]);
    if (painted.details !== null) {
      context.lineWidth = 1;
      context.stroke(painted.details);
    }
    if (painted.rootBar !== null) {
      context.strokeStyle = this.#theme.root;
      context.lineWidth = 3;
      context.lineCap = 'round';
      context.stroke(painted.rootBar);
      context.lineCap = 'butt';
    }
  }

  #ring(
    context: CanvasRenderingContext2D,
    node: SceneNode,
    zoom: number,
    { active, hasFocusRing, selected }: Emphasis,
  ): void {
    context.strokeStyle = this.#theme.selection;
    context.lineWidth = Math.max(1.8, 1.8 / zoom);
    frame(context, node, 4.5);
    context.stroke();
    if (node.id !== active || (!hasFocusRing && selected.size < 2)) return;
    frame(context, node, 8.5);
    context.lineWidth = Math.max(1.2, 1.2 / zoom);
    context.stroke();
  }

  #glow(context: CanvasRenderingContext2D, node: SceneNode, zoom: number): void {
    const { globalAlpha } = context;
    context.globalAlpha = 0.35 * globalAlpha;
    context.strokeStyle = this.#theme.selection;
    context.lineWidth = Math.max(3, 3 / zoom);
    frame(context, node, 2.5);
    context.stroke();
    context.globalAlpha = globalAlpha;
  }

  /** A drawing pin on the upper left corner. */
  #pin(context: CanvasRenderingContext2D, node: SceneNode): void {
    const x = node.x - node.width / 2 + 3;
    const y = node.y - node.height / 2 + 3;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + 5, y + 5);
    context.strokeStyle = this.#theme.label;
    context.lineWidth = 1.6;
    context.stroke();
    context.beginPath();
    context.arc(x - 1, y - 1, 4.2, 0, 2 * Math.PI);
    context.fillStyle = this.#theme.selection;
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = this.#theme.background;
    context.stroke();
  }

  /** A star on the upper right corner: the user's own mark, on screen only. */
  #star(context: CanvasRenderingContext2D, node: SceneNode, zoom: number): void {
    const size = 7 * Math.max(1, 0.8 / zoom);
    const x = node.x + node.width / 2 - 3;
    const y = node.y - node.height / 2 + 2;
    context.beginPath();
    for (let corner = 0; corner < 10; corner++) {
      const radius = corner % 2 === 0 ? size : 0.45 * size;
      const angle = (corner * Math.PI) / 5;
      context.lineTo(x + radius * Math.sin(angle), y - radius * Math.cos(angle));
    }
    context.closePath();
    context.strokeStyle = this.#theme.background;
    context.lineWidth = 3;
    context.stroke();
    context.fillStyle = this.#theme.selection;
    context.fill();
  }
}

function paintedNode(
  theme: SceneTheme,
  node: SceneNode,
  measure: CanvasRenderingContext2D,
): PaintedNode {
  const style = nodeStyle(theme, node);
  const shape = nodeShape(node);
  const { rows, mark, rule } = layOutText(node, false);
  const pathOf = (data: string): Path2D | null => (data === '' ? null : new Path2D(data));
  const sign = mark === null ? null : verdictMark(node.verdict, mark.x, mark.y, mark.size);
  const widest = (node.width - 12) / Math.max(measure.measureText(node.title).width, 1);
  const highest = (node.height - 8) / TITLE_FONT.size;
  return {
    node,
    style,
    dash: style.dash === '' ? SOLID : style.dash.split(' ').map(Number),
    back: pathOf(shape.back),
    body: new Path2D(shape.outline),
    details: pathOf(shape.details),
    rootBar: pathOf(shape.rootBar),
    mark: sign === null ? null : { path: new Path2D(sign.path), isFilled: sign.isFilled },
    rows,
    rule,
    loneTitle: TITLE_FONT.size * Math.min(Math.max(Math.min(widest, highest), 1), MAX_GROWN),
  };
}

function frame(context: CanvasRenderingContext2D, node: SceneNode, gap: number): void {
  context.beginPath();
  context.roundRect(
    node.x - node.width / 2 - gap,
    node.y - node.height / 2 - gap,
    node.width + 2 * gap,
    node.height + 2 * gap,
    7 + gap / 2,
  );
}

function paintText(
  context: CanvasRenderingContext2D,
  { style, mark, rows, rule }: PaintedNode,
): void {
  if (rule !== null) {
    context.beginPath();
    context.moveTo(rule.left, rule.y);
    context.lineTo(rule.right, rule.y);
    context.strokeStyle = style.stroke;
    context.lineWidth = 0.6;
    context.stroke();
  }
  if (mark !== null) {
    if (mark.isFilled) {
      context.fillStyle = style.mark;
      context.fill(mark.path);
    } else {
      context.strokeStyle = style.mark;
      context.lineWidth = 2.4;
      context.stroke(mark.path);
    }
  }
  for (const row of rows) {
    context.font = row.kind === 'title' ? TITLE : row.kind === 'label' ? LABEL : LINE;
    context.fillStyle = rowColour(style, row);
    context.textAlign = row.kind === 'label' || row.kind === 'value' ? 'left' : 'center';
    context.fillText(row.text, row.x, row.baseline);
  }
  context.textAlign = 'center';
}

/** From some way off: the title alone, as large as its box allows. */
function paintLoneTitle(
  context: CanvasRenderingContext2D,
  { node, style, loneTitle }: PaintedNode,
): void {
  context.font = `bold ${loneTitle}px ${SANS_FONTS}`;
  context.fillStyle = style.text;
  context.fillText(node.title, node.x, node.y + loneTitle * 0.36);
}
