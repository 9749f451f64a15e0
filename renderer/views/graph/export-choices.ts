import type { ExportOptions } from '../../../shared/protocol/schemas.ts';
import { DEFAULT_EXPORT, EXPORT_CHOICES, EXPORT_WIDTH } from '../../../shared/protocol/schemas.ts';

/** PNG is made in the window, of the SVG: the engine writes texts. */
export type ExportFormat = ExportOptions['format'] | 'png';
export const EXPORT_FORMATS: readonly ExportFormat[] = ['svg', 'png', 'dot', 'json'];

/** How large a picture is to be: for PNG as a multiple, of either kind to a width in pixels. */
export type SizeChoice = 'drawn' | 'page' | 'width' | '1' | '2' | '3' | '4';

/** All that is chosen in the dialog. What makes no difference to the format is kept for others. */
export interface ExportChoices {
  readonly format: ExportFormat;
  readonly theme: ExportOptions['theme'];
  readonly legend: boolean;
  readonly edgeLabels: boolean;
  readonly redact: boolean;
  readonly svgSize: 'drawn' | 'page' | 'width';
  readonly pngSize: '1' | '2' | '3' | '4' | 'width';
  /** As typed. */
  readonly width: string;
}

export const SIZES: Readonly<Record<'svg' | 'png', readonly SizeChoice[]>> = {
  svg: ['drawn', 'width', 'page'],
  png: ['1', '2', '3', '4', 'width'],
};

export function firstChoices(theme: ExportOptions['theme']): ExportChoices {
  const { legend, edgeLabels, redact } = DEFAULT_EXPORT;
  const size = { svgSize: 'drawn', pngSize: '2', width: '1600' } as const;
  return { format: 'svg', theme, legend, edgeLabels, redact, ...size };
}

/** The width that was typed; null where it is none, or none is asked for. */
export function widthOf({ format, svgSize, pngSize, width }: ExportChoices): number | null {
  if ((format === 'png' ? pngSize : svgSize) !== 'width') return null;
  const pixels = /^\d{1,6}$/.test(width.trim()) ? Number(width) : Number.NaN;
  return pixels >= EXPORT_WIDTH.min && pixels <= EXPORT_WIDTH.max ? pixels : null;
}

/** A width is asked for, and what was typed is none. */
export function isWidthWrong(choices: ExportChoices): boolean {
  const { format, svgSize, pngSize } = choices;
  const asksForWidth =
    format === 'png' ? pngSize === 'width' : format === 'svg' && svgSize === 'width';
  return asksForWidth && widthOf(choices) === null;
}

/** Whether a choice makes a difference to the format. */
export function matters(
  format: ExportFormat,
  choice: (typeof EXPORT_CHOICES)['svg'][number],
): boolean {
  return EXPORT_CHOICES[format === 'png' ? 'svg' : format].includes(choice);
}

/** What the engine is asked for: of a PNG the drawing as it is, to be made of pixels here. */
export function engineOptions(choices: ExportChoices): ExportOptions {
  const { format, theme, legend, edgeLabels, redact, svgSize } = choices;
  const common = { theme, legend, edgeLabels, redact };
  if (format !== 'svg') {
    return { ...common, format: format === 'png' ? 'svg' : format, size: { kind: 'drawn' } };
  }
  const pixels = widthOf(choices);
  return {
    ...common,
    format,
    size:
      pixels !== null ? { kind: 'width', pixels } : { kind: svgSize === 'page' ? 'page' : 'drawn' },
  };
}
