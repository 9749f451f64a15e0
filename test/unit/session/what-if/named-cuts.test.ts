import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { findNamedCuts } from '../../../../shared/session/what-if/named-cuts.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';

const DRAWN = graphFromText`
  a: pkg.Frame; b: pkg.Frame; d: dict; x: Accessor; y: Accessor; l: list; t: dict
  a -.ww> x; b -@__dict__> d; d -['ww']> y; x -._df> a; y -._df>~ b
  l -[0]> a; l -[1]> b; t -['k']> a; t -key 'k'> b; t -[7]> x
`;

/** "a .0" for the first reference of a. */
function cut(...names: string[]): string[] {
  const { edges } = findNamedCuts(DRAWN.graph, names, UNATTENDED_JOB);
  return edges.map(({ source, position }) => `${DRAWN.names[source]} ${position}`);
}

const addressOf = (name: string): string => {
  const node = DRAWN.node(name);
  return `0x${(DRAWN.graph.addressWords[2 * node] ?? 0).toString(16)}`;
};

describe('cuts by name', () => {
  test('find an attribute of a type, in the object or in its __dict__', () => {
    expect(cut('pkg.Frame.ww')).toEqual(['a 0', 'd 0']);
    expect(cut('Frame.ww')).toEqual(['a 0', 'd 0']);
  });

  test('find an attribute of one object', () => {
    expect(cut(`${addressOf('b')}.ww`)).toEqual(['d 0']);
  });

  test('find items by position or key, and keys are none', () => {
    expect(cut('list[1]')).toEqual(['l 1']);
    expect(cut("dict['k']")).toEqual(['t 0']);
    expect(cut('dict[7]')).toEqual(['t 2']);
  });

  test('find what leads from one to the other, weak references left out', () => {
    expect(cut('Accessor->Frame')).toEqual(['x 0']);
    expect(cut(`${addressOf('l')} -> ${addressOf('b')}`)).toEqual(['l 1']);
    expect(cut(`${addressOf('l')}→Frame`)).toEqual(['l 0', 'l 1']);
  });

  test('are counted one by one, and cut once', () => {
    const names = ['list->Frame', 'list[0]'];
    const found = findNamedCuts(DRAWN.graph, names, UNATTENDED_JOB);
    expect(found.cuts.map(({ references }) => references)).toEqual([2, 1]);
    expect(found.edges).toHaveLength(2);
  });

  test('say what could have been meant', () => {
    expect(() => cut('Frame.wx')).toThrow(/No reference .* "Frame\.wx".* has: \.ww\./);
    expect(() => cut('Nowhere.x')).toThrow(/of type "Nowhere"/);
    expect(() => cut('0x1.x')).toThrow(/at 0x1/);
    expect(() => cut('Frame')).toThrow(/names no reference/);
  });
});
