import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { releasingMarks } from '../../../../shared/analysis/graph/holding.ts';
import { isUnreachable } from '../../../../shared/analysis/graph/verdict.ts';
import { findDisjointPaths } from '../../../../shared/analysis/paths/disjoint-paths.ts';
import { RootFinder } from '../../../../shared/analysis/paths/root-search.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { decorateEdgeLabel, edgeLabelText } from '../../../../shared/heap/edge-label.ts';
import { edgeSource } from '../../../../shared/heap/edges.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT, NodeFlag } from '../../../../shared/heap/heap-graph.ts';
import { buildReferrers } from '../../../../shared/heap/referrers.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { heapArbitrary, heapFrom } from '../random-heap.ts';

const LIMITS = { maxWays: 16, maxSteps: 1e6 };

function waysTo(graph: HeapGraph, targets: readonly number[], limits = LIMITS) {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const referrers = buildReferrers(graph, UNATTENDED_JOB);
  const set = Uint32Array.from(targets);
  return findDisjointPaths(graph, referrers, verdicts, set, limits, UNATTENDED_JOB);
}

/** "main.cache, list[0]": the references of a cut. */
function cutText({ graph, names }: ReturnType<typeof graphFromText>, edges: Uint32Array | null) {
  if (edges === null) return null;
  return Array.from(edges, (edge) => {
    const source = edgeSource(graph, edge);
    return `${names[source]} ${decorateEdgeLabel(graph.edgeKind[edge], edgeLabelText(graph, source, edge))}`;
  }).join(', ');
}

function read(drawing: string, ...objects: string[]) {
  const drawn = graphFromText(drawing);
  const found = waysTo(
    drawn.graph,
    objects.map(drawn.node).sort((a, b) => a - b),
  );
  return {
    ...found,
    paths: found.ways.map((way) => Array.from(way.nodes, (node) => drawn.names[node]).join(' ')),
    near: cutText(drawn, found.nearest),
    far: cutText(drawn, found.farthest),
  };
}

const MODULE = 'main: module; ns: dict namespace; main!; main -@__dict__> ns;';

