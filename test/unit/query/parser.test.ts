import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../shared/heap/address.ts';
import type { Vocabulary } from '../../../shared/query/fields.ts';
import { findField, OBJECT_FIELDS, TYPE_FIELDS } from '../../../shared/query/fields.ts';
import { faultIn, parseFilter } from '../../../shared/query/parser.ts';
import { printFilter } from '../../../shared/query/print.ts';
import { QueryError } from '../../../shared/query/query-error.ts';
import { expressionArbitrary } from './expressions.ts';

const expression = expressionArbitrary({
  text: fc.oneof(
    fc.string({ minLength: 1, maxLength: 8 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }),
    fc.constantFrom(
      ...['a.f.<locals>.Node', '<lambda>', 'in', 'and', 'NOT', 'type:x', 'size:1', '100', 'MB'],
      ...['0x7f', '/usr', '\ud800'],
    ),
  ),
  number: fc.oneof(
    fc.nat(),
    fc.constantFrom(0, 1e3, 1.5, 1e6, 1e9, 5e12, 2 ** 30, 1024, 1e25, 123_456_789_012),
  ),
  address: fc.tuple(fc.nat(0xffffffff), fc.nat(0xffff)),
  pattern: fc.constantFrom('Data', '^a+b$', '[/x]', '\\/', 'a b', '\\d{2,3}', '(x|y)?'),
});

