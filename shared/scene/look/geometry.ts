import type { SceneEdge, SceneNode } from '../model/scene.ts';
import { CORNER } from './outline.ts';

/**
 * Outlines and arrows as SVG path data, which a canvas can draw as well (`Path2D`).
 *
 * Roles differ in outline, so that none is told by colour alone.
 */
export interface NodeShape {
  /** A second outline behind the first, for several objects drawn as one; '' for none. */
  readonly back: string;
  /** Filled and stroked. */
  readonly outline: string;
  /** Strokes within the outline; '' for none. */
  readonly details: string;
  /** The bar on top of what a root holds; '' for none. */
  readonly rootBar: string;
}

/** The folded corner of a frame. */
const EAR = 11;
/** The bars along a module's sides. */
const BAR = 5;
/** How far the second outline of a group stands out behind the first. */
export const STACK = 4;

/**
 * The outline of a node within its box. All roles touch the box on all four sides.
 * `scale` makes corners smaller, for the samples of a legend.
 */
export function nodeShape(
  node: Pick<SceneNode, 'role' | 'x' | 'y' | 'width' | 'height' | 'rootLabel'> & {
    readonly group: unknown;
  },
  scale = 1,
): NodeShape {
  const { role } = node;
  const stack = node.group === null ? 0 : STACK * scale;
  const left = node.x - node.width / 2;
  const top = node.y - node.height / 2;
  const width = node.width - stack;
  const height = node.height - stack;
  const inset = role === 'frame' ? EAR + 7 : 12;
  const rootBar =
    node.rootLabel === '' ? '' : `M${n(left + inset)} ${n(top + 4)}H${n(left + width - inset)}`;
  const front = { left, top, right: left + width, bottom: top + height };
  const back = {
    left: left + stack,
    top: top + stack,
    right: left + node.width,
    bottom: top + node.height,
  };
  return {
    back: stack === 0 ? '' : outlineOf(role, back, scale),
    outline: outlineOf(role, front, scale),
    details: detailsOf(role, front, scale),
    rootBar,
  };
}

interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function outlineOf(
  role: SceneNode['role'],
  { left, top, right, bottom }: Edges,
  scale: number,
): string {
  const size = Math.min(CORNER[role].size * scale, (bottom - top) / 2 - 0.5);
  switch (role) {
    case 'function':
      return chamfered(left, top, right, bottom, size);
    case 'type': {
      const middle = (top + bottom) / 2;
      return (
        `M${n(left + size)} ${n(top)}H${n(right - size)}L${n(right)} ${n(middle)}` +
        `L${n(right - size)} ${n(bottom)}H${n(left + size)}L${n(left)} ${n(middle)}Z`
      );
    }
    case 'frame': {
      const ear = EAR * scale;
      return `M${n(left)} ${n(top)}H${n(right - ear)}L${n(right)} ${n(top + ear)}V${n(bottom)}H${n(left)}Z`;
    }
    default:
      return rounded(left, top, right, bottom, size);
  }
}

function detailsOf(
  role: SceneNode['role'],
  { left, top, right, bottom }: Edges,
  scale: number,
): string {
  const bar = BAR * scale;
  const ear = EAR * scale;
  if (role === 'module') {
    return `M${n(left + bar)} ${n(top)}V${n(bottom)}M${n(right - bar)} ${n(top)}V${n(bottom)}`;
  }
  return role === 'frame' ? `M${n(right - ear)} ${n(top)}V${n(top + ear)}H${n(right)}` : '';
}

/** The mark of a verdict around (x, y): a diamond waits, a cross is lost, a ring is held. */
export function verdictMark(
  verdict: SceneNode['verdict'],
  x: number,
  y: number,
  size: number,
): { readonly path: string; readonly isFilled: boolean } {
  const r = size / 2;
  switch (verdict) {
    case 'garbage':
      return {
        path: `M${n(x)} ${n(y - r)}L${n(x + r)} ${n(y)}L${n(x)} ${n(y + r)}L${n(x - r)} ${n(y)}Z`,
        isFilled: true,
      };
    case 'never':
      return {
        path:
          `M${n(x - r + 1)} ${n(y - r + 1)}L${n(x + r - 1)} ${n(y + r - 1)}` +
          `M${n(x + r - 1)} ${n(y - r + 1)}L${n(x - r + 1)} ${n(y + r - 1)}`,
        isFilled: false,
      };
    default: {
      const s = r * 0.9;
      return {
        path: `M${n(x - s)} ${n(y)}a${n(s)} ${n(s)} 0 1 0 ${n(2 * s)} 0a${n(s)} ${n(s)} 0 1 0 ${n(-2 * s)} 0Z`,
        isFilled: false,
      };
    }
  }
}

/**
 * Scissors around (x, y), cutting to the right: two rings to be stroked and two blades.
 * After no particular font: a sign of our own is the same everywhere.
 */
export function scissors(x: number, y: number, size: number): string {
  const u = size / 12;
  const at = (dx: number, dy: number): string => `${n(x + dx * u)} ${n(y + dy * u)}`;
  const ring = (dy: number): string =>
    `M${at(-5.5, dy)}a${n(1.9 * u)} ${n(1.9 * u)} 0 1 0 ${n(3.8 * u)} 0a${n(1.9 * u)} ${n(1.9 * u)} 0 1 0 ${n(-3.8 * u)} 0Z`;
  return `${ring(3.2)}${ring(-3.2)}M${at(-2.1, 2.2)}L${at(5.6, -3.4)}M${at(-2.1, -2.2)}L${at(5.6, 3.4)}`;
}

