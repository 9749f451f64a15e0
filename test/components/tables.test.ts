import { describe, expect, it } from 'vitest';
import {
  DEFAULT_PREFERENCES,
  tablePreferencesFrom,
  withPreferences,
  withShown,
  withWidth,
} from '../../renderer/state/store/column-preferences.ts';
import {
  DEFAULT_PERSISTED,
  loadPersisted,
  recentFiltersFrom,
  withRecent,
} from '../../renderer/state/store/persisted.ts';
import { objectColumns } from '../../renderer/views/objects/columns.tsx';
import {
  countOf,
  FIRST_ROW,
  firstOf,
  isIn,
  keyTarget,
  movedTo,
} from '../../renderer/views/widgets/row-range.ts';
import { rowsAsText } from '../../renderer/views/widgets/row-text.ts';
import { shownColumns, tracksOf } from '../../renderer/views/widgets/table-columns.ts';

describe('a range of rows', () => {
  it('moves as one row, and stretches with Shift', () => {
    const fifth = movedTo(FIRST_ROW, 5, 100, false);
    expect([firstOf(fifth), countOf(fifth)]).toEqual([5, 1]);
    const down = movedTo(fifth, 8, 100, true);
    expect([firstOf(down), countOf(down), down.active]).toEqual([5, 4, 8]);
    const up = movedTo(down, 2, 100, true);
    expect([firstOf(up), countOf(up), up.active]).toEqual([2, 4, 2]);
    expect([1, 2, 5, 6].map((index) => isIn(up, index))).toEqual([false, true, true, false]);
  });

  it('stays within the rows there are', () => {
    expect(movedTo(FIRST_ROW, 50, 10, false).active).toBe(9);
    expect(movedTo(FIRST_ROW, -3, 10, true)).toEqual({ anchor: 0, active: 0 });
    expect(movedTo({ anchor: 90, active: 95 }, 3, 10, true)).toEqual({ anchor: 9, active: 3 });
    expect(movedTo(FIRST_ROW, 4, 0, false).active).toBe(0);
  });

  it('follows the keys of a list', () => {
    const keys = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'x'];
    expect(keys.map((key) => keyTarget(key, 20, 100))).toEqual([21, 19, 32, 8, 0, 99, null]);
  });
});

describe('copied rows', () => {
  const columns = [
    { header: 'Type', text: (row: { type: string; size: number }) => row.type },
    { header: 'Picture' },
    { header: 'Size', text: (row: { type: string; size: number }) => String(row.size) },
  ];

  it('are tab-separated values under a heading', () => {
    expect(rowsAsText(columns, [{ type: 'dict', size: 64 }])).toBe('Type\tSize\ndict\t64\n');
  });

  it('cannot run in a spreadsheet or break its rows', () => {
    const rows = ['=HYPERLINK("x")', '+1', '-1', '-1+2', '@a', 'a\tb\r\nc'].map((type) => ({
      type,
      size: 1,
    }));
    expect(rowsAsText(columns, rows).split('\n').slice(1, -1)).toEqual([
      '\'=HYPERLINK("x")\t1',
      "'+1\t1",
      '-1\t1',
      "'-1+2\t1",
      "'@a\t1",
      'a b c\t1',
    ]);
  });
});

describe('the columns of a table', () => {
  const columns = [
    { id: 'name', track: 'minmax(100px, 1fr)' },
    { id: 'size', track: '80px' },
    { id: 'extra', track: '60px', isExtra: true },
  ];
  const idsOf = (taste = DEFAULT_PREFERENCES) => shownColumns(columns, taste).map(({ id }) => id);

  it('are those chosen, the first among them always', () => {
    expect(idsOf()).toEqual(['name', 'size']);
    expect(idsOf(withShown(DEFAULT_PREFERENCES, 'extra', true))).toEqual(['name', 'size', 'extra']);
    expect(idsOf(withShown(withShown(DEFAULT_PREFERENCES, 'name', false), 'size', false))).toEqual([
      'name',
    ]);
  });

  it('are as wide as they were made, and leave the rest at the end', () => {
    expect(tracksOf(columns, {})).toEqual({ tracks: 'minmax(100px, 1fr) 80px 60px', least: 240 });
    expect(tracksOf(columns, { name: 300 }).tracks).toBe('300px 80px 60px minmax(0, 1fr)');
    const widths = (width: number | null) => withWidth(DEFAULT_PREFERENCES, 'name', width).widths;
    expect([widths(10), widths(90.4), widths(9e9), widths(null)]).toEqual([
      { name: 48 },
      { name: 90 },
      { name: 1200 },
      {},
    ]);
  });

  it('have retained sizes at once only where that takes no time', () => {
    const retained = (isCheap: boolean) =>
      objectColumns([], isCheap).find(({ id }) => id === 'retained')?.isExtra;
    expect([retained(true), retained(false)]).toEqual([false, true]);
  });

  it('show what the filter names, whatever was hidden', () => {
    const shown = (fields: Parameters<typeof objectColumns>[0]) =>
      shownColumns(objectColumns(fields, false), withShown(DEFAULT_PREFERENCES, 'path', false)).map(
        ({ id }) => id,
      );
    expect(shown([])).toEqual(['type', 'preview', 'refcount', 'shallow', 'verdict']);
    expect(shown(['retained', 'path', 'length', 'cyclic'])).toEqual([
      'type',
      'preview',
      'path',
      'length',
      'refcount',
      'shallow',
      'retained',
      'verdict',
    ]);
  });
});

describe('what is remembered', () => {
  it('of tables can be changed and forgotten', () => {
    const once = withPreferences({}, 'objects', (taste) => withShown(taste, 'length', true));
    expect(once).toEqual({ objects: { widths: {}, shown: { length: true } } });
    expect(withPreferences(once, 'objects', null)).toEqual({});
    expect(withPreferences(once, 'types', (taste) => withWidth(taste, 'type', 200)).objects).toBe(
      once.objects,
    );
  });

  it('is read back as far as it makes sense', () => {
    expect(
      tablePreferencesFrom({
        objects: { widths: { type: 20, value: 'wide', size: null }, shown: { a: true, b: 1 } },
        types: 7,
        broken: null,
      }),
    ).toEqual({
      objects: { widths: { type: 48 }, shown: { a: true } },
      types: { widths: {}, shown: {} },
    });
    for (const kept of [undefined, null, 'x', [1], 5])
      expect(tablePreferencesFrom(kept)).toEqual({});
    expect(recentFiltersFrom(['a', 5, 'b', null])).toEqual(['a', 'b']);
    expect(recentFiltersFrom('a')).toEqual([]);
    const storage = { getItem: () => '{"tables":[],"recentFilters":{}}' };
    expect(loadPersisted(storage)).toEqual(DEFAULT_PERSISTED);
  });

  it('of filters is each once, the last in front, and not without end', () => {
    const used = ['a', 'b', 'a ', '  ', 'c'].reduce(withRecent, [] as readonly string[]);
    expect(used).toEqual(['c', 'a', 'b']);
    const many = Array.from({ length: 50 }, (_, at) => `f${at}`).reduce(withRecent, used);
    expect(many).toHaveLength(20);
    expect(many[0]).toBe('f49');
  });
});
