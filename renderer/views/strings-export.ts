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
  redact: 'Redact values',
  size: 'Size',
  sizeLabel: 'Size of the picture',
  pixels: (width: number, height: number) =>
    `${formatCount(width)} × ${formatCount(height)} pixels`,
  preview: 'Preview of the drawing',
} as const;

export const EXPORT_FORMATS = {
  svg: 'SVG, a picture',
  png: 'PNG, of pixels',
  dot: 'DOT, for Graphviz',
  json: 'JSON, for programs',
} as const;
