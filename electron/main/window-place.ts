/** A rectangle of the screen, in pixels as the system counts them. */
export interface ScreenArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a window goes; without `x` and `y` the system chooses. */
export interface WindowPlace {
  readonly bounds: Partial<ScreenArea> & Pick<ScreenArea, 'width' | 'height'>;
  readonly isMaximized: boolean;
}

export type StoredPlace = ScreenArea & { readonly isMaximized: boolean };

const USUAL = { width: 1280, height: 840 };
/** How much of a window must be on a screen for the user to take hold of it. */
const MIN_VISIBLE = 100;

/**
 * The place that was kept, as far as the work area of a screen still shows it: screens are taken
 * away between two starts. Null: nothing was kept.
 */
export function placeFrom(stored: StoredPlace | null, screens: readonly ScreenArea[]): WindowPlace {
  if (stored === null) return { bounds: USUAL, isMaximized: false };
  const { isMaximized, x, y, width, height } = stored;
  const isWithinReach = screens.some(
    (area) =>
      overlap(x, width, area.x, area.width) >= MIN_VISIBLE &&
      // The title bar is at the top.
      y >= area.y &&
      y <= area.y + area.height - MIN_VISIBLE,
  );
  const size = { width, height };
  return { bounds: isWithinReach ? { x, y, ...size } : size, isMaximized };
}

function overlap(start: number, length: number, otherStart: number, otherLength: number): number {
  return Math.min(start + length, otherStart + otherLength) - Math.max(start, otherStart);
}
