import './canvas.css';
import type { KeyboardEvent, Ref } from 'react';
import { useEffect, useImperativeHandle, useRef } from 'react';
import type { Scene } from '../../shared/scene/scene.ts';
import type { SceneThemeName } from '../../shared/scene/theme.ts';
import { SCENE_THEMES } from '../../shared/scene/theme.ts';
import type { Viewport } from '../state/history.ts';
import type { CanvasEvents } from './canvas-input.ts';
import type { Point } from './edge-geometry.ts';
import type { Anchor } from './next-viewport.ts';
import { SceneCanvas } from './scene-canvas.ts';

/** What a view may ask of the drawing, beyond showing a scene. */
export interface CanvasHandle {
  fit(): void;
  zoomBy(factor: number): void;
  pagePoint(id: string): Point | null;
  reveal(id: string): void;
  focus(): void;
  centreOn(x: number, y: number): void;
}

interface GraphCanvasProps extends CanvasEvents {
  readonly scene: Scene;
  readonly theme: SceneThemeName;
  readonly selectedId: string | null;
  /** Nodes that carry the user's star. */
  readonly marked: ReadonlySet<string>;
  readonly anchor: Anchor | null;
  readonly viewport: Viewport | null;
  readonly describedBy: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly ref?: Ref<CanvasHandle>;
}

const prefersReducedMotion = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A scene drawn and kept up to date; everything the user does comes back as an event. */
export function GraphCanvas(props: GraphCanvasProps) {
  const { scene, theme, selectedId, marked, anchor, viewport, describedBy, onKeyDown, ref } = props;
  const element = useRef<HTMLDivElement>(null);
  const canvas = useRef<SceneCanvas | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const host = element.current;
    if (host === null) return;
    const events: CanvasEvents = {
      onSelect: (id) => latest.current.onSelect(id),
      onOpen: (id) => latest.current.onOpen(id),
      onMenu: (id, at) => latest.current.onMenu(id, at),
      onHover: (id) => latest.current.onHover(id),
      onViewport: (moved) => latest.current.onViewport(moved),
      onMoved: (moved, size) => latest.current.onMoved(moved, size),
    };
    const created = new SceneCanvas(host, SCENE_THEMES[latest.current.theme], events);
    canvas.current = created;
    // What led here is gone: the arrow keys work at once.
    if (document.activeElement === document.body) host.focus({ preventScroll: true });
    return () => {
      canvas.current = null;
      created.destroy();
    };
  }, []);

  useEffect(() => {
    canvas.current?.setTheme(SCENE_THEMES[theme]);
  }, [theme]);

  // Only a new scene is shown; where to look is read at that moment.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  useEffect(() => {
    canvas.current?.show(scene, { anchor, viewport, animate: !prefersReducedMotion() });
  }, [scene]);

  useEffect(() => {
    canvas.current?.select(selectedId);
  }, [selectedId]);

  useEffect(() => {
    canvas.current?.mark(marked);
  }, [marked]);

  useImperativeHandle(
    ref,
    () => ({
      fit: () => canvas.current?.fit(!prefersReducedMotion()),
      zoomBy: (factor) => canvas.current?.zoomBy(factor, !prefersReducedMotion()),
      pagePoint: (id) => canvas.current?.pagePoint(id) ?? null,
      reveal: (id) => canvas.current?.reveal(id),
      centreOn: (x, y) => canvas.current?.centreOn(x, y),
      focus: () => element.current?.focus({ preventScroll: true }),
    }),
    [],
  );

  return (
    <div
      ref={element}
      className="scene-canvas"
      role="application"
      aria-roledescription="reference graph"
      aria-label={scene.title}
      aria-describedby={describedBy}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the drawing is worked by keyboard.
      tabIndex={0}
      onKeyDown={onKeyDown}
      onContextMenu={(event) => event.preventDefault()}
    />
  );
}
