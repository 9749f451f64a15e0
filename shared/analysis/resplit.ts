import { GrowableUint32 } from '../base/growable.ts';
import type { Job } from '../base/job.ts';
import { edgeSource } from '../heap/edge-source.ts';
import type { HeapGraph, NodeIndex } from '../heap/heap-graph.ts';
import { createBitSet, hasBit, setBit } from './bits.ts';
import type { Components } from './components.ts';
import { computeComponents, NO_COMPONENT } from './components.ts';
import type { CutEdges } from './cuts.ts';
import { inducedSubgraph } from './induced-subgraph.ts';
import { keepPace, PACE_MASK } from './pace.ts';
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
  const merging = new Merging(base, pieces, ascending, Uint32Array.from(gone).sort());
  return merging.run(job);
}

/**
 * The components that stay and those that were found, in one order; what is gone has the new number
 * `NO_COMPONENT`.
 */
class Merging {
  private readonly base: Components;
  private readonly pieces: Components;
  /** Object of each member of `pieces`. */
  private readonly nodes: Uint32Array;
  private readonly gone: Uint32Array;

  constructor(base: Components, pieces: Components, nodes: Uint32Array, gone: Uint32Array) {
    this.base = base;
    this.pieces = pieces;
    this.nodes = nodes;
    this.gone = gone;
  }

  run(job: Job): Resplit {
    const { base, pieces, gone, nodes } = this;
    const count = base.count - gone.length + pieces.count;
    const renumbered = new Uint32Array(base.count).fill(NO_COMPONENT);
    const made = new Uint32Array(pieces.count);
    const component = base.component.slice();
    for (const node of nodes) component[node] = NO_COMPONENT;
    const firstMember = new Uint32Array(count + 1);
    const sizeOfPieces = pieces.member.length;
    const sizeOfGone = gone.reduce((sum, own) => sum + sizeOf(base, own), 0);
    const member = new Uint32Array(base.member.length - sizeOfGone + sizeOfPieces);
    let stay = 0;
    let nextGone = 0;
    let piece = 0;
    for (let rank = 0; rank < count; rank++) {
      if ((rank & PACE_MASK) === 0) keepPace(job, 'Finding cycles', rank, count);
      while (nextGone < gone.length && gone[nextGone] === stay) {
        nextGone++;
        stay++;
      }
      const start = firstMember[rank];
      if (stay === base.count || (piece < pieces.count && this.isFirst(piece, stay))) {
        const size = sizeOf(pieces, piece);
        const from = pieces.firstMember[piece];
        for (let at = 0; at < size; at++) {
          const node = nodes[pieces.member[from + at]];
          member[start + at] = node;
          component[node] = rank;
        }
        firstMember[rank + 1] = start + size;
        made[piece++] = rank;
        continue;
      }
      const end = base.firstMember[stay + 1];
      firstMember[rank + 1] = start + end - base.firstMember[stay];
      for (let at = base.firstMember[stay], to = start; at < end; at++, to++) {
        const node = base.member[at];
        member[to] = node;
        if (stay !== rank) component[node] = rank;
      }
      renumbered[stay++] = rank;
    }
    return { components: { count, component, firstMember, member }, gone, made, renumbered };
  }

  /** Whether the piece comes before a component of the base: larger, or with an earlier member. */
  private isFirst(piece: number, stay: number): boolean {
    const { base, pieces, nodes } = this;
    const difference = sizeOf(pieces, piece) - sizeOf(base, stay);
    if (difference !== 0) return difference > 0;
    return nodes[pieces.member[pieces.firstMember[piece]]] < base.member[base.firstMember[stay]];
  }
}

function sizeOf({ firstMember }: Components, component: number): number {
  return firstMember[component + 1] - firstMember[component];
}
