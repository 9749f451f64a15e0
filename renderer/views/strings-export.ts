import { formatCount } from '../../shared/base/units.ts';

/** Words of the export's dialog. */
export const EXPORT = {
  title: 'Export the drawing',
  theDrawing: 'the drawing',
  format: 'Format',
  colours: 'Colours',
  light: 'Light',
  dark: 'Dark',
  content: 'Content',
  legend: 'Legend',
  edgeLabels: 'Labels on references',
  hintsStay: 'Under the pointer they are still told. To keep values to yourself, redact them.',
  redact: 'Redact values',
  size: 'Size',
  sizeLabel: 'Size of the picture',
  width: 'Width in pixels',
  pixelsWide: 'pixels wide',
  widthRange: (least: number, most: number) =>
    `A whole number from ${formatCount(least)} to ${formatCount(most)}`,
  pixels: (width: number, height: number) =>
    `${formatCount(width)} × ${formatCount(height)} pixels`,
  page: (width: number, height: number) => `A4, ${width} × ${height} mm`,
  preview: 'Preview of the drawing',
  noPicture: 'No picture of this size',
  noPictureWhy: 'The browser could not make it. Choose a smaller one, or SVG, which has no limit.',
} as const;

export const FORMAT_NAMES = {
  svg: 'SVG (vector)',
  png: 'PNG (bitmap)',
  dot: 'DOT (Graphviz)',
  json: 'JSON (data)',
} as const;

export const SIZE_NAMES = {
  drawn: 'As drawn',
  page: 'Fitted to a page, A4',
  width: 'To a width',
  1: '1×',
  2: '2×',
  3: '3×',
  4: '4×',
} as const;

/** Why a choice makes no difference. */
export const NO_CHOICE = {
  dot: {
    theme: '',
    legend: 'DOT has no legend.',
    edgeLabels: '',
    size: 'Graphviz chooses the size.',
    redact: '',
  },
  json: {
    theme: 'JSON has no colours.',
    legend: 'JSON names everything in itself.',
    edgeLabels: 'JSON has all labels.',
    size: 'JSON has the places as they were drawn.',
    redact: '',
  },
} as const;
