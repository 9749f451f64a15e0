import type { PointerEvent, Ref } from 'react';
import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { SceneThemeName } from '../../shared/scene/look/theme.ts';
import { SCENE_THEMES } from '../../shared/scene/look/theme.ts';
import type { Scene } from '../../shared/scene/model/scene.ts';
import type { Viewport } from '../state/view/history.ts';
import type { ViewportSize } from './viewport.ts';
import { isPartlyHidden } from './viewport.ts';

const WIDTH = 168;
const MAX_HEIGHT = 112;

/** Told of every movement, by hand: nothing is rendered for it, one rectangle moves. */
export interface MinimapHandle {
  moved(viewport: Viewport, size: ViewportSize): void;
}

interface MinimapProps {
  readonly scene: Scene;
  readonly theme: SceneThemeName;
  /** Centre the drawing on a point of the scene. */
  readonly onCentre: (x: number, y: number) => void;
  readonly ref?: Ref<MinimapHandle>;
}

/** The whole drawing in a corner, while only a part of it is on screen. */
export function Minimap({ scene, theme, onCentre, ref }: MinimapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const last = useRef<{ viewport: Viewport; view: ViewportSize } | null>(null);
  const [isShown, setShown] = useState(false);
  const scale = Math.min(WIDTH / scene.width, MAX_HEIGHT / scene.height);
  const width = Math.round(scene.width * scale);
  const height = Math.round(scene.height * scale);

  const place = () => {
    if (last.current === null) return;
    const { viewport, view } = last.current;
    setShown(isPartlyHidden(scene, viewport, view));
    const style = frame.current?.style;
    if (style === undefined) return;
    const { x, y, zoom } = viewport;
    style.width = `${(view.width / zoom) * scale}px`;
    style.height = `${(view.height / zoom) * scale}px`;
    style.transform = `translate(${(-x / zoom) * scale}px, ${(-y / zoom) * scale}px)`;
  };
  useImperativeHandle(ref, () => ({
    moved: (viewport, view) => {
      last.current = { viewport, view };
      place();
    },
  }));
  // The frame is there only now, or the scene is another.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `place` reads what changed.
  useEffect(place, [isShown, scene, scale]);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!isShown || canvas.current === null || context === null || context === undefined) return;
    const ratio = window.devicePixelRatio;
    canvas.current.width = width * ratio;
    canvas.current.height = height * ratio;
    paintMinimap(context, scene, theme, scale, ratio);
  }, [isShown, scene, theme, width, height, scale]);

  const centre = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    onCentre((event.clientX - box.left) / scale, (event.clientY - box.top) / scale);
  };

  return isShown ? (
    // The drawing itself can be panned by keyboard; this is a picture of it for the pointer.
    <div className="minimap" aria-hidden="true">
      <div className="minimap-picture" style={{ width, height }}>
        <canvas
          ref={canvas}
          style={{ width, height }}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            centre(event);
          }}
          onPointerMove={(event) => {
            if (event.buttons === 1) centre(event);
          }}
        />
        <div ref={frame} className="minimap-view" />
      </div>
    </div>
  ) : null;
}

function paintMinimap(
  context: CanvasRenderingContext2D,
  scene: Scene,
  theme: SceneThemeName,
  scale: number,
  ratio: number,
): void {
  const paint = SCENE_THEMES[theme];
  context.scale(ratio * scale, ratio * scale);
  for (const node of scene.nodes) {
    const isTelling = node.isFocus || node.inCycle || node.onPath;
    context.fillStyle = node.isFocus
      ? paint.focus.fill
      : node.inCycle
        ? paint.cycle
        : node.onPath
          ? paint.path
          : paint.edge;
    context.globalAlpha = isTelling ? 1 : 0.45;
    const width = Math.max(node.width, 3 / scale);
    const height = Math.max(node.height, 3 / scale);
    context.fillRect(node.x - width / 2, node.y - height / 2, width, height);
  }
}
