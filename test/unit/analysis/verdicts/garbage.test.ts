import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Verdict, verdictName } from '../../../../shared/analysis/graph/verdict.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import type { Progress } from '../../../../shared/base/job.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { EdgeMark } from '../../../../shared/heap/edge-kind.ts';
import {
  IMMORTAL_COUNT,
  NO_COUNT,
  NodeFlag,
  RootKind,
} from '../../../../shared/heap/heap-graph.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import type { PlainHeap } from '../random-heap.ts';
import { heapArbitrary, heapFrom, isCounted, isStrong, reachability } from '../random-heap.ts';

function verdictsByName(drawing: string): Record<string, string> {
  const { graph, names } = graphFromText(drawing);
  const { verdict } = computeVerdicts(graph, UNATTENDED_JOB);
  return Object.fromEntries(names.map((name, node) => [name, verdictName(verdict[node])]));
}

function collectableIn(drawing: string): string[] {
  const { graph, names } = graphFromText(drawing);
  const { collectable } = computeVerdicts(graph, UNATTENDED_JOB);
  return names.filter((_, node) => collectable[node] === 1);
}

/**
 * CPython's `deduce_unreachable`, literally: the list of tracked objects, `update_refs`,
 * `subtract_refs`, `move_unreachable`. Objects of unknown count and declared roots are given a
 * reference from outside.
 */
function collectLikeCPython(plain: PlainHeap): Set<number> {
  const external = plain.external ?? [];
  const counts = external.map((count, node) => {
    const counted = plain.edges.filter((edge) => edge.target === node && isCounted(edge)).length;
    const isForced = count >= IMMORTAL_COUNT || plain.roots?.includes(node);
    return counted + (isForced ? 1 : count);
  });
  const takesPart = (node: number): boolean =>
    ((plain.flags[node] ?? 0) & (NodeFlag.tracked | NodeFlag.frozen)) === NodeFlag.tracked &&
    external[node] !== IMMORTAL_COUNT;
  const young = Array.from({ length: plain.nodeCount }, (_, node) => node).filter(takesPart);
  const traversed = plain.edges.filter(
    (edge) => isCounted(edge) && (edge.kind & EdgeMark.hidden) === 0,
  );
  const gcRefs = new Map(young.map((node) => [node, counts[node] ?? 0]));
  for (const node of young) {
    for (const edge of traversed.filter((one) => one.source === node)) {
      const refs = gcRefs.get(edge.target);
      if (refs !== undefined) gcRefs.set(edge.target, refs - 1);
    }
  }
  const reachable = young.filter((node) => (gcRefs.get(node) ?? 0) > 0);
  const isReachable = new Set(reachable);
  for (const node of reachable) {
    for (const edge of traversed.filter((one) => one.source === node)) {
      if (!gcRefs.has(edge.target) || isReachable.has(edge.target)) continue;
      isReachable.add(edge.target);
      reachable.push(edge.target);
    }
  }
  return new Set(young.filter((node) => !isReachable.has(node)));
}

/** Who is left when the collectable objects go and counts fall, one object at a time. */
function naiveVerdicts(plain: PlainHeap, collectable: ReadonlySet<number>): number[] {
  const reaches = reachability(plain, isCounted);
  const external = plain.external ?? [];
  const nodes = Array.from({ length: plain.nodeCount }, (_, node) => node);
  const isHeldFrom = (node: number): boolean =>
    (external[node] !== 0 && external[node] !== NO_COUNT) || plain.roots?.includes(node) === true;
  const sources = nodes.filter(isHeldFrom);
  const doubtful = nodes.filter((node) => external[node] === NO_COUNT);
  const isReachedFrom = (starts: readonly number[], node: number): boolean =>
    starts.some((start) => start === node || reaches[start]?.[node]);
  const freed = new Set(collectable);
  const verdicts = nodes.map((node): number =>
    isReachedFrom(sources, node)
      ? Verdict.held
      : isReachedFrom(doubtful, node)
        ? Verdict.unknown
        : Verdict.never,
  );
  for (let before = -1; before !== freed.size; ) {
    before = freed.size;
    for (const node of nodes) {
      if (verdicts[node] !== Verdict.never) continue;
      const owners = plain.edges.filter((edge) => edge.target === node && isCounted(edge));
      if (owners.every((edge) => freed.has(edge.source))) freed.add(node);
    }
  }
  return verdicts.map((verdict, node) => (freed.has(node) ? Verdict.garbage : verdict));
}

