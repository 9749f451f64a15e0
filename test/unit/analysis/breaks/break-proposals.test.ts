import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  BreakProposal,
  BreakProposals,
} from '../../../../shared/analysis/breaks/break-proposal.ts';
import { BreakAdviser } from '../../../../shared/analysis/breaks/break-proposals.ts';
import {
  computeComponents,
  NO_COMPONENT,
} from '../../../../shared/analysis/components/components.ts';
import {
  computeCutEdges,
  DEFAULT_CUT_SET,
  NO_CUTS,
} from '../../../../shared/analysis/components/cuts.ts';
import { computeFamilies } from '../../../../shared/analysis/families/families.ts';
import { isUnreachable, Verdict } from '../../../../shared/analysis/graph/verdict.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { ReferenceRelease } from '../../../../shared/analysis/verdicts/release.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { memorySource } from '../../../../shared/formats/bytes/byte-source.ts';
import { loadDump } from '../../../../shared/formats/load-dump.ts';
import { EdgeMark } from '../../../../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { heapArbitrary, heapFrom } from '../random-heap.ts';

function adviserFor(graph: HeapGraph, cutSet = DEFAULT_CUT_SET) {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const cuts = computeCutEdges(graph, cutSet, UNATTENDED_JOB, verdicts);
  const components = computeComponents(graph, cuts, UNATTENDED_JOB);
  const families = computeFamilies(graph, cuts, components, verdicts, UNATTENDED_JOB);
  const cycles = { cuts, components, families };
  const adviser = new BreakAdviser(graph, cycles, verdicts, UNATTENDED_JOB);
  return { adviser, verdicts, cuts, components, families: families.families };
}

/** "Accessor ._dataframe ×1 frees 72: weak-reference". */
function read(graph: HeapGraph, { type, label, edges, bytesFreed, how }: BreakProposal): string {
  const name = graph.strings.get(graph.typeNames[type]);
  return `${name} .${label} ×${edges.length} frees ${bytesFreed}: ${how}`;
}

function firstFamily(drawing: string): { graph: HeapGraph; found: BreakProposals } {
  const { graph } = graphFromText(drawing);
  const { adviser, families } = adviserFor(graph);
  const [family] = families;
  if (family === undefined) throw new Error('the drawing has no cycle');
  return { graph, found: adviser.forFamily(family, UNATTENDED_JOB) };
}

function chosen(drawing: string): string[] {
  const { graph, found } = firstFamily(drawing);
  return found.proposals.filter((one) => one.isChosen).map((one) => read(graph, one));
}

const FRAMES = `
  a -.ww> x; x -._dataframe> a; a -.block> p
  b -.ww> y; y -._dataframe> b
  a: pandas.DataFrame size=100 user; b: pandas.DataFrame size=100 user
  x: __main__.Accessor user; y: __main__.Accessor user; p: bytes size=1000 untracked
`;

