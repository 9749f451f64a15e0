import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeComponents } from '../../../../shared/analysis/components/components.ts';
import { computeCutEdges, NO_CUTS } from '../../../../shared/analysis/components/cuts.ts';
import type { Cycle } from '../../../../shared/analysis/components/cycle-search.ts';
import { findCyclesThrough } from '../../../../shared/analysis/components/cycle-search.ts';
import { Verdict } from '../../../../shared/analysis/graph/verdict.ts';
import { computeDistances, NO_DISTANCE } from '../../../../shared/analysis/paths/distances.ts';
import { findRoots } from '../../../../shared/analysis/paths/entries.ts';
import { findRootPath } from '../../../../shared/analysis/paths/paths.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { decorateEdgeLabel, edgeLabelText } from '../../../../shared/heap/edge-label.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { IMMORTAL_COUNT } from '../../../../shared/heap/heap-graph.ts';
import { buildReferrers } from '../../../../shared/heap/referrers.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import type { PlainHeap } from '../random-heap.ts';
import { heapArbitrary, heapFrom, isCounted, isStrong } from '../random-heap.ts';

function pathTo(graph: HeapGraph, node: number) {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const referrers = buildReferrers(graph, UNATTENDED_JOB);
  return findRootPath(graph, referrers, verdicts, node, UNATTENDED_JOB);
}

function cyclesOf(graph: HeapGraph, node: number, limit: number): readonly Cycle[] {
  const cuts = computeCutEdges(graph, NO_CUTS, UNATTENDED_JOB);
  const components = computeComponents(graph, cuts, UNATTENDED_JOB);
  return findCyclesThrough(graph, cuts, components, node, limit, UNATTENDED_JOB);
}

/** "module .frames → list [1] → DataFrame". */
function read(drawing: string, object: string): string | null {
  const { graph, node, names } = graphFromText(drawing);
  const path = pathTo(graph, node(object));
  if (path === null) return null;
  const steps = Array.from(path.nodes, (own, at) => {
    const edge = path.edges[at];
    if (edge === undefined) return names[own];
    const label = decorateEdgeLabel(graph.edgeKind[edge] ?? 0, edgeLabelText(graph, own, edge));
    return `${names[own]} ${label}`.trim();
  });
  return `${path.root.reason}: ${steps.join(' → ')}`;
}

/** References from the nearest of `starts`, object by object. */
function naiveDistances(
  plain: PlainHeap,
  starts: Iterable<number>,
  follows: (edge: PlainHeap['edges'][number]) => boolean,
): number[] {
  const distance = new Array<number>(plain.nodeCount).fill(Number.POSITIVE_INFINITY);
  for (const start of starts) distance[start] = 0;
  for (let round = 0; round < plain.nodeCount; round++) {
    for (const edge of plain.edges.filter(follows)) {
      const through = (distance[edge.source] ?? 0) + 1;
      if (through < (distance[edge.target] ?? 0)) distance[edge.target] = through;
    }
  }
  return distance;
}

function expectConnected(graph: HeapGraph, nodes: Uint32Array, edges: Uint32Array): void {
  edges.forEach((edge, at) => {
    const source = nodes[at];
    expect(edge).toBeGreaterThanOrEqual(graph.firstEdge[source]);
    expect(edge).toBeLessThan(graph.firstEdge[source + 1]);
    expect(graph.edgeTarget[edge]).toBe(nodes[(at + 1) % nodes.length]);
  });
}

