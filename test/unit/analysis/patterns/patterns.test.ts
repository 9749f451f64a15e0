import { describe, expect, it } from 'vitest';
import { computeComponents } from '../../../../shared/analysis/components/components.ts';
import {
  computeCutEdges,
  DEFAULT_CUT_SET,
  NO_CUTS,
} from '../../../../shared/analysis/components/cuts.ts';
import { computeFamilies } from '../../../../shared/analysis/families/families.ts';
import { PATTERNS } from '../../../../shared/analysis/patterns/catalogue.ts';
import { recognisePattern } from '../../../../shared/analysis/patterns/recognise.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { NodeFlag, RootKind } from '../../../../shared/heap/heap-graph.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';

function patternsOf(graph: HeapGraph, cutSet = DEFAULT_CUT_SET): (string | null)[] {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const cuts = computeCutEdges(graph, cutSet, UNATTENDED_JOB, verdicts);
  const components = computeComponents(graph, cuts, UNATTENDED_JOB);
  const { families } = computeFamilies(graph, cuts, components, verdicts, UNATTENDED_JOB);
  return families.map((family) => recognisePattern(graph, family)?.id ?? null);
}

const DRAWINGS: readonly (readonly [string, string, string | null])[] = [
  [
    'an exception that its own frame keeps',
    'e -@__traceback__> t; t -@tb_frame> f; f -local kept> e; e: ValueError; t: traceback',
    'exception-traceback',
  ],
  [
    'a task that waits and is stored in the object it works for',
    `c -.task> t; t -._coro> k; k -local self> c
     c: app.Client user; t: _asyncio.Task; k: coroutine`,
    'asyncio-task',
  ],
  ['a generator in its own variable', 'g -local me> g; g: generator', 'generator-frame'],
  [
    'a cached bound method stored on its object',
    `s -.solve> w; w -@__wrapped__> m; m -@__self__> s
     s: app.Solver user; w: functools._lru_cache_wrapper; m: method`,
    'lru-cache-method',
  ],
  [
    'a bound method stored on its object',
    'h -.callback> m; m -@__self__> h; h: app.Handler user; m: method',
    'bound-method',
  ],
  [
    'a bound method in a partial in an attribute',
    `p -.bound> q; q -.func> m; m -@__self__> p
     p: app.Part user; q: functools.partial; m: method`,
    'bound-method',
  ],
  [
    'a recursive inner function',
    'f -@__closure__> t; t -[0]> c; c -cell walk> f; f: function; t: tuple; c: cell',
    'closure-cell',
  ],
  [
    'a callback that closes over the object that stores it',
    `o -.done> f; f -@__closure__> t; t -[0]> c; c -cell self> o
     o: app.Owner user; f: function; t: tuple; c: cell`,
    'closure-cell',
  ],
  [
    'a cached pandas accessor',
    `d -.ww> a; a -._dataframe> d
     d: pandas.core.frame.DataFrame user; a: app.Accessor user`,
    'pandas-accessor',
  ],
  [
    'a class that is called like one of pandas, and is not',
    'd -.view> a; a -.owner> d; d: other.lib.DataFrame user; a: app.View user',
    'keeps-owner',
  ],
  [
    'an attribute in a dict of its own',
    `a -@__dict__> m; m -['view']> b; b -.owner> a
     a: app.Report user; b: app.View user; m: dict`,
    'keeps-owner',
  ],
  [
    'children in a list',
    `p -.children> l; l -[0]> c; c -.parent> p
     p: app.Node user; c: app.Node user; l: list`,
    'parent-child',
  ],
  [
    'children of another type in a dict',
    `p -.rooms> l; l -['hall']> c; c -.house> p
     p: app.House user; c: app.Room user; l: dict`,
    'parent-child',
  ],
  [
    'a ring',
    `a -.next> b; b -.next> c; c -.next> a
     a: app.Node user; b: app.Node user; c: app.Node user`,
    'linked-ring',
  ],
  [
    'a list linked both ways',
    'a -.next> b; b -.previous> a; a: app.Node user; b: app.Node user',
    'linked-ring',
  ],
  ['a list in itself', 'a -[0]> b; b -[0]> a; a: list; b: list', 'self-container'],
  ['a dict in itself', "a -['me']> a; a: dict", 'self-container'],
  [
    'an array of objects that leads back',
    'r -.table> t; t -array 0>* r; r: app.Row user; t: numpy.ndarray',
    'object-array',
  ],
  ['an object that refers to itself', 'a -.me> a; a: app.Thing user', null],
  [
    'three objects of three types',
    'a -.x> b; b -.y> c; c -.z> a; a: app.A user; b: app.B user; c: app.C user',
    null,
  ],
  ['two objects of C', 'a -> b; b -> a; a: Lock; b: Hook; c -.x> d; c: C user', null],
];

