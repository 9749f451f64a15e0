import { NO_COMPONENT } from '../analysis/components.ts';
import type { CycleFamily } from '../analysis/families.ts';
import type { Total, Verdicts } from '../analysis/garbage.ts';
import { Verdict, verdictName } from '../analysis/verdict.ts';
import { OuroborosError } from '../base/errors.ts';
import type { Job } from '../base/job.ts';
import { isAmong, lowerBound } from '../base/sorted.ts';
import { NO_NODE } from '../heap/heap-graph.ts';
import type { DumpRequest, DumpResponse } from '../protocol/channels.ts';
import type { WhatIfResult } from '../protocol/what-if-schemas.ts';
import { cutEdgesOf, unique } from './cut-references.ts';
import type { CycleColumns, DerivedColumns } from './derived.ts';
import { signatureText } from './families.ts';
import { shownLabel } from './references.ts';
import { objectRow } from './rows.ts';
import { whatIfText } from './what-if-text.ts';

/** References that go which are shown as rows, and families that change. */
const SHOWN_REFERENCES = 100;
const SHOWN_FAMILIES = 50;

/** What happens once references are gone; nothing in the dump changes. */
export function whatIf(
  base: DerivedColumns,
  request: DumpRequest<'whatIf'>,
  job: Job,
): DumpResponse<'whatIf'> {
  const edges = edgesThatGo(base, request, job);
  const after = base.without(edges);
  const cuts = { ...request.cuts, edges: [] };
  const cyclesBefore = base.cycles(cuts, job);
  const cyclesAfter = after.cycles(cuts, job);
  const outcome = outcomeOf(base, after, job);
  const components = componentsOf(base, cyclesBefore, cyclesAfter, edges);
  const changes = familyChanges(cyclesBefore, cyclesAfter, components);
  const result: Omit<WhatIfResult, 'text'> = {
    known: base.verdicts(job).known,
    references: edges.length,
    cut: Array.from(edges.subarray(0, SHOWN_REFERENCES), (edge) => {
      const source = sourceOf(base, edge);
      return {
        reference: { source, position: edge - base.graph.firstEdge[source] },
        source: objectRow(after, source, job),
        label: shownLabel(base.graph, source, edge),
        target: objectRow(after, base.graph.edgeTarget[edge], job),
      };
    }),
    freed: outcome.freed,
    collected: outcome.collected,
    lost: outcome.lost,
    components: {
      before: totalsOf(cyclesBefore, components.before),
      after: totalsOf(cyclesAfter, components.after),
    },
    familiesChanged: changes.length,
    families: changes.slice(0, SHOWN_FAMILIES),
    fates: request.nodes.flatMap((node) => {
      const fate = node < base.graph.nodeCount ? outcome.fateOf(node) : null;
      return fate === null ? [] : [{ node, fate }];
    }),
    partial: cyclesAfter.families.partial,
  };
  return { text: whatIfText(result), ...result };
}

/** The references cut by hand and those of the proposals, ascending and each once. */
function edgesThatGo(
  base: DerivedColumns,
  { cuts, breaking }: DumpRequest<'whatIf'>,
  job: Job,
): Uint32Array {
  const byHand = cutEdgesOf(base.graph, cuts);
  if (breaking === null) return byHand;
  const under = base.under(cuts);
  const family = under.cycles(cuts, job).families.families[breaking.familyId];
  if (family === undefined) {
    throw new OuroborosError(
      'not-found',
      `There is no cycle family number ${breaking.familyId + 1}.`,
    );
  }
  const { proposals } = under.breakAdviser(cuts, job).forFamily(family, job);
  const wanted = proposals.filter((proposal, at) =>
    breaking.proposals.length === 0 ? proposal.isChosen : breaking.proposals.includes(at),
  );
  const total = wanted.reduce((sum, proposal) => sum + proposal.edges.length, byHand.length);
  const all = new Uint32Array(total);
  all.set(byHand);
  let at = byHand.length;
  for (const proposal of wanted) {
    all.set(proposal.edges, at);
    at += proposal.edges.length;
  }
  return unique(all.sort());
}

function sourceOf(derived: DerivedColumns, edge: number): number {
  return lowerBound(derived.graph.firstEdge, edge + 1) - 1;
}

interface Outcome {
  readonly freed: Total;
  readonly collected: Total;
  readonly lost: Total;
  readonly fateOf: (node: number) => 'freed' | 'collected' | 'lost' | null;
}

