import { describe, expect, it } from 'vitest';
import { filterOptions } from '../../renderer/views/filter/filter-options.ts';
import { OBJECT_EXAMPLES, TYPE_EXAMPLES } from '../../renderer/views/strings-objects.ts';
import { OBJECT_FIELDS, TYPE_FIELDS } from '../../shared/query/fields.ts';
import { faultIn } from '../../shared/query/parser.ts';

const FACTS = { types: [{ name: 'pandas.core.frame.DataFrame', count: 101 }] };

describe('what a filter field offers', () => {
  it('begins with the filters used last, those that fit what is listed', () => {
    const recent = ['verdict = held', 'count > 5', 'a', 'b', 'c', 'd', 'e'];
    const options = filterOptions('', 0, OBJECT_FIELDS, FACTS, recent);
    expect(options.slice(0, 6).map(({ kind, text }) => [kind, text])).toEqual([
      ['recent', 'verdict = held'],
      ['recent', 'a'],
      ['recent', 'b'],
      ['recent', 'c'],
      ['recent', 'd'],
      ['field', 'type '],
    ]);
    expect(filterOptions(' ', 1, TYPE_FIELDS, FACTS, recent)[0]?.text).toBe('count > 5');
  });

  it('leads to the filter as it will be, and to the place to go on', () => {
    const [first] = filterOptions('type = dataf and x', 12, OBJECT_FIELDS, FACTS, ['old']);
    expect(first).toMatchObject({ text: 'type = DataFrame and x', caret: 16 });
    const [field] = filterOptions('ret > 5', 3, OBJECT_FIELDS, FACTS, []);
    expect(field).toMatchObject({ text: 'retained > 5', caret: 9 });
  });
});

describe('the examples', () => {
  it.each([
    ...OBJECT_EXAMPLES.map(({ filter }) => [filter, OBJECT_FIELDS] as const),
    ...TYPE_EXAMPLES.map(({ filter }) => [filter, TYPE_FIELDS] as const),
  ])('%s is a filter', (filter, vocabulary) => {
    expect(faultIn(filter, vocabulary)).toBeNull();
  });

  it('are six each', () => {
    expect([OBJECT_EXAMPLES.length, TYPE_EXAMPLES.length]).toEqual([6, 6]);
  });
});
