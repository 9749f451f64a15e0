export interface TipBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface TipSize {
  readonly width: number;
  readonly height: number;
}

const GAP = 6;
const EDGE = 8;

/**
 * Where a tip goes, in CSS pixels of the window: below what it explains and centred on it; above
 * where there is more room; never beyond the window's edge unless it is larger than the window.
 */
export function placeTip(anchor: TipBox, tip: TipSize, window: TipSize): { x: number; y: number } {
  const below = anchor.top + anchor.height + GAP;
  const above = anchor.top - GAP - tip.height;
  const roomBelow = window.height - EDGE - below - tip.height;
  const y = roomBelow >= 0 || above < roomBelow + EDGE ? below : above;
  const centred = anchor.left + anchor.width / 2 - tip.width / 2;
  const most = window.width - EDGE - tip.width;
  return {
    x: Math.round(Math.max(EDGE, Math.min(centred, most))),
    y: Math.round(Math.max(EDGE, Math.min(y, window.height - EDGE - tip.height))),
  };
}

const CARD_GAP = 12;
const CARD_EDGE = 16;

/**
 * Where a card goes that speaks of something: below or above it; in the corner of what is too large
 * to be beside; at the bottom of the window while there is nothing to point at.
 */
export function placeCard(
  anchor: TipBox | null,
  card: TipSize,
  window: TipSize,
): { x: number; y: number } {
  const within = (value: number, most: number) =>
    Math.round(Math.max(CARD_EDGE, Math.min(value, most - CARD_EDGE)));
  if (anchor === null) {
    return {
      x: within((window.width - card.width) / 2, window.width - card.width),
      y: within(window.height, window.height - card.height),
    };
  }
  const isLarge = anchor.width * anchor.height > (window.width * window.height) / 4;
  const below = anchor.top + anchor.height + CARD_GAP;
  const above = anchor.top - CARD_GAP - card.height;
  const fitsBelow = below + card.height + CARD_EDGE <= window.height;
  const y = isLarge ? anchor.top + CARD_EDGE : fitsBelow ? below : above;
  const x = isLarge ? anchor.left + CARD_EDGE : anchor.left;
  return {
    x: within(x, window.width - card.width),
    y: within(y, window.height - card.height),
  };
}
