import { byName } from '../../base/by-name.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { CauseContext } from './cause-context.ts';

/** Objects of a component that are looked at: what is larger is told by its first thousands. */
const MAX_RING = 3000;
/** Referrers kept per object: a hub of a million spokes says no more by the rest. */
const REFERRERS_KEPT = 200;

/** What names a cycle of machinery alone, the best first: what is made at a place of the source. */
const MACHINERY_RANKS = byName<number>({
  type: 0.5,
  function: 0.4,
  coroutine: 0.3,
  generator: 0.3,
  async_generator: 0.3,
  frame: 0.2,
});

/**
 * The object of a cycle that owns the rest of it: of its members that are not machinery, those that
 * carry data first, then instances of classes written in Python, and of equals the one that alone
 * keeps most outside of the cycle.
 */
export function ownerOfCycle(ctx: CauseContext, entry: NodeIndex): NodeIndex {
  const ring = ringOf(ctx, entry, MAX_RING);
  if (ring.length <= 1) return entry;
  const members = new Set(ring);
  let best = entry;
  let bestRank = -1;
  let bestWeight = -1;
  for (const node of ring) {
    const rank = rankOf(ctx, node);
    if (rank <= 0 || rank < bestRank) continue;
    const weight = weightBeside(ctx, node, members);
    if (rank === bestRank && weight <= bestWeight) continue;
    best = node;
    bestRank = rank;
    bestWeight = weight;
  }
  return best;
}

/** Members of the cycle component of an unreachable object, as far as a bounded search sees. */
export function ringOf({ heap, job }: CauseContext, start: NodeIndex, limit: number): NodeIndex[] {
  const { firstEdge, edgeTarget } = heap.graph;
  const referrers = new Map<NodeIndex, NodeIndex[]>([[start, []]]);
  const queue = [start];
  for (let at = 0; at < queue.length && queue.length < limit; at++) {
    const source = queue[at] as NodeIndex;
    job.checkpoint();
    for (let edge = firstEdge[source]; edge < firstEdge[source + 1]; edge++) {
      const target = edgeTarget[edge];
      if (!heap.isUnreachable(target) || !heap.isStrong(edge)) continue;
      const known = referrers.get(target);
      if (known === undefined) {
        referrers.set(target, [source]);
        queue.push(target);
      } else if (known.length < REFERRERS_KEPT) known.push(source);
    }
  }
  const ring = new Set([start]);
  const pending = [start];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const source of referrers.get(node) ?? []) {
      if (ring.has(source)) continue;
      ring.add(source);
      pending.push(source);
    }
  }
  return [...ring];
}

function rankOf({ heap }: CauseContext, node: NodeIndex): number {
  const score = heap.scores[heap.graph.type[node]];
  if (score < 1) return MACHINERY_RANKS.get(heap.bare(node)) ?? (score >= 0.5 ? 0.5 : 0);
  // An array on a cycle is one of objects: a container.
  const isArray = /(^|\.)ndarray$/.test(heap.type(node));
  return Math.min(3, Math.floor(score)) - (isArray ? 0.5 : 0);
}

/** Its own bytes, and what it alone keeps off the cycle, by itself or its `__dict__`. */
function weightBeside(
  { heap, dominators, owners }: CauseContext,
  node: NodeIndex,
  members: ReadonlySet<NodeIndex>,
): number {
  const { firstEdge, edgeTarget } = heap.graph;
  const holders = [node];
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    const isDict = heap.kind(edge) === EdgeKind.internal && heap.label(node, edge) === '__dict__';
    if (isDict) holders.push(edgeTarget[edge]);
  }
  let weight = owners.own[node];
  for (const holder of holders) {
    for (let edge = firstEdge[holder]; edge < firstEdge[holder + 1]; edge++) {
      const target = edgeTarget[edge];
      if (members.has(target) || !heap.isUnreachable(target) || !heap.isStrong(edge)) continue;
      weight += dominators.retainedSize[target];
    }
  }
  return weight;
}
