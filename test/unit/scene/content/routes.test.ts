import { describe, expect, it } from 'vitest';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { edgeTexts, sceneOf } from '../scene-fixture.ts';

const HELD = graphFromText`
  main: module; ns: dict namespace; main!; main -@__dict__> ns
  ns -global cache> cache; cache: list; cache -[3]> df; ns -global last> df
  f!thread; f -local box> box; box -.frame> df; df: DataFrame
`;

describe('the ways in which an object is held', () => {
  it('are drawn together whatever the limits, each with its number at every reference', async () => {
    const scene = await sceneOf(HELD, ['df'], {
      depth: 0,
      showWays: true,
      isolated: { kind: 'path' },
    });
    expect(edgeTexts(HELD, scene)).toEqual([
      'box ② .frame> df',
      'cache ③ [3]> df',
      'f ② local box> box',
      'main ① .last> df',
      'main ③ .cache> cache',
    ]);
    expect(scene.edges.every((edge) => edge.onPath)).toBe(true);
    expect(scene.description).toContain('Way 1: ');
    expect(scene.description).toContain('Way 3: ');
  });

  it('can be drawn one by one', async () => {
    const request = { depth: 0, showWays: true, way: 2, isolated: { kind: 'path' } } as const;
    const scene = await sceneOf(HELD, ['df'], request);
    expect(edgeTexts(HELD, scene).filter((text) => text.includes('②'))).toHaveLength(2);
    expect(scene.nodes.map(({ node }) => HELD.names[node ?? -1]).sort()).toEqual([
      'box',
      'df',
      'f',
    ]);
  });
});
