import { SCISSORS_ROOM, STACK } from '../look/geometry.ts';
import type { SceneNode } from '../model/scene.ts';
import type { FontSpec } from './text-width.ts';
import { clipToWidth, textWidth } from './text-width.ts';

/** Fonts of a drawing; the canvas and the SVG writer use the same, so that text fits its box. */
export const SANS_FONTS = 'Helvetica, Arial, "Liberation Sans", "Segoe UI", Roboto, sans-serif';
export const MONO_FONTS =
  'Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", "Courier New", monospace';

export const TITLE_FONT: FontSpec = { size: 13, family: 'sans', bold: true };
export const LINE_FONT: FontSpec = { size: 11, family: 'sans' };
export const LABEL_FONT: FontSpec = { size: 11, family: 'mono' };

const TITLE_HEIGHT = 17;
const LINE_HEIGHT = 14;
const PADDING_X = 13;
const PADDING_Y = 8;
const MIN_WIDTH = 56;
const MAX_TEXT_WIDTH = 200;
const MAX_LABEL_WIDTH = 190;
const LABEL_HEIGHT = 16;
/** Room for the verdict's mark before the title. */
const MARK_SIZE = 9;
const MARK_GAP = 6;

/** A node's text, clipped to what its box shows, and the box. */
export interface NodeBox {
  readonly title: string;
  readonly lines: readonly string[];
  readonly redactedLines: readonly string[];
  readonly rootLabel: string;
  readonly width: number;
  readonly height: number;
}

/** Clips a node's text and sizes its box, for the plain and the redacted text alike. */
export function boxNode(
  text: Pick<SceneNode, 'title' | 'lines' | 'redactedLines' | 'rootLabel'>,
  hasMark: boolean,
): NodeBox {
  const title = clipToWidth(text.title, MAX_TEXT_WIDTH, TITLE_FONT);
  const clipLine = (line: string): string => clipToWidth(line, MAX_TEXT_WIDTH, LINE_FONT);
  const lines = text.lines.map(clipLine);
  const redactedLines = text.redactedLines.map(clipLine);
  const rootLabel = clipLine(text.rootLabel);
  const mark = hasMark ? MARK_SIZE + MARK_GAP : 0;
  const widest = Math.max(
    textWidth(title, TITLE_FONT) + mark,
    ...[...lines, ...redactedLines, rootLabel].map((line) => textWidth(line, LINE_FONT)),
  );
  const rows = lines.length + (rootLabel === '' ? 0 : 1);
  return {
    title,
    lines,
    redactedLines,
    rootLabel,
    width: Math.ceil(Math.max(MIN_WIDTH, widest + 2 * PADDING_X)),
    height: 2 * PADDING_Y + TITLE_HEIGHT + rows * LINE_HEIGHT,
  };
}

export interface LabelBox {
  readonly label: string;
  readonly width: number;
  readonly height: number;
}

/** Clips an edge's label and sizes the room it needs; no room where there is nothing to show. */
export function boxLabel(text: string, hasScissors = false): LabelBox {
  const sign = hasScissors ? SCISSORS_ROOM : 0;
  if (text === '') return { label: '', width: sign, height: sign === 0 ? 0 : LABEL_HEIGHT };
  const label = clipToWidth(text, MAX_LABEL_WIDTH, LABEL_FONT);
  const width = Math.ceil(textWidth(label, LABEL_FONT)) + 8 + sign;
  return { label, width, height: LABEL_HEIGHT };
}

/** One line of text in a node, where it stands. */
export interface TextRow {
  readonly kind: 'title' | 'line' | 'root';
  readonly text: string;
  /** Middle of the line, and its baseline, in scene units. */
  readonly x: number;
  readonly baseline: number;
}

export interface NodeText {
  readonly rows: readonly TextRow[];
  /** Centre of the verdict's mark, before the title; null when the verdict is unknown. */
  readonly mark: { readonly x: number; readonly y: number; readonly size: number } | null;
}

/** Where a node's text stands in its box. All text is centred on `x`. */
export function layOutText(node: SceneNode, redact: boolean): NodeText {
  const lines = redact ? node.redactedLines : node.lines;
  const count = lines.length + (node.rootLabel === '' ? 0 : 1);
  // A group's text stands in the middle of its front.
  const lift = node.group === null ? 0 : STACK / 2;
  const middle = node.x - lift;
  const top = node.y - lift - (TITLE_HEIGHT + count * LINE_HEIGHT) / 2;
  const hasMark = node.verdict !== 'unknown';
  const shift = hasMark ? (MARK_SIZE + MARK_GAP) / 2 : 0;
  const rows: TextRow[] = [
    { kind: 'title', text: node.title, x: middle + shift, baseline: top + 13 },
  ];
  const below = (text: string, kind: TextRow['kind']): void => {
    const baseline = top + TITLE_HEIGHT + (rows.length - 1) * LINE_HEIGHT + 10.5;
    rows.push({ kind, text, x: middle, baseline });
  };
  for (const line of lines) below(line, 'line');
  if (node.rootLabel !== '') below(node.rootLabel, 'root');
  const titleWidth = textWidth(node.title, TITLE_FONT);
  const mark = hasMark
    ? {
        x: middle - titleWidth / 2 - MARK_GAP + shift - MARK_SIZE / 2,
        y: top + 8.5,
        size: MARK_SIZE,
      }
    : null;
  return { rows, mark };
}