describe('findDisjointPaths', () => {
  it('counts what shares an object as one way, and names its two ends', () => {
    const found = read(
      `${MODULE} ns -global cache> cache; cache -.data> items
       items -[0]> a; items -[1]> b; a -.frame> df; b -.frame> df; df: DataFrame`,
      'df',
    );
    expect(found.count).toBe(1);
    expect(found.paths).toEqual(['main ns cache items a df']);
    expect(found.near).toBe('cache .data');
    expect(found.far).toBe('ns .cache');
    expect(found.isComplete).toBe(true);
    expect(found.isDoubtful).toBe(false);
  });

  it('takes each variable of a module for a way of its own', () => {
    const found = read(
      `${MODULE} ns -global a> df; ns -global b> df; f!thread; f -local x> df`,
      'df',
    );
    expect(found.count).toBe(3);
    expect(found.paths).toEqual(['f df', 'main ns df', 'main ns df']);
    expect(found.near).toBe('ns .a, ns .b, f local x');
    expect(found.far).toBeNull();
  });

  it('leads an earlier way elsewhere where that makes room for another', () => {
    // The shortest path goes through both a and d, which each of the two ways needs.
    const found = read(
      `r!; s!; r -.a> a; a -.d> d; d -.t> t
       a -.b> b; b -.b> b2; b2 -.t> t; s -.c> c; c -.c> c2; c2 -.d> d`,
      't',
    );
    expect(found.count).toBe(2);
    expect(found.paths.sort()).toEqual(['r a b b2 t', 's c c2 d t']);
    expect(found.near).toBe('d .t, b2 .t');
    expect(found.far).toBe('r .a, s .c');
  });

  it('prefers ways that have a name, and finds those through infrastructure as well', () => {
    const found = read(
      `${MODULE} ns -global Config> Config; Config: type; Config -.shared> df
       x -class> Config; ns -global x> x; y: list refs=1; y -[0]> df`,
      'df',
    );
    expect(found.count).toBe(2);
    expect(found.paths).toEqual(['y df', 'main ns Config df']);
    expect(found.ways.map((way) => way.root.reason)).toEqual(['external', 'declared']);
  });

  it('knows objects that are roots themselves', () => {
    const found = read(`df: DataFrame refs=3; ${MODULE} ns -global df> df`, 'df');
    expect(found.themselves).toBe(1);
    expect(found.itself?.root).toEqual({ reason: 'external', references: 2 });
    expect(found.count).toBe(2);
  });

  it('has no ways to garbage, and tells of garbage that holds what is alive', () => {
    const drawing = `${MODULE} ns -global df> df; a -.b> b; b -.a> a; a -.df> df`;
    expect(read(drawing, 'a')).toMatchObject({ count: 0, near: '', isComplete: true });
    expect(read(drawing, 'df')).toMatchObject({ count: 1, garbageReferences: 1, near: 'ns .df' });
  });

  it('does not follow what holds nothing, and takes members of a set for one', () => {
    const found = read(
      `${MODULE} ns -global l> l; l -[0]> a; l -[1]> b; a -.peer> b; b -.peer> a
       ns -global w> w; w ->~ a`,
      'a',
      'b',
    );
    expect(found.count).toBe(1);
    // One variable instead of two items; nearer to the roots there is nothing.
    expect(found.near).toBe('ns .l');
    expect(found.far).toBeNull();
  });

  it('says at least so many where there are more than asked for, or than it may look at', () => {
    const names = Array.from(
      { length: 40 },
      (_, at) => `ns -global v${at}> v${at}; v${at} -.x> df`,
    );
    const drawn = graphFromText(`${MODULE} ${names.join(';')}`);
    const many = waysTo(drawn.graph, [drawn.node('df')]);
    expect(many.isComplete).toBe(false);
    expect(many.count).toBeGreaterThan(16);
    expect(many.ways).toHaveLength(16);
    expect(many.nearest).toBeNull();
    const short = waysTo(drawn.graph, [drawn.node('df')], { maxWays: 16, maxSteps: 10 });
    expect(short.isComplete).toBe(false);
  });

  it('doubts where the dump does not know what holds an object', () => {
    const plain = {
      nodeCount: 3,
      edges: [
        { source: 0, target: 2, kind: 0 },
        { source: 1, target: 2, kind: 0 },
      ],
      flags: [NodeFlag.tracked, NodeFlag.tracked, NodeFlag.tracked],
      roots: [0],
    };
    expect(waysTo(heapFrom({ ...plain, external: [0, NO_COUNT, 0] }), [2])).toMatchObject({
      count: 1,
      isDoubtful: true,
    });
    expect(waysTo(heapFrom({ ...plain, external: [0, 1, 0] }), [2])).toMatchObject({
      count: 2,
      isDoubtful: false,
    });
  });
});

interface Naive {
  readonly graph: HeapGraph;
  readonly anchors: ReadonlySet<number>;
  readonly externals: ReadonlySet<number>;
  readonly targets: ReadonlySet<number>;
  /** Every reference that holds something, but for those from garbage and to and from nothing. */
  readonly edges: readonly {
    readonly edge: number;
    readonly source: number;
    readonly target: number;
  }[];
}

function naiveOf(graph: HeapGraph, targets: readonly number[]): Naive {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const roots = new RootFinder(graph, verdicts);
  const all = Array.from({ length: graph.nodeCount }, (_, node) => node);
  const edges = Array.from({ length: graph.edgeCount }, (_, edge) => ({
    edge,
    source: edgeSource(graph, edge),
    target: graph.edgeTarget[edge] ?? 0,
  })).filter(
    ({ edge, source }) =>
      ((graph.edgeKind[edge] ?? 0) & releasingMarks(graph)) === 0 &&
      !isUnreachable(verdicts.verdict[source]),
  );
  return {
    graph,
    anchors: new Set(all.filter((node) => roots.isNamed(node))),
    externals: new Set(all.filter((node) => roots.isExternal(node) && !roots.isNamed(node))),
    targets: new Set(targets),
    edges,
  };
}

/** What leads to the set without these objects and references; roots with a name left out. */
function leading(naive: Naive, gone: ReadonlySet<number>, cut: ReadonlySet<number>): Set<number> {
  const reached = new Set(naive.targets);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { edge, source, target } of naive.edges) {
      if (!reached.has(target) || reached.has(source) || gone.has(source) || cut.has(edge))
        continue;
      if (naive.anchors.has(source)) continue;
      reached.add(source);
      grew = true;
    }
  }
  for (const target of naive.targets) reached.delete(target);
  return reached;
}

