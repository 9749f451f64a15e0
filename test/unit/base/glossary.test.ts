import { describe, expect, it } from 'vitest';
import { findTerms, GLOSSARY, glossaryTerm } from '../../../shared/base/glossary.ts';

describe('the glossary', () => {
  it('names every word once, and leads only to words it has', () => {
    const ids = GLOSSARY.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(GLOSSARY.map(({ name }) => name.toLowerCase())).size).toBe(ids.length);
    for (const { id, seeAlso } of GLOSSARY) {
      expect(seeAlso, id).not.toContain(id);
      for (const other of seeAlso) expect(glossaryTerm(other).name).not.toBe('');
    }
  });

  it('is short enough for a tip, in whole sentences', () => {
    for (const { id, meaning, more } of GLOSSARY) {
      expect(meaning.length, id).toBeLessThanOrEqual(150);
      for (const text of [meaning, more]) expect(text, id).toMatch(/^$|^[A-Z].*[.]$/);
    }
  });

  it('is found by its own words and by those of other tools, names first', () => {
    const idsFor = (text: string) => findTerms(text).map(({ id }) => id);
    expect(idsFor('retained')[0]).toBe('retained-size');
    expect(idsFor('SCC')).toEqual(['strongly-connected-component']);
    expect(idsFor('  Weak   REFERENCE ')[0]).toBe('weak-reference');
    expect(idsFor('back-reference')[0]).toBe('referrer');
    expect(idsFor('')).toHaveLength(GLOSSARY.length);
    expect(idsFor('zebra')).toEqual([]);
  });

  it('is in the documentation as it is here', async () => {
    const entries = GLOSSARY.map(({ name, meaning, more, seeAlso }) =>
      [
        `**${name}.** ${meaning}${more === '' ? '' : ` ${more}`}`,
        ...(seeAlso.length === 0
          ? []
          : [`See ${seeAlso.map((id) => glossaryTerm(id).name.toLowerCase()).join(', ')}.`]),
      ].join(' '),
    );
    const page = `# Glossary\n\nThe words of Ouroboros, as its window explains them. Written from \`shared/base/glossary.ts\` by \`npx vitest run test/unit/base/glossary.test.ts -u\`.\n\n${entries.join('\n\n')}\n`;
    await expect(page).toMatchFileSnapshot('../../../docs/glossary.md');
  });
});
