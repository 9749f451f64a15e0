import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeCard, placeTip } from '../../renderer/views/help/tip-place.ts';

const WINDOW = { width: 1280, height: 800 };
const TIP = { width: 200, height: 40 };
const anchorAt = (left: number, top: number) => ({ left, top, width: 80, height: 28 });

describe('a tip', () => {
  it('is below what it explains, centred', () => {
    expect(placeTip(anchorAt(600, 100), TIP, WINDOW)).toEqual({ x: 540, y: 134 });
  });

  it('is above where there is no room below', () => {
    expect(placeTip(anchorAt(600, 760), TIP, WINDOW)).toEqual({ x: 540, y: 714 });
  });

  it('stays inside of the window at its sides', () => {
    expect(placeTip(anchorAt(0, 100), TIP, WINDOW).x).toBe(8);
    expect(placeTip(anchorAt(1250, 100), TIP, WINDOW).x).toBe(1072);
  });
});

const size = (least: number, most: number) =>
  fc.record({
    width: fc.integer({ min: least, max: most }),
    height: fc.integer({ min: least, max: most }),
  });
const box = fc.record({
  left: fc.integer({ min: -500, max: 3000 }),
  top: fc.integer({ min: -500, max: 2000 }),
  width: fc.integer({ min: 0, max: 2600 }),
  height: fc.integer({ min: 0, max: 1500 }),
});

describe('what points at something', () => {
  it.each([
    ['a tip', placeTip],
    ['a card of the tour', placeCard],
  ])('%s that fits into the window is inside of it', (_, place) => {
    fc.assert(
      fc.property(box, size(1, 300), size(400, 2600), (anchor, tip, window) => {
        const { x, y } = place(anchor, tip, window);
        expect(x).toBeGreaterThanOrEqual(0);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(x + tip.width).toBeLessThanOrEqual(window.width);
        expect(y + tip.height).toBeLessThanOrEqual(window.height);
      }),
    );
  });

  it('a card does not lie on what it speaks of where there is room beside it', () => {
    const card = { width: 340, height: 180 };
    const anchor = { left: 200, top: 60, width: 900, height: 60 };
    expect(placeCard(anchor, card, WINDOW)).toEqual({ x: 200, y: 132 });
    expect(placeCard({ ...anchor, top: 740 }, card, WINDOW)).toEqual({ x: 200, y: 548 });
  });

  it('a card is in the corner of what fills the window, and at its foot while there is nothing', () => {
    const card = { width: 340, height: 180 };
    const stage = { left: 148, top: 90, width: 800, height: 660 };
    expect(placeCard(stage, card, WINDOW)).toEqual({ x: 164, y: 106 });
    expect(placeCard(null, card, WINDOW)).toEqual({ x: 470, y: 604 });
  });
});
