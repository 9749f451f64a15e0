import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatternMatcher } from '../../../shared/query/pattern/pattern-matcher.ts';
import { parsePattern } from '../../../shared/query/pattern/pattern-parser.ts';
import { compilePattern, compileText } from '../../../shared/query/pattern/pattern-program.ts';
import { QueryError } from '../../../shared/query/query-error.ts';

const FREE = { spend() {} };
const encoder = new TextEncoder();

function matches(source: string, text: string, ignoreCase = false): boolean {
  const bytes = encoder.encode(text);
  return new PatternMatcher(compilePattern(source, ignoreCase, 0)).test(
    bytes,
    0,
    bytes.length,
    FREE,
  );
}

describe('a pattern', () => {
  const atom = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'A', 'é', '_', ' ', '7') },
    {
      weight: 3,
      arbitrary: fc.constantFrom('.', '[ab]', '[^a]', '[a-c_]', '\\d', '\\w', '\\W', '\\s'),
    },
    { weight: 2, arbitrary: fc.constantFrom('^', '$', '\\b', '\\B') },
  );
  const { source } = fc.letrec<{ source: string; sequence: string; one: string }>((tie) => ({
    source: fc
      .array(tie('sequence'), { minLength: 1, maxLength: 3 })
      .map((options) => options.join('|')),
    sequence: fc.array(tie('one'), { maxLength: 4 }).map((parts) => parts.join('')),
    one: fc.oneof(
      { depthSize: 'small', maxDepth: 3 },
      atom,
      fc
        .tuple(tie('source'), fc.constantFrom('', '*', '+', '?', '{2}', '{1,3}', '{0,}', '*?'))
        .map(([inner, count]) => `(${inner})${count}`),
      fc
        .tuple(fc.constantFrom('a', '.', '[bA]', '\\w'), fc.constantFrom('*', '+', '?', '{2,}'))
        .map(([one, count]) => one + count),
    ),
  }));
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', 'c', 'A', 'B', 'é', '_', ' ', '7', '\n', '日'),
    maxLength: 12,
  });

  it('matches what JavaScript matches', { tags: 'slow' }, () => {
    fc.assert(
      fc.property(source, text, fc.boolean(), (pattern, subject, ignoreCase) => {
        const expected = new RegExp(pattern, ignoreCase ? 'iu' : 'u').test(subject);
        expect(matches(pattern, subject, ignoreCase)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it('takes every escape that people use', () => {
    expect(matches('^\\x41\\u00e9\\u{1f600}\\t\\.$', 'Aé😀\t.')).toBe(true);
    expect(matches('(?:a)(?<name>b)', 'ab')).toBe(true);
    expect(matches('[\\d\\-\\]]+$', '3-]')).toBe(true);
    expect(matches('ÉCOLE', 'école', true)).toBe(true);
    expect(matches('{', 'a{')).toBe(true);
  });

  it('takes a character beyond 16 bits for one', () => {
    expect(matches('^.$', '😀')).toBe(true);
    expect(matches('[😀-😂]', '😁')).toBe(true);
    // V8 looks for \B between the halves of a surrogate pair, too.
    expect(matches('\\B', 'a😀a')).toBe(false);
  });

  it('is linear where backtracking is exponential', () => {
    expect(matches('^(a+)+$', `${'a'.repeat(50_000)}b`)).toBe(false);
    expect(matches('(.*)*x', 'y'.repeat(50_000))).toBe(false);
  });

  it('survives more states than its table holds', () => {
    const random = Array.from({ length: 3000 }, (_, at) =>
      ((at * 7919) % 97) % 2 === 0 ? 'a' : 'b',
    );
    const subject = random.join('');
    // The tail must be at least 300 long after an a, and then the text must end in c.
    expect(matches('a(a|b){300}c', subject)).toBe(false);
    expect(matches('a(a|b){300}c', `${subject}a${'b'.repeat(300)}c`)).toBe(true);
  });

  it('reads ill-formed UTF-8 as a replacement character', () => {
    const bytes = Uint8Array.of(0x61, 0xff, 0xe2, 0x82, 0x62);
    const matcher = new PatternMatcher(compilePattern('^a\ufffd\ufffd+b$', false, 0));
    expect(matcher.test(bytes, 0, bytes.length, FREE)).toBe(true);
  });

  it('tells its meter what it does', () => {
    let work = 0;
    const bytes = encoder.encode('x'.repeat(1000));
    const matcher = new PatternMatcher(compileText('needle'));
    expect(matcher.test(bytes, 0, bytes.length, { spend: (amount) => (work += amount) })).toBe(
      false,
    );
    expect(work).toBeGreaterThanOrEqual(1000);
  });

  it.each([
    ['a(b', 1, 1, /never closed/],
    ['a)b', 1, 1, /no \(/],
    ['[a', 0, 1, /never closed/],
    ['*a', 0, 1, /nothing before \*/],
    ['(?=a)', 0, 3, /look ahead/],
    ['(a)\\1', 3, 2, /refer back/],
    ['a{3,2}', 1, 5, /larger/],
    ['a{2000}', 1, 6, /At most/],
    ['((a{100}){100}){100}', 0, 20, /too large/],
    ['(((){1000}){1000}){1000}', 0, 24, /too large/],
    ['[z-a]', 1, 3, /no range/],
    ['^*', 0, 2, /cannot be repeated/],
    ['\\q', 0, 2, /means nothing/],
    [`${'('.repeat(80)}`, 64, 1, /too deeply/],
  ])('that is wrong says where: %s', (pattern, offset, length, message) => {
    try {
      compilePattern(pattern, false, 100);
      expect.unreachable('it compiled');
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(QueryError);
      const { fault } = thrown as QueryError;
      expect([fault.offset - 100, fault.length]).toEqual([offset, length]);
      expect(fault.message).toMatch(message);
    }
  });

  it('throws nothing but its own error, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'ab()[]{}|*+?^$\\-,0129.:<=!du'), maxLength: 20 }),
        (typed) => {
          try {
            expect(parsePattern(typed, 0).kind).toBeTypeOf('string');
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(QueryError);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('a text looked for', () => {
  it('is found without regard to case, as itself', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'abAB.*é('), minLength: 1, maxLength: 3 }),
        fc.string({ unit: fc.constantFrom(...'abAB.*é('), maxLength: 12 }),
        (needle, text) => {
          const bytes = encoder.encode(text);
          const found = new PatternMatcher(compileText(needle)).test(bytes, 0, bytes.length, FREE);
          expect(found).toBe(text.toLowerCase().includes(needle.toLowerCase()));
        },
      ),
    );
  });
});
