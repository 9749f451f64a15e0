import type { Scene } from '../../shared/scene/model/scene.ts';
import type { Viewport } from '../state/view/history.ts';
import type { Point } from './edge-geometry.ts';
import { anchoredViewport } from './transition.ts';
import type { ViewportSize } from './viewport.ts';
import { isPartlyHidden, openingViewport } from './viewport.ts';

export interface Anchor {
  readonly id: string;
  /** What was wholly in view is brought wholly into view again, even if the anchor moves for it. */
  readonly keepsWhole: boolean;
}

/** What is on screen before the next scene is. */
export interface Present {
  readonly scene: Scene | null;
  readonly positions: ReadonlyMap<string, Point>;
  readonly viewport: Viewport;
}

/** Where to look at the next scene: where the anchor stays in place, else at it afresh. */
export function nextViewport(
  scene: Scene,
  anchor: Anchor | null,
  present: Present,
  size: ViewportSize,
): Viewport {
  const before = anchor === null ? undefined : present.positions.get(anchor.id);
  const after = anchor === null ? undefined : scene.nodes.find(({ id }) => id === anchor.id);
  if (anchor === null || before === undefined || after === undefined) {
    return openingViewport(scene, size);
  }
  const anchored = anchoredViewport(present.viewport, before, after);
  const wasWhole = present.scene !== null && !isPartlyHidden(present.scene, present.viewport, size);
  return anchor.keepsWhole && wasWhole && isPartlyHidden(scene, anchored, size)
    ? openingViewport(scene, size)
    : anchored;
}
