import type { Components } from '../../analysis/components/components.ts';
import type { CycleFamily } from '../../analysis/families/cycle-family.ts';
import { Verdict, verdictName } from '../../analysis/graph/verdict.ts';
import type { CyclesWithout } from '../../analysis/incremental/cycles-without.ts';
import { touchedCycles } from '../../analysis/incremental/cycles-without.ts';
import type { Total } from '../../analysis/verdicts/garbage.ts';
import { OuroborosError } from '../../base/errors.ts';
import type { Job } from '../../base/job.ts';
import { isAmong } from '../../base/sorted.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type { Fate, WhatIfResult } from '../../protocol/what-if-schemas.ts';
import { cutEdgesOf, unique } from '../columns/cut-references.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { signatureText } from '../cycles/families.ts';
import { shownLabel } from '../rows/references.ts';
import { objectRow } from '../rows/rows.ts';
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
  const before = base.cycles(cuts, job);
  const cycles = after.cyclesAfter(cuts, job);
  const touched = touchedCycles(base.graph, before, cycles);
  const outcome = new Outcome(base, after, job);
  const changes = familyChanges(cycles);
  const result: Omit<WhatIfResult, 'text'> = {
    known: base.verdicts(job).known,
    references: edges.length,
    cut: Array.from(edges.subarray(0, SHOWN_REFERENCES), (edge) => {
      const source = edgeSource(base.graph, edge);
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
      before: totalsOf(before.components, touched.before),
      after: totalsOf(cycles.components, touched.after),
      released: touched.released,
    },
    familiesChanged: changes.length,
    families: changes.slice(0, SHOWN_FAMILIES),
    fates: request.nodes.flatMap((node) => {
      const fate = node < base.graph.nodeCount ? outcome.fateOf(node) : null;
      return fate === null ? [] : [{ node, fate }];
    }),
    partial: cycles.families.partial,
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

/** What becomes of the objects that do not stay as they are. */
class Outcome {
  readonly freed: Total;
  readonly collected: Total;
  readonly lost: Total;
  private readonly changed: Uint32Array;
  private readonly freedNodes: Uint32Array;
  private readonly verdict: Uint8Array;

  constructor({ graph }: DerivedColumns, after: DerivedColumns, job: Job) {
    this.changed = after.changedByCuts(job);
    this.freedNodes = after.freedAtOnce(job);
    this.verdict = after.verdicts(job).verdict;
    const totals = { freed: newTotal(), collected: newTotal(), lost: newTotal() };
    let steps = 0;
    for (const node of this.changed) {
      if ((++steps & 0xffff) === 0) job.checkpoint();
      const fate = this.fateIn(node, this.freedNodes.length > 0 && isAmong(this.freedNodes, node));
      if (fate === null) continue;
      totals[fate].objects++;
      totals[fate].shallowBytes += graph.shallowSize[node];
    }
    this.freed = totals.freed;
    this.collected = totals.collected;
    this.lost = totals.lost;
  }

  /** Null for what stays, or is only not known any more to be held. */
  fateOf(node: NodeIndex): Fate | null {
    return isAmong(this.changed, node) ? this.fateIn(node, isAmong(this.freedNodes, node)) : null;
  }

  private fateIn(node: NodeIndex, isFreed: boolean): Fate | null {
    if (isFreed) return 'freed';
    if (this.verdict[node] === Verdict.garbage) return 'collected';
    return this.verdict[node] === Verdict.never ? 'lost' : null;
  }
}

function newTotal(): { objects: number; shallowBytes: number } {
  return { objects: 0, shallowBytes: 0 };
}

function totalsOf(
  { firstMember }: Components,
  components: Uint32Array,
): WhatIfResult['components']['before'] {
  let objects = 0;
  let largest = 0;
  for (const component of components) {
    const size = firstMember[component + 1] - firstMember[component];
    objects += size;
    if (size > largest) largest = size;
  }
  return { count: components.length, objects, largest };
}

/** Families with another number of cycles; those that are gone first, then the largest. */
function familyChanges({ changes, families }: CyclesWithout): WhatIfResult['families'] {
  const wanted = new Set(changes.map(({ after }) => after));
  const idOf = new Map<CycleFamily | null, number>();
  families.families.forEach((family, id) => {
    if (wanted.has(family)) idOf.set(family, id);
  });
  return changes
    .flatMap(({ before, after }) => {
      const family = after ?? before;
      if (family === null) return [];
      return {
        id: idOf.get(after) ?? null,
        text: signatureText(family),
        verdict: verdictName(family.verdict),
        before: before?.count ?? 0,
        after: after?.count ?? 0,
      };
    })
    .sort((a, b) => Number(a.after > 0) - Number(b.after > 0) || b.before - a.before);
}
