import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sheetFor } from '../../../../shared/scene/look/sheet.ts';

const side = fc.integer({ min: 20, max: 30_000 });
const millimetres = (length: number | string): number => Number(String(length).replace('mm', ''));

describe('a drawing on a page', () => {
  it('is all on it, within its margins, in its middle and never enlarged', () => {
    fc.assert(
      fc.property(side, side, (width, height) => {
        const sheet = sheetFor(width, height, { kind: 'page' });
        const { view } = sheet;
        const perUnit = millimetres(sheet.width) / view.width;
        // Both directions in one scale, and no more than CSS's own millimetres to the pixel.
        expect(millimetres(sheet.height) / view.height).toBeCloseTo(perUnit, 4);
        expect(perUnit).toBeLessThanOrEqual((25.4 / 96) * 1.001);
        const left = -view.x * perUnit;
        const right = (view.x + view.width - width) * perUnit;
        const top = -view.y * perUnit;
        const bottom = (view.y + view.height - height) * perUnit;
        expect(left).toBeCloseTo(right, 1);
        expect(top).toBeCloseTo(bottom, 1);
        expect(Math.min(left, top)).toBeGreaterThan(9.9);
        // It is full in one direction, or as large as drawn.
        const isFull = Math.min(left, top) < 10.1;
        expect(isFull || perUnit > (25.4 / 96) * 0.999).toBe(true);
      }),
    );
  });

  it('lies across where the drawing is wider than high', () => {
    const page = { kind: 'page' } as const;
    expect(sheetFor(900, 300, page)).toMatchObject({ width: '297mm', height: '210mm' });
    expect(sheetFor(300, 900, page)).toMatchObject({ width: '210mm', height: '297mm' });
  });
});
