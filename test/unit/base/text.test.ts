import { expect, test } from 'vitest';
import { clip, showable } from '../../../shared/base/text.ts';
import { formatBytes, formatCount, formatQuantity } from '../../../shared/base/units.ts';

test('control characters, lone surrogates and bidi overrides become visible', () => {
  expect(showable('a\u0000b\u001b[31m\u202ec\ud800')).toBe('a\\x00b\\x1b[31m\\u202ec\\ud800');
  expect(showable('one\ntwo\tthree\r')).toBe('one\\ntwo\\tthree\\r');
});

test('ordinary text of any script is left alone', () => {
  const text = 'données 表 👩‍💻 שלום';
  expect(showable(text)).toBe(text);
});

test('clipping never splits a character outside the BMP', () => {
  expect(clip('ab👩cd', 4)).toBe('ab…');
  expect(clip('abcd', 4)).toBe('abcd');
});

test('sizes and counts read the same on every machine', () => {
  expect([0, 1, 999, 1000, 1_240_000_000].map(formatBytes)).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1.00 KB',
    '1.24 GB',
  ]);
  expect(formatCount(1284000)).toBe('1,284,000');
  expect([formatQuantity(1, 'object'), formatQuantity(2, 'family', 'families')]).toEqual([
    '1 object',
    '2 families',
  ]);
});