/** Where a label's words and, on what the user has cut, the scissors before them stand. */
export function labelParts(
  edge: Pick<SceneEdge, 'label' | 'labelX' | 'labelY' | 'labelWidth' | 'isCutByHand'>,
): {
  readonly textX: number;
  readonly scissors: { readonly x: number; readonly y: number } | null;
} {
  const { labelX, labelY, labelWidth } = edge;
  if (!edge.isCutByHand) return { textX: labelX, scissors: null };
  const x = edge.label === '' ? labelX : labelX - labelWidth / 2 + SCISSORS_ROOM / 2;
  return { textX: labelX + SCISSORS_ROOM / 2, scissors: { x, y: labelY } };
}

export const SCISSORS_SIZE = 12;
/** What a label is wider for them. */
export const SCISSORS_ROOM = 18;

export interface EdgeShape {
  /** The line, ending where the head begins. */
  readonly line: string;
  /** The head, its tip on the target's border. */
  readonly head: string;
}

/** A curve and its arrow head of the given length. */
export function edgeShape(curve: readonly number[], headLength: number): EdgeShape {
  const tipX = curve.at(-2) ?? 0;
  const tipY = curve.at(-1) ?? 0;
  // The line reaches a little into the notch of the head, so that no gap shows between them.
  const body = trimmed(curve, headLength * 0.7);
  const baseX = body.at(-2) ?? 0;
  const baseY = body.at(-1) ?? 0;
  const length = Math.hypot(tipX - baseX, tipY - baseY);
  if (length === 0) return { line: pathData(curve), head: '' };
  const dx = ((tipX - baseX) / length) * headLength;
  const dy = ((tipY - baseY) / length) * headLength;
  const half = 0.42;
  const backX = tipX - dx;
  const backY = tipY - dy;
  return {
    line: pathData(body),
    head:
      `M${n(tipX)} ${n(tipY)}L${n(backX - dy * half)} ${n(backY + dx * half)}` +
      `L${n(backX + dx * 0.18)} ${n(backY + dy * 0.18)}` +
      `L${n(backX + dy * half)} ${n(backY - dx * half)}Z`,
  };
}

/** The curve without its last `length` units, as the crow flies from the end. */
function trimmed(curve: readonly number[], length: number): number[] {
  const tipX = curve.at(-2) ?? 0;
  const tipY = curve.at(-1) ?? 0;
  const body = [...curve];
  // Whole segments inside the head go; one stays in any case.
  while (body.length > 8) {
    const x = body.at(-8) ?? 0;
    const y = body.at(-7) ?? 0;
    if (Math.hypot(tipX - x, tipY - y) > length) break;
    body.length -= 6;
  }
  const at = body.length - 8;
  const segment = body.slice(at);
  let low = 0;
  let high = 1;
  for (let round = 0; round < 24; round++) {
    const middle = (low + high) / 2;
    const x = cubic(segment, 0, middle);
    const y = cubic(segment, 1, middle);
    if (Math.hypot(tipX - x, tipY - y) > length) low = middle;
    else high = middle;
  }
  return [...body.slice(0, at), ...firstPart(segment, low)];
}

function cubic(segment: readonly number[], axis: 0 | 1, t: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [0, 2, 4, 6].map((i) => segment[i + axis] ?? 0);
  const s = 1 - t;
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
}

/** De Casteljau: the part of a cubic before `t`. */
function firstPart(segment: readonly number[], t: number): number[] {
  const split = (axis: 0 | 1): readonly [number, number, number, number] => {
    const [a = 0, b = 0, c = 0, d = 0] = [0, 2, 4, 6].map((i) => segment[i + axis] ?? 0);
    const mix = (from: number, to: number): number => from + (to - from) * t;
    const ab = mix(a, b);
    const bc = mix(b, c);
    const abc = mix(ab, bc);
    return [a, ab, abc, mix(abc, mix(bc, mix(c, d)))];
  };
  const x = split(0);
  const y = split(1);
  return [x[0], y[0], x[1], y[1], x[2], y[2], x[3], y[3]];
}

/** A chain of cubics as path data. */
export function pathData(curve: readonly number[]): string {
  let data = `M${n(curve[0] ?? 0)} ${n(curve[1] ?? 0)}`;
  for (let at = 2; at + 5 < curve.length; at += 6) {
    data += `C${curve
      .slice(at, at + 6)
      .map(n)
      .join(' ')}`;
  }
  return data;
}

function rounded(left: number, top: number, right: number, bottom: number, r: number): string {
  return (
    `M${n(left + r)} ${n(top)}H${n(right - r)}A${n(r)} ${n(r)} 0 0 1 ${n(right)} ${n(top + r)}` +
    `V${n(bottom - r)}A${n(r)} ${n(r)} 0 0 1 ${n(right - r)} ${n(bottom)}` +
    `H${n(left + r)}A${n(r)} ${n(r)} 0 0 1 ${n(left)} ${n(bottom - r)}` +
    `V${n(top + r)}A${n(r)} ${n(r)} 0 0 1 ${n(left + r)} ${n(top)}Z`
  );
}

function chamfered(left: number, top: number, right: number, bottom: number, c: number): string {
  return (
    `M${n(left + c)} ${n(top)}H${n(right - c)}L${n(right)} ${n(top + c)}V${n(bottom - c)}` +
    `L${n(right - c)} ${n(bottom)}H${n(left + c)}L${n(left)} ${n(bottom - c)}V${n(top + c)}Z`
  );
}

/** A number as path data: two decimals, no trailing zeros. */
const n = (value: number): string => String(Math.round(value * 100) / 100);
