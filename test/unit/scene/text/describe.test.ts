import { describe, expect, it } from 'vitest';
import {
  describeNode,
  drawnTypeName,
  roleOfNode,
} from '../../../../shared/scene/text/describe-node.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { nodeNamed, sceneOf, withStrings } from '../scene-fixture.ts';

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
    expect(drawnTypeName(name)).toBe(short);
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
