import { formatQuantity } from '../../base/units.ts';
import { xmlAttributes, xmlText } from '../../base/xml.ts';
import { edgeShape, nodeShape } from '../look/geometry.ts';
import type { LegendEntry } from '../look/legend.ts';
import { legendEntries } from '../look/legend.ts';
import type { NodePaint, SceneTheme } from '../look/theme.ts';
import { edgeStyle } from '../look/theme.ts';
import type { Scene, SceneNodeRole } from '../model/scene.ts';
import { LINE_FONT } from '../text/node-box.ts';
import { textWidth } from '../text/text-width.ts';
import { markSvg } from './svg-node.ts';

export interface SvgLegend {
  readonly width: number;
  readonly height: number;
  /** SVG, from the legend's own top left corner. */
  readonly lines: readonly string[];
}

const MARGIN = 14;
const ROW_HEIGHT = 20;
const SAMPLE_WIDTH = 26;
/** Of a node's corners in a sample. */
const SAMPLE_SCALE = 0.45;
const SAMPLE_GAP = 7;
const ITEM_GAP = 20;
const MIN_WIDTH = 380;

/** The legend below a drawing, in rows as wide as it, and what was left out. */
export function layOutLegend(scene: Scene, theme: SceneTheme): SvgLegend {
  const entries = legendEntries(scene);
  const width = Math.max(scene.width, MIN_WIDTH);
  const rule = { d: `M${MARGIN} 4.5H${width - MARGIN}`, stroke: theme.stubEdge, 'stroke-width': 1 };
  const lines: string[] = [`<path${xmlAttributes(rule)}/>`];
  const write = (x: number, y: number, words: string): void => {
    const at = { x, y: y + 3.8, fill: theme.mutedText, 'font-size': LINE_FONT.size };
    lines.push(`<text${xmlAttributes(at)}>${xmlText(words)}</text>`);
  };
  let x = MARGIN;
  let y = 21;
  for (const entry of entries) {
    const entryWidth = SAMPLE_WIDTH + SAMPLE_GAP + Math.ceil(textWidth(entry.text, LINE_FONT));
    if (x > MARGIN && x + entryWidth > width - MARGIN) {
      x = MARGIN;
      y += ROW_HEIGHT;
    }
    lines.push(sample(theme, entry, x, y));
    write(x + SAMPLE_WIDTH + SAMPLE_GAP, y, entry.text);
    x += entryWidth + ITEM_GAP;
  }
  if (scene.omittedCount > 0) {
    y += entries.length > 0 ? ROW_HEIGHT : 0;
    write(MARGIN, y, `${formatQuantity(scene.omittedCount, 'neighbour')} not drawn`);
  }
  return { width, height: y + 17, lines };
}

/** A sample in a box of SAMPLE_WIDTH from `x` on, around the height `y`. */
function sample(theme: SceneTheme, entry: LegendEntry, x: number, y: number): string {
  switch (entry.kind) {
    case 'focus':
      return boxSample(theme.focus, 'instance', null, x, y);
    case 'role':
      return boxSample(theme.roles[entry.role], entry.role, null, x, y);
    case 'group':
      return boxSample(theme.roles[entry.role], entry.role, entry, x, y);
    case 'verdict':
      return markSvg(theme.verdicts[entry.verdict], entry.verdict, x + SAMPLE_WIDTH / 2, y, 9);
    case 'root': {
      const stroke = { stroke: theme.root, 'stroke-width': 3, 'stroke-linecap': 'round' };
      return `<path${xmlAttributes({ d: `M${x + 4} ${y}H${x + 22}`, ...stroke })}/>`;
    }
    case 'line': {
      const style = edgeStyle(theme, entry.marks);
      const end = x + SAMPLE_WIDTH;
      const shape = edgeShape([x, y, x + 8, y, end - 8, y, end, y], style.head);
      const line = {
        d: shape.line,
        fill: 'none',
        stroke: style.stroke,
        'stroke-width': style.width,
        'stroke-dasharray': style.dash,
      };
      const head = { d: shape.head, fill: style.stroke };
      return `<path${xmlAttributes(line)}/><path${xmlAttributes(head)}/>`;
    }
  }
}

function boxSample(
  paint: NodePaint,
  role: SceneNodeRole,
  group: unknown,
  x: number,
  y: number,
): string {
  const width = SAMPLE_WIDTH - 4;
  const box = { role, x: x + SAMPLE_WIDTH / 2, y, width, height: 13, rootLabel: '', group };
  const shape = nodeShape(box, SAMPLE_SCALE);
  const stroke = { stroke: paint.stroke, 'stroke-width': 1.1 };
  const path = (d: string, fill: string): string =>
    d === '' ? '' : `<path${xmlAttributes({ d, fill, ...stroke })}/>`;
  return (
    path(shape.back, paint.fill) + path(shape.outline, paint.fill) + path(shape.details, 'none')
  );
}
