import {
  edgeShape,
  labelParts,
  SCISSORS_SIZE,
  scissors,
} from '../../shared/scene/look/geometry.ts';
import type { EdgeStyle, SceneTheme } from '../../shared/scene/look/theme.ts';
import { edgeStyle } from '../../shared/scene/look/theme.ts';
import type { Scene, SceneEdge } from '../../shared/scene/model/scene.ts';
import { LABEL_FONT, MONO_FONTS } from '../../shared/scene/text/node-box.ts';
import type { Point } from './edge-geometry.ts';
import { bentCurve } from './edge-geometry.ts';
import type { Area, FrameState } from './frame.ts';
import { alphaOf, shiftOf } from './frame.ts';

/** An edge as it is painted while its ends are where the scene has them. */
interface PaintedEdge {
  readonly edge: SceneEdge;
  readonly style: EdgeStyle;
  readonly dash: readonly number[];
  readonly line: Path2D;
  readonly head: Path2D;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** References that are looked at, and those of the selected nodes. */
export interface EmphasisedEdges {
  readonly strong: ReadonlySet<SceneEdge>;
  readonly slight: ReadonlySet<SceneEdge>;
}

const SOLID: readonly number[] = [];
/** Lines that are looked at are this much thicker, and those of what is selected. */
const STRONGER = 1.1;
const SLIGHTLY_STRONGER = 0.4;
const HALO = 4;

/** Paints the references of one scene in one theme, and their labels. */
export class EdgePainter {
  readonly #theme: SceneTheme;
  readonly #edges: readonly PaintedEdge[];

  constructor(scene: Scene, theme: SceneTheme) {
    this.#theme = theme;
    this.#edges = scene.edges
      .map((edge) => paintedEdge(edge, edge.curve, edgeStyle(theme, edge)))
      // The strong colours last, so that nothing crosses over them; else like beside like.
      .sort((a, b) => strength(a.edge) - strength(b.edge) || a.style.width - b.style.width);
  }

