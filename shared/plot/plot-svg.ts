import { xmlText } from '../base/xml.ts';
import type { PlotLayout, PlotShape } from './plot.ts';
import type { PlotTheme } from './plot-theme.ts';
import { childDashes } from './plot-theme.ts';

const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, sans-serif';

export interface Caption {
  readonly title: string;
  /** A line each, below the plot: what the lines are. */
  readonly lines: readonly string[];
}

const TITLE_ROOM = 34;
const CAPTION_ROW = 18;

/** A plot as an SVG document of its own, with the answer above it. No scripts, no references. */
export function plotSvg(plot: PlotLayout, theme: PlotTheme, { title, lines }: Caption): string {
  const height = TITLE_ROOM + plot.height + lines.length * CAPTION_ROW + 12;
  const { area } = plot;
  const shapes = [
    ...plot.shapes,
    ...plot.calls.flatMap((call) => call.shapes),
    ...plot.flags.flatMap((flag) => flag.shapes),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${plot.width}" height="${height}" viewBox="0 0 ${plot.width} ${height}" font-family="${FONT}" font-size="11" direction="ltr">`,
    `<title>${xmlText(title)}</title>`,
    `<rect width="${plot.width}" height="${height}" fill="${theme.background}"/>`,
    `<text x="16" y="23" font-size="15" font-weight="600" fill="${theme.text}">${xmlText(title)}</text>`,
    `<g transform="translate(0 ${TITLE_ROOM})">`,
    `<clipPath id="lines"><rect x="${area.x}" y="${area.y}" width="${area.width}" height="${area.height}"/></clipPath>`,
    ...shapes.map((shape) => shapeSvg(shape, theme)),
    '</g>',
    ...lines.map(
      (line, at) =>
        `<text x="16" y="${TITLE_ROOM + plot.height + 14 + at * CAPTION_ROW}" fill="${theme.muted}">${xmlText(line)}</text>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

function shapeSvg(shape: PlotShape, theme: PlotTheme): string {
  const paint = paintOf(shape, theme);
  switch (shape.shape) {
    case 'path':
      return `<path d="${shape.d}" fill="none"${shape.isClipped ? ' clip-path="url(#lines)"' : ''} ${paint}/>`;
    case 'circle':
      return `<circle cx="${shape.x.toFixed(1)}" cy="${shape.y.toFixed(1)}" r="${shape.r}" ${paint}/>`;
    case 'rect':
      return `<rect x="${shape.x.toFixed(1)}" y="${shape.y}" width="${shape.width.toFixed(1)}" height="${shape.height}" rx="2" ${paint}/>`;
    case 'text':
      return `<text x="${shape.x.toFixed(1)}" y="${shape.y.toFixed(1)}" text-anchor="${shape.anchor}" ${paint}>${xmlText(shape.text)}</text>`;
  }
}

function paintOf({ role, tone = 0, shape }: PlotShape, theme: PlotTheme): string {
  const stroke = (colour: string, width: number, dashes: string | null = null): string =>
    `stroke="${colour}" stroke-width="${width}"${dashes === null ? '' : ` stroke-dasharray="${dashes}"`}`;
  const line = (colour: string, width: number, dashes: string | null = null): string =>
    shape === 'circle'
      ? `fill="${colour}"`
      : `${stroke(colour, width, dashes)} stroke-linejoin="round"`;
  switch (role) {
    case 'grid':
      return stroke(theme.grid, 1);
    case 'axis':
      return stroke(theme.axis, 1);
    case 'line-main':
      return line(theme.main, 1.75);
    case 'line-explained':
      return line(theme.explained, 1.5, '5 3');
    case 'line-garbage':
      return line(theme.garbage, 1.5, '1.5 3');
    case 'line-child': {
      const { children } = theme;
      const colour = children[tone % children.length] ?? theme.muted;
      return line(colour, 1.25, childDashes(tone, children.length));
    }
    case 'trend':
      return stroke(theme.text, 1.25, '6 4');
    case 'limit':
      return stroke(theme.limit, 1.25, '3 3');
    case 'limit-label':
      return `fill="${theme.limit}"`;
    case 'peak':
      return `fill="${theme.background}" stroke="${theme.text}" stroke-width="1.5"`;
    case 'peak-label':
      return `fill="${theme.text}" font-weight="600"`;
    case 'call':
      return `fill="${theme.call}" stroke="${theme.callLine}" stroke-width="0.75"`;
    case 'call-label':
      return `fill="${theme.text}"`;
    case 'flag-line':
      return stroke(theme.flag, 1, '2 2');
    case 'flag-current':
      return `fill="${theme.main}"`;
    case 'flag':
      return `fill="${theme.flag}"`;
    case 'flag-label':
      return `fill="${theme.onFlag}"`;
    case 'tick':
      return `fill="${theme.muted}"`;
  }
}
