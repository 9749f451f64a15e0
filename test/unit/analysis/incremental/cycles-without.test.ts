import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeComponents } from '../../../../shared/analysis/components/components.ts';
import type { CutSet } from '../../../../shared/analysis/components/cuts.ts';
import { computeCutEdges, NO_CUTS } from '../../../../shared/analysis/components/cuts.ts';
import type { CycleFamily } from '../../../../shared/analysis/families/cycle-family.ts';
import { computeFamilies } from '../../../../shared/analysis/families/families.ts';
import { hasBit } from '../../../../shared/analysis/graph/bits.ts';
import { cyclesWithout } from '../../../../shared/analysis/incremental/cycles-without.ts';
import { VerdictUpdater } from '../../../../shared/analysis/incremental/verdicts-without.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { ReferenceRelease } from '../../../../shared/analysis/verdicts/release.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { EdgeKind } from '../../../../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { NodeFlag } from '../../../../shared/heap/heap-graph.ts';
import { buildReferrers } from '../../../../shared/heap/referrers.ts';
import { NO_STRING, StringTable } from '../../../../shared/heap/string-table.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { heapArbitrary, heapFrom } from '../random-heap.ts';
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

function sessionFor(graph: HeapGraph, cutSet: CutSet, cheapSteps?: number) {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const cuts = computeCutEdges(graph, cutSet, UNATTENDED_JOB, verdicts);
  const components = computeComponents(graph, cuts, UNATTENDED_JOB);
  const options = cheapSteps === undefined ? {} : { cheapSteps };
  const families = computeFamilies(graph, cuts, components, verdicts, UNATTENDED_JOB, options);
  const release = new ReferenceRelease(graph, verdicts, UNATTENDED_JOB);
  const updater = new VerdictUpdater(graph, verdicts, release, false, UNATTENDED_JOB);
  const base = { cuts, components, families, verdicts };
  return {
    base,
    without: (edges: Uint32Array, worthwhile: number) => {
      const after = updater.without(edges, UNATTENDED_JOB);
      const referrers = () => buildReferrers(graph, UNATTENDED_JOB);
      const found = cyclesWithout(graph, base, after, edges, referrers, UNATTENDED_JOB, worthwhile);
      return { ...found, verdict: after.verdicts.verdict };
    },
  };
}

