import { describe, expect, it } from 'vitest';
import { describeNode, roleOfNode, shortTypeName } from '../../../shared/scene/describe-node.ts';
import { SCENE_THEMES } from '../../../shared/scene/theme.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { nodeNamed, sceneOf, withStrings } from './scene-fixture.ts';

describe('what a node says', () => {
  it.each([
    ['pandas.core.frame.DataFrame', 'DataFrame'],
    ['app.make.<locals>.Point', 'Point'],
    ['dict', 'dict'],
    ['java.util.HashMap$Node[]', 'HashMap$Node[]'],
    ['(closure)', '(closure)'],
    ['Net::HTTP', 'Net::HTTP'],
    ['v1.2 beta', 'v1.2 beta'],
    ['', ''],
  ])('shortens %s', (name, short) => {
    expect(shortTypeName(name)).toBe(short);
  });

  it('gives shape and bytes of a DataFrame, length of a container, value of a string', () => {
    const drawn = graphFromText`df: pandas.DataFrame user size=72164; l: list; s: str; f: frame`;
    const node = drawn.node;
    const named = withStrings(
      drawn.graph,
      (text) => text,
      new Map([
        [node('s'), 'hello'],
        [node('f'), '/srv/app/load.py:41 in main'],
        [node('df'), '{"shape":[1200,34],"dataBytes":1240000000}'],
      ]),
    );
    const graph = {
      ...named,
      length: Uint32Array.of(0xffffffff, 4213, 5, 0xffffffff),
      details: {
        node: Uint32Array.of(node('df')),
        value: Uint32Array.of(named.preview?.[node('df')] ?? 0),
      },
    };
    const lines = (name: string): readonly string[] =>
      describeNode(graph, node(name), roleOfNode(graph, node(name))).lines;
    expect(lines('df')).toEqual(['1,200 × 34', '1.24 GB']);
    expect(lines('l')).toEqual(['4,213 items']);
    expect(lines('s')).toEqual(['hello']);
    expect(lines('f')).toEqual(['load.py:41 in main']);
    expect(describeNode(graph, node('s'), 'value').redactedLines).toEqual(['5 chars']);
    expect(describeNode(graph, node('f'), 'frame').redactedLines).toEqual(['load.py:41 in main']);
  });

  it('tells what holds an object from outside', async () => {
    const drawn = graphFromText`t: app.T user refs=3; a -.x> t; f: frame; f!thread; f -local t> t`;
    const scene = await sceneOf(drawn, ['t']);
    expect(nodeNamed(drawn, scene, 't').rootLabel).toBe('1 reference from outside');
    expect(nodeNamed(drawn, scene, 'f').rootLabel).toBe('thread frame');
    expect(nodeNamed(drawn, scene, 'a').rootLabel).toBe('');
  });
});

describe('themes', () => {
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };

  it.each(['light', 'dark'] as const)('%s: text and strong lines stand out enough', (name) => {
    const theme = SCENE_THEMES[name];
    for (const paint of Object.values(theme.roles)) {
      expect(contrast(paint.text, paint.fill)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(theme.mutedText, paint.fill)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(theme.rootText, paint.fill)).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrast(theme.focus.text, theme.focus.fill)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme.focusMutedText, theme.focus.fill)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme.focusRootText, theme.focus.fill)).toBeGreaterThanOrEqual(4.5);
    for (const text of [theme.label, theme.cycleLabel, theme.pathLabel, theme.mutedText]) {
      expect(contrast(text, theme.background)).toBeGreaterThanOrEqual(4.5);
    }
    for (const line of [theme.cycle, theme.path, theme.edge, theme.root]) {
      expect(contrast(line, theme.background)).toBeGreaterThanOrEqual(3);
    }
  });
});