/** Whether a root still leads there by what is left. */
function isHeld(naive: Naive, gone: ReadonlySet<number>, cut: ReadonlySet<number>): boolean {
  const side = leading(naive, gone, cut);
  if ([...side].some((node) => naive.externals.has(node))) return true;
  return naive.edges.some(
    ({ edge, source, target }) =>
      naive.anchors.has(source) &&
      !cut.has(edge) &&
      (side.has(target) || naive.targets.has(target)) &&
      !naive.targets.has(source),
  );
}

describe('on random heaps', () => {
  const cases = fc.record({
    plain: heapArbitrary(9),
    picks: fc.array(fc.nat(8), { minLength: 1, maxLength: 2 }),
  });

  it('finds as many ways as the fewest objects that separate the set (Menger)', () => {
    fc.assert(
      fc.property(cases, ({ plain, picks }) => {
        const graph = heapFrom(plain);
        const targets = [...new Set(picks.map((pick) => pick % graph.nodeCount))].sort();
        const found = waysTo(graph, targets);
        const naive = naiveOf(graph, targets);
        const { anchors, externals } = naive;
        const isTarget = (node: number) => naive.targets.has(node);
        const direct = naive.edges.filter(
          ({ source, target }) => anchors.has(source) && isTarget(target) && !isTarget(source),
        );
        const themselves = targets.filter((node) => anchors.has(node) || externals.has(node));
        const directCut = new Set(direct.map(({ edge }) => edge));
        const ordinary = Array.from({ length: graph.nodeCount }, (_, node) => node).filter(
          (node) => !isTarget(node) && !anchors.has(node),
        );
        const separators: number[][] = [];
        for (let mask = 0; mask < 1 << ordinary.length; mask++) {
          const gone = ordinary.filter((_, at) => (mask & (1 << at)) !== 0);
          if (!isHeld(naive, new Set(gone), directCut)) separators.push(gone);
        }
        const fewest = Math.min(...separators.map((gone) => gone.length));
        expect(found.count).toBe(themselves.length + direct.length + fewest);
        expect(found.themselves).toBe(themselves.length);
        expect(found.isComplete).toBe(true);
        expect(found.ways).toHaveLength(direct.length + fewest);

        const near = new Set(found.nearest);
        const far = new Set(found.farthest ?? found.nearest);
        for (const cut of [near, far]) expect(isHeld(naive, new Set(), cut)).toBe(false);
        // Nothing that separates as well leaves less behind it, or more before it.
        const nearSide = leading(naive, new Set(), near);
        const farSide = leading(naive, new Set(), far);
        for (const gone of separators.filter((one) => one.length === fewest)) {
          const side = leading(naive, new Set(gone), directCut);
          for (const node of nearSide) {
            // Let go of by what leads to it, it still leads on.
            const isReleased = naive.edges.every(
              ({ edge, source, target }) => target !== node || source === node || near.has(edge),
            );
            expect(side.has(node) || isReleased).toBe(true);
          }
          for (const node of side) expect(farSide.has(node)).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('shows ways that begin at roots, exist, and share nothing', () => {
    fc.assert(
      fc.property(cases, ({ plain, picks }) => {
        const graph = heapFrom(plain);
        const targets = [...new Set(picks.map((pick) => pick % graph.nodeCount))].sort();
        const naive = naiveOf(graph, targets);
        const used = new Set<number>();
        const usedEdges = new Set<number>();
        for (const way of waysTo(graph, targets).ways) {
          way.edges.forEach((edge, at) => {
            expect(usedEdges.has(edge)).toBe(false);
            usedEdges.add(edge);
            const reference = naive.edges.find((one) => one.edge === edge);
            expect(reference).toMatchObject({ source: way.nodes[at], target: way.nodes[at + 1] });
          });
          expect(naive.targets.has(way.nodes[way.nodes.length - 1] ?? -1)).toBe(true);
          const first = way.nodes[0] ?? -1;
          expect(naive.anchors.has(first) || naive.externals.has(first)).toBe(true);
          for (const node of way.nodes.slice(0, -1)) {
            expect(naive.targets.has(node)).toBe(false);
            if (naive.anchors.has(node)) continue;
            expect(used.has(node)).toBe(false);
            used.add(node);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('finds what holds an immortal object, and ends in a ring', () => {
    const drawn = graphFromText('a -> b; b -> a; a: object refs=immortal');
    const found = waysTo(drawn.graph, [drawn.node('b')]);
    expect(found.ways[0]?.root).toEqual({ reason: 'external', references: IMMORTAL_COUNT });
    expect(found.count).toBe(1);
  });
});
