import { describe, expect, it } from 'vitest';
import { directionRuns } from '../../renderer/views/widgets/bidi-isolate.tsx';

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
