import { describe, expect, it } from 'vitest';
import { contrast } from '../../support/contrast.ts';
import { SCHEMES, type Scheme, token, tokensOf } from '../../support/tokens.ts';

/** What lies behind words. */
const SURFACES = ['canvas', 'surface', 'surface-2', 'raised'];
const TONES = ['garbage', 'never', 'held', 'unknown', 'problem'];

/** Which colour is written on which. */
const WORDS: readonly (readonly [string, readonly string[]])[] = [
  ['text', [...SURFACES, 'surface-3', 'chosen', 'accent-soft', ...TONES.map((t) => `${t}-soft`)]],
  // Names on the pieces of a treemap.
  ['text', [1, 2, 3, 4, 5, 6, 7, 8].map((slot) => `map-${slot}`)],
  ['text-2', [...SURFACES, 'surface-3', 'accent-soft']],
  ['text-3', [...SURFACES, 'accent-soft', 'surface-3']],
  ['accent-text', [...SURFACES, 'accent-soft']],
  ['on-accent', ['accent']],
  ['caution-text', ['caution-soft']],
  // Tooltips are the other way round.
  ['canvas', ['text']],
  ...TONES.map((tone) => [tone, [...SURFACES, 'accent-soft', `${tone}-soft`]] as const),
];

/** Lines and fills that say where a control is, that it has the focus, or how much of it is full. */
const CONTROLS: readonly (readonly [string, readonly string[]])[] = [
  ['focus', [...SURFACES, 'surface-3', 'accent-soft']],
  ['accent', [...SURFACES]],
  ['field-line', ['canvas', 'surface', 'raised']],
];

function tooFaint(
  scheme: Scheme,
  pairs: readonly (readonly [string, readonly string[]])[],
  atLeast: number,
): string[] {
  const tokens = tokensOf(scheme);
  return pairs.flatMap(([ink, papers]) =>
    papers
      .map((paper) => ({ paper, ratio: contrast(token(tokens, ink), token(tokens, paper)) }))
      .filter(({ ratio }) => ratio < atLeast)
      .map(({ paper, ratio }) => `--${ink} on --${paper}: ${ratio.toFixed(2)}`),
  );
}

describe.each(SCHEMES)('%s', (scheme) => {
  const isMore = scheme.endsWith('contrast');

  it('words stand out from what they are written on', () => {
    expect(tooFaint(scheme, WORDS, isMore ? 7 : 4.5)).toEqual([]);
  });

  it('controls and the focus stand out from what is around them', () => {
    expect(tooFaint(scheme, CONTROLS, isMore ? 4.5 : 3)).toEqual([]);
  });
});

describe('more contrast', () => {
  it.each(['light-contrast', 'dark-contrast'] as const)(
    '%s draws its lines to be seen',
    (scheme) => {
      const lines = ['line', 'line-soft', 'line-strong', 'caution-line'];
      expect(
        tooFaint(
          scheme,
          lines.map((line) => [line, ['canvas', 'raised']]),
          3,
        ),
      ).toEqual([]);
    },
  );

  it('leaves no colour of the light set on the dark one', () => {
    const dark = tokensOf('dark');
    const both = tokensOf('dark-contrast');
    const light = tokensOf('light-contrast');
    const differsInDark = [...dark.keys()].filter(
      (name) => dark.get(name) !== tokensOf('light').get(name) && /^#/.test(dark.get(name) ?? ''),
    );
    expect(differsInDark.length).toBeGreaterThan(20);
    expect(differsInDark.filter((name) => both.get(name) === light.get(name))).toEqual([]);
  });
});
