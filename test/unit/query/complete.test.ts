import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeFilter, wantsTypes } from '../../../shared/query/complete.ts';
import { completionContext } from '../../../shared/query/completion-context.ts';
import { hasCondition, toggleCondition } from '../../../shared/query/edit.ts';
import { OBJECT_FIELDS, TYPE_FIELDS } from '../../../shared/query/fields.ts';
import { faultIn } from '../../../shared/query/parser.ts';

const FACTS = {
  types: [
    { name: 'dict', count: 900 },
    { name: 'pandas.core.frame.DataFrame', count: 101 },
    { name: 'polars.DataFrame', count: 3 },
    { name: 'm.DateRange', count: 7 },
    { name: 'm.f.<locals>.My Type', count: 1 },
    { name: 'a.very.long.na…', count: 1 },
  ],
};

/** `|` is the caret. */
function complete(marked: string) {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { from, to, suggestions } = completeFilter(text, caret, OBJECT_FIELDS, FACTS);
  return {
    labels: suggestions.map(({ label }) => label),
    accept: (label: string) => {
      const chosen = suggestions.find((one) => one.label === label);
      return `${text.slice(0, from)}${chosen?.insert ?? '?'}|${text.slice(to)}`;
    },
  };
}

describe('completion', () => {
  it('begins with the fields', () => {
    expect(complete('|').labels.slice(0, 3)).toEqual(['type', 'module', 'text']);
    expect(complete('|').accept('type')).toBe('type |');
  });

  it('finds fields by their beginning, by other words for them, and inside of them', () => {
    expect(complete('ret|').labels).toEqual(['retained']);
    expect(complete('shal|').accept('size')).toBe('size |');
    expect(complete('type ~ a and refe|').labels).toEqual(['referrers', 'referents']);
    expect(complete('count|').labels).toContain('refcount');
  });

  it('turns the name of a type into a condition', () => {
    expect(complete('dic|').accept('dict')).toBe('type = dict|');
    expect(complete('DataF|').labels).toEqual(['pandas.core.frame.DataFrame', 'polars.DataFrame']);
    expect(complete('x DataF| y').accept('polars.DataFrame')).toBe('x type = polars.DataFrame| y');
  });

  it('offers the operators that fit, then values', () => {
    expect(complete('size |').labels.slice(0, 2)).toEqual(['>', '>=']);
    expect(complete('tracked |').labels).toEqual(['=', '!=']);
    expect(complete('verdict = |').labels).toEqual(['garbage', 'never', 'held', 'unknown']);
    expect(complete('verdict = ga|').accept('garbage')).toBe('verdict = garbage|');
    expect(complete('verdict =|').accept('garbage')).toBe('verdict = garbage|');
    expect(complete('root = |').labels).toEqual(['yes', 'no']);
    expect(complete('size > 5|').labels).toEqual(['5KB', '5MB', '5GB']);
    expect(complete('length > 5|').labels).toEqual(['5k', '5M']);
    expect(complete('text ~ |').labels).toEqual([]);
  });

  it('names types in the shortest way that is not ambiguous, in quotes where it must', () => {
    expect(complete('type = Date|').accept('m.DateRange')).toBe('type = DateRange|');
    expect(complete('type = Data|').accept('polars.DataFrame')).toBe('type = polars.DataFrame|');
    expect(complete('type = My|').accept('m.f.<locals>.My Type')).toBe('type = "My Type"|');
    expect(complete('type = "DataF|" or x').accept('polars.DataFrame')).toBe(
      'type = polars.DataFrame| or x',
    );
    expect(complete('type = na|').labels).toEqual([]);
    expect(complete('module = |').labels).toEqual([
      'builtins',
      'pandas.core.frame',
      'm',
      'polars',
      'm.f.<locals>',
      'a.very.long',
    ]);
  });

  it('follows lists', () => {
    expect(complete('verdict in|').labels).toEqual(['in (']);
    expect(complete('verdict not |').accept('in (')).toBe('verdict not in (|');
    expect(complete('verdict in (|').labels).toContain('held');
    expect(complete('verdict in (held|').labels).toEqual([]);
    expect(complete('verdict in (held |').labels).toEqual([',', ')']);
    expect(complete('verdict in (held, n|').labels).toEqual(['never']);
  });

  it('goes on after a condition', () => {
    expect(complete('type = a |').labels).toEqual(['and', 'or']);
    expect(complete('type = a o|').labels[0]).toBe('or');
    expect(complete('(type = a) |').labels).toEqual(['and', 'or']);
    expect(complete('type = a and |').labels[0]).toBe('type');
    expect(complete('not |').labels[0]).toBe('type');
    expect(complete('type ~ /Da|').labels).toEqual([]);
    expect(complete('type ~ /Da/|').labels).toEqual([]);
  });

  it('replaces the whole word the caret stands in', () => {
    expect(complete('ret|ained > 5').labels).toEqual([]);
    expect(complete('ver|xx = held').accept('verdict')).toBe('verdict | = held');
  });

  it('asks for names of types only where they are of use', () => {
    const wants = (text: string) => {
      const context = completionContext(text, text.length, OBJECT_FIELDS);
      return context !== null && wantsTypes(context);
    };
    expect([wants('type ~ '), wants('module = p'), wants('Da')]).toEqual([true, true, true]);
    expect([wants('size > '), wants(''), wants('D'), wants('type ')]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('answers anywhere in any text, with places inside of it', () => {
    const parts = fc.constantFrom(
      'type',
      'size',
      ' ',
      'in',
      '(',
      ')',
      ',',
      '=',
      '~',
      '"',
      "'",
      '/',
      'and',
      'not',
      '5',
      '<',
      '\\',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 12 }), fc.nat(60), (words, at) => {
        const text = words.join('');
        const caret = Math.min(at, text.length);
        for (const vocabulary of [OBJECT_FIELDS, TYPE_FIELDS]) {
          const { from, to, suggestions } = completeFilter(text, caret, vocabulary, FACTS);
          expect(from).toBeLessThanOrEqual(caret);
          expect(to).toBeGreaterThanOrEqual(caret);
          expect(to).toBeLessThanOrEqual(text.length);
          expect(suggestions.length).toBeLessThanOrEqual(12);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('leads from nothing to a well-formed filter', () => {
    let text = '';
    for (const label of ['type', '=', 'dict', 'and', 'verdict', 'in (', 'held', ')']) {
      const { from, to, suggestions } = completeFilter(text, text.length, OBJECT_FIELDS, FACTS);
      const chosen = suggestions.find((one) => one.label === label);
      text = `${text.slice(0, from)}${chosen?.insert}${text.slice(to)}`;
      if (!text.endsWith(' ') && !text.endsWith('(')) text += ' ';
    }
    expect(text.trim()).toBe('type = dict and verdict in (held )');
    expect(faultIn(text, OBJECT_FIELDS)).toBeNull();
  });
});

describe('a condition', () => {
  it('is put to a filter and taken out again', () => {
    const toggle = (filter: string, condition: string) =>
      toggleCondition(filter, condition, OBJECT_FIELDS);
    expect(toggle('', 'verdict = held')).toBe('verdict = held');
    expect(toggle('verdict = held', 'verdict = held')).toBe('');
    expect(toggle('type ~  a  ', 'verdict = held')).toBe('type ~  a and verdict = held');
    expect(toggle('a or b', 'verdict = held')).toBe('(a or b) and verdict = held');
    expect(toggle('(a or b) and verdict==HELD and c', 'verdict = held')).toBe('(a or b) and c');
    expect(hasCondition('a verdict = held', 'verdict = held', OBJECT_FIELDS)).toBe(true);
    expect(hasCondition('a or verdict = held', 'verdict = held', OBJECT_FIELDS)).toBe(false);
  });

  it('is not in a filter that cannot be parsed, which gives way to it', () => {
    for (const filter of ['size >', 'type ~ /(/', '('.repeat(40), 'x'.repeat(5000)]) {
      expect(faultIn(filter, OBJECT_FIELDS)).not.toBeNull();
      expect(hasCondition(filter, 'verdict = held', OBJECT_FIELDS)).toBe(false);
      expect(toggleCondition(filter, 'verdict = held', OBJECT_FIELDS)).toBe('verdict = held');
    }
  });
});