describe('what to break for a family', () => {
  it('is the attribute that leads back, set by the program, with all that goes by it', () => {
    const { graph, found } = firstFamily(FRAMES);
    expect(found.proposals.map((one) => read(graph, one))).toEqual([
      '__main__.Accessor ._dataframe ×2 frees 1232: weak-reference',
      'pandas.DataFrame .ww ×2 frees 1232: weak-reference',
    ]);
    expect(found.proposals.map((one) => [one.step, one.isChosen])).toEqual([
      [1, true],
      [0, false],
    ]);
    expect([found.bytesFreed, found.isExact, found.leavesCycles]).toEqual([1232, true, false]);
  });

  it('goes by who owns a reference and not by its name', () => {
    const other = FRAMES.replaceAll('__main__.Accessor', 'pandas.Accessor')
      .replaceAll('pandas.DataFrame', '__main__.Frame')
      .replaceAll('._dataframe', '.x');
    expect(chosen(other)).toEqual(['__main__.Frame .ww ×2 frees 1232: weak-reference']);
  });

  it('is the reference of the many to the few, so that what owns keeps owning', () => {
    const found = chosen(`
      p -.children> list; list -[0]> c; list -[1]> d; c -.parent> p; d -.parent> p
      p: Node user; c: Node user; d: Node user; list: list
    `);
    expect(found).toEqual(['Node .parent ×2 frees 64: weak-reference']);
  });

  it('never is what the interpreter sets, as long as something else is on the cycle', () => {
    expect(chosen('h -.callback> m; m -@__self__> h; h: __main__.Handler user; m: method')).toEqual(
      ['__main__.Handler .callback ×1 frees 32: weak-method'],
    );
    expect(
      chosen(`
        e -@__traceback__> t; t -@tb_frame> f; f -local kept> e
        e: ValueError; t: traceback; f: frame frame
      `),
    ).toEqual(['object .kept ×1 frees 48: delete-variable']);
    expect(chosen('a -[0]> t; t -[0]> a; a: list; t: tuple')).toEqual([
      'list .0 ×1 frees 32: remove-item',
    ]);
  });

  it('says so where no program can break the cycle', () => {
    const { found } = firstFamily('a -> b; b -> a; a: Lock; b: Hook; c -.x> d; c: C user');
    expect(found.proposals).toEqual([]);
    expect([found.leavesCycles, found.bytesFreed]).toEqual([true, 0]);
  });

  it('names the other references too that keep its components cyclic', () => {
    const { graph, found } = firstFamily(`
      a -.view> v; v -.owner> a; v -.cache> k; k -.view> v
      a: Big size=900 user; v: View user; k: Cache user
    `);
    const together = found.proposals.filter((one) => one.isChosen);
    expect(together).toHaveLength(2);
    expect(together.map((one) => one.step === null)).toEqual([false, true]);
    expect(together.map((one) => one.bytesFreed)).not.toContain(932);
    expect(found.bytesFreed).toBe(932);
    expect(read(graph, together[0] as BreakProposal)).toContain('View .owner');
  });

  it('frees nothing while something outside holds the cycle, and spares what is in use', () => {
    const { graph, found } = firstFamily(`
      root!; root -.frames> a; a -.ww> x; x -._dataframe> a
      a: DataFrame size=100 user; x: Accessor user; root: Holder user
    `);
    expect(found.verdict).toBe(Verdict.held);
    expect(found.proposals.map((one) => read(graph, one))).toEqual([
      'Accessor ._dataframe ×1 frees 0: weak-reference',
      'DataFrame .ww ×1 frees 16: weak-reference',
    ]);
    expect(found.bytesFreed).toBe(0);
  });

  it('does not take all that a type refers to for one change, where labels are missing', () => {
    const { graph } = graphFromText(`
      d -> a; a -> d; d -> b; b -> d; d -> c; c -> d
      d: DataFrame size=100; a: Geo; b: Plot; c: Text
    `);
    const { adviser, families } = adviserFor({ ...graph, edgeLabels: null });
    const [family] = families;
    if (family === undefined) throw new Error('no family');
    const { proposals } = adviser.forFamily(family, UNATTENDED_JOB);
    const types = proposals.map((one) => graph.strings.get(graph.typeNames[one.type]));
    expect(types.slice(0, 3).sort()).toEqual(['Geo', 'Plot', 'Text']);
  });

  it('promises nothing where the dump knows neither counts nor roots', () => {
    const heap = heapFrom({
      nodeCount: 2,
      edges: [
        { source: 0, target: 1, kind: 0 },
        { source: 1, target: 0, kind: 0 },
      ],
      flags: [1, 1],
      external: null,
      roots: null,
    });
    const { adviser, families } = adviserFor(heap);
    const [family] = families;
    if (family === undefined) throw new Error('no family');
    const found = adviser.forFamily(family, UNATTENDED_JOB);
    expect(found.verdict).toBe(Verdict.unknown);
    expect(found.bytesFreed).toBeNull();
    expect(found.proposals.map((one) => one.bytesFreed)).toEqual([null]);
  });

  it('frees by counts what the collector never would: an array of objects in a cycle', () => {
    const found = chosen('r -.table> t; t -array 0>* r; r: Row user; t: numpy.ndarray size=500');
    expect(found).toEqual(['Row .table ×1 frees 516: delete-attribute']);
  });

  it('ends at its budget and says that it did', () => {
    const { graph } = graphFromText(FRAMES);
    const { adviser, families } = adviserFor(graph);
    const [family] = families;
    if (family === undefined) throw new Error('no family');
    const found = adviser.forFamily(family, UNATTENDED_JOB, { maxSteps: 1 });
    expect([found.isPartial, found.isExact, found.leavesCycles]).toEqual([true, false, true]);
  });
});

describe('what to break in one component', () => {
  it('is the fewest references: the one list that all children hang on', () => {
    const { graph } = graphFromText(`
      p -.children> list; list -[0]> c; list -[1]> d; c -.parent> p; d -.parent> p
      p: Node user; c: Node user; d: Node user; list: list
    `);
    const { adviser } = adviserFor(graph);
    const found = adviser.forComponent(0, UNATTENDED_JOB);
    expect(found.proposals.map((one) => read(graph, one))).toEqual([
      'Node .children ×1 frees 64: delete-attribute',
    ]);
    expect(found.isExact).toBe(true);
  });
});