describe('a filter', () => {
  it('reads back what it prints', () => {
    fc.assert(
      fc.property(expression, (made) => {
        expect(parseFilter(printFilter(made, OBJECT_FIELDS), OBJECT_FIELDS)).toEqual(made);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['', ''],
    ['   ', ''],
    [
      'type ~ DataFrame and retained > 100MB and verdict = garbage',
      'type ~ DataFrame and retained > 100MB and verdict = garbage',
    ],
    ['DataFrame foo', 'DataFrame and foo'],
    ['a or b and not c', 'a or b and not c'],
    ['(a or b) c', '(a or b) and c'],
    ['((a and b) and c)', 'a and b and c'],
    ['! a && b || c', 'not a and b or c'],
    ['SHALLOW ≥ .5GiB', 'size >= 512MiB'],
    ['size>1_500 kb x', 'size > 1500KB and x'],
    ['size > 1e3', 'size > 1KB'],
    ['refs in (1, 2k)', 'refcount in (1, 2k)'],
    ['type not in (dict, "a b")', 'type not in (dict, "a b")'],
    ['id = 139821', 'address = 0x2222d'],
    ['tracked == TRUE', 'tracked = yes'],
    ['verdict != waiting', 'verdict != garbage'],
    ["text = 'it''s'", 'text = it and s'],
    ["don't", '"don\'t"'],
    ['"tab\\t\\x41\\u0042\\u{43} C:\\Users"', '"tab\\u0009ABC C:\\\\Users"'],
    ['a.f.<locals>.Node', 'a.f.<locals>.Node'],
    ['type ~ <lambda>', 'type ~ "<lambda>"'],
    ['logged in user', 'logged and "in" and user'],
    ['/usr/lib', '"/usr/lib"'],
    ['/Data(Frame)?/i', '/Data(Frame)?/i'],
    ['file.py:41', 'file.py:41'],
    ['constructor = 1 or x', null],
    ['__proto__', '__proto__'],
  ])('%s', (typed, printed) => {
    if (printed === null) expect(() => parseFilter(typed, OBJECT_FIELDS)).toThrow(QueryError);
    else expect(printFilter(parseFilter(typed, OBJECT_FIELDS), OBJECT_FIELDS)).toBe(printed);
  });

  it('takes the decimal number that id() prints', () => {
    const parsed = parseFilter('address = 139821', OBJECT_FIELDS);
    expect(parsed).toEqual({
      kind: 'compare',
      field: 'address',
      operator: '=',
      value: { form: 'address', ...parseAddress('139821') },
    });
  });
});

describe('a filter that is wrong', () => {
  it.each([
    ['retianed > 100MB', 0, 8, 'retained', /did you mean retained/],
    ['type ~ a and szie > 1', 13, 4, 'size', /did you mean size/],
    ['blurb = 1', 0, 5, null, /no field “blurb”.*quotes/],
    ['verdict = garbge', 10, 6, 'garbage', /did you mean garbage/],
    ['size > lots', 7, 4, null, /not a number.*100MB/],
    ['size > 5 parsecs and', 20, 0, null, /missing after “and”/],
    ['size > 5parsecs', 7, 8, null, /no unit/],
    ['refcount > 1KB', 11, 3, null, /not of bytes/],
    ['size > 1,284,000', 7, 9, '1284000', /without commas/],
    ['size > -5', 7, 2, null, /not a number/],
    ['size ~ 5', 5, 1, '=', /instead of ~/],
    ['type > a', 5, 1, '=', /instead of >/],
    ['type:DataFrame', 4, 1, ' ~ ', /instead of the colon/],
    ['text = /x/', 5, 1, '~', /goes with ~/],
    ['address ~ /x/', 10, 3, null, /Patterns look at texts/],
    ['address = zz', 10, 2, null, /not an address/],
    ['type ~ /Data', 7, 5, '/Data/', /no closing/],
    ['type ~ /a(/', 9, 1, null, /never closed in the pattern/],
    ['tracked = maybe', 10, 5, 'yes', /yes or no/],
    ['foo()', 3, 2, null, /“foo\(\)”/],
    ['1,000', 1, 1, null, /does not belong/],
    ['a ) b', 2, 1, null, /no \(/],
    ['(a', 0, 1, null, /never closed/],
    ['> 5', 0, 1, null, /no field before/],
    ['a and and b', 6, 3, null, /missing before “and”/],
    ['"size" > 5', 0, 6, null, /without quotes/],
    ['type in (a b)', 11, 1, null, /between commas/],
    ['type = (a)', 7, 1, null, /no value/],
    ['type ~ ""', 7, 2, null, /nothing to look for/],
    ['size > 1e999', 7, 5, null, /too large/],
    ['"abc', 0, 4, null, /no closing "/],
    ['a'.repeat(4001), 4000, 1, null, /at most 4000/],
    [`${'('.repeat(70)}a${')'.repeat(70)}`, 64, 1, null, /too deeply/],
    [`${'not '.repeat(70)}a`, 256, 3, null, /too deeply/],
    ['count > 1', 0, 5, null, /no field “count”/],
  ])('says where and what: %s', (typed, offset, length, suggestion, message) => {
    const fault = faultIn(typed, OBJECT_FIELDS);
    expect(fault).toMatchObject({ offset, length, suggestion });
    expect(fault?.message).toMatch(message);
  });

  it.each(['a and', 'type ~', 'size >', 'type in (a', '(a', '"abc', 'not', 'type ~ /Da'])(
    'is only incomplete: %s',
    (typed) => expect(faultIn(typed, OBJECT_FIELDS)?.isIncomplete).toBe(true),
  );

  it('throws nothing but its own error, at a place in the text, whatever is typed', () => {
    const symbols = fc.constantFrom(
      ...['type', 'size', 'verdict', 'in', 'not', 'and', 'or', 'x', '100', 'MB', '0x7f', 'yes'],
      ...[
        '=',
        '!=',
        '<',
        '<=',
        '>',
        '~',
        '!~',
        '!',
        '(',
        ')',
        ',',
        '"',
        "'",
        '/',
        '\\',
        ' ',
        '<a>',
        '.',
        '&&',
        '|',
      ],
    );
    const typed = fc.oneof(
      fc.array(symbols, { maxLength: 14 }).map((parts) => parts.join('')),
      fc.array(symbols, { maxLength: 14 }).map((parts) => parts.join(' ')),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    const check = (filter: string, vocabulary: Vocabulary) => {
      // Anything but a QueryError would be thrown from here.
      const fault = faultIn(filter, vocabulary);
      if (fault === null) return;
      expect(fault.offset).toBeGreaterThanOrEqual(0);
      expect(fault.offset + fault.length).toBeLessThanOrEqual(filter.length);
      expect(fault.message).toMatch(/[.?]$/);
    };
    fc.assert(
      fc.property(typed, (filter) => {
        check(filter, OBJECT_FIELDS);
        check(filter, TYPE_FIELDS);
      }),
      { numRuns: 5000 },
    );
  });

  it('keeps the filter with the error', () => {
    expect(() => parseFilter('sice > 1', OBJECT_FIELDS)).toThrow(
      expect.objectContaining({ filter: 'sice > 1', code: 'bad-request' }),
    );
  });
});

describe('every field', () => {
  it.each(
    [OBJECT_FIELDS, TYPE_FIELDS].flatMap((vocabulary) =>
      vocabulary.fields.map((field) => ({ vocabulary, field })),
    ),
  )('$vocabulary.subject: $field.name has an example that is a filter', ({ vocabulary, field }) => {
    expect(parseFilter(field.example, vocabulary)).toMatchObject({ field: field.name });
    for (const name of [field.name, ...field.aliases]) {
      expect(findField(vocabulary, name.toUpperCase())).toBe(field);
    }
  });
});
