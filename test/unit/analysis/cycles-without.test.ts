import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasBit } from '../../../shared/analysis/bits.ts';
import { computeComponents } from '../../../shared/analysis/components.ts';
import type { CutSet } from '../../../shared/analysis/cuts.ts';
import { computeCutEdges, NO_CUTS } from '../../../shared/analysis/cuts.ts';
import { cyclesWithout } from '../../../shared/analysis/cycles-without.ts';
import type { CycleFamily } from '../../../shared/analysis/families.ts';
import { computeFamilies } from '../../../shared/analysis/families.ts';
import { computeVerdicts } from '../../../shared/analysis/garbage.ts';
import { ReferenceRelease } from '../../../shared/analysis/release.ts';
import { VerdictUpdater } from '../../../shared/analysis/verdicts-without.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { EdgeKind } from '../../../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { NO_STRING, NodeFlag } from '../../../shared/heap/heap-graph.ts';
import { buildReferrers } from '../../../shared/heap/referrers.ts';
import { StringTable } from '../../../shared/heap/string-table.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { heapArbitrary, heapFrom } from './random-heap.ts';
import { verdictsAsIfGone } from './removal-oracle.ts';

const NAMES = ['x', 'y', '__dict__'];
const KINDS = [
  EdgeKind.unlabelled,
  EdgeKind.attribute,
  EdgeKind.attribute,
  EdgeKind.value,
  EdgeKind.index,
  EdgeKind.class,
  EdgeKind.internal,
];
const TYPES = ['Frame', 'Frame', 'Node', 'dict', 'list', 'type', 'module'];

/** Heaps with names, infrastructure and internals that fold. */
const namedHeap: fc.Arbitrary<HeapGraph> = heapArbitrary(12).chain((plain) => {
  const { nodeCount, edges } = plain;
  return fc
    .record({
      types: fc.array(fc.constantFrom(...TYPES), { minLength: nodeCount, maxLength: nodeCount }),
      kinds: fc.array(fc.constantFrom(...KINDS), {
        minLength: edges.length,
        maxLength: edges.length,
      }),
      names: fc.array(fc.nat({ max: 2 }), { minLength: edges.length, maxLength: edges.length }),
    })
    .map(({ types, kinds, names }) => {
      const flags = plain.flags.map((flag, node) => {
        if (types[node] === 'type') return flag | NodeFlag.isType;
        return types[node] === 'module' ? flag | NodeFlag.isModule : flag;
      });
      const marked = edges.map((edge, at) => ({
        ...edge,
        kind: edge.kind | (kinds[at] ?? 0),
      }));
      const graph = heapFrom({ ...plain, edges: marked, flags, types });
      const texts = Array.from({ length: graph.strings.count }, (_, at) => graph.strings.get(at));
      const label = Uint32Array.from(graph.edgeKind, (kind, edge) => {
        const name = names[edge] ?? 0;
        const base = kind & 0x1f;
        if (base === EdgeKind.index) return name;
        return base === EdgeKind.unlabelled ? NO_STRING : texts.length + name;
      });
      const strings = StringTable.fromStrings([...texts, ...NAMES]);
      return { ...graph, strings, edgeLabels: { form: 'perEdge', label } };
    });
});

/** Everything there is about a family but which of its cycles is shown. */
function plainFamily({ exemplar, instances, components, key, ...family }: CycleFamily) {
  return {
    ...family,
    key: Array.from(key),
    instances: Array.from(instances),
    components: Array.from(components),
  };
}

function sessionFor(graph: HeapGraph, cutSet: CutSet) {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const cuts = computeCutEdges(graph, cutSet, UNATTENDED_JOB, verdicts);
  const components = computeComponents(graph, cuts, UNATTENDED_JOB);
  const families = computeFamilies(graph, cuts, components, verdicts, UNATTENDED_JOB);
  const release = new ReferenceRelease(graph, verdicts, UNATTENDED_JOB);
  const updater = new VerdictUpdater(graph, verdicts, release, false, UNATTENDED_JOB);
  const base = { cuts, components, families, verdicts };
  return {
    base,
    without: (edges: Uint32Array) =>
      cyclesWithout(
        graph,
        base,
        updater.without(edges, UNATTENDED_JOB),
        edges,
        () => buildReferrers(graph, UNATTENDED_JOB),
        UNATTENDED_JOB,
      ),
  };
}

