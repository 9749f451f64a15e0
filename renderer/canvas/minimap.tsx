import type { PointerEvent, Ref } from 'react';
import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { Scene } from '../../shared/scene/scene.ts';
import type { SceneThemeName } from '../../shared/scene/theme.ts';
import { SCENE_THEMES } from '../../shared/scene/theme.ts';
import type { Viewport } from '../state/history.ts';
import type { Size } from './viewport.ts';
import { isPartlyHidden } from './viewport.ts';

const WIDTH = 168;
const MOST_HEIGHT = 112;

/** Told of every movement, by hand: only the minimap is drawn anew for it, not the view around. */
export interface MinimapHandle {
  moved(viewport: Viewport, size: Size): void;
}

interface MinimapProps {
  readonly scene: Scene;
  readonly theme: SceneThemeName;
  /** Centre the drawing on a point of the scene. */
  readonly onCentre: (x: number, y: number) => void;
  readonly ref?: Ref<MinimapHandle>;
}

/** The whole drawing in a corner, while only a part of it is on screen. */
export function Minimap({ ref, ...props }: MinimapProps) {
  const [seen, setSeen] = useState<{ viewport: Viewport; view: Size } | null>(null);
  useImperativeHandle(ref, () => ({ moved: (viewport, view) => setSeen({ viewport, view }) }), []);
  if (seen === null || !isPartlyHidden(props.scene, seen.viewport, seen.view)) return null;
  return <MinimapPicture {...props} {...seen} />;
}

interface MinimapPictureProps extends Omit<MinimapProps, 'ref'> {
  readonly viewport: Viewport;
  readonly view: Size;
}

function MinimapPicture({ scene, theme, viewport, view, onCentre }: MinimapPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scale = Math.min(WIDTH / scene.width, MOST_HEIGHT / scene.height);
  const width = Math.round(scene.width * scale);
  const height = Math.round(scene.height * scale);

  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (canvas.current === null || context === null || context === undefined) return;
    const ratio = window.devicePixelRatio;
    canvas.current.width = width * ratio;
    canvas.current.height = height * ratio;
    const paint = SCENE_THEMES[theme];
    context.scale(ratio * scale, ratio * scale);
    context.lineWidth = 1 / scale;
    for (const node of scene.nodes) {
      context.fillStyle = node.isFocus
        ? paint.focus.fill
        : node.inCycle
          ? paint.cycle
          : node.onPath
            ? paint.path
            : paint.edge;
      context.globalAlpha = node.isFocus || node.inCycle || node.onPath ? 1 : 0.45;
      const boxWidth = Math.max(node.width, 3 / scale);
      const boxHeight = Math.max(node.height, 3 / scale);
      context.fillRect(node.x - boxWidth / 2, node.y - boxHeight / 2, boxWidth, boxHeight);
    }
    context.globalAlpha = 1;
    context.strokeStyle = paint.selection;
    context.lineWidth = 1.5 / scale;
    context.strokeRect(
      -viewport.x / viewport.zoom,
      -viewport.y / viewport.zoom,
      view.width / viewport.zoom,
      view.height / viewport.zoom,
    );
  }, [scene, theme, viewport, view, width, height, scale]);

  const centre = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    onCentre((event.clientX - box.left) / scale, (event.clientY - box.top) / scale);
  };

  return (
    // The drawing itself can be panned by keyboard; this is a picture of it for the pointer.
    <div className="minimap" aria-hidden="true">
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
    </div>
  );
}
