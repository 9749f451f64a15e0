import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SCENE_THEMES } from '../../../shared/scene/look/theme.ts';
import { contrast } from '../../support/contrast.ts';
import { SCHEMES, token, tokensOf } from '../../support/tokens.ts';

describe.each(SCHEMES)('a drawing in %s', (scheme) => {
  const theme = SCENE_THEMES[scheme];
  const isMore = scheme.endsWith('contrast');
  const text = isMore ? 7 : 4.5;
  const line = isMore ? 4.5 : 3;

  it('has words that stand out', () => {
    for (const [role, paint] of Object.entries(theme.roles)) {
      for (const ink of [paint.text, theme.mutedText, theme.rootText]) {
        expect(contrast(ink, paint.fill), `${ink} on ${role}`).toBeGreaterThanOrEqual(text);
      }
    }
    for (const ink of [theme.focus.text, theme.focusMutedText, theme.focusRootText]) {
      expect(contrast(ink, theme.focus.fill), `${ink} on the focus`).toBeGreaterThanOrEqual(text);
    }
    for (const ink of [
      theme.label,
      theme.cycleLabel,
      theme.pathLabel,
      theme.mutedText,
      theme.cut,
    ]) {
      expect(contrast(ink, theme.background), ink).toBeGreaterThanOrEqual(text);
    }
  });

  it('has lines and marks that stand out', () => {
    for (const ink of [theme.cycle, theme.path, theme.edge, theme.root, theme.selection]) {
      expect(contrast(ink, theme.background), ink).toBeGreaterThanOrEqual(line);
    }
    for (const { fill } of Object.values(theme.roles)) {
      for (const mark of Object.values(theme.verdicts)) {
        expect(contrast(mark, fill), `${mark} on ${fill}`).toBeGreaterThanOrEqual(line);
      }
    }
  });

  it('has the colours of the window around it', () => {
    const tokens = tokensOf(scheme);
    expect(theme.background).toBe(token(tokens, 'canvas'));
    expect(theme.verdicts).toEqual({
      garbage: token(tokens, 'garbage'),
      never: token(tokens, 'never'),
      held: token(tokens, 'held'),
      unknown: token(tokens, 'unknown'),
    });
  });
});

describe('the desktop window', () => {
  it('has the colour of the page before the page is there', () => {
    const file = fileURLToPath(new URL('../../../electron/main/window.ts', import.meta.url));
    const colours = readFileSync(file, 'utf8').match(/#[0-9a-f]{6}/g);
    expect(colours).toEqual([
      token(tokensOf('dark'), 'surface'),
      token(tokensOf('light'), 'surface'),
    ]);
  });
});
