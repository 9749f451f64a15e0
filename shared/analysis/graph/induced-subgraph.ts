import type { Job } from '../../base/job.ts';
import type { EdgeIndex, HeapGraph } from '../../heap/heap-graph.ts';
import { keepPace, PACE_MASK } from './pace.ts';

export type PlainGraph = Pick<HeapGraph, 'nodeCount' | 'firstEdge' | 'edgeTarget'>;

/**
 * The references among `nodes` (ascending) that `follows` accepts, by positions in `nodes`.
 *
 * O(nodes + their references); 4 bytes per reference kept, and 4 per object of the graph where
 * `nodes` are, since memory that is not touched costs nothing.
 */
export function inducedSubgraph(
  graph: PlainGraph,
  nodes: Uint32Array,
  follows: (edge: EdgeIndex) => boolean,
  job: Job,
): PlainGraph {
  const { edgeTarget } = graph;
  // One more than the position; 0 stands for none.
  const positionOf = new Uint32Array(graph.nodeCount);
  for (let at = 0; at < nodes.length; at++) {
    if ((at & PACE_MASK) === 0) job.checkpoint();
    positionOf[nodes[at]] = at + 1;
  }
  const firstEdge = new Uint32Array(nodes.length + 1);
  let total = 0;
  for (let at = 0; at < nodes.length; at++) {
    if ((at & PACE_MASK) === 0) keepPace(job, 'Looking closer', at, nodes.length);
    const node = nodes[at];
    for (let edge = graph.firstEdge[node], end = graph.firstEdge[node + 1]; edge < end; edge++) {
      if (positionOf[edgeTarget[edge]] !== 0 && follows(edge)) total++;
    }
    firstEdge[at + 1] = total;
  }
  const targets = new Uint32Array(total);
  let next = 0;
  for (let at = 0; at < nodes.length; at++) {
    if ((at & PACE_MASK) === 0) keepPace(job, 'Looking closer', at, nodes.length);
    const node = nodes[at];
    for (let edge = graph.firstEdge[node], end = graph.firstEdge[node + 1]; edge < end; edge++) {
      const position = positionOf[edgeTarget[edge]];
      if (position !== 0 && follows(edge)) targets[next++] = position - 1;
    }
  }
  return { nodeCount: nodes.length, firstEdge, edgeTarget: targets };
}
