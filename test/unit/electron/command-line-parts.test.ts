import { describe, expect, it } from 'vitest';
import { parseCountOption } from '../../../electron/cli/arguments.ts';
import { EXIT, exitCodeFor } from '../../../electron/cli/exit-codes.ts';
import { parseLimit, parseTypeLimit } from '../../../electron/cli/limits.ts';
import { csvCell } from '../../../electron/cli/rows.ts';
import { formatTable } from '../../../electron/cli/table.ts';
import { describeProgress } from '../../../electron/cli/terminal.ts';

describe('a count argument', () => {
  it('keeps to its limits', () => {
    const parse = parseCountOption(1, 12);
    expect(parse('12')).toBe(12);
    for (const text of ['0', '13', '-1', '1.5', '', 'x', '1e1'])
      expect(() => parse(text)).toThrow();
  });
});

describe('a limit', () => {
  const parse = (text: string) => parseLimit(text, ['bytes', 'objects', 'percent']);

  it('is bytes with a unit, a share with a per cent sign, and else a number of objects', () => {
    expect(parse('10MB')).toEqual({ unit: 'bytes', value: 10_000_000 });
    expect(parse('1.5 kib')).toEqual({ unit: 'bytes', value: 1536 });
    expect(parse('0B')).toEqual({ unit: 'bytes', value: 0 });
    expect(parse('1000')).toEqual({ unit: 'objects', value: 1000 });
    expect(parse('2.5%')).toEqual({ unit: 'percent', value: 2.5 });
    for (const text of ['', 'MB', '-1', '1e9', '10M', '10 mega', '1_000', 'NaN', '1..5', '%'])
      expect(() => parse(text), text).toThrow();
  });

  it('is only of the units that make sense', () => {
    expect(() => parseLimit('5%', ['bytes', 'objects'])).toThrow(/10MB/);
  });

  it('names a type, whatever is in its name', () => {
    expect(parseTypeLimit('a=b.C=10')).toEqual({ type: 'a=b.C', count: 10 });
    for (const text of ['C', '=5', 'C=', 'C=x', 'C=-1'])
      expect(() => parseTypeLimit(text), text).toThrow();
  });
});

describe('a table', () => {
  it('aligns, clips and defuses', () => {
    const table = formatTable(
      [
        { title: 'n', align: 'right' },
        { title: 'type', align: 'left', limit: 8 },
        { title: 'end', align: 'left' },
      ],
      [
        ['1', 'dict', 'a'],
        ['1,000', 'verylongtypename', '\u001b[2Jb'],
        ['22', '表', 'c'],
      ],
    );
    expect(table.split('\n')).toEqual([
      '    n  type      end',
      '    1  dict      a',
      '1,000  verylon…  \\x1b[2Jb',
      '   22  表        c',
    ]);
  });
});

describe('exit codes', () => {
  it('are those that scripts rely on', () => {
    expect(EXIT).toMatchObject({ done: 0, finding: 1, usage: 2, unreadable: 3 });
    expect(exitCodeFor('dump-empty')).toBe(3);
    expect(exitCodeFor('file-unreadable')).toBe(3);
    expect(exitCodeFor('not-found')).toBe(2);
  });
});

describe('a progress line', () => {
  it('says how far, where that is known', () => {
    const progress = { phase: 'Reading', done: 512_000, total: 0, unit: 'bytes' };
    expect(describeProgress(progress)).toBe('Reading 512 KB');
    expect(describeProgress({ ...progress, total: 1_024_000 })).toBe('Reading 50 %');
  });
});

it('a cell of CSV keeps its text apart, and is no formula', () => {
  expect(csvCell('plain')).toBe('plain');
  expect(csvCell('a "b", c\nd')).toBe('"a ""b"", c\nd"');
  expect(csvCell('=HYPERLINK("x")')).toBe('"\'=HYPERLINK(""x"")"');
  expect(csvCell('@sum')).toBe("'@sum");
  expect(csvCell(-3)).toBe('-3');
  expect(csvCell(null)).toBe('');
});
