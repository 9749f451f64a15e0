import { xmlAttributes, xmlText } from '../../base/xml.ts';
import type { SheetSize } from '../look/sheet.ts';
import { sheetFor } from '../look/sheet.ts';
import type { SceneThemeName } from '../look/theme.ts';
import { SCENE_THEMES } from '../look/theme.ts';
import type { Scene, SceneEdge } from '../model/scene.ts';
import { LABEL_FONT, MONO_FONTS, SANS_FONTS } from '../text/node-box.ts';
import { edgeSvg, labelSvg } from './svg-edge.ts';
import { layOutLegend } from './svg-legend.ts';
import { nodeSvg } from './svg-node.ts';

export interface SvgOptions {
  readonly theme: SceneThemeName;
  readonly legend: boolean;
  /** What references are called, on their lines. Hints under the pointer name them in any case. */
  readonly edgeLabels: boolean;
  readonly size: SheetSize;
  /** Values and string keys give way to their length. */
  readonly redact: boolean;
}

/**
 * A scene as an SVG document: one file without scripts, style sheets or outside references.
 *
 * Everything is presentation attributes and plain paths (arrow heads too, not markers), which
 * browsers, Inkscape and LibreOffice draw alike; text stays text.
 */
export function writeSvg(scene: Scene, options: SvgOptions): string {
  const theme = SCENE_THEMES[options.theme];
  const legend = options.legend ? layOutLegend(scene, theme) : null;
  const width = Math.max(scene.width, legend?.width ?? 0);
  const height = scene.height + (legend?.height ?? 0);
  const sheet = sheetFor(width, height, options.size);
  const { view } = sheet;
  const shift = Math.round((width - scene.width) / 2);
  const titles = new Map(scene.nodes.map((node) => [node.id, node.title]));
  // The strong colours are drawn last, so that nothing crosses over them.
  const edges = [...scene.edges].sort((a, b) => strength(a) - strength(b));
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg${xmlAttributes({
      xmlns: 'http://www.w3.org/2000/svg',
      width: sheet.width,
      height: sheet.height,
      viewBox: `${view.x} ${view.y} ${view.width} ${view.height}`,
      role: 'img',
      'aria-labelledby': 'drawing-title drawing-description',
      'font-family': SANS_FONTS,
      'text-rendering': 'geometricPrecision',
    })}>`,
    `<title id="drawing-title">${xmlText(scene.title)}</title>`,
    `<desc id="drawing-description">${xmlText(options.redact ? scene.redactedDescription : scene.description)}</desc>`,
    `<rect${xmlAttributes({ ...view, fill: theme.background })}/>`,
    `<g${xmlAttributes({ transform: shift === 0 ? '' : `translate(${shift} 0)` })}>`,
    '<g id="references" fill="none">',
    ...edges.map((edge) => edgeSvg(theme, edge, titles, options.redact)),
    '</g>',
    '<g id="objects">',
    ...scene.nodes.map((node) => nodeSvg(theme, node, options.redact)),
    '</g>',
    `<g id="labels"${xmlAttributes({
      'font-family': MONO_FONTS,
      'font-size': LABEL_FONT.size,
      'text-anchor': 'middle',
      stroke: theme.background,
      'stroke-width': 4,
      'stroke-linejoin': 'round',
      'paint-order': 'stroke',
    })}>`,
    ...edges.map((edge) => labelSvg(theme, edge, options)).filter((line) => line !== ''),
    '</g>',
    '</g>',
  ];
  if (legend !== null) {
    lines.push(`<g id="legend" transform="translate(0 ${scene.height})">`, ...legend.lines, '</g>');
  }
  lines.push('</svg>', '');
  return lines.join('\n');
}

const strength = (edge: SceneEdge): number => (edge.inCycle ? 2 : edge.onPath ? 1 : 0);
