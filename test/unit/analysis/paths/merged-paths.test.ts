import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_EDGE } from '../../../../shared/analysis/graph/holding.ts';
import type { BranchIndex, MergedPaths } from '../../../../shared/analysis/paths/merged-paths.ts';
import { mergePaths } from '../../../../shared/analysis/paths/merged-paths.ts';
import { findRootPath } from '../../../../shared/analysis/paths/paths.ts';
import { FOREST_ROOT, growRootForest } from '../../../../shared/analysis/paths/root-forest.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { decorateEdgeLabel, edgeLabelText } from '../../../../shared/heap/edge-label.ts';
import { edgeSource } from '../../../../shared/heap/edges.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { buildReferrers } from '../../../../shared/heap/referrers.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { heapArbitrary, heapFrom } from '../random-heap.ts';

function merged(graph: HeapGraph, set: readonly number[]): MergedPaths {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const forest = growRootForest(graph, verdicts, UNATTENDED_JOB);
  return mergePaths(graph, forest, Uint32Array.from(set), UNATTENDED_JOB);
}

/** The tree as text, one step a line. */
function outline(
  graph: HeapGraph,
  paths: MergedPaths,
  index: BranchIndex = 0,
  depth = 0,
): string[] {
  const { node, edge, isEntry, isRepeated, objects, here } = paths.branch(index);
  const type = index === 0 ? '' : graph.strings.get(graph.typeNames[graph.type[node] ?? 0] ?? 0);
  const label =
    index === 0 || edge === FOREST_ROOT
      ? 'root'
      : decorateEdgeLabel(
          isEntry ? 1 : (graph.edgeKind[edge] ?? 0),
          edgeLabelText(graph, edgeSource(graph, edge), edge),
        );
  const own = `${' '.repeat(depth)}${label} ${type}${isRepeated ? '…' : ''} ${objects}${here === objects ? '' : ` (${here})`}`;
  return [
    ...(index === 0 ? [] : [own]),
    ...paths.childrenOf(index).flatMap((child) => outline(graph, paths, child, depth + 1)),
  ];
}

function read(drawing: string, type: string) {
  const { graph } = graphFromText(drawing);
  const set = Array.from({ length: graph.nodeCount }, (_, node) => node).filter(
    (node) => graph.strings.get(graph.typeNames[graph.type[node] ?? 0] ?? 0) === type,
  );
  const paths = merged(graph, set);
  return { paths, lines: outline(graph, paths).map((line) => line.trimEnd()) };
}

const MODULE = 'main: ModuleType module; ns: dict namespace; main!; main -@__dict__> ns;';

describe('mergePaths', () => {
  it('makes one step of the items of a dict, and counts what goes through it', () => {
    const frames = Array.from(
      { length: 30 },
      (_, at) => `cache -['k${at}']> f${at}; f${at}: Frame size=10`,
    );
    const { paths, lines } = read(
      `${MODULE} ns -global cache> cache; cache: dict; ns -global last> g; g: Frame
       ${frames.join(';')}; a: Frame; b: Frame; a -.b> b; b -.a> a`,
      'Frame',
    );
    expect(lines).toEqual([
      ' root ModuleType 31 (0)',
      '  .cache dict 30 (0)',
      "   ['k0'] Frame 30",
      '  .last Frame 1',
    ]);
    expect(paths.total).toEqual({ objects: 33, shallowBytes: 30 * 10 + 3 * 16 });
    expect(paths.unreached).toHaveLength(2);
    expect(paths.branch(0).shallowBytes).toBe(316);
  });

  it('folds internals, but for those that are asked for', () => {
    const drawing = `${MODULE} ns -global app> app; app: App; app -@__dict__> own; own: dict
      own -['frame']> f; f: Frame; g: function; ns -global g> g; g -@__closure__> c; c: tuple
      c -[0]> cell; cell: cell; cell -@cell_contents> h; h: Frame`;
    expect(read(drawing, 'Frame').lines).toEqual([
      ' root ModuleType 2 (0)',
      '  .app App 1 (0)',
      "   .'frame' Frame 1",
      '  .g function 1 (0)',
      '   [0] Frame 1',
    ]);
    expect(read(drawing, 'dict').lines).toEqual([
      ' root ModuleType 2 (0)',
      '  .__dict__ dict 2 (1)',
      '   .app App 1 (0)',
      '    .__dict__ dict 1',
    ]);
  });

  it('makes one step of a list that is linked a thousandfold', () => {
    const links = Array.from(
      { length: 1000 },
      (_, at) => `n${at} -.next> n${at + 1}; n${at}: Node`,
    );
    const { lines, paths } = read(
      `${MODULE} ns -global first> n0; n1000: Node; ${links.join(';')}`,
      'Node',
    );
    expect(lines).toEqual([
      ' root ModuleType 1001 (0)',
      '  .first Node 1001 (1)',
      '   .next Node… 1000',
    ]);
    expect(paths.branchCount).toBe(4);
  });

  it('tells roots apart by what they are', () => {
    const { lines } = read(
      'a!; b!thread; c: list refs=1; a -.x> x; b -.x> y; c -[0]> z; x: Frame; y: Frame; z: Frame',
      'Frame',
    );
    expect(lines.filter((line) => line.startsWith(' root'))).toEqual([
      ' root object 1 (0)',
      ' root object 1 (0)',
      ' root list 1 (0)',
    ]);
  });
});

describe('on random heaps', () => {
  const cases = fc.record({
    plain: heapArbitrary(14),
    picks: fc.array(fc.nat(13), { minLength: 1, maxLength: 14 }),
  });

  it('counts every object once, and what is under a step adds up', () => {
    fc.assert(
      fc.property(cases, ({ plain, picks }) => {
        const graph = heapFrom(plain);
        const set = [...new Set(picks.map((pick) => pick % graph.nodeCount))].sort((a, b) => a - b);
        const paths = merged(graph, set);
        const bytes = set
          .filter((node) => !paths.unreached.includes(node))
          .reduce((sum, node) => sum + (graph.shallowSize[node] ?? 0), 0);
        expect(paths.branch(0).objects + paths.unreached.length).toBe(set.length);
        expect(paths.branch(0).shallowBytes).toBe(bytes);
        for (let index = 0; index < paths.branchCount; index++) {
          const { objects, here, example } = paths.branch(index);
          const below = paths.childrenOf(index).map((child) => paths.branch(child).objects);
          expect(here + below.reduce((sum, count) => sum + count, 0)).toBe(objects);
          expect(below).toEqual([...below].sort((a, b) => b - a));
          if (objects > 0) expect(set).toContain(example);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('grows a forest of the paths that are found one by one', () => {
    fc.assert(
      fc.property(heapArbitrary(14), (plain) => {
        const graph = heapFrom(plain);
        const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
        const referrers = buildReferrers(graph, UNATTENDED_JOB);
        const { parentEdge, order } = growRootForest(graph, verdicts, UNATTENDED_JOB);
        const depth = new Map<number, number>();
        for (const node of order) {
          const edge = parentEdge[node] ?? NO_EDGE;
          const above = edge === FOREST_ROOT ? -1 : depth.get(edgeSource(graph, edge));
          // Parents come first.
          expect(above).toBeDefined();
          depth.set(node, (above ?? 0) + 1);
        }
        for (let node = 0; node < graph.nodeCount; node++) {
          const path = findRootPath(graph, referrers, verdicts, node, UNATTENDED_JOB);
          expect(depth.has(node)).toBe(path !== null);
          if (path !== null) expect(depth.get(node)).toBe(path.edges.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});
