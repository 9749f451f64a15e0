import { describe, expect, it } from 'vitest';
import { directionRuns } from '../../renderer/views/widgets/bidi-isolate.tsx';
import { apart } from '../../renderer/views/widgets/cut-name.tsx';

describe('text in two directions', () => {
  it('is cut where its direction changes, and loses nothing', () => {
    expect(directionRuns('2 הזמנהs, 3 שלום עולם and more')).toEqual([
      '2 ',
      'הזמנה',
      's, 3 ',
      'שלום עולם',
      ' and more',
    ]);
    expect(directionRuns('DataFrame 0x7f')).toEqual(['DataFrame 0x7f']);
    expect(directionRuns('')).toEqual(['']);
    for (const text of ['قائمة 0x1', '日本語', 'אב_גד.הו']) {
      expect(directionRuns(text).join('')).toBe(text);
    }
  });
});

it('a name that gives way in its middle is parted between characters', () => {
  expect(apart('worker-1.ouro', 9)).toEqual(['work', 'er-1.ouro']);
  expect(apart('leak of 🐍12345678', 9)).toEqual(['leak of ', '🐍12345678']);
  expect(apart('leak of 🐍123456789', 9)).toEqual(['leak of 🐍', '123456789']);
});
