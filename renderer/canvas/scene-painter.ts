import { nodeShape, verdictMark } from '../../shared/scene/geometry.ts';
import {
  LABEL_FONT,
  LINE_FONT,
  layOutText,
  MONO_FONTS,
  SANS_FONTS,
  TITLE_FONT,
} from '../../shared/scene/node-box.ts';
import type { SceneEdge, SceneNode } from '../../shared/scene/scene.ts';
import type { SceneTheme } from '../../shared/scene/theme.ts';
import { edgeStyle, nodeStyle } from '../../shared/scene/theme.ts';

/** What a frame shows: a node where it stands now, and how visible it is. */
export interface PaintedNode {
  readonly node: SceneNode;
  /** Distance from where the scene put it (dragged, or on its way). */
  readonly dx: number;
  readonly dy: number;
  readonly alpha: number;
}

export interface PaintedLabel {
  readonly edge: SceneEdge;
  readonly dx: number;
  readonly dy: number;
  readonly alpha: number;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly pan: { readonly x: number; readonly y: number };
  readonly zoom: number;
  readonly selectedId: string | null;
  /** Nodes the user bookmarked or wrote a note on. */
  readonly marked: ReadonlySet<string>;
}

/** Below these zooms text is a smear and costs most of a frame. */
const TITLE_ZOOM = 0.24;
const LINE_ZOOM = 0.48;
/** How much a title standing alone may grow. */
const MOST_GROWN = 2.4;

interface Outline {
  readonly back: Path2D | null;
  readonly body: Path2D;
  readonly details: Path2D | null;
  readonly rootBar: Path2D | null;
}

/**
 * Paints nodes and labels over Cytoscape's edges, with the SVG writer's own outlines, fonts and
 * colours: what is exported is what was on screen.
 */
export class ScenePainter {
  readonly #outlines = new WeakMap<SceneNode, Outline>();

  paint(
    context: CanvasRenderingContext2D,
    theme: SceneTheme,
    frame: Frame,
    nodes: readonly PaintedNode[],
    labels: Iterable<PaintedLabel>,
  ): void {
    const { pixelRatio, pan, zoom } = frame;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, frame.width * pixelRatio, frame.height * pixelRatio);
    const scale = zoom * pixelRatio;
    context.setTransform(scale, 0, 0, scale, pan.x * pixelRatio, pan.y * pixelRatio);
    context.textAlign = 'center';
    context.lineJoin = 'round';
    for (const painted of nodes) {
      if (isInView(frame, painted)) this.#paintNode(context, theme, frame, painted);
    }
    if (zoom >= LINE_ZOOM) {
      for (const painted of labels) {
        if (isLabelInView(frame, painted)) paintLabel(context, theme, painted);
      }
    }
    if (zoom < TITLE_ZOOM) paintLandmarks(context, theme, frame, nodes);
    context.globalAlpha = 1;
  }

  #paintNode(
    context: CanvasRenderingContext2D,
    theme: SceneTheme,
    frame: Frame,
    { node, dx, dy, alpha }: PaintedNode,
  ): void {
    const style = nodeStyle(theme, node);
    const outline = this.#outlineOf(node);
    context.globalAlpha = alpha;
    context.translate(dx, dy);
    if (node.id === frame.selectedId) paintSelection(context, theme, node, frame.zoom);
    context.fillStyle = style.fill;
    context.strokeStyle = style.stroke;
    // From far away an outline still is one.
    context.lineWidth = Math.max(style.strokeWidth, 0.8 / frame.zoom);
    context.setLineDash(style.dash === '' ? [] : style.dash.split(' ').map(Number));
    if (outline.back !== null) {
      context.fill(outline.back);
      context.stroke(outline.back);
    }
    context.fill(outline.body);
    context.stroke(outline.body);
    context.setLineDash([]);
    if (outline.details !== null) {
      context.lineWidth = 1;
      context.stroke(outline.details);
    }
    if (outline.rootBar !== null) {
      context.strokeStyle = theme.root;
      context.lineWidth = 3;
      context.lineCap = 'round';
      context.stroke(outline.rootBar);
      context.lineCap = 'butt';
    }
    if (frame.zoom >= LINE_ZOOM) paintText(context, theme, node);
    else if (frame.zoom >= TITLE_ZOOM) paintTitle(context, theme, node);
    if (frame.marked.has(node.id)) paintStar(context, theme, node, frame.zoom);
    context.translate(-dx, -dy);
  }

  #outlineOf(node: SceneNode): Outline {
    const known = this.#outlines.get(node);
    if (known !== undefined) return known;
    const shape = nodeShape(node);
    const outline: Outline = {
      back: shape.back === '' ? null : new Path2D(shape.back),
      body: new Path2D(shape.outline),
      details: shape.details === '' ? null : new Path2D(shape.details),
      rootBar: shape.rootBar === '' ? null : new Path2D(shape.rootBar),
    };
    this.#outlines.set(node, outline);
    return outline;
  }
}

function isInView(frame: Frame, { node, dx, dy }: PaintedNode): boolean {
  const { pan, zoom, width, height } = frame;
  const x = (node.x + dx) * zoom + pan.x;
  const y = (node.y + dy) * zoom + pan.y;
  const halfWidth = (node.width / 2 + 10) * zoom;
  const halfHeight = (node.height / 2 + 10) * zoom;
  return (
    x + halfWidth > 0 && x - halfWidth < width && y + halfHeight > 0 && y - halfHeight < height
  );
}