  lines(
    context: CanvasRenderingContext2D,
    area: Area,
    state: FrameState,
    emphasised: EmphasisedEdges,
  ): void {
    // From far away a line still is one.
    const least = 0.9 / area.zoom;
    let dash: readonly number[] = SOLID;
    for (const resting of this.#edges) {
      const painted = moved(resting, state);
      if (!isInArea(painted, area)) continue;
      const { style } = painted;
      const width = style.width + extraWidth(painted.edge, emphasised);
      context.globalAlpha = alphaOfEdge(painted.edge, state);
      context.strokeStyle = this.#inkOf(painted, emphasised, style.stroke);
      context.fillStyle = context.strokeStyle;
      context.lineWidth = Math.max(width, least);
      if (painted.dash !== dash) {
        dash = painted.dash;
        context.setLineDash(dash as number[]);
      }
      context.stroke(painted.line);
      context.fill(painted.head);
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  labels(
    context: CanvasRenderingContext2D,
    area: Area,
    state: FrameState,
    emphasised: EmphasisedEdges,
  ): void {
    const theme = this.#theme;
    context.strokeStyle = theme.background;
    context.lineWidth = HALO;
    let font = '';
    for (const painted of this.#edges) {
      const { edge, style } = painted;
      if (edge.label === '' && !edge.isCutByHand) continue;
      const { x, y } = middle(shiftOf(edge.source, state), shiftOf(edge.target, state));
      if (!isLabelInArea(edge, area, x, y)) continue;
      const parts = labelParts(edge);
      context.globalAlpha = alphaOfEdge(edge, state);
      if (parts.scissors !== null) {
        this.#scissors(context, parts.scissors.x + x, parts.scissors.y + y, style.stroke);
      }
      if (edge.label === '') continue;
      const wanted = `${edge.isWeak ? 'italic ' : ''}${style.isBold ? 'bold ' : ''}${LABEL_FONT.size}px ${MONO_FONTS}`;
      if (wanted !== font) {
        font = wanted;
        context.font = font;
      }
      context.strokeText(edge.label, parts.textX + x, edge.labelY + 3.8 + y);
      context.fillStyle = this.#inkOf(painted, emphasised, style.label);
      context.fillText(edge.label, parts.textX + x, edge.labelY + 3.8 + y);
    }
    context.globalAlpha = 1;
  }

  /** Scissors are seen from afar as well: there they stand for the label. */
  marks(context: CanvasRenderingContext2D, area: Area, state: FrameState): void {
    for (const { edge, style } of this.#edges) {
      if (!edge.isCutByHand) continue;
      const { x, y } = middle(shiftOf(edge.source, state), shiftOf(edge.target, state));
      const at = labelParts(edge).scissors ?? { x: edge.labelX, y: edge.labelY };
      this.#scissors(context, at.x + x, at.y + y, style.stroke, 1 / Math.max(area.zoom, 0.2));
    }
  }

  #scissors(
    context: CanvasRenderingContext2D,
    x: number,
    y: number,
    colour: string,
    scale = 1,
  ): void {
    const sign = new Path2D(scissors(x, y, SCISSORS_SIZE * scale));
    context.lineCap = 'round';
    context.strokeStyle = this.#theme.background;
    context.lineWidth = 5 * scale;
    context.stroke(sign);
    context.strokeStyle = colour;
    context.lineWidth = 1.5 * scale;
    context.stroke(sign);
    context.lineCap = 'butt';
    context.strokeStyle = this.#theme.background;
    context.lineWidth = HALO;
  }

  /** What is looked at keeps the colour that means something; plain lines take the selection's. */
  #inkOf({ edge }: PaintedEdge, { strong, slight }: EmphasisedEdges, ink: string): string {
    if (edge.inCycle || edge.onPath || edge.inFamily || edge.isCutByHand) return ink;
    if (strong.has(edge)) return this.#theme.selection;
    return slight.has(edge) ? this.#theme.label : ink;
  }
}

function extraWidth(edge: SceneEdge, { strong, slight }: EmphasisedEdges): number {
  return strong.has(edge) ? STRONGER : slight.has(edge) ? SLIGHTLY_STRONGER : 0;
}

function paintedEdge(edge: SceneEdge, curve: readonly number[], style: EdgeStyle): PaintedEdge {
  const { line, head } = edgeShape(curve, style.head);
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (let at = 0; at + 1 < curve.length; at += 2) {
    left = Math.min(left, curve[at] ?? 0);
    right = Math.max(right, curve[at] ?? 0);
    top = Math.min(top, curve[at + 1] ?? 0);
    bottom = Math.max(bottom, curve[at + 1] ?? 0);
  }
  const dash = style.dash === '' ? SOLID : style.dash.split(' ').map(Number);
  return {
    edge,
    style,
    dash,
    line: new Path2D(line),
    head: new Path2D(head),
    left,
    top,
    right,
    bottom,
  };
}

/** An edge whose ends have been moved along with its nodes. */
function moved(painted: PaintedEdge, state: FrameState): PaintedEdge {
  const { edge, style } = painted;
  const { shifts } = state;
  if (shifts.size === 0 || (!shifts.has(edge.source) && !shifts.has(edge.target))) return painted;
  const curve = bentCurve(edge.curve, shiftOf(edge.source, state), shiftOf(edge.target, state));
  return paintedEdge(edge, curve, style);
}

function isInArea(painted: PaintedEdge, area: Area): boolean {
  return (
    painted.right > area.left &&
    painted.left < area.right &&
    painted.bottom > area.top &&
    painted.top < area.bottom
  );
}

function isLabelInArea(edge: SceneEdge, area: Area, dx: number, dy: number): boolean {
  const half = edge.labelWidth / 2 + 8;
  const x = edge.labelX + dx;
  const y = edge.labelY + dy;
  return x + half > area.left && x - half < area.right && y + 20 > area.top && y - 20 < area.bottom;
}

const strength = (edge: SceneEdge): number => (edge.inCycle ? 2 : edge.onPath ? 1 : 0);

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

function alphaOfEdge({ source, target }: SceneEdge, state: FrameState): number {
  return Math.min(alphaOf(source, state), alphaOf(target, state));
}
