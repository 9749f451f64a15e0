import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';

/** Sees one reference; false ends the scan. */
export type ReferenceVisitor = (source: NodeIndex, edge: EdgeIndex) => boolean;

/**
 * Every reference to `node`, parallel ones included, at most `limit`; returns how many were not
 * looked at.
 *
 * The reverse direction knows only who refers to an object, so the reference itself is looked for
 * among the referrer's. `indexOf` on the column is a tight native loop: a list of a million items
 * costs well under a millisecond, and it cannot run past the referrer, which is known to have it.
 */
export function scanReferrers(
  graph: HeapGraph,
  referrers: Referrers,
  node: NodeIndex,
  limit: number,
  visit: ReferenceVisitor,
): number {
  const { firstReferrer, referrer } = referrers;
  const start = firstReferrer[node];
  const end = firstReferrer[node + 1];
  const stop = Math.min(end, start + limit);
  let source = -1;
  let edge = -1;
  for (let at = start; at < stop; at++) {
    edge = graph.edgeTarget.indexOf(
      node,
      referrer[at] === source ? edge + 1 : graph.firstEdge[referrer[at]],
    );
    source = referrer[at];
    if (!visit(source, edge)) return 0;
  }
  return end - stop;
}