function isLabelInView(frame: Frame, { edge, dx, dy }: PaintedLabel): boolean {
  if (edge.label === '') return false;
  const { pan, zoom, width, height } = frame;
  const x = (edge.labelX + dx) * zoom + pan.x;
  const y = (edge.labelY + dy) * zoom + pan.y;
  const half = (edge.labelWidth / 2 + 8) * zoom;
  return x + half > 0 && x - half < width && y > -20 && y < height + 20;
}

function paintSelection(
  context: CanvasRenderingContext2D,
  theme: SceneTheme,
  node: SceneNode,
  zoom: number,
): void {
  const gap = 4.5;
  context.beginPath();
  context.roundRect(
    node.x - node.width / 2 - gap,
    node.y - node.height / 2 - gap,
    node.width + 2 * gap,
    node.height + 2 * gap,
    10,
  );
  context.strokeStyle = theme.selection;
  context.lineWidth = Math.max(1.8, 1.8 / zoom);
  context.stroke();
}

/** A star on the corner: the user's own mark, on screen only. */
function paintStar(
  context: CanvasRenderingContext2D,
  theme: SceneTheme,
  node: SceneNode,
  zoom: number,
): void {
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
  context.strokeStyle = theme.background;
  context.lineWidth = 3;
  context.stroke();
  context.fillStyle = theme.selection;
  context.fill();
}

function paintText(context: CanvasRenderingContext2D, theme: SceneTheme, node: SceneNode): void {
  const style = nodeStyle(theme, node);
  const { rows, mark } = layOutText(node, false);
  if (mark !== null) {
    const { path, isFilled } = verdictMark(node.verdict, mark.x, mark.y, mark.size);
    const shape = new Path2D(path);
    if (isFilled) {
      context.fillStyle = style.mark;
      context.fill(shape);
    } else {
      context.strokeStyle = style.mark;
      context.lineWidth = 2.4;
      context.stroke(shape);
    }
  }
  for (const row of rows) {
    if (row.kind === 'title') {
      context.font = `bold ${TITLE_FONT.size}px ${SANS_FONTS}`;
      context.fillStyle = style.text;
    } else {
      context.font = `${LINE_FONT.size}px ${SANS_FONTS}`;
      context.fillStyle = row.kind === 'root' ? style.rootText : style.mutedText;
    }
    context.fillText(row.text, row.x, row.baseline);
  }
}

/** From some way off: the title alone, as large as its box allows. */
function paintTitle(context: CanvasRenderingContext2D, theme: SceneTheme, node: SceneNode): void {
  context.font = `bold ${TITLE_FONT.size}px ${SANS_FONTS}`;
  const natural = context.measureText(node.title).width;
  const widest = (node.width - 12) / Math.max(natural, 1);
  const highest = (node.height - 8) / TITLE_FONT.size;
  const size = TITLE_FONT.size * Math.min(Math.max(Math.min(widest, highest), 1), MOST_GROWN);
  context.font = `bold ${size}px ${SANS_FONTS}`;
  context.fillStyle = nodeStyle(theme, node).text;
  context.fillText(node.title, node.x, node.y + size * 0.36);
}

function paintLabel(
  context: CanvasRenderingContext2D,
  theme: SceneTheme,
  { edge, dx, dy, alpha }: PaintedLabel,
): void {
  const style = edgeStyle(theme, edge);
  const x = edge.labelX + dx;
  const y = edge.labelY + dy + 3.8;
  context.globalAlpha = alpha;
  context.font = `${edge.isWeak ? 'italic ' : ''}${style.isBold ? 'bold ' : ''}${LABEL_FONT.size}px ${MONO_FONTS}`;
  context.strokeStyle = theme.background;
  context.lineWidth = 4;
  context.strokeText(edge.label, x, y);
  context.fillStyle = style.label;
  context.fillText(edge.label, x, y);
}

/** Names of what matters, in a size that can be read however far away; none over another. */
function paintLandmarks(
  context: CanvasRenderingContext2D,
  theme: SceneTheme,
  frame: Frame,
  nodes: readonly PaintedNode[],
): void {
  const size = 12 / frame.zoom;
  context.font = `bold ${size}px ${SANS_FONTS}`;
  context.strokeStyle = theme.background;
  context.lineWidth = size / 3;
  const taken: { left: number; right: number; y: number }[] = [];
  const rank = ({ node }: PaintedNode): number =>
    node.id === frame.selectedId ? 0 : node.isFocus ? 1 : node.inCycle ? 2 : node.onPath ? 3 : 9;
  const landmarks = nodes.filter((painted) => rank(painted) < 9).sort((a, b) => rank(a) - rank(b));
  for (const { node, dx, dy, alpha } of landmarks) {
    const half = context.measureText(node.title).width / 2;
    const left = node.x + dx + node.width / 2 + size / 2;
    const y = node.y + dy + size / 3;
    const right = left + 2 * half;
    if (taken.some((box) => left < box.right && right > box.left && Math.abs(box.y - y) < size)) {
      continue;
    }
    taken.push({ left, right, y });
    context.globalAlpha = alpha;
    context.strokeText(node.title, left + half, y);
    context.fillStyle = node.inCycle
      ? theme.cycleLabel
      : node.onPath
        ? theme.pathLabel
        : theme.label;
    context.fillText(node.title, left + half, y);
  }
}
