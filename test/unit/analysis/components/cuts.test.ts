import { describe, expect, it } from 'vitest';
import { computeComponents } from '../../../../shared/analysis/components/components.ts';
import {
  computeCutEdges,
  DEFAULT_CUT_SET,
  NO_CUTS,
} from '../../../../shared/analysis/components/cuts.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { NO_STRING, StringTable } from '../../../../shared/heap/string-table.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';

function counts(graph: HeapGraph, cuts = DEFAULT_CUT_SET): number[] {
  return computeCutEdges(graph, cuts, UNATTENDED_JOB).counts.map((cut) => cut.references);
}

/** Without labels and kinds, and with the names of the classes in their previews. */
function unlabelled(graph: HeapGraph, classNames: ReadonlyMap<number, string>): HeapGraph {
  const texts = Array.from({ length: graph.strings.count }, (_, at) => graph.strings.get(at));
  const preview = new Uint32Array(graph.nodeCount).fill(NO_STRING);
  for (const [node, name] of classNames) preview[node] = texts.push(name) - 1;
  return {
    ...graph,
    edgeKind: graph.edgeKind.map(() => 0),
    edgeLabels: null,
    preview,
    strings: StringTable.fromStrings(texts),
    refcount: null,
    roots: null,
  };
}

describe('computeCutEdges', () => {
  const library = `
    m: module; ns: dict namespace; K: type; f: function; a: K
    m!; m -@__dict__> ns; ns -global K> K; ns -global f> f; f -@__globals__> ns
    K -.method> f; ns -global a> a; a -class> K; K -@__mro__> mro; mro -[0]> K; mro: tuple`;

  it('cuts instance → class and anything → namespace, but not a module → its own', () => {
    const { graph, node } = graphFromText(library);
    const choice = { ...DEFAULT_CUT_SET, classReference: false };
    expect(counts(graph, choice)).toEqual([1, 0, 1, 0]);
    const cuts = computeCutEdges(graph, choice, UNATTENDED_JOB);
    const components = computeComponents(graph, cuts, UNATTENDED_JOB);
    expect(components.count).toBe(1);
    // A class and its own structure stay a cycle.
    expect(Array.from(components.member)).toEqual([node('K'), node('mro')].sort());
  });

  it('cuts what else refers to a class, so that its own machinery is no cycle', () => {
    const { graph } = graphFromText(library);
    expect(counts(graph)).toEqual([1, 2, 1, 0]);
    const cuts = computeCutEdges(graph, DEFAULT_CUT_SET, UNATTENDED_JOB);
    expect(computeComponents(graph, cuts, UNATTENDED_JOB).count).toBe(0);
    // Lifting the cut of instance → class alone leaves those references uncut.
    expect(counts(graph, { ...DEFAULT_CUT_SET, class: false })).toEqual([0, 2, 1, 0]);
  });

  it('glues everything together without them', () => {
    const { graph } = graphFromText(library);
    const cuts = computeCutEdges(graph, NO_CUTS, UNATTENDED_JOB);
    expect(cuts.counts.map((cut) => cut.references)).toEqual([0, 0, 0, 0]);
    expect(computeComponents(graph, cuts, UNATTENDED_JOB).member.length).toBe(5);
  });

  it('cuts a reference to a module from another, and an entry of its package', () => {
    const { graph } = graphFromText`
      p: module; q: module; d: dict namespace; p -@__dict__> d; d -global q> q; q -.parent> p`;
    expect(counts(graph)).toEqual([0, 0, 2, 0]);
  });

  it('counts each reference once, the class before the module before the user', () => {
    const { graph } = graphFromText`a -class> K; K: type; a -.x> b`;
    // Both references of `a`, the first node of the drawing.
    const edges = Uint32Array.of(0, 1);
    expect(counts(graph, { ...DEFAULT_CUT_SET, edges })).toEqual([1, 0, 0, 1]);
    expect(counts(graph, { ...NO_CUTS, edges })).toEqual([0, 0, 0, 2]);
  });

  it('blocks weak references and does not count them as cut', () => {
    const { graph } = graphFromText`a ->~ b; b ->~ a`;
    const { blocked, counts: counted } = computeCutEdges(graph, NO_CUTS, UNATTENDED_JOB);
    expect(blocked[0]).toBe(0b11);
    expect(counted.every((cut) => cut.references === 0)).toBe(true);
  });

  it('recognises the class by its name where there are no labels', () => {
    const { graph, node } = graphFromText`
      a: pkg.Frame; a -> Frame; Frame: type Meta; a -> Other; Other: type Meta; Frame -> Meta; Meta: type`;
    const names = new Map([
      [node('Frame'), 'Frame'],
      [node('Other'), 'Other'],
      [node('Meta'), 'Meta'],
    ]);
    // a → Frame and Frame → Meta; a → Other is merely a reference to a class.
    expect(counts(unlabelled(graph, names))).toEqual([2, 1, 0, 0]);
  });

  it('never hides a cycle of garbage behind a class or module that is garbage too', () => {
    const { graph, node } = graphFromText`
      K: type; K -.registry> l; l: list; l -[0]> a; a -class> K
      live!; live -.b> b; b -class> L; L: type; L -.instances> b`;
    const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
    const cuts = computeCutEdges(graph, DEFAULT_CUT_SET, UNATTENDED_JOB, verdicts);
    const components = computeComponents(graph, cuts, UNATTENDED_JOB);
    expect(cuts.counts[0]?.references).toBe(1);
    expect(Array.from(components.member)).toEqual([node('K'), node('l'), node('a')].sort());
  });
});