function expectRight(
  graph: HeapGraph,
  cutSet: CutSet,
  session: ReturnType<typeof sessionFor>,
  edges: Uint32Array,
  worthwhile = 1,
): void {
  const found = session.without(edges, worthwhile);
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
  it('are those of the whole computation, whatever is cut and uncut', { tags: 'slow' }, () => {
    fc.assert(
      fc.property(
        namedHeap,
        fc.record({
          class: fc.boolean(),
          classReference: fc.boolean(),
          moduleNamespace: fc.boolean(),
        }),
        fc.constantFrom(-1, 0.3, 1),
        fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        (graph, choice, worthwhile, lists) => {
          if (graph.edgeCount === 0) return;
          const cutSet = { ...choice, edges: new Uint32Array(0) };
          const session = sessionFor(graph, cutSet);
          for (const list of lists) {
            const edges = new Set(list.map((number) => number % graph.edgeCount));
            expectRight(graph, cutSet, session, Uint32Array.from(edges).sort(), worthwhile);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('and so is what families of many components have in common', { tags: 'slow' }, () => {
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

  it('take over the cycles that were expensive to find, and look only for what is not on any', {
    tags: 'slow',
  }, () => {
    const gain = { searched: 0, whole: 0 };
    fc.assert(
      fc.property(
        heapArbitrary(12),
        fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 3 }),
        (plain, lists) => {
          const graph = heapFrom(plain);
          if (graph.edgeCount === 0) return;
          // Every component is expensive now.
          const session = sessionFor(graph, NO_CUTS, -1);
          const { grouping } = session.base.families;
          for (const list of lists) {
            const edges = new Set(list.map((number) => number % graph.edgeCount));
            const found = session.without(Uint32Array.from(edges).sort(), 1);
            const { families, cycles } = found.families;
            const explained = new Set(families.flatMap((family) => Array.from(family.components)));
            expect(explained.size).toBe(found.components.count);
            expect(families.reduce((sum, family) => sum + family.count, 0)).toBe(cycles);
            expect(found.families.partial).toBe(false);
            // Cycles that lost nothing are still there, family by family, with their objects.
            const left = new Map<string, { count: number; nodes: Set<number> }>();
            for (const cover of grouping.covers.values()) {
              cover.ends.forEach((end, at) => {
                const own = cover.edges.subarray(at === 0 ? 0 : cover.ends[at - 1], end);
                if (own.some((edge) => hasBit(found.cuts.blocked, edge))) return;
                const family = grouping.rows[cover.rows[at] ?? 0];
                const { component, firstMember, member } = found.components;
                const piece = component[graph.edgeTarget[own[0] ?? 0] ?? 0] ?? 0;
                const verdict = found.verdict[member[firstMember[piece] ?? 0] ?? 0];
                const key = `${verdict} ${family?.key.join(' ')}`;
                const entry = left.get(key) ?? { count: 0, nodes: new Set() };
                left.set(key, entry);
                entry.count++;
                for (const edge of own) entry.nodes.add(graph.edgeTarget[edge] ?? 0);
              });
            }
            const after = new Map(
              families.map((family) => [`${family.verdict} ${family.key.join(' ')}`, family]),
            );
            for (const [key, { count, nodes }] of left) {
              const family = after.get(key);
              expect(family?.count).toBeGreaterThanOrEqual(count);
              if (family?.count === count) expect(family.objects).toBe(nodes.size);
            }
            gain.searched += cycles - [...left.values()].reduce((sum, { count }) => sum + count, 0);
            gain.whole += cycles;
          }
        },
      ),
      { numRuns: 1500 },
    );
    // Some cycles had to be looked for, and most had not.
    expect(gain.searched).toBeGreaterThan(0);
    expect(gain.searched).toBeLessThan(gain.whole / 2);
  });

  it('leave families of a expensive component as they are, and renumber them where its number moves', () => {
    // A hub with children of a type each, hence a family each; and a ring that is larger.
    const children = Array.from({ length: 12 }, (_, at) => 1 + at);
    const ring = Array.from({ length: 14 }, (_, at) => 13 + at);
    const edges = [
      ...children.flatMap((child) => [
        { source: 0, target: child, kind: 0 },
        { source: child, target: 0, kind: 0 },
      ]),
      ...ring.map((node, at) => ({ source: node, target: ring[(at + 1) % 14] ?? 0, kind: 0 })),
    ];
    const nodeCount = 27;
    const types = ['Hub', ...children.map((child) => `Child${child}`), ...ring.map(() => 'Node')];
    const graph = heapFrom({
      nodeCount,
      edges,
      types,
      flags: new Array<number>(nodeCount).fill(NodeFlag.tracked),
      external: new Array<number>(nodeCount).fill(1),
      roots: null,
    });
    const session = sessionFor(graph, NO_CUTS, -1);
    const hubs = session.base.families.families.filter(({ signature }) => signature.length === 2);
    expect(hubs.map(({ components }) => Array.from(components))).toEqual(hubs.map(() => [1]));
    const fifth = session.without(Uint32Array.of(4), 1);
    const left = fifth.families.families.filter((family) => hubs.includes(family));
    expect([hubs.length, left.length, fifth.families.families.length]).toEqual([12, 11, 12]);
    const ringCut = session.without(Uint32Array.of(graph.edgeCount - 1), 1);
    expect(ringCut.families.families.map(plainFamily)).toEqual(
      hubs.map((family) => plainFamily({ ...family, components: Uint32Array.of(0) })),
    );
  });
});
