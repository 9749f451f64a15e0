import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Referrers } from '../../heap/referrers.ts';

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** A page of neighbours; parallel references stand once each. */
export interface NeighbourPage {
  /** References in this direction altogether. */
  readonly total: number;
  readonly node: Uint32Array;
  /** The reference to or from each neighbour. */
  readonly edge: Uint32Array;
}

/** What an object refers to, in the order of its references. O(page). */
export function listReferents(graph: HeapGraph, node: NodeIndex, page: Page): NeighbourPage {
  const first = graph.firstEdge[node];
  const total = graph.firstEdge[node + 1] - first;
  const { from, count } = clamp(page, total);
  const edge = Uint32Array.from({ length: count }, (_, at) => first + from + at);
  return { total, node: edge.map((own) => graph.edgeTarget[own]), edge };
}

/**
 * What refers to an object, by ascending index of the referrer. O(page + references of the
 * referrers on it): the reverse direction holds no reference indices, so that they are looked up.
 */
export function listReferrers(
  graph: HeapGraph,
  referrers: Referrers,
  node: NodeIndex,
  page: Page,
): NeighbourPage {
  const { firstReferrer, referrer } = referrers;
  const first = firstReferrer[node];
  const total = firstReferrer[node + 1] - first;
  const { from, count } = clamp(page, total);
  const sources = referrer.slice(first + from, first + from + count);
  const edge = new Uint32Array(count);
  let search: EdgeIndex = 0;
  for (let at = 0; at < count; at++) {
    const source = sources[at];
    if (at === 0 || source !== sources[at - 1]) {
      search = graph.firstEdge[source];
      // Parallel references that stand on the page before.
      for (let earlier = first + from - 1; at === 0 && earlier >= first; earlier--) {
        if (referrer[earlier] !== source) break;
        search = nextReference(graph, search, node) + 1;
      }
    }
    edge[at] = nextReference(graph, search, node);
    search = edge[at] + 1;
  }
  return { total, node: sources, edge };
}

/** The first reference to `target` from `edge` on; the caller knows that there is one. */
function nextReference(graph: HeapGraph, edge: EdgeIndex, target: NodeIndex): EdgeIndex {
  let at = edge;
  while (at < graph.edgeCount && graph.edgeTarget[at] !== target) at++;
  return at;
}

function clamp(page: Page, total: number): { readonly from: number; readonly count: number } {
  const from = Math.min(Math.max(0, Math.trunc(page.offset)), total);
  return { from, count: Math.min(Math.max(0, Math.trunc(page.limit)), total - from) };
}
