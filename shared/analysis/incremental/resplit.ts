import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Components } from '../components/components.ts';
import { computeComponents, NO_COMPONENT } from '../components/components.ts';
import type { CutEdges } from '../components/cuts.ts';
import { createBitSet, hasBit, setBit } from '../graph/bits.ts';
import { inducedSubgraph } from '../graph/induced-subgraph.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import { mergeComponents } from './merge-components.ts';
import type { Recut } from './recut.ts';

export interface Resplit {
  readonly components: Components;
  /** Components of the base that were looked at again, ascending. */
  readonly gone: Uint32Array;
  /** Components that these have become, by their new numbers, ascending. */
  readonly made: Uint32Array;
  /** Per component of the base its new number; null where nothing was split and all keep theirs. */
  readonly renumbered: Uint32Array | null;
}

/**
 * The components once more references are cut: exactly what `computeComponents` finds, in the same
 * order. Only those that hold a reference cut now are split again, each by itself; where references
 * are cut no more, also what these lead to, since nothing else can have become part of a cycle.
 *
 * O(members of these + their references), and 4 bytes per object and member to copy.
 */
export function resplit(
  graph: HeapGraph,
  base: Components,
  before: CutEdges,
  { cuts, uncut }: Recut,
  job: Job,
): Resplit {
  const gone = new Set<number>();
  const isTaken = createBitSet(graph.nodeCount);
  const nodes = new GrowableUint32(1024);
  const take = (node: NodeIndex): void => {
    if (hasBit(isTaken, node)) return;
    setBit(isTaken, node);
    nodes.push(node);
    const own = base.component[node];
    if (own !== NO_COMPONENT) gone.add(own);
  };
  for (const edge of uncut) take(graph.edgeTarget[edge]);
  for (let at = 0; at < nodes.length; at++) {
    const node = nodes.values[at];
    if ((at & PACE_MASK) === 0) keepPace(job, 'Finding cycles', at, graph.nodeCount);
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      if (!hasBit(cuts.blocked, edge)) take(graph.edgeTarget[edge]);
    }
  }
  for (const edge of cuts.byHand) {
    const own = base.component[graph.edgeTarget[edge]];
    if (own === NO_COMPONENT || hasBit(before.blocked, edge)) continue;
    if (base.component[edgeSource(graph, edge)] === own) gone.add(own);
  }
  for (const component of gone) {
    const end = base.firstMember[component + 1];
    for (let at = base.firstMember[component]; at < end; at++) take(base.member[at]);
  }
  if (gone.size === 0 && nodes.length === 0) {
    const none = new Uint32Array(0);
    return { components: base, gone: none, made: none, renumbered: null };
  }
  const ascending = nodes.toArray().sort();
  const follows = (edge: number): boolean => !hasBit(cuts.blocked, edge);
  const subgraph = inducedSubgraph(graph, ascending, follows, job);
  const nothing = { blocked: createBitSet(subgraph.edgeTarget.length) };
  const pieces = computeComponents(subgraph, nothing, job);
  const ids = Uint32Array.from(gone).sort();
  return { gone: ids, ...mergeComponents(base, ids, pieces, ascending, job) };
}
