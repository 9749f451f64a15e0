import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviceLabel, boxLabel } from '../../../../shared/scene/text/node-box.ts';
import type { FontSpec } from '../../../../shared/scene/text/text-width.ts';
import { clipToWidth, textWidth } from '../../../../shared/scene/text/text-width.ts';

const SANS: FontSpec = { size: 10, family: 'sans' };
const MONO: FontSpec = { size: 10, family: 'mono' };

describe('text width', () => {
  it('knows every printable ASCII character', () => {
    for (let code = 0x20; code < 0x7f; code++) {
      const width = textWidth(String.fromCharCode(code), SANS);
      expect(width).toBeGreaterThanOrEqual(2);
      expect(width).toBeLessThanOrEqual(10.2);
    }
    expect(textWidth('i', SANS)).toBeLessThan(textWidth('m', SANS));
    expect(textWidth('~', SANS)).toBeCloseTo(6.9);
  });

  it('counts CJK and emoji as wide, combining marks as nothing', () => {
    expect(textWidth('漢', SANS)).toBeGreaterThan(10);
    expect(textWidth('😀', SANS)).toBeGreaterThan(10);
    expect(textWidth('e\u0301', SANS)).toBe(textWidth('e', SANS));
  });

  it('is the same for every character of a monospaced font', () => {
    expect(textWidth('iiii', MONO)).toBe(textWidth('mmmm', MONO));
  });

  it('clips to the width asked for, at whole characters', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.integer({ min: 12, max: 200 }),
        (text, limit) => {
          const clipped = clipToWidth(text, limit, SANS);
          expect(textWidth(clipped, SANS)).toBeLessThanOrEqual(
            Math.max(limit, textWidth('…', SANS)) + 1e-9,
          );
          if (clipped !== text) expect(text.startsWith(clipped.slice(0, -1))).toBe(true);
          const isWhole = (words: string): boolean => !/\p{Cs}/u.test(words);
          if (isWhole(text)) expect(isWhole(clipped)).toBe(true);
        },
      ),
    );
  });
});

describe('adviceLabel', () => {
  it('shortens a long name, and never the advice', () => {
    const { label } = boxLabel(adviceLabel('._callback_registered_by_the_program', 1));
    expect(label).toMatch(/^\._callback.*… – break here$/);
    expect(boxLabel(adviceLabel('.next', 1)).label).toBe('.next – break here');
    expect(adviceLabel('', 1)).toBe('– break here');
    expect(adviceLabel('[0]', 1200)).toBe('[0] – break here, 1 of 1,200');
  });
});