function outcomeOf(base: DerivedColumns, after: DerivedColumns, job: Job): Outcome {
  const before = base.verdicts(job).verdict;
  const { verdict }: Verdicts = after.verdicts(job);
  const freedNodes = after.freedAtOnce(job);
  const { shallowSize, nodeCount } = base.graph;
  const totals = [0, 0, 0].map(() => ({ objects: 0, shallowBytes: 0 }));
  const [freed, collected, lost] = totals as [MutableTotal, MutableTotal, MutableTotal];
  const add = (total: MutableTotal, node: number): void => {
    total.objects++;
    total.shallowBytes += shallowSize[node];
  };
  for (const node of freedNodes) add(freed, node);
  for (let node = 0; node < nodeCount; node++) {
    if (verdict[node] === before[node] || isAmong(freedNodes, node)) continue;
    if (verdict[node] === Verdict.garbage) add(collected, node);
    else if (verdict[node] === Verdict.never) add(lost, node);
  }
  return {
    freed,
    collected,
    lost,
    fateOf: (node) => {
      if (isAmong(freedNodes, node)) return 'freed';
      if (verdict[node] === before[node]) return null;
      if (verdict[node] === Verdict.garbage) return 'collected';
      return verdict[node] === Verdict.never ? 'lost' : null;
    },
  };
}

interface MutableTotal {
  objects: number;
  shallowBytes: number;
}

interface TouchedComponents {
  readonly before: ReadonlySet<number>;
  readonly after: ReadonlySet<number>;
}

/** The components on whose cycles the references may lie, and what they have become. */
function componentsOf(
  { graph }: DerivedColumns,
  before: CycleColumns,
  after: CycleColumns,
  edges: Uint32Array,
): TouchedComponents {
  const touched = new Set<number>();
  const left = new Set<number>();
  let source = NO_NODE;
  for (const edge of edges) {
    if (source === NO_NODE || edge >= graph.firstEdge[source + 1]) {
      source = lowerBound(graph.firstEdge, edge + 1) - 1;
    }
    const own = before.components.component[source];
    if (own === NO_COMPONENT || own !== before.components.component[graph.edgeTarget[edge]])
      continue;
    touched.add(own);
  }
  const { firstMember, member } = before.components;
  for (const component of touched) {
    for (let at = firstMember[component]; at < firstMember[component + 1]; at++) {
      const now = after.components.component[member[at]];
      if (now !== NO_COMPONENT) left.add(now);
    }
  }
  return { before: touched, after: left };
}

function totalsOf(
  { components: { firstMember } }: CycleColumns,
  ids: ReadonlySet<number>,
): WhatIfResult['components']['before'] {
  let objects = 0;
  let largest = 0;
  for (const id of ids) {
    const size = firstMember[id + 1] - firstMember[id];
    objects += size;
    if (size > largest) largest = size;
  }
  return { count: ids.size, objects, largest };
}

/** Families in the touched components whose number of cycles differs; what is gone first. */
function familyChanges(
  before: CycleColumns,
  after: CycleColumns,
  touched: TouchedComponents,
): WhatIfResult['families'] {
  const isIn = (family: CycleFamily, components: ReadonlySet<number>): boolean =>
    family.components.some((component) => components.has(component));
  const rows = new Map<string, WhatIfResult['families'][number]>();
  before.families.families.forEach((family) => {
    if (!isIn(family, touched.before)) return;
    rows.set(keyOf(family), {
      id: null,
      text: signatureText(family),
      verdict: verdictName(family.verdict),
      before: family.count,
      after: 0,
    });
  });
  after.families.families.forEach((family, id) => {
    const known = rows.get(keyOf(family));
    if (known === undefined && !isIn(family, touched.after)) return;
    rows.set(keyOf(family), {
      id,
      text: signatureText(family),
      verdict: verdictName(family.verdict),
      before: known?.before ?? 0,
      after: family.count,
    });
  });
  return [...rows.values()]
    .filter((row) => row.before !== row.after)
    .sort((a, b) => Number(a.after > 0) - Number(b.after > 0) || b.before - a.before);
}

function keyOf({ signature, verdict }: CycleFamily): string {
  return JSON.stringify([verdict, signature.map((step) => [step.type, step.kind, step.label])]);
}