describe('findRootPath', () => {
  const application = `
    main: module; ns: dict namespace; frames: list; df: DataFrame
    main!; main -@__dict__> ns; ns -global frames> frames; frames -[1]> df
    helper: function; helper -@__globals__> ns; ns -global helper> helper
    df -class> DataFrame; DataFrame: type; ns -global DataFrame> DataFrame`;

  it('reads from the module through its variables to the object', () => {
    expect(read(application, 'df')).toBe('declared: main .__dict__ → ns .frames → frames [1] → df');
  });

  it('finds a class by its module and not by an instance', () => {
    expect(read(application, 'DataFrame')).toBe(
      'declared: main .__dict__ → ns .DataFrame → DataFrame',
    );
  });

  it('goes by a running frame when a local variable holds it', () => {
    expect(
      read('frame: frame; frame!thread; frame -local df> df; df -.ww> a; a -._dataframe> df', 'a'),
    ).toBe('declared: frame local df → df .ww → a');
  });

  it('prefers a named root to a nearer reference from outside', () => {
    expect(read('main!; main -.a> a; a -.b> b; b: object refs=2', 'b')).toBe(
      'declared: main .a → a .b → b',
    );
  });

  it('names the object itself when only something outside holds it', () => {
    const { graph, node } = graphFromText`a -.b> b; b -.a> a; b: object refs=3`;
    expect(pathTo(graph, node('b'))?.root).toEqual({ reason: 'external', references: 2 });
    const immortal = graphFromText`t: tuple refs=immortal; t -[0]> x`;
    expect(pathTo(immortal.graph, immortal.node('x'))?.root).toEqual({
      reason: 'external',
      references: IMMORTAL_COUNT,
    });
  });

  it('uses infrastructure references where there is no other way', () => {
    expect(
      read(
        'frame!thread; frame -local f> f; f -@__globals__> ns; ns: dict namespace; ns -global x> x',
        'x',
      ),
    ).toBe('declared: frame local f → f .__globals__ → ns .x → x');
  });

  it('starts from modules in a dump that declares no roots', () => {
    const { graph, node } = graphFromText`
      m: module; ns: dict namespace; m -@__dict__> ns; ns -global a> a; a -.b> b`;
    const bare = { ...graph, roots: null, refcount: null };
    expect(pathTo(bare, node('b'))).toMatchObject({
      root: { reason: 'module' },
      nodes: Uint32Array.from([node('m'), node('ns'), node('a'), node('b')]),
    });
  });

  it('says nothing of what nothing holds', () => {
    expect(read('a -> b; b -> a', 'a')).toBeNull();
  });

  it('does not take weak or borrowed references for holding', () => {
    expect(read('m!; m -.w> w; w ->~ a; m -.v> v; v ->- a; a -> a; a: object', 'a')).toBeNull();
  });

  it('is connected, begins at a root and is as short as any that uses no infrastructure', () => {
    fc.assert(
      fc.property(heapArbitrary(14), fc.nat(), (plain, pick) => {
        const graph = heapFrom(plain);
        const node = pick % plain.nodeCount;
        const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
        const path = pathTo(graph, node);
        const fromDeclared = naiveDistances(plain, plain.roots ?? [], isCounted)[node] ?? 0;
        const fromAny =
          naiveDistances(plain, findRoots(graph, verdicts, UNATTENDED_JOB), isCounted)[node] ?? 0;
        if (path === null) {
          expect(fromAny).toBe(Number.POSITIVE_INFINITY);
          expect(verdicts.verdict[node]).not.toBe(Verdict.held);
          return;
        }
        expectConnected(graph, path.nodes, path.edges);
        expect(path.nodes.at(-1)).toBe(node);
        const shortest = Number.isFinite(fromDeclared) ? fromDeclared : fromAny;
        expect(path.edges.length).toBe(shortest);
        expect(path.root.reason).toBe(Number.isFinite(fromDeclared) ? 'declared' : 'external');
      }),
      { numRuns: 2000 },
    );
  });
});

describe('computeDistances', () => {
  it('agrees with relaxation', () => {
    fc.assert(
      fc.property(heapArbitrary(14), fc.boolean(), (drawn, isUncounted) => {
        const plain = isUncounted ? { ...drawn, external: null } : drawn;
        const graph = heapFrom(plain);
        const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
        const distance = computeDistances(graph, verdicts, UNATTENDED_JOB);
        const follows = isUncounted ? isStrong : isCounted;
        const expected = naiveDistances(plain, findRoots(graph, verdicts, UNATTENDED_JOB), follows);
        expected.forEach((steps, node) => {
          expect(distance[node]).toBe(Number.isFinite(steps) ? steps : NO_DISTANCE);
        });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('findCyclesThrough', () => {
  it('gives the shortest first, then those that are closed by another reference', () => {
    const { graph, node } = graphFromText`
      df -.ww> a; a -._dataframe> df
      df -._mgr> m; m -.x> y; y -.owner> df
      df -.self> df`;
    const cycles = cyclesOf(graph, node('df'), 5);
    expect(cycles.map((cycle) => Array.from(cycle.nodes))).toEqual([
      [node('df')],
      [node('df'), node('a')],
      [node('df'), node('m'), node('y')],
    ]);
    expect(cyclesOf(graph, node('df'), 2).length).toBe(2);
  });

  it('then gives those that only begin differently', () => {
    const { graph, node } = graphFromText`a -> x; a -> y; x -> h; y -> h; h -> a`;
    const cycles = cyclesOf(graph, node('a'), 5);
    expect(cycles.map((cycle) => Array.from(cycle.nodes))).toEqual([
      [node('a'), node('x'), node('h')],
      [node('a'), node('y'), node('h')],
    ]);
  });

  it('finds none where there is none', () => {
    const { graph, node } = graphFromText`a -> b; b ->~ a`;
    expect(cyclesOf(graph, node('a'), 3)).toEqual([]);
  });

  it('is closed, has no object twice and begins with a shortest one', () => {
    fc.assert(
      fc.property(
        heapArbitrary(12),
        fc.nat(),
        fc.integer({ min: 1, max: 4 }),
        (plain, pick, limit) => {
          const graph = heapFrom(plain);
          const node = pick % plain.nodeCount;
          const cycles = cyclesOf(graph, node, limit);
          const successors = plain.edges.filter((edge) => edge.source === node && isStrong(edge));
          const back = (start: number): number =>
            naiveDistances(plain, [start], isStrong)[node] ?? Number.POSITIVE_INFINITY;
          const shortest = Math.min(...successors.map((edge) => back(edge.target) + 1));
          expect(cycles[0]?.nodes.length ?? Number.POSITIVE_INFINITY).toBe(shortest);
          expect(cycles.length).toBeLessThanOrEqual(limit);
          const seen = new Set<string>();
          for (const { nodes, edges } of cycles) {
            expect(nodes[0]).toBe(node);
            expect(new Set(nodes).size).toBe(nodes.length);
            expect(edges.length).toBe(nodes.length);
            expectConnected(graph, nodes, edges);
            seen.add(nodes.join());
          }
          expect(seen.size).toBe(cycles.length);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
