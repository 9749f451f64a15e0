import './canvas.css';
import type { KeyboardEvent, Ref } from 'react';
import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { SceneThemeName } from '../../shared/scene/look/theme.ts';
import { SCENE_THEMES } from '../../shared/scene/look/theme.ts';
import type { Scene } from '../../shared/scene/model/scene.ts';
import type { Viewport } from '../state/view/history.ts';
import type { CanvasEvents } from './canvas-input.ts';
import type { Point } from './edge-geometry.ts';
import type { Emphasis } from './frame.ts';
import type { Anchor } from './next-viewport.ts';
import { SceneCanvas } from './scene-canvas.ts';
import { CANVAS } from './strings.ts';

/** What a view may ask of the drawing, beyond showing a scene. */
export interface CanvasHandle {
  /** All of it in view, or the nodes given. */
  fit(ids?: ReadonlySet<string>): void;
  zoomBy(factor: number): void;
  pagePoint(id: string): Point | null;
  reveal(id: string): void;
  focus(): void;
  centreOn(x: number, y: number): void;
}

interface GraphCanvasProps extends CanvasEvents {
  readonly scene: Scene;
  readonly theme: SceneThemeName;
  /** Kept by whoever shows the canvas from one frame to the next: a new one is painted. */
  readonly emphasis: Omit<Emphasis, 'hasFocusRing'>;
  readonly anchor: Anchor | null;
  readonly viewport: Viewport | null;
  readonly describedBy: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly ref?: Ref<CanvasHandle>;
}

const prefersReducedMotion = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A scene drawn and kept up to date; everything the user does comes back as an event. */
export function GraphCanvas(props: GraphCanvasProps) {
  const { scene, theme, emphasis, anchor, viewport, describedBy, onKeyDown, ref } = props;
  const element = useRef<HTMLDivElement>(null);
  const canvas = useRef<SceneCanvas | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const [hasFocusRing, setFocusRing] = useState(false);

  useEffect(() => {
    const host = element.current;
    if (host === null) return;
    const events: CanvasEvents = {
      onSelect: (id, intent) => latest.current.onSelect(id, intent),
      onBox: (ids) => latest.current.onBox(ids),
      onEdge: (id) => latest.current.onEdge(id),
      onBackground: () => latest.current.onBackground(),
      onOpen: (id) => latest.current.onOpen(id),
      onMenu: (id, at) => latest.current.onMenu(id, at),
      onHover: (id, at) => latest.current.onHover(id, at),
      onDragged: (id, to) => latest.current.onDragged(id, to),
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
    canvas.current?.emphasise({ ...emphasis, hasFocusRing });
  }, [emphasis, hasFocusRing]);

  useImperativeHandle(
    ref,
    () => ({
      fit: (ids) => canvas.current?.fit(!prefersReducedMotion(), ids ?? null),
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
      aria-roledescription={CANVAS.drawing}
      aria-label={scene.title}
      aria-describedby={describedBy}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the drawing is worked by keyboard.
      tabIndex={0}
      onKeyDown={(event) => {
        setFocusRing(true);
        onKeyDown(event);
      }}
      onPointerDown={() => setFocusRing(false)}
      onFocus={(event) => setFocusRing(event.currentTarget.matches(':focus-visible'))}
      onBlur={() => setFocusRing(false)}
      onContextMenu={(event) => event.preventDefault()}
    />
  );
}
