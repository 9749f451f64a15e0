import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asSentence, breakEffect, codeSpans } from '../../renderer/views/cycles/advice-words.ts';

describe('the advice on a family', () => {
  it('says how many references, and what breaking them does', () => {
    const row = { references: 100, bytesFreed: 67_063_200 };
    expect(breakEffect(row, 'garbage')).toBe('100 references – frees 67.1 MB');
    expect(breakEffect(row, 'held')).toBe('100 references – 67.1 MB in use would go with it');
    expect(breakEffect({ references: 1, bytesFreed: 0 }, 'garbage')).toBe(
      '1 reference – frees nothing by itself',
    );
    expect(breakEffect({ references: 2, bytesFreed: null }, 'unknown')).toBe('2 references');
    expect(asSentence('hold it by weakref.ref')).toBe('Hold it by weakref.ref.');
    expect(asSentence('')).toBe('');
  });

  it('tells code from prose', () => {
    expect(codeSpans('call `cache_clear()` once')).toEqual([
      { text: 'call ', isCode: false },
      { text: 'cache_clear()', isCode: true },
      { text: ' once', isCode: false },
    ]);
    expect(codeSpans('a `lone one')).toEqual([{ text: 'a `lone one', isCode: false }]);
  });

  it('loses no word of any text', () => {
    const withoutTicks = (text: string) => text.replaceAll('`', '');
    const words = fc.array(fc.constantFrom('`', 'a', ' ')).map((parts) => parts.join(''));
    fc.assert(
      fc.property(words, (text) => {
        const spans = codeSpans(text);
        expect(withoutTicks(spans.map((span) => span.text).join(''))).toBe(withoutTicks(text));
      }),
    );
  });
});