function expectRight(
  graph: HeapGraph,
  cutSet: CutSet,
  session: ReturnType<typeof sessionFor>,
  edges: Uint32Array,
): void {
  const found = session.without(edges);
  const base = computeVerdicts(graph, UNATTENDED_JOB);
  const verdicts = { ...base, ...verdictsAsIfGone(graph, edges, false) };
  const cuts = computeCutEdges(graph, { ...cutSet, edges }, UNATTENDED_JOB, verdicts);
  expect(Array.from(found.cuts.blocked)).toEqual(Array.from(cuts.blocked));
  expect(found.cuts.counts).toEqual(cuts.counts);
  const components = computeComponents(graph, cuts, UNATTENDED_JOB);
  expect(found.components).toEqual(components);
  const basis = session.base.families.grouping;
  const families = computeFamilies(graph, cuts, components, verdicts, UNATTENDED_JOB, { basis });
  expect(found.families.families.map(plainFamily)).toEqual(families.families.map(plainFamily));
  expect(found.families.cycles).toBe(families.cycles);
  expect(found.families.partial).toBe(false);
  for (const { exemplar, components: own } of found.families.families) {
    expect(own).toContain(components.component[exemplar.nodes[0] ?? 0]);
    exemplar.edges.forEach((edge, at) => {
      expect(hasBit(cuts.blocked, edge)).toBe(false);
      expect(graph.edgeTarget[edge]).toBe(exemplar.nodes[(at + 1) % exemplar.nodes.length]);
    });
  }
  // What changed is told: before and after differ by just these.
  const counts = new Map(session.base.families.families.map((family) => [family, family.count]));
  for (const { before, after } of found.changes) {
    expect(before?.count).not.toBe(after?.count);
    if (before !== null) counts.set(before, after?.count ?? 0);
    else if (after !== null) counts.set(after, after.count);
  }
  const sum = [...counts.values()].reduce((total, count) => total + count, 0);
  expect(sum).toBe(families.cycles);
}

describe('cycles without references', () => {
  it('are those of the whole computation, whatever is cut and uncut', () => {
    fc.assert(
      fc.property(
        namedHeap,
        fc.record({
          class: fc.boolean(),
          classReference: fc.boolean(),
          moduleNamespace: fc.boolean(),
        }),
        fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        (graph, choice, lists) => {
          if (graph.edgeCount === 0) return;
          const cutSet = { ...choice, edges: new Uint32Array(0) };
          const session = sessionFor(graph, cutSet);
          for (const list of lists) {
            const edges = new Set(list.map((number) => number % graph.edgeCount));
            expectRight(graph, cutSet, session, Uint32Array.from(edges).sort());
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('and so is what families of many components have in common', () => {
    const ring = (length: number) => (n: number) =>
      Array.from({ length }, (_, at) => `r${n}_${at} -.next> r${n}_${(at + 1) % length}`);
    const item = (place: number) => (n: number) => [
      `l${n} -[${place}]> i${n}`,
      `i${n} -.owner> l${n}`,
      `l${n}: list`,
    ];
    const motif = fc.oneof(
      fc.integer({ min: 1, max: 4 }).map(ring),
      fc.integer({ min: 0, max: 2 }).map(item),
    );
    fc.assert(
      fc.property(
        fc.array(motif, { minLength: 2, maxLength: 7 }),
        fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 3 }),
        (motifs, lists) => {
          const { graph } = graphFromText(motifs.flatMap((lines, n) => lines(n)).join('\n'));
          const cutSet = { ...NO_CUTS };
          const session = sessionFor(graph, cutSet);
          for (const list of lists) {
            const edges = new Set(list.map((number) => number % graph.edgeCount));
            expectRight(graph, cutSet, session, Uint32Array.from(edges).sort());
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
