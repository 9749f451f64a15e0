import type { Job } from '../../base/job.ts';
import { reduceToCore, solveCore } from './feedback-core.ts';
import type { ArcGraph } from './feedback-order.ts';
import { orderVertices } from './feedback-order.ts';
import { improveOrder } from './improve-order.ts';

/** Arcs without which the graph has no cycle. */
export interface FeedbackArcs {
  /** Ascending. */
  readonly arcs: Uint32Array;
  readonly cost: number;
  /** No cheaper set exists. */
  readonly isExact: boolean;
}

export interface FeedbackOptions {
  /** Arcs that may be looked at; a bound in work, so that results are repeatable. */
  readonly maxSteps?: number;
}

/** About half a second. */
const DEFAULT_MAX_STEPS = 20_000_000;
/** Graphs with more arcs than this are not reduced, and cores with more not solved exactly. */
const MAX_REDUCED_ARCS = 4096;
const MAX_CORE_ARCS = 64;

/**
 * A cheapest set of arcs without which no cycle is left (minimum feedback arc set, NP-hard).
 *
 * First an order of the vertices with few arcs backwards (Eades, Lin and Smyth), improved by moving
 * single vertices; its backward arcs break every cycle, and those that turn out not to be needed
 * are put back. Then, where what remains after reductions is small, branch and bound; a graph with
 * 20 arcs or fewer is always solved. Beyond that the set is exact where as many disjoint cycles are
 * found as it costs.
 *
 * O(arcs) beside the budget; some 80 bytes per vertex.
 */
export function findFeedbackArcs(
  graph: ArcGraph,
  job: Job,
  options: FeedbackOptions = {},
): FeedbackArcs {
  const maxSteps = options.maxSteps ?? DEFAULT_MAX_STEPS;
  const rough = findRoughly(graph, maxSteps, job);
  if (graph.source.length <= MAX_REDUCED_ARCS) {
    const { arcs, forced } = reduceToCore(graph);
    if (arcs.length <= MAX_CORE_ARCS) {
      const forcedCost = costOf(graph, forced);
      const solved = solveCore(arcs, rough.cost - forcedCost, maxSteps);
      if (solved !== null) {
        const all = [...forced, ...solved.arcs.flatMap((arc) => arc.stands)];
        return {
          arcs: Uint32Array.from(all).sort(),
          cost: forcedCost + solved.cost,
          isExact: true,
        };
      }
    }
  }
  job.checkpoint();
  const isExact = packsCyclesWorth(graph, rough.cost, maxSteps);
  return { ...rough, isExact };
}

function costOf(graph: ArcGraph, arcs: Iterable<number>): number {
  let cost = 0;
  for (const arc of arcs) cost += graph.cost[arc];
  return cost;
}

function findRoughly(
  graph: ArcGraph,
  maxSteps: number,
  job: Job,
): Pick<FeedbackArcs, 'arcs' | 'cost'> {
  const { source, target, cost } = graph;
  const position = orderVertices(graph);
  job.checkpoint();
  improveOrder(graph, position, maxSteps);
  job.checkpoint();
  const isRemoved = new Uint8Array(source.length);
  const removed: number[] = [];
  for (let arc = 0; arc < source.length; arc++) {
    if (position[source[arc]] < position[target[arc]]) continue;
    isRemoved[arc] = 1;
    removed.push(arc);
  }
  // The most expensive first: what is put back may make another one necessary.
  removed.sort((a, b) => cost[b] - cost[a] || a - b);
  let steps = maxSteps;
  const reached = new Uint32Array(graph.vertexCount);
  const stack = new Uint32Array(graph.vertexCount);
  let round = 0;
  for (const arc of removed) {
    if (source[arc] === target[arc]) continue;
    if (steps <= 0) break;
    if ((round & 0xff) === 0) job.checkpoint();
    round++;
    steps = reaches(graph, isRemoved, { reached, stack, round }, arc, steps);
    // Negative: the way back was not found to be closed.
    if (steps >= 0 && reached[source[arc]] !== round) isRemoved[arc] = 0;
  }
  const arcs = Uint32Array.from(removed.filter((arc) => isRemoved[arc] === 1)).sort();
  return { arcs, cost: costOf(graph, arcs) };
}

/** Marks what the arc's target reaches, until it is its source. Returns the steps left. */
function reaches(
  graph: ArcGraph,
  isRemoved: Uint8Array,
  marks: { readonly reached: Uint32Array; readonly stack: Uint32Array; readonly round: number },
  arc: number,
  steps: number,
): number {
  const { firstOut, source, target } = graph;
  const { reached, stack, round } = marks;
  let left = steps;
  let depth = 0;
  stack[depth++] = target[arc];
  reached[target[arc]] = round;
  while (depth > 0) {
    const vertex = stack[--depth];
    for (let out = firstOut[vertex]; out < firstOut[vertex + 1]; out++) {
      if (--left < 0) return left;
      const next = target[out];
      if (isRemoved[out] === 1 || reached[next] === round) continue;
      reached[next] = round;
      if (next === source[arc]) return left;
      stack[depth++] = next;
    }
  }
  return left;
}

/**
 * Whether cycles can be packed that any solution has to pay `wanted` for: each takes the cost of
 * its cheapest arc from all its arcs. Depth first, each vertex left for good once nothing more is
 * found behind it, so that a packing costs about as much as its cycles are long.
 */
function packsCyclesWorth(graph: ArcGraph, wanted: number, maxSteps: number): boolean {
  const { vertexCount, firstOut, target, cost } = graph;
  const residual = Uint8Array.from(cost);
  const cursor = firstOut.slice(0, vertexCount);
  // Place on the path, counted from 1; 0 for vertices that are not on it.
  const depthOf = new Uint32Array(vertexCount);
  const isFinished = new Uint8Array(vertexCount);
  const vertices = new Uint32Array(vertexCount);
  const arcs = new Uint32Array(vertexCount);
  let packed = 0;
  let steps = maxSteps;
  for (let start = 0; start < vertexCount; start++) {
    if (isFinished[start] === 1) continue;
    let depth = 1;
    vertices[0] = start;
    depthOf[start] = 1;
    while (depth > 0) {
      if (--steps < 0) return false;
      const vertex = vertices[depth - 1];
      if (cursor[vertex] === firstOut[vertex + 1]) {
        isFinished[vertex] = 1;
        depthOf[vertex] = 0;
        depth--;
        if (depth > 0) cursor[vertices[depth - 1]]++;
        continue;
      }
      const arc = cursor[vertex];
      const next = target[arc];
      if (residual[arc] === 0 || isFinished[next] === 1) {
        cursor[vertex]++;
        continue;
      }
      arcs[depth - 1] = arc;
      if (depthOf[next] === 0) {
        vertices[depth++] = next;
        depthOf[next] = depth;
        continue;
      }
      // The path from `next` on, closed by this arc.
      const from = depthOf[next] - 1;
      let cheapest = 0xff;
      for (let at = from; at < depth; at++) cheapest = Math.min(cheapest, residual[arcs[at]]);
      let used = depth;
      for (let at = depth - 1; at >= from; at--) {
        residual[arcs[at]] -= cheapest;
        if (residual[arcs[at]] === 0) used = at;
      }
      steps -= depth - from;
      packed += cheapest;
      if (packed >= wanted) return true;
      // Go on from the source of the first arc that is used up.
      while (depth > used + 1) depthOf[vertices[--depth]] = 0;
    }
  }
  return packed >= wanted;
}
