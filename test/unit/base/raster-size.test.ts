import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rasterScale, svgSize } from '../../../shared/base/raster-size.ts';

it('keeps every picture within what a canvas can hold', () => {
  const side = fc.integer({ min: 1, max: 200_000 });
  fc.assert(
    fc.property(side, side, fc.constantFrom(1, 2, 4), (width, height, wanted) => {
      const scale = rasterScale(width, height, wanted);
      expect(scale).toBeLessThanOrEqual(wanted);
      expect(Math.round(Math.max(width, height) * scale)).toBeLessThanOrEqual(16_384);
      expect(Math.floor(width * scale) * Math.floor(height * scale)).toBeLessThanOrEqual(64e6);
    }),
  );
  expect(rasterScale(800, 600, 2)).toBe(2);
});

it('reads the size of a drawing from its first tag', () => {
  const svg = '<?xml version="1.0"?>\n<svg xmlns="x" width="420" height="310.5" viewBox="0 0 1 1">';
  expect(svgSize(svg)).toEqual({ width: 420, height: 310.5 });
  expect(svgSize('<svg/>')).toEqual({ width: 0, height: 0 });
});
