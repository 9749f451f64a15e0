import { xmlAttributes, xmlText } from '../../base/xml.ts';
import { nodeShape, verdictMark } from '../look/geometry.ts';
import type { NodeStyle, SceneTheme } from '../look/theme.ts';
import { nodeStyle } from '../look/theme.ts';
import type { SceneNode } from '../model/scene.ts';
import type { TextRow } from '../text/node-box.ts';
import { LINE_FONT, layOutText, MONO_FONTS, rowColour, TITLE_FONT } from '../text/node-box.ts';

/** One node: outline, root bar, verdict mark, text. */
export function nodeSvg(theme: SceneTheme, node: SceneNode, redact: boolean): string {
  const style = nodeStyle(theme, node);
  const shape = nodeShape(node);
  const { rows, mark, rule } = layOutText(node, redact);
  const parts = [
    `<g${xmlAttributes({ id: node.id })}>`,
    ...[shape.back, shape.outline]
      .filter((outline) => outline !== '')
      .map(
        (d) =>
          `<path${xmlAttributes({
            d,
            fill: style.fill,
            stroke: style.stroke,
            'stroke-width': style.strokeWidth,
            'stroke-dasharray': style.dash,
            'stroke-linejoin': 'round',
          })}/>`,
      ),
  ];
  if (shape.details !== '') {
    parts.push(
      `<path${xmlAttributes({ d: shape.details, fill: 'none', stroke: style.stroke, 'stroke-width': 1 })}/>`,
    );
  }
  if (shape.rootBar !== '') {
    parts.push(
      `<path${xmlAttributes({
        d: shape.rootBar,
        stroke: theme.root,
        'stroke-width': 3,
        'stroke-linecap': 'round',
      })}/>`,
    );
  }
  if (rule !== null) {
    const d = `M${rule.left} ${rule.y}H${rule.right}`;
    parts.push(`<path${xmlAttributes({ d, stroke: style.stroke, 'stroke-width': 0.6 })}/>`);
  }
  if (mark !== null) parts.push(markSvg(style.mark, node.verdict, mark.x, mark.y, mark.size));
  parts.push(...rows.map((row) => rowSvg(style, row)), '</g>');
  return parts.join('');
}

/** The mark of a verdict; see `verdictMark`. */
export function markSvg(
  colour: string,
  verdict: SceneNode['verdict'],
  x: number,
  y: number,
  size: number,
): string {
  const { path, isFilled } = verdictMark(verdict, x, y, size);
  return `<path${xmlAttributes({
    d: path,
    fill: isFilled ? colour : 'none',
    stroke: isFilled ? '' : colour,
    'stroke-width': isFilled ? '' : 2.4,
  })}/>`;
}

function rowSvg(style: NodeStyle, row: TextRow): string {
  const isTitle = row.kind === 'title';
  const isCell = row.kind === 'label' || row.kind === 'value';
  return `<text${xmlAttributes({
    x: Math.round(row.x * 100) / 100,
    y: Math.round(row.baseline * 100) / 100,
    fill: rowColour(style, row),
    'font-family': row.kind === 'label' ? MONO_FONTS : '',
    'font-size': isTitle ? TITLE_FONT.size : LINE_FONT.size,
    'font-weight': isTitle ? 'bold' : '',
    'text-anchor': isCell ? '' : 'middle',
    'xml:space': 'preserve',
  })}>${xmlText(row.text)}</text>`;
}
