import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';
import type { FoldedChain, Folding } from './fold.ts';
import { scanReferrers } from './scan.ts';

export type Side = 'referrers' | 'referents';

/**
 * Sees one folded step between drawn objects: `chain` are the internals between the referrer and
 * the holder of the last reference, null for a plain reference. False ends the scan.
 */
export type StepVisitor = (
  neighbour: NodeIndex,
  holder: NodeIndex,
  edge: EdgeIndex,
  chain: FoldedChain | null,
) => boolean;

/** The neighbours of an object as a drawing sees them. */
export interface Neighbours {
  /**
   * Calls `visit` for every followed, folded step on one side of `node`, in the dump's order.
   * Looks at `limit` references at most and returns how many were left: they are counted as they
   * stand, parallel and unfollowed ones too.
   */
  readonly scan: (node: NodeIndex, side: Side, limit: number, visit: StepVisitor) => number;
  /** References on one side of `node` itself, as they stand. */
  readonly count: (node: NodeIndex, side: Side) => number;
}

export function createNeighbours(
  graph: HeapGraph,
  referrers: Referrers,
  folding: Folding,
): Neighbours {
  const scanUp = (node: NodeIndex, limit: number, visit: StepVisitor): number =>
    scanReferrers(graph, referrers, node, limit, (source, edge) => {
      if (!folding.follows(source, edge)) return true;
      const chain = folding.chainTo(source);
      return visit(chain?.owner ?? source, source, edge, chain);
    });

  const scanDown = (node: NodeIndex, limit: number, visit: StepVisitor): number => {
    let budget = limit;
    let unscanned = 0;
    // Internals of the object wait here; each belongs to one owner, so none comes twice.
    const holders: NodeIndex[] = [node];
    for (let at = 0; at < holders.length; at++) {
      const holder = holders[at] ?? node;
      const chain = holder === node ? null : folding.chainTo(holder);
      const end = graph.firstEdge[holder + 1];
      let edge = graph.firstEdge[holder];
      for (; edge < end && budget > 0; edge++, budget--) {
        if (!folding.follows(holder, edge)) continue;
        const target = graph.edgeTarget[edge];
        if (folding.chainTo(target) !== null) holders.push(target);
        else if (!visit(target, holder, edge, chain)) return 0;
      }
      unscanned += end - edge;
    }
    return unscanned;
  };

  return {
    scan: (node, side, limit, visit) =>
      side === 'referrers' ? scanUp(node, limit, visit) : scanDown(node, limit, visit),
    count: (node, side) => {
      const first = side === 'referrers' ? referrers.firstReferrer : graph.firstEdge;
      return first[node + 1] - first[node];
    },
  };
}

/** Objects in a row that a line leads through; beyond, what they lead to is not next to anything. */
const MAX_PASSED = 8;

/**
 * Neighbours where some objects are not drawn: what lies beyond these stands in their place, the
 * nearest first. Of all that is passed no more references are looked at than `limit`.
 */
export function passingNeighbours(
  neighbours: Neighbours,
  isPassed: (node: NodeIndex) => boolean,
): Neighbours {
  const scan: Neighbours['scan'] = (node, side, limit, visit) => {
    const waiting: Passed[] = [{ node, depth: 0, beyond: null }];
    const seen = new Set([node]);
    let budget = limit;
    let left = 0;
    let isEnded = false;
    for (const from of waiting) {
      left += neighbours.scan(from.node, side, budget, (neighbour, holder, edge, chain) => {
        const step: PassedStep = {
          holder,
          edge,
          chain: from.beyond === null ? chain : joined(side, from, { holder, edge, chain }),
        };
        const last = side === 'referrers' ? (from.beyond ?? step) : step;
        if (!isPassed(neighbour)) {
          isEnded = !visit(neighbour, last.holder, last.edge, step.chain);
          return !isEnded;
        }
        if (!seen.has(neighbour) && from.depth < MAX_PASSED) {
          seen.add(neighbour);
          const beyond = { holder: last.holder, edge: last.edge, chain: step.chain };
          waiting.push({ node: neighbour, depth: from.depth + 1, beyond });
        }
        return true;
      });
      if (isEnded) return 0;
      budget = Math.max(0, budget - neighbours.count(from.node, side));
    }
    return left;
  };
  return { scan, count: neighbours.count };
}

/** The last reference of a step, and what it leads through before that. */
interface PassedStep {
  readonly holder: NodeIndex;
  readonly edge: EdgeIndex;
  readonly chain: FoldedChain | null;
}

/** An object on the way, and the step between it and where the way began; null for its beginning. */
interface Passed {
  readonly node: NodeIndex;
  readonly depth: number;
  readonly beyond: PassedStep | null;
}

/** What lies between the ends of two steps that meet in an object that is passed. */
function joined(side: Side, { node, beyond }: Passed, next: PassedStep): FoldedChain | null {
  if (beyond === null) return next.chain;
  const [first, second] = side === 'referrers' ? [next, beyond] : [beyond, next];
  return {
    owner: first.chain?.owner ?? first.holder,
    edges: [...(first.chain?.edges ?? []), first.edge, ...(second.chain?.edges ?? [])],
    internals: [...(first.chain?.internals ?? []), node, ...(second.chain?.internals ?? [])],
    isPassing: true,
  };
}
