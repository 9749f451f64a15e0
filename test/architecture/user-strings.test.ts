import { describe, expect, it } from 'vitest';
import { filesBelow, readText } from './source-files.ts';
import { strayTexts } from './user-strings.ts';

const SOURCES = filesBelow('renderer').filter(
  (file) => /\.tsx?$/.test(file) && !/(?:^|\/)strings(?:-[\w-]+)?\.ts$/.test(file),
);

describe('texts for people', () => {
  it.each(SOURCES)('%s leaves them to the strings files', (file) => {
    expect(strayTexts(file, readText(file))).toEqual([]);
  });
});

describe('a stray text', () => {
  /** Templates are written `^#{b}^` here. */
  const found = (jsx: string) =>
    strayTexts('a.tsx', `export const a = ${jsx.replaceAll('^', '`').replaceAll('#{', '${')};`);

  it.each([
    ['between tags', '<p>Hello</p>', 'Hello'],
    ['between tags, in braces', "<p>{b ? '' : 'Hello'}</p>", 'Hello'],
    ['in an attribute', '<p title="Hello" />', 'Hello'],
    ['in an attribute, in braces', "<p aria-label={b ?? 'Hello'} />", 'Hello'],
    ['in the name of a control', '<Stepper name="Hello" />', 'Hello'],
    ['in a template', '<p title={^#{b} hello^} />', 'hello'],
    ['in a property', "{ label: 'Hello' }", 'Hello'],
  ])('%s is found', (_where, jsx, text) => {
    expect(found(jsx)).toEqual([`1: ${text}`]);
  });

  it.each([
    ['signs', '<p title={^#{b} · ^}>“{b}” – ({c} %)</p>'],
    ['comparisons', "<p>{b === 'list' && c}</p>"],
    ['calls', "<p title={WORDS.of('list')}>{words('list')}</p>"],
    ['technical attributes', '<p className="list" id={^list-#{b}^} role="list" />'],
    ['names of icons and fields', '<p><Icon name="plus" /><input name="format" /></p>'],
    ['types', "{ b } as { label: 'hello' }"],
  ])('%s are none', (_what, jsx) => {
    expect(found(jsx)).toEqual([]);
  });
});
