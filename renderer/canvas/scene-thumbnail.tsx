import { edgeShape, nodeShape } from '../../shared/scene/look/geometry.ts';
import type { SceneThemeName } from '../../shared/scene/look/theme.ts';
import { edgeStyle, nodeStyle, SCENE_THEMES } from '../../shared/scene/look/theme.ts';
import type { Scene } from '../../shared/scene/model/scene.ts';

interface SceneThumbnailProps {
  readonly scene: Scene;
  readonly theme: SceneThemeName;
  /** Of the picture, in CSS pixels; the scene is scaled to fit, never up. */
  readonly width: number;
  readonly height: number;
}

/** Lines stay visible however small the picture is. */
const MIN_LINE = 0.9;

/** A scene drawn small: its shapes and colours, without words. Decorative: what it shows is said. */
export function SceneThumbnail({ scene, theme, width, height }: SceneThumbnailProps) {
  const paint = SCENE_THEMES[theme];
  const scale = Math.min(width / scene.width, height / scene.height, 1);
  const line = (wanted: number): number => Math.max(wanted, MIN_LINE / scale);
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${scene.width} ${scene.height}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden="true"
    >
      {scene.edges.map((edge) => {
        const style = edgeStyle(paint, edge);
        const shape = edgeShape(edge.curve, style.head);
        return (
          <g key={edge.id} stroke={style.stroke}>
            <path d={shape.line} fill="none" strokeWidth={line(style.width)} />
            <path d={shape.head} fill={style.stroke} strokeWidth={line(0)} />
          </g>
        );
      })}
      {scene.nodes.map((node) => {
        const style = nodeStyle(paint, node);
        const { back, outline } = nodeShape(node);
        return (
          <g key={node.id} fill={style.fill} stroke={style.stroke}>
            {back !== '' && <path d={back} strokeWidth={line(style.strokeWidth)} />}
            <path d={outline} strokeWidth={line(style.strokeWidth)} />
          </g>
        );
      })}
    </svg>
  );
}
