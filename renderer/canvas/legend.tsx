import { edgeShape, nodeShape, verdictMark } from '../../shared/scene/look/geometry.ts';
import type { LegendEntry } from '../../shared/scene/look/legend.ts';
import { legendEntries } from '../../shared/scene/look/legend.ts';
import type { NodePaint, SceneTheme, SceneThemeName } from '../../shared/scene/look/theme.ts';
import { edgeStyle, SCENE_THEMES } from '../../shared/scene/look/theme.ts';
import type { Scene, SceneNodeRole } from '../../shared/scene/model/scene.ts';
import { CANVAS } from './strings.ts';

const WIDTH = 28;
const HEIGHT = 16;
const MIDDLE = HEIGHT / 2;
/** Of a node's corners in a sample. */
const SAMPLE_SCALE = 0.45;

/** What the drawing's shapes and lines mean; only what occurs in it. */
export function Legend({
  scene,
  theme,
}: {
  readonly scene: Scene;
  readonly theme: SceneThemeName;
}) {
  const paint = SCENE_THEMES[theme];
  const entries = legendEntries(scene);
  const isBox = ({ kind }: LegendEntry): boolean =>
    kind === 'focus' || kind === 'role' || kind === 'group';
  return (
    <section className="legend" aria-label={CANVAS.legend}>
      {[entries.filter(isBox), entries.filter((entry) => !isBox(entry))]
        .filter((column) => column.length > 0)
        .map((column) => (
          <ul key={column[0]?.text}>
            {column.map((entry) => (
              <li key={entry.text}>
                <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
                  <Sample entry={entry} paint={paint} />
                </svg>
                {entry.text}
              </li>
            ))}
          </ul>
        ))}
    </section>
  );
}

function Sample({ entry, paint }: { readonly entry: LegendEntry; readonly paint: SceneTheme }) {
  switch (entry.kind) {
    case 'focus':
      return <Box shape="instance" paint={paint.focus} />;
    case 'role':
      return <Box shape={entry.role} paint={paint.roles[entry.role]} />;
    case 'group':
      return <Box shape={entry.role} paint={paint.roles[entry.role]} group={entry} />;
    case 'root':
      return (
        <path d={`M4 ${MIDDLE}H24`} stroke={paint.root} strokeWidth="3" strokeLinecap="round" />
      );
    case 'verdict': {
      const { path, isFilled } = verdictMark(entry.verdict, WIDTH / 2, MIDDLE, 9);
      const colour = paint.verdicts[entry.verdict];
      return isFilled ? (
        <path d={path} fill={colour} />
      ) : (
        <path d={path} fill="none" stroke={colour} strokeWidth="2.4" />
      );
    }
    case 'line': {
      const style = edgeStyle(paint, entry.marks);
      const { line, head } = edgeShape([1, MIDDLE, 9, MIDDLE, 19, MIDDLE, 27, MIDDLE], style.head);
      const dash = style.dash === '' ? undefined : style.dash;
      return (
        <>
          <path
            d={line}
            fill="none"
            stroke={style.stroke}
            strokeWidth={style.width}
            strokeDasharray={dash}
          />
          <path d={head} fill={style.stroke} />
        </>
      );
    }
  }
}

interface BoxProps {
  readonly shape: SceneNodeRole;
  readonly paint: NodePaint;
  readonly group?: LegendEntry | null;
}

function Box({ shape, paint, group = null }: BoxProps) {
  const size = { width: WIDTH - 4, height: 14 };
  const box = { role: shape, x: WIDTH / 2, y: MIDDLE, ...size, rootLabel: '', group };
  const { back, outline, details } = nodeShape(box, SAMPLE_SCALE);
  return (
    <g stroke={paint.stroke} strokeWidth="1.1">
      {back !== '' && <path d={back} fill={paint.fill} />}
      <path d={outline} fill={paint.fill} />
      {details !== '' && <path d={details} fill="none" />}
    </g>
  );
}
