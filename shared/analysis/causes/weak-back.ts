import { EdgeKind } from '../../heap/edge-kind.ts';
import type { EdgeIndex, NodeIndex } from '../../heap/heap-graph.ts';
import type { CauseContext } from './cause-context.ts';
import { ringOf } from './cycle-owner.ts';
import type { CycleWay } from './cycle-way.ts';
import { demangled, unquoted } from './heap-reader.ts';

const MAX_RING = 2000;

/**
 * Whether the references that these ways cut may be weak: with the object that one of them leads to
 * held from outside, everything else of the cycle is still reached without any reference of their
 * type and name. Otherwise a weak reference would lose what only the owner holds.
 *
 * O(references of the cycle), which is at most a few thousand objects.
 */
export function mayLeadBackWeakly(
  { heap, job, ...rest }: CauseContext,
  owner: NodeIndex,
  ways: readonly CycleWay[],
): boolean {
  const ctx = { heap, job, ...rest };
  const { firstEdge, edgeTarget, type } = heap.graph;
  const ring = ringOf(ctx, owner, MAX_RING);
  // What is larger was not seen whole, so nothing is promised about it.
  if (ring.length >= MAX_RING) return false;
  const members = new Set(ring);
  const wanted = new Set(
    ways.map(({ cut }) => (cut === null ? '' : `${type[cut.of]} ${cut.name}`)),
  );
  const dictOf = new Map<NodeIndex, NodeIndex>();
  for (const node of ring) {
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const isDict = heap.kind(edge) === EdgeKind.internal && heap.label(node, edge) === '__dict__';
      if (isDict) dictOf.set(edgeTarget[edge], node);
    }
  }
  const isCut = (source: NodeIndex, edge: EdgeIndex): boolean => {
    const of = dictOf.get(source) ?? source;
    return wanted.has(`${type[of]} ${demangled(unquoted(heap.label(source, edge)))}`);
  };
  let start = owner;
  for (const node of ring) {
    if ((dictOf.get(node) ?? node) !== ways[0]?.cut?.of) continue;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (isCut(node, edge)) start = edgeTarget[edge];
    }
  }
  const seen = new Set([start]);
  const pending = [start];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    job.checkpoint();
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const target = edgeTarget[edge];
      const isFollowed = members.has(target) && heap.isStrong(edge) && !isCut(node, edge);
      if (!isFollowed || seen.has(target)) continue;
      seen.add(target);
      pending.push(target);
    }
  }
  return ring.every((node) => seen.has(node));
}
