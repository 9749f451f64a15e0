import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeComponents } from '../../../../shared/analysis/components/components.ts';
import {
  computeCutEdges,
  DEFAULT_CUT_SET,
  NO_CUTS,
} from '../../../../shared/analysis/components/cuts.ts';
import type { Families, FamilyOptions } from '../../../../shared/analysis/families/families.ts';
import { computeFamilies } from '../../../../shared/analysis/families/families.ts';
import { verdictName } from '../../../../shared/analysis/graph/verdict.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { decorateEdgeLabel } from '../../../../shared/heap/edge-label.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { RootKind } from '../../../../shared/heap/heap-graph.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { heapArbitrary, heapFrom } from '../random-heap.ts';

function familiesOf(graph: HeapGraph, options: FamilyOptions = {}): Families {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const cuts = computeCutEdges(graph, DEFAULT_CUT_SET, UNATTENDED_JOB, verdicts);
  const components = computeComponents(graph, cuts, UNATTENDED_JOB);
  return computeFamilies(graph, cuts, components, verdicts, UNATTENDED_JOB, options);
}

/** "garbage 2 × DataFrame .ww → Accessor ._dataframe". */
function rows(drawing: string): string[] {
  return familiesOf(graphFromText(drawing).graph).families.map((family) => {
    const steps = family.signature.map((step) =>
      `${step.type} ${decorateEdgeLabel(step.kind, step.label)}`.trim(),
    );
    return `${verdictName(family.verdict)} ${family.count} × ${steps.join(' → ')}`;
  });
}

