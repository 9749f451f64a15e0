import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellWord } from '../../../shared/base/shell-word.ts';
import { markdownBlock, markdownCode, markdownText } from '../../../shared/report/markdown.ts';

describe('markdown of texts from a dump', () => {
  it('keeps code between backticks and escapes all else', () => {
    expect(markdownText('94.7 MB pile up in `__main__.CACHE`: 2 <b>*dicts*</b>')).toBe(
      '94.7 MB pile up in `__main__.CACHE`: 2 &lt;b>\\*dicts\\*&lt;/b>',
    );
    expect(markdownText('![x](http://e.vil) @everyone #1')).toBe(
      '\\!\\[x\\](http:&#47;&#47;e.vil) &#64;everyone \\#1',
    );
  });

  it('has no line that a value could begin', () => {
    expect(markdownText('a\n# b')).toBe('a \\# b');
    expect(markdownCode('a\n\n# b')).toBe('`a # b`');
  });

  it('ends no code before its end', () => {
    expect(markdownCode("CACHE['`']")).toBe("`` CACHE['`'] ``");
    expect(markdownBlock(['a', '````', 'b']).split('\n')).toEqual([
      '`````text',
      'a',
      '````',
      'b',
      '`````',
    ]);
    fc.assert(
      fc.property(fc.array(fc.constantFrom('`', 'a', ' ', '\n')), (parts) => {
        const code = markdownCode(parts.join(''));
        if (code === '') return;
        const fence = /^`+/.exec(code)?.[0] ?? '';
        const inside = code.slice(fence.length, -fence.length);
        expect(code.endsWith(fence)).toBe(true);
        expect(inside.match(/`+/g) ?? []).not.toContain(fence);
      }),
    );
  });
});

describe('a word of a shell', () => {
  it('is quoted where it must be', () => {
    expect([shellWord('leak.ouro'), shellWord("it's; rm -rf"), shellWord('')]).toEqual([
      'leak.ouro',
      "'it'\\''s; rm -rf'",
      "''",
    ]);
  });
});
