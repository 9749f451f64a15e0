import { describe, expect, it } from 'vitest';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { drawnNames, edgeTexts, nodeNamed, sceneOf } from '../scene-fixture.ts';

const ACCESSOR = graphFromText`
  df: pandas.core.frame.DataFrame user
  acc: app.PandasTableAccessor user
  space: dict
  df -.ww> acc
  acc -@__dict__> space
  space -['_dataframe']> df
`;

describe('folding', () => {
  it('reads an instance, its __dict__ and the value as one labelled reference', async () => {
    const scene = await sceneOf(ACCESSOR, ['df'], { showCycle: true });
    expect(edgeTexts(ACCESSOR, scene)).toEqual(['acc ._dataframe> df', 'df .ww> acc']);
    expect(scene.edges.every((edge) => edge.inCycle)).toBe(true);
    const folded = scene.edges.find((edge) => edge.label === '._dataframe');
    expect(folded?.folded).toEqual([ACCESSOR.node('space')]);
    expect(nodeNamed(ACCESSOR, scene, 'acc').canUnfold).toBe(true);
    expect(nodeNamed(ACCESSOR, scene, 'df').canUnfold).toBe(false);
  });

  it('draws containers that hold nothing but each other, however many', async () => {
    const ring = Array.from({ length: 4000 }, (_, n) => `d${n} -['next']> d${(n + 1) % 4000}`);
    const types = Array.from({ length: 4000 }, (_, n) => `d${n}: dict`);
    const drawn = graphFromText([...types, ...ring].join('\n'));
    const scene = await sceneOf(drawn, ['d0'], { depth: 2 });
    expect(scene.nodes.length).toBeGreaterThan(2);
  });

  it('finds the same step from the other end', async () => {
    const scene = await sceneOf(ACCESSOR, ['acc'], { direction: 'referents', depth: 1 });
    expect(edgeTexts(ACCESSOR, scene)).toEqual(['acc ._dataframe> df', 'df .ww> acc']);
  });

  it('draws the internals of an unfolded object', async () => {
    const scene = await sceneOf(ACCESSOR, ['df'], { unfolded: [ACCESSOR.node('acc')] });
    expect(edgeTexts(ACCESSOR, scene)).toEqual([
      'acc .__dict__> space',
      'df .ww> acc',
      "space ['_dataframe']> df",
    ]);
  });

  it('draws an internal that is asked for itself', async () => {
    const scene = await sceneOf(ACCESSOR, ['space'], { depth: 1 });
    expect(drawnNames(ACCESSOR, scene)).toEqual(['space', 'acc']);
  });

  it('does not fold a __dict__ that somebody else refers to', async () => {
    const drawn = graphFromText`
      a: app.Borg user; b: app.Borg user; shared: dict; x: app.X user
      a -@__dict__> shared; b -@__dict__> shared; shared -['x']> x
    `;
    const scene = await sceneOf(drawn, ['x']);
    expect(drawnNames(drawn, scene)).toEqual(['x', 'shared', 'a', 'b']);
  });

  it('reads a module and what its namespace holds as one step', async () => {
    const drawn = graphFromText`
      main: module; main!; ns: dict namespace; f: function; lst: list
      main -@__dict__> ns; ns -global held_frames> lst; f -@__globals__> ns
    `;
    const scene = await sceneOf(drawn, ['lst']);
    expect(edgeTexts(drawn, scene)).toEqual(['main .held_frames> lst']);
  });

  it('reads a DataFrame down to its blocks as one step', async () => {
    const drawn = graphFromText`
      df: pandas.core.frame.DataFrame user
      mgr: pandas.core.internals.managers.BlockManager; blocks: tuple; block: pandas.Block
      df -._mgr> mgr; mgr -.blocks> blocks; blocks -[0]> block
    `;
    const scene = await sceneOf(drawn, ['block']);
    expect(edgeTexts(drawn, scene)).toEqual(['df ._mgr.blocks[0]> block']);
  });

  it('names a free variable through closure and cell', async () => {
    const drawn = graphFromText`
      f: function; closure: tuple; c: cell; x: app.X user
      f -@__closure__> closure; closure -[0]> c; c -cell self> x
    `;
    const scene = await sceneOf(drawn, ['x']);
    expect(edgeTexts(drawn, scene)).toEqual(['f cell self> x']);
  });

  it('names a local variable through f_locals', async () => {
    const drawn = graphFromText`
      fr: frame; locals: dict; x: app.X user
      fr -@f_locals> locals; locals -['df']> x
    `;
    const scene = await sceneOf(drawn, ['x']);
    expect(edgeTexts(drawn, scene)).toEqual(['fr local df> x']);
  });

  it('keeps a dict or list that the program made', async () => {
    const drawn = graphFromText`
      a: app.A user; items: list; x: app.X user
      a -.items> items; items -[3]> x
    `;
    const scene = await sceneOf(drawn, ['x']);
    expect(edgeTexts(drawn, scene)).toEqual(['a .items> items', 'items [3]> x']);
  });

  it('ends on managers that hold one another', async () => {
    const type = 'pandas.core.internals.managers.BlockManager';
    const chain = Array.from(
      { length: 30 },
      (_, at) => `m${at}: ${type}; m${at} -.next> m${(at + 1) % 30}`,
    );
    const ring = graphFromText(chain.join('\n'));
    const scene = await sceneOf(ring, ['m0'], { depth: 12, direction: 'both' });
    expect(scene.nodes.length).toBeGreaterThan(1);
  });
});