describe('computeFamilies', () => {
  it('leaves out a held tangle where a collector traces, and says so', () => {
    const { graph } =
      graphFromText`root!; root -.a> a; a -.b> b; b -.a> a; c -.d> d; d -.c> c; root -.c> c
      a -.e> e; e -.a> a`;
    const roots = graph.roots && { ...graph.roots, kind: Uint8Array.of(RootKind.runtime) };
    const traced = { ...graph, refcount: null, roots };
    const [all, small] = [familiesOf(traced), familiesOf(traced, { mostTracedMembers: 2 })];
    expect([all.cycles, all.partial]).toEqual([3, false]);
    expect([small.cycles, small.partial]).toEqual([1, true]);
    // Reference counts make cycles matter.
    expect(familiesOf(graph, { mostTracedMembers: 2 }).cycles).toBe(3);
  });

  it('names the seed case: dropped frames in one row, the held one in another', () => {
    const frame = (n: number) =>
      `df${n} -.ww> acc${n}; acc${n} -._dataframe> df${n}; df${n}: DataFrame user size=900; acc${n}: PandasTableAccessor user`;
    const drawing = [0, 1, 2, 3].map(frame).join('\n');
    expect(rows(`${drawing}\n module! ; module -.kept> df3`)).toEqual([
      'garbage 3 × DataFrame .ww → PandasTableAccessor ._dataframe',
      'held 1 × DataFrame .ww → PandasTableAccessor ._dataframe',
    ]);
  });

  it('folds the instance dict, and joins frames that have one with frames that have none', () => {
    expect(
      rows(`
        a -@__dict__> d; d -['ww']> x; x -._dataframe> a; a: DataFrame; d: dict; x: Accessor
        b -.ww> y; y -._dataframe> b; b: DataFrame; y: Accessor`),
    ).toEqual(['garbage 2 × DataFrame .ww → Accessor ._dataframe']);
  });

  it('counts the folded dict among the objects, and shows it in the exemplar', () => {
    const { graph, node } = graphFromText`
      a -@__dict__> d; d -['ww']> x; x -._dataframe> a
      a: DataFrame size=100; d: dict size=10; x: Accessor size=1; a -.other> z; z: str untracked size=5000`;
    const [family] = familiesOf(graph).families;
    expect([family?.objects, family?.shallowBytes]).toEqual([3, 111]);
    expect(Array.from(family?.exemplar.nodes ?? [])).toEqual([node('a'), node('d'), node('x')]);
    expect(Array.from(family?.instances ?? [])).toEqual([node('a')]);
    const { nodes, edges } = family?.exemplar ?? { nodes: [], edges: [] };
    nodes.forEach((from, at) => {
      expect(edges[at]).toBeGreaterThanOrEqual(graph.firstEdge[from]);
      expect(edges[at]).toBeLessThan(graph.firstEdge[from + 1]);
      expect(graph.edgeTarget[edges[at] ?? 0]).toBe(nodes[(at + 1) % nodes.length]);
    });
  });

  it('does not fold a dict that the program shares', () => {
    expect(
      rows(`
        a -@__dict__> d; d -['x']> b; b -.a> a; b -.seen> d
        a: Owner; d: dict; b: Child`),
    ).toContain("garbage 1 × Child .seen → dict ['x']");
  });

  it('folds a dict without labels only where the instance has nothing else', () => {
    const { graph } = graphFromText`
      a -> d; a -> K; d -> x; x -> a; a: Frame; d: dict; x: Accessor; K: type
      b -> e; b -> z; e -> y; y -> b; b: Frame; e: dict; y: Accessor; z: str`;
    const { families } = familiesOf({ ...graph, edgeLabels: null, refcount: null, roots: null });
    expect(families.map((family) => family.signature.map((step) => step.type))).toEqual([
      ['Frame', 'Accessor'],
      ['Frame', 'dict', 'Accessor'],
    ]);
  });

  it('puts cycles of machinery last where they are held, and not where they are garbage', () => {
    const drawing = `
      f -.self> f; f: function size=1000; n -.self> n; n: Node size=1`;
    expect(rows(drawing)).toEqual(['garbage 1 × function .self', 'garbage 1 × Node .self']);
    expect(rows(`${drawing}\n main!; main -.f> f; main -.n> n`)).toEqual([
      'held 1 × Node .self',
      'held 1 × function .self',
    ]);
  });

  it('folds closure tuple and cell into the free variable', () => {
    expect(
      rows(`
        f -@__closure__> t; t -[0]> c; c -cell recurse> f
        f: function; t: tuple; c: cell`),
    ).toEqual(['garbage 1 × function cell recurse']);
  });

  it('keeps the children of a list in one family, whatever their positions', () => {
    expect(
      rows(`
        p -.children> l; l -[0]> a; l -[1]> b; l -[2]> c; a -.parent> p; b -.parent> p; c -.parent> p
        p: Parent; l: list; a: Child; b: Child; c: Child`),
    ).toEqual(['garbage 3 × Parent .children → list […] → Child .parent']);
  });

  it('says the position or key when all cycles agree on it', () => {
    expect(
      rows(`
        a -.args> l; l -[1]> a; a: Task; l: list
        b -.args> m; m -[1]> b; b: Task; m: list`),
    ).toEqual(['garbage 2 × Task .args → list [1]']);
  });

  it('reads a ring as one repeated step, and rings of any length as one family', () => {
    const ring = (name: string, length: number) =>
      Array.from(
        { length },
        (_, at) => `${name}${at} -.next> ${name}${(at + 1) % length}; ${name}${at}: Node`,
      ).join('\n');
    const { graph } = graphFromText(`${ring('a', 1000)}\n${ring('b', 7)}`);
    const { families } = familiesOf(graph);
    expect(families.length).toBe(1);
    expect(families[0]).toMatchObject({
      signature: [{ type: 'Node', label: 'next' }],
      count: 2,
      minRepeat: 7,
      maxRepeat: 1000,
      objects: 1007,
    });
    expect(families[0]?.components.length).toBe(2);
  });

  it('finds the same family wherever the cycle is entered', () => {
    expect(
      rows(`
        a -.x> b; b -.y> c; c -.z> a; a: A; b: B; c: C
        e -.z> f; f -.x> g; g -.y> e; e: C; f: A; g: B`).length,
    ).toBe(1);
  });

  it('sees both accessors of one frame', () => {
    expect(
      rows(`
        df -.ww> a; a -._dataframe> df; df -.geo> b; b -._obj> df
        df: DataFrame; a: Accessor; b: GeoAccessor`).sort(),
    ).toEqual([
      'garbage 1 × DataFrame .geo → GeoAccessor ._obj',
      'garbage 1 × DataFrame .ww → Accessor ._dataframe',
    ]);
  });

  it('puts what is lost first, then what waits, then what is held', () => {
    expect(
      rows(`
        h -.self> h; h: Held refs=3
        g -.self> g; g: Waiting
        l -.values> n; n -array 0>* l; l: Lost; n: ndarray untracked`).map(
        (row) => row.split(' ')[0],
      ),
    ).toEqual(['never', 'garbage', 'held']);
  });

  it('stays linear on a parent of many children and on a doubly linked ring', () => {
    const children = 20_000;
    const edges = Array.from({ length: children }, (_, at) => [
      { source: 0, target: at + 1, kind: 0 },
      { source: at + 1, target: 0, kind: 0 },
    ]).flat();
    const star = heapFrom({
      nodeCount: children + 1,
      edges,
      flags: new Array<number>(children + 1).fill(1),
      external: new Array<number>(children + 1).fill(0),
      roots: null,
    });
    const found = familiesOf(star, { maxSteps: 40 * children });
    expect([found.partial, found.cycles]).toEqual([false, children]);

    const length = 20_000;
    const linked = Array.from({ length }, (_, at) => [
      { source: at, target: (at + 1) % length, kind: 0 },
      { source: (at + 1) % length, target: at, kind: 0 },
    ]).flat();
    const ring = heapFrom({
      nodeCount: length,
      edges: linked,
      flags: new Array<number>(length).fill(1),
      external: new Array<number>(length).fill(0),
      roots: null,
    });
    const cycles = familiesOf(ring, { maxSteps: 40 * length });
    expect([cycles.partial, cycles.cycles]).toEqual([false, length]);
  });

  it('says that it is partial when the budget ends it', () => {
    const { graph } = graphFromText`a -> b; b -> a; c -> d; d -> c`;
    expect(familiesOf(graph, { maxSteps: 1 }).partial).toBe(true);
    expect(familiesOf(graph).partial).toBe(false);
  });

  it('uses every reference of every component, by cycles that are closed', () => {
    fc.assert(
      fc.property(heapArbitrary(12), (plain) => {
        const graph = heapFrom(plain);
        const cuts = computeCutEdges(graph, NO_CUTS, UNATTENDED_JOB);
        const components = computeComponents(graph, cuts, UNATTENDED_JOB);
        const { families, cycles } = computeFamilies(graph, cuts, components, null, UNATTENDED_JOB);
        const explained = new Set<number>();
        for (const family of families) {
          const { nodes, edges } = family.exemplar;
          expect(nodes.length).toBe(edges.length);
          for (const component of family.components) explained.add(component);
          edges.forEach((edge, at) => {
            expect(graph.edgeTarget[edge]).toBe(nodes[(at + 1) % nodes.length]);
          });
        }
        expect(explained.size).toBe(components.count);
        expect(cycles).toBeGreaterThanOrEqual(components.count);
      }),
      { numRuns: 1000 },
    );
  });
});