/** What reference counting frees, by recounting everything after every object that goes. */
function freedByRecounting(graph: HeapGraph, removed: ReadonlySet<number>): number {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const ignored = graph.refcount === null ? EdgeMark.weak : EdgeMark.weak | EdgeMark.borrowed;
  const isPinned = (node: number): boolean =>
    verdicts.verdict[node] === Verdict.unknown ||
    (graph.roots?.node.includes(node) ?? false) ||
    (!isUnreachable(verdicts.verdict[node]) && (verdicts.externalReferences?.[node] ?? 0) > 0);
  const gone = new Set<number>();
  for (;;) {
    const left = new Uint32Array(graph.nodeCount);
    const lost = new Uint8Array(graph.nodeCount);
    for (let node = 0; node < graph.nodeCount; node++) {
      for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
        if ((graph.edgeKind[edge] & ignored) !== 0) continue;
        if (gone.has(node) || removed.has(edge)) lost[graph.edgeTarget[edge]] = 1;
        else left[graph.edgeTarget[edge]] += 1;
      }
    }
    const next = left.findIndex(
      (count, node) => count === 0 && lost[node] === 1 && !gone.has(node) && !isPinned(node),
    );
    if (next < 0) return [...gone].reduce((sum, node) => sum + graph.shallowSize[node], 0);
    gone.add(next);
  }
}

const heaps = fc
  .record({ heap: heapArbitrary(12), seed: fc.array(fc.nat(5), { minLength: 12, maxLength: 12 }) })
  .map(({ heap, seed }) => {
    const names = ['object', 'list', 'tuple', 'dict', 'app.Node', 'function'];
    return heapFrom({ ...heap, types: seed.slice(0, heap.nodeCount).map((at) => names[at] ?? '') });
  });

describe('on random heaps', () => {
  it('what the proposals take away leaves the components without a cycle', () => {
    fc.assert(
      fc.property(heaps, (graph) => {
        const { adviser, cuts, components, families } = adviserFor(graph, NO_CUTS);
        const check = (found: BreakProposals, among: readonly number[]): void => {
          if (found.leavesCycles) return;
          const blocked = cuts.blocked.slice();
          for (const one of found.proposals.filter((other) => other.isChosen)) {
            for (const edge of one.edges) blocked[edge >>> 5] |= 1 << (edge & 31);
          }
          const left = computeComponents(graph, { blocked }, UNATTENDED_JOB);
          const cyclic = components.component.filter(
            (component, node) => among.includes(component) && left.component[node] !== NO_COMPONENT,
          );
          expect([...cyclic]).toEqual([]);
        };
        for (const family of families) {
          check(adviser.forFamily(family, UNATTENDED_JOB), [...family.components]);
        }
        for (let component = 0; component < components.count; component++) {
          check(adviser.forComponent(component, UNATTENDED_JOB), [component]);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('bytes freed are what recounting after every object finds', () => {
    fc.assert(
      fc.property(heaps, (graph) => {
        const { adviser, families } = adviserFor(graph, NO_CUTS);
        for (const family of families) {
          const found = adviser.forFamily(family, UNATTENDED_JOB);
          const together = new Set<number>();
          for (const one of found.proposals) {
            if (family.verdict === Verdict.unknown) expect(one.bytesFreed).toBeNull();
            else expect(one.bytesFreed).toBe(freedByRecounting(graph, new Set(one.edges)));
            if (one.isChosen) for (const edge of one.edges) together.add(edge);
          }
          if (family.verdict === Verdict.unknown) expect(found.bytesFreed).toBeNull();
          else expect(found.bytesFreed).toBe(freedByRecounting(graph, together));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('any references at all, asked twice, give the same as recounting', () => {
    fc.assert(
      fc.property(heaps, fc.infiniteStream(fc.boolean()), (graph, coins) => {
        const edges = Uint32Array.from({ length: graph.edgeCount }, (_, at) => at).filter(
          () => coins.next().value,
        );
        const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
        const release = new ReferenceRelease(graph, verdicts, UNATTENDED_JOB);
        const expected = freedByRecounting(graph, new Set(edges));
        expect(release.freedWithout(edges, UNATTENDED_JOB).shallowBytes).toBe(expected);
        expect(release.freedWithout(edges, UNATTENDED_JOB).shallowBytes).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the example, real pandas frames', () => {
  it('proposes the accessor’s reference to its frame, which frees all the garbage', async () => {
    const path = 'examples/accessor-leak.ouro';
    const source = memorySource(new Uint8Array(readFileSync(path)), path);
    const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: 2e9 };
    const { graph } = await loadDump(source, options);
    const { adviser, families, verdicts, components } = adviserFor(graph);
    const [family] = families;
    if (family === undefined) throw new Error('no family');
    const found = adviser.forFamily(family, UNATTENDED_JOB);
    const [first] = found.proposals;
    expect([first?.label, first?.edges.length, first?.how]).toEqual([
      '_dataframe',
      100,
      'weak-reference',
    ]);
    expect(first?.bytesFreed).toBe(verdicts.totals.garbage.shallowBytes);
    expect([found.bytesFreed, found.isExact]).toEqual([first?.bytesFreed, true]);
    for (let component = 0; component < components.count; component++) {
      const one = adviser.forComponent(component, UNATTENDED_JOB);
      expect(one.isPartial).toBe(false);
    }
  });
});
