import type { Job } from '../base/job.ts';
import type { HeapGraph } from './heap-graph.ts';

/** The reverse direction: referrers of node n are referrer[firstReferrer[n] … firstReferrer[n + 1] − 1]. */
export interface Referrers {
  /** nodeCount + 1 entries. */
  readonly firstReferrer: Uint32Array;
  /** One per reference; ascending per node, an object that refers twice stands twice in a row. */
  readonly referrer: Uint32Array;
}

/**
 * All references turned round, by counting sort: O(nodes + edges), 4 bytes per object and 4 per
 * reference, no scratch memory beside the result.
 *
 * The offsets are counted two entries too far, so that filling in moves each to where it belongs
 * and no second array of cursors is needed.
 */
export function buildReferrers(graph: HeapGraph, job: Job): Referrers {
  const { nodeCount, edgeCount, firstEdge, edgeTarget } = graph;
  const cursor = new Uint32Array(nodeCount + 2);
  for (let edge = 0; edge < edgeCount; edge++) {
    if ((edge & CHECK_MASK) === 0) job.checkpoint();
    cursor[edgeTarget[edge] + 2]++;
  }
  for (let node = 2; node < cursor.length; node++) {
    if ((node & CHECK_MASK) === 0) job.checkpoint();
    cursor[node] += cursor[node - 1];
  }
  const referrer = new Uint32Array(edgeCount);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & CHECK_MASK) === 0) {
      job.report({
        phase: 'Turning references round',
        done: node,
        total: nodeCount,
        unit: 'objects',
      });
      job.checkpoint();
    }
    const end = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      referrer[cursor[edgeTarget[edge] + 1]++] = node;
    }
  }
  return { firstReferrer: cursor.subarray(0, nodeCount + 1), referrer };
}

const CHECK_MASK = 0xffff;