describe('computeVerdicts with reference counts', () => {
  it('collects what a literal copy of the collector collects', () => {
    fc.assert(
      fc.property(heapArbitrary(12), (plain) => {
        const { collectable } = computeVerdicts(heapFrom(plain), UNATTENDED_JOB);
        const found = new Set(
          Array.from(collectable.keys()).filter((node) => collectable[node] === 1),
        );
        expect(found).toEqual(collectLikeCPython(plain));
      }),
      { numRuns: 5000 },
    );
  });

  it('gives every object the verdict of a naive simulation', () => {
    fc.assert(
      fc.property(heapArbitrary(12), (plain) => {
        const { verdict } = computeVerdicts(heapFrom(plain), UNATTENDED_JOB);
        expect(Array.from(verdict)).toEqual(naiveVerdicts(plain, collectLikeCPython(plain)));
      }),
      { numRuns: 5000 },
    );
  });

  it('tells a dropped cycle from one that is held', () => {
    const drawing = `
      dropped -.ww> accessor; accessor -._dataframe> dropped; accessor -.name> text
      text: str untracked
      module! ; module -.df> kept; kept -.ww> kept_accessor; kept_accessor -._dataframe> kept`;
    expect(verdictsByName(drawing)).toEqual({
      dropped: 'garbage',
      accessor: 'garbage',
      text: 'garbage',
      module: 'held',
      kept: 'held',
      kept_accessor: 'held',
    });
    expect(collectableIn(drawing)).toEqual(['dropped', 'accessor']);
  });

  it('calls a cycle through an object array lost, and what hangs on it', () => {
    const drawing = `
      array: ndarray untracked
      holder -.values> array; array -array 0>* holder; holder -.more> alsoLost`;
    expect(verdictsByName(drawing)).toEqual({
      array: 'never',
      holder: 'never',
      alsoLost: 'never',
    });
    expect(collectableIn(drawing)).toEqual([]);
  });

  it('frees an object array, and what only it holds, with the cycle that owns it', () => {
    const drawing = `
      array: ndarray untracked
      frame -.self> frame; frame -.values> array; array -array 0>* item; item -.x> leaf`;
    expect(collectableIn(drawing)).toEqual(['frame']);
    expect(new Set(Object.values(verdictsByName(drawing)))).toEqual(new Set(['garbage']));
  });

  it('keeps what an immortal object refers to, and never counts the immortal itself', () => {
    const drawing = 'none: NoneType refs=immortal; none -> a; a -> b; b -> a; b -> none';
    expect(new Set(Object.values(verdictsByName(drawing)))).toEqual(new Set(['held']));
  });

  it('holds what is referred to from outside with multiplicity', () => {
    expect(verdictsByName('a -> b; b -> a; a: list refs=2')).toEqual({ a: 'held', b: 'held' });
  });

  it('doubts what an object without a count refers to', () => {
    const { graph } = graphFromText`a -> b; b -> a`;
    const refcount = Uint32Array.from([NO_COUNT, 1]);
    const { verdict, totals } = computeVerdicts({ ...graph, refcount }, UNATTENDED_JOB);
    expect(Array.from(verdict)).toEqual([Verdict.unknown, Verdict.unknown]);
    expect(totals.unknown).toEqual({ objects: 2, shallowBytes: 32 });
  });

  it('reports counts that are too low instead of holding on to nonsense', () => {
    const { graph } =
      graphFromText`a -> b; c -> b; a: object refs=0; c: object refs=0; b: object refs=1`;
    const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
    expect(verdicts.inconsistentCounts).toBe(1);
    expect(verdicts.inconsistentUnreached).toBe(1);
    expect(verdicts.externalReferences?.[1]).toBe(0);
    const held = graphFromText`a!; a -> b; c!; c -> b; b: object refs=1`.graph;
    expect(computeVerdicts(held, UNATTENDED_JOB)).toMatchObject({
      inconsistentCounts: 1,
      inconsistentUnreached: 0,
    });
  });

  it('decides a garbage list of a million objects', { tags: 'slow' }, () => {
    const nodeCount = 1_000_000;
    const graph = heapFrom({
      nodeCount,
      edges: Array.from({ length: nodeCount }, (_, source) => ({
        source,
        target: (source + 1) % nodeCount,
        kind: 0,
      })),
      flags: new Array<number>(nodeCount).fill(NodeFlag.tracked),
      external: new Array<number>(nodeCount).fill(0),
      roots: null,
    });
    expect(computeVerdicts(graph, UNATTENDED_JOB).totals.collectable.objects).toBe(nodeCount);
  });

  it('never reports more done than there is to do', () => {
    const nodeCount = 60_000;
    // One cycle of tracked objects that nothing else holds.
    const graph = heapFrom({
      nodeCount,
      edges: Array.from({ length: nodeCount }, (_, source) => ({
        source,
        target: (source + 1) % nodeCount,
        kind: 0,
      })),
      flags: Array.from({ length: nodeCount }, () => NodeFlag.tracked),
      external: Array.from({ length: nodeCount }, () => 0),
      roots: null,
    });
    const reports: Progress[] = [];
    computeVerdicts(graph, { report: (progress) => reports.push(progress), checkpoint() {} });
    expect(reports.some(({ phase }) => phase === 'Freeing in turn')).toBe(true);
    expect(reports.filter(({ done, total }) => total > 0 && done > total)).toEqual([]);
  });
});

describe('computeVerdicts without reference counts', () => {
  it('knows nothing without roots', () => {
    const { graph } = graphFromText`a -> b; b -> a`;
    const { known, totals } = computeVerdicts(
      { ...graph, refcount: null, roots: null },
      UNATTENDED_JOB,
    );
    expect([known, totals.unknown.objects]).toEqual([false, 2]);
  });

  it('trusts the roots of a runtime to be complete, and no others', () => {
    fc.assert(
      fc.property(heapArbitrary(12), fc.boolean(), (plain, isRuntime) => {
        const roots = plain.roots ?? [];
        fc.pre(roots.length > 0);
        const rootKind = isRuntime ? RootKind.runtime : RootKind.module;
        const graph = heapFrom({ ...plain, external: null, rootKind });
        const reaches = reachability(plain, isStrong);
        const { known, verdict } = computeVerdicts(graph, UNATTENDED_JOB);
        expect(known).toBe(isRuntime);
        expect(Array.from(verdict)).toEqual(
          plain.flags.map((_, node) =>
            roots.some((root) => root === node || reaches[root]?.[node])
              ? Verdict.held
              : isRuntime
                ? Verdict.garbage
                : Verdict.unknown,
          ),
        );
      }),
    );
  });
});