describe('the pattern of a drawing', () => {
  for (const [name, drawing, expected] of DRAWINGS) {
    it(name, () => {
      expect(patternsOf(graphFromText(drawing).graph)).toEqual([expected]);
    });
  }

  it('a dropped class, and a dropped class with its instances', () => {
    const dropped = 'c -@__mro__> m; m -[0]> c; c: app.Meta type; m: tuple';
    expect(patternsOf(graphFromText(dropped).graph)).toEqual(['dropped-class']);
    const registry = `i -class> c; c -@__dict__> d; d -['instances']> l; l -[0]> i
      i: app.Plugin user; c: ABCMeta type; d: dict; l: list`;
    expect(patternsOf(graphFromText(registry).graph)).toEqual(['class-registry']);
  });

  it('calls no class dropped that a program still holds', () => {
    const { graph } = graphFromText(`
      main!; main -.C> c; c -@__mro__> m; m -[0]> c
      c: ABCMeta type; m: tuple; main: module module
    `);
    expect(patternsOf(graph, NO_CUTS)).toEqual([null]);
  });

  it('whatever a debugger keeps, before anything else', () => {
    const { graph, node } = graphFromText(
      'h -.callback> m; m -@__self__> h; h: app.Handler user; m: method',
    );
    graph.flags[node('h')] |= NodeFlag.replArtefact;
    expect(patternsOf(graph)).toEqual(['debugger']);
  });
});

describe('without labels', () => {
  const unlabelled = (drawing: string): HeapGraph => ({
    ...graphFromText(drawing).graph,
    edgeLabels: null,
  });

  it('types that settle it are enough', () => {
    expect(patternsOf(unlabelled('a -> b; b -> a; a: DataFrame; b: GeoAccessor'))).toEqual([
      'pandas-accessor',
    ]);
    expect(patternsOf(unlabelled('a -> b; b -> c; c -> a; a: ValueError; b: traceback'))).toEqual([
      'exception-traceback',
    ]);
    expect(patternsOf(unlabelled('a -> b; b -> a; a: Handler; b: instancemethod'))).toEqual([
      'bound-method',
    ]);
    expect(patternsOf(unlabelled('a -> b; b -> a; a: Node; b: Node'))).toEqual(['linked-ring']);
  });

  it('which of two types owns the other is not guessed', () => {
    expect(patternsOf(unlabelled('a -> b; b -> a; a: Report; b: View'))).toEqual([null]);
  });
});

describe('the catalogue', () => {
  it('has no patterns for other runtimes', () => {
    const { graph } = graphFromText('root!; a -.next> b; b -.next> a; a: Node; b: Node');
    const roots = graph.roots;
    if (roots === null) throw new Error('the drawing has a root');
    roots.kind.fill(RootKind.runtime);
    expect(patternsOf(graph)).toEqual([null]);
  });

  it('tells of each pattern in full, each by an id of its own', () => {
    expect(new Set(PATTERNS.map((pattern) => pattern.id)).size).toBe(PATTERNS.length);
    for (const { title, explanation, fix, before, after } of PATTERNS) {
      expect(title.length).toBeLessThanOrEqual(60);
      expect(explanation.length).toBeGreaterThan(120);
      for (const text of [fix, before, after]) expect(text.trim()).not.toBe('');
      expect(before).not.toBe(after);
    }
  });
});
