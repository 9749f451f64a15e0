import type { Job } from '../../base/job.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import type { Components } from './components.ts';
import { NO_COMPONENT } from './components.ts';
import type { CutEdges } from './cuts.ts';

/** A closed path: nodes[i] refers by edges[i] to nodes[i + 1], and the last to the first. */
export interface Cycle {
  readonly nodes: Uint32Array;
  readonly edges: Uint32Array;
}

/**
 * The shortest cycle through an object, and up to `limit` − 1 more that differ in the reference
 * that closes them or, when there are too few of these, in the one that opens them; the shortest
 * first. Empty when the object is on no cycle.
 *
 * O(references of the component) for the first kind, as much again for each of the second; 8 bytes
 * per object, touched only where visited.
 */
export function findCyclesThrough(
  graph: HeapGraph,
  cuts: CutEdges,
  components: Components,
  node: NodeIndex,
  limit: number,
  job: Job,
): readonly Cycle[] {
  if (components.component[node] === NO_COMPONENT || limit < 1) return [];
  const { firstEdge, edgeTarget } = graph;
  const component = components.component[node];
  const search = new CycleSearch(graph, cuts, components);
  const cycles = search.run(node, node, limit, job);
  const opened = new Set(cycles.map((cycle) => cycle.nodes[1] ?? node));
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    if (cycles.length >= limit) break;
    const first = edgeTarget[edge];
    if (opened.has(first) || !search.follows(edge, component)) continue;
    opened.add(first);
    for (const rest of search.run(first, node, 1, job)) {
      cycles.push({
        nodes: Uint32Array.from([node, ...rest.nodes]),
        edges: Uint32Array.from([edge, ...rest.edges]),
      });
    }
  }
  return cycles.sort((a, b) => a.nodes.length - b.nodes.length);
}

/** Breadth-first searches within one component, one after the other. */
class CycleSearch {
  private readonly graph: HeapGraph;
  private readonly blocked: Uint32Array;
  private readonly componentOf: Uint32Array;

  constructor(graph: HeapGraph, cuts: CutEdges, components: Components) {
    this.graph = graph;
    this.blocked = cuts.blocked;
    this.componentOf = components.component;
  }

  follows(edge: EdgeIndex, component: number): boolean {
    return (
      this.componentOf[this.graph.edgeTarget[edge]] === component &&
      (this.blocked[edge >>> 5] & (1 << (edge & 31))) === 0
    );
  }

  /** Up to `limit` shortest paths from `start` to `end`, by different referrers of `end`. */
  run(start: NodeIndex, end: NodeIndex, limit: number, job: Job): Cycle[] {
    const { nodeCount, firstEdge, edgeTarget } = this.graph;
    const component = this.componentOf[start];
    // One more than the node it was reached from; 0 is not visited.
    const reachedFrom = new Uint32Array(nodeCount);
    const reachedBy = new Uint32Array(nodeCount);
    const found: Cycle[] = [];
    const queue: NodeIndex[] = [start];
    reachedFrom[start] = START;
    for (let at = 0; at < queue.length && found.length < limit; at++) {
      const node = queue[at];
      if ((at & PACE_MASK) === 0) keepPace(job, 'Looking for cycles', at, nodeCount);
      let isClosed = false;
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
        const target = edgeTarget[edge];
        if (target === end && !isClosed && this.follows(edge, component)) {
          isClosed = true;
          found.push(tracePath(node, edge, reachedFrom, reachedBy));
          if (found.length >= limit) break;
        }
        if (target === end || reachedFrom[target] !== 0 || !this.follows(edge, component)) continue;
        reachedFrom[target] = node + 1;
        reachedBy[target] = edge;
        queue.push(target);
      }
    }
    return found;
  }
}

/** Marks where a search began. */
const START = 0xffffffff;

function tracePath(
  last: NodeIndex,
  closing: EdgeIndex,
  reachedFrom: Uint32Array,
  reachedBy: Uint32Array,
): Cycle {
  const nodes: NodeIndex[] = [];
  const edges: EdgeIndex[] = [closing];
  let node = last;
  for (;;) {
    nodes.push(node);
    const from = reachedFrom[node];
    if (from === START) break;
    edges.push(reachedBy[node]);
    node = from - 1;
  }
  return { nodes: Uint32Array.from(nodes.reverse()), edges: Uint32Array.from(edges.reverse()) };
}
