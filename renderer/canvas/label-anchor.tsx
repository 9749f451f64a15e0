import type { Ref } from 'react';
import { useImperativeHandle, useLayoutEffect, useRef } from 'react';
import type { Scene, SceneEdge } from '../../shared/scene/model/scene.ts';
import type { Viewport } from '../state/view/history.ts';

export interface LabelAnchorHandle {
  moved(viewport: Viewport): void;
}

interface LabelAnchorProps {
  readonly ref: Ref<LabelAnchorHandle>;
  readonly scene: Scene;
}

/** Where the label of a cycle is on the screen, for what points at it: painted, it has no element. */
export function LabelAnchor({ ref, scene }: LabelAnchorProps) {
  const element = useRef<HTMLSpanElement>(null);
  const last = useRef<Viewport | null>(null);
  const edge = scene.edges.findLast(({ inCycle, label }) => inCycle && label !== '');
  useImperativeHandle(
    ref,
    () => ({
      moved(viewport) {
        last.current = viewport;
        place(element.current, edge, viewport);
      },
    }),
    [edge],
  );
  useLayoutEffect(() => place(element.current, edge, last.current), [edge]);
  return <span ref={element} className="label-anchor" data-tour="label" aria-hidden="true" />;
}

function place(
  element: HTMLElement | null,
  edge: SceneEdge | undefined,
  viewport: Viewport | null,
): void {
  if (element === null) return;
  const isShown = edge !== undefined && viewport !== null;
  element.hidden = !isShown;
  if (!isShown) return;
  const { x, y, zoom } = viewport;
  Object.assign(element.style, {
    left: `${x + zoom * (edge.labelX - edge.labelWidth / 2)}px`,
    top: `${y + zoom * (edge.labelY - edge.labelHeight / 2)}px`,
    width: `${zoom * edge.labelWidth}px`,
    height: `${zoom * edge.labelHeight}px`,
  });
}
