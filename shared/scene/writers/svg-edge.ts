import { formatCount } from '../../base/units.ts';
import { xmlAttributes, xmlText } from '../../base/xml.ts';
import { edgeShape, labelParts, SCISSORS_SIZE, scissors } from '../look/geometry.ts';
import type { SceneTheme } from '../look/theme.ts';
import { edgeStyle } from '../look/theme.ts';
import type { SceneEdge } from '../model/scene.ts';

/** The line and head of one edge, with a hint that names both ends. */
export function edgeSvg(
  theme: SceneTheme,
  edge: SceneEdge,
  titles: ReadonlyMap<string, string>,
  redact: boolean,
): string {
  const style = edgeStyle(theme, edge);
  const shape = edgeShape(edge.curve, style.head);
  const label = redact ? edge.redactedLabel : edge.fullLabel;
  const count = edge.count > 1 ? ` (${formatCount(edge.count)} references)` : '';
  const hint = `${titles.get(edge.source) ?? ''} ${label} → ${titles.get(edge.target) ?? ''}${count}`;
  return (
    `<g><title>${xmlText(hint)}</title>` +
    `<path${xmlAttributes({
      d: shape.line,
      stroke: style.stroke,
      'stroke-width': style.width,
      'stroke-dasharray': style.dash,
    })}/>` +
    `<path${xmlAttributes({ d: shape.head, fill: style.stroke })}/></g>`
  );
}

/** An edge's label, and the sign of one that was cut; '' for none. Drawn after all lines, so that none crosses it. */
export function labelSvg(
  theme: SceneTheme,
  edge: SceneEdge,
  { edgeLabels, redact }: { readonly edgeLabels: boolean; readonly redact: boolean },
): string {
  const label = redact ? edge.redactedLabel : edge.label;
  const text = edgeLabels ? label : '';
  const style = edgeStyle(theme, edge);
  const { textX, scissors: sign } = labelParts(edge);
  const halo = { fill: 'none', stroke: theme.background, 'stroke-width': 5 };
  const cut =
    sign === null
      ? ''
      : [halo, { fill: 'none', stroke: style.stroke, 'stroke-width': 1.5 }]
          .map((paint) => ({ d: scissors(sign.x, sign.y, SCISSORS_SIZE), ...paint }))
          .map((path) => `<path${xmlAttributes({ ...path, 'stroke-linecap': 'round' })}/>`)
          .join('');
  if (text === '') return cut;
  return `${cut}<text${xmlAttributes({
    x: textX,
    y: edge.labelY + 3.8,
    fill: style.label,
    'font-weight': style.isBold ? 'bold' : '',
    'font-style': edge.isWeak ? 'italic' : '',
    'xml:space': 'preserve',
  })}>${xmlText(text)}</text>`;
}
