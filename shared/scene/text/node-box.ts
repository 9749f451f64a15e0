import { formatCount, formatQuantity } from '../../base/units.ts';
import { SCISSORS_ROOM, STACK } from '../look/geometry.ts';
import type { SceneNode, SceneRecord } from '../model/scene.ts';
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
  readonly record: SceneRecord | null;
  readonly width: number;
  readonly height: number;
}

/** Clips a node's text and sizes its box, for the plain and the redacted text alike. */
export function boxNode(
  text: Pick<SceneNode, 'title' | 'lines' | 'redactedLines' | 'rootLabel' | 'record'>,
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
  const count = lines.length + (rootLabel === '' ? 0 : 1);
  const record = clippedRecord(text.record);
  return {
    title,
    lines,
    redactedLines,
    rootLabel,
    record,
    width: Math.ceil(Math.max(MIN_WIDTH, Math.max(widest, recordWidth(record)) + 2 * PADDING_X)),
    height: 2 * PADDING_Y + TITLE_HEIGHT + count * LINE_HEIGHT + recordHeight(record),
  };
}

/** Between what an object is and its rows there is a line. */
const RECORD_GAP = 8;
const COLUMN_GAP = 9;
const MAX_ROW_LABEL = 160;
const MAX_ROW_VALUE = 150;

function clippedRecord(record: SceneRecord | null): SceneRecord | null {
  if (record === null) return null;
  const label = (text: string): string => clipToWidth(text, MAX_ROW_LABEL, LABEL_FONT);
  const value = (text: string): string => clipToWidth(text, MAX_ROW_VALUE, LINE_FONT);
  return {
    ...record,
    rows: record.rows.map((row) => ({
      ...row,
      label: label(row.label),
      redactedLabel: label(row.redactedLabel),
      value: value(row.value),
      redactedValue: value(row.redactedValue),
    })),
  };
}

/** The columns of labels and of values, for the plain and the redacted text alike. */
function columnsOf({ rows }: SceneRecord): { readonly labels: number; readonly values: number } {
  const widest = (texts: readonly string[], font: FontSpec): number =>
    Math.max(0, ...texts.map((text) => textWidth(text, font)));
  return {
    labels: widest(
      rows.flatMap(({ label, redactedLabel }) => [label, redactedLabel]),
      LABEL_FONT,
    ),
    values: widest(
      rows.flatMap(({ value, redactedValue }) => [value, redactedValue]),
      LINE_FONT,
    ),
  };
}

function recordWidth(record: SceneRecord | null): number {
  if (record === null) return 0;
  const { labels, values } = columnsOf(record);
  return Math.max(labels + COLUMN_GAP + values, textWidth(moreText(record), LINE_FONT));
}

function recordHeight(record: SceneRecord | null): number {
  if (record === null) return 0;
  return RECORD_GAP + (record.rows.length + (moreText(record) === '' ? 0 : 1)) * LINE_HEIGHT;
}

/** The last row of a record that does not show all: what opening it would. */
export function moreText({ rows, total }: SceneRecord): string {
  return rows.length === total ? '' : `+ ${formatQuantity(total - rows.length, 'more value')}`;
}

/** In words, since a drawing is sent to people who have never seen a legend. */
const ADVICE = ' – break here';

/** The label of a reference that is to be broken: of a long name the end goes, and not the advice. */
export function adviceLabel(text: string, count: number): string {
  const advice = count > 1 ? `${ADVICE}, 1 of ${formatCount(count)}` : ADVICE;
  const room = MAX_LABEL_WIDTH - textWidth(advice, LABEL_FONT);
  return `${clipToWidth(text, room, LABEL_FONT)}${advice}`.trim();
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
  readonly kind: 'title' | 'line' | 'root' | 'label' | 'value';
  readonly text: string;
  /** Middle of the line, of labels and values where they begin; and its baseline, in scene units. */
  readonly x: number;
  readonly baseline: number;
}

/** The colour of a line, of the colours that a node of its look has. */
export function rowColour(
  style: { readonly text: string; readonly mutedText: string; readonly rootText: string },
  { kind }: TextRow,
): string {
  if (kind === 'title' || kind === 'value') return style.text;
  return kind === 'root' ? style.rootText : style.mutedText;
}

export interface NodeText {
  readonly rows: readonly TextRow[];
  /** Centre of the verdict's mark, before the title; null when the verdict is unknown. */
  readonly mark: { readonly x: number; readonly y: number; readonly size: number } | null;
  /** The line above the rows of a record, from side to side. */
  readonly rule: { readonly left: number; readonly right: number; readonly y: number } | null;
}

/** Where a node's text stands in its box. What an object is is centred, its rows are a table. */
export function layOutText(node: SceneNode, redact: boolean): NodeText {
  const lines = redact ? node.redactedLines : node.lines;
  const count = lines.length + (node.rootLabel === '' ? 0 : 1);
  // A group's text stands in the middle of its front.
  const lift = node.group === null ? 0 : STACK / 2;
  const middle = node.x - lift;
  const head = TITLE_HEIGHT + count * LINE_HEIGHT;
  const top = node.y - lift - (head + recordHeight(node.record)) / 2;
  const hasMark = node.verdict !== 'unknown';
  const shift = hasMark ? (MARK_SIZE + MARK_GAP) / 2 : 0;
  const rows: TextRow[] = [
    { kind: 'title', text: node.title, x: middle + shift, baseline: top + 13 },
  ];
  const below = (text: string, kind: TextRow['kind']): void => {
    const baseline = top + TITLE_HEIGHT + (rows.length - 1) * LINE_HEIGHT + BASELINE;
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
  if (node.record === null) return { rows, mark, rule: null };
  rows.push(...recordText(node.record, middle, top + head + RECORD_GAP, redact));
  const half = (node.width - 2 * lift) / 2;
  return {
    rows,
    mark,
    rule: { left: middle - half, right: middle + half, y: top + head + RECORD_GAP / 2 },
  };
}

/** From the top of a line to its letters' baseline. */
const BASELINE = 10.5;

function recordText(
  record: SceneRecord,
  middle: number,
  top: number,
  redact: boolean,
): readonly TextRow[] {
  const left = middle - recordWidth(record) / 2;
  const right = left + columnsOf(record).labels + COLUMN_GAP;
  const rows = record.rows.flatMap((row, at): TextRow[] => {
    const baseline = top + at * LINE_HEIGHT + BASELINE;
    const [label, value] = redact ? [row.redactedLabel, row.redactedValue] : [row.label, row.value];
    return [
      { kind: 'label', text: label, x: left, baseline },
      { kind: 'value', text: value, x: right, baseline },
    ];
  });
  const more = moreText(record);
  if (more === '') return rows;
  const baseline = top + record.rows.length * LINE_HEIGHT + BASELINE;
  return [...rows, { kind: 'line', text: more, x: middle, baseline }];
}

/** The rows of a record as lines of text: `._is_copy None`. */
export function recordLines(record: SceneRecord | null, redact: boolean): readonly string[] {
  if (record === null) return [];
  const more = moreText(record);
  return [
    ...record.rows.map((row) =>
      redact ? `${row.redactedLabel} ${row.redactedValue}` : `${row.label} ${row.value}`,
    ),
    ...(more === '' ? [] : [more]),
  ].map((line) => line.trim());
}
