import type { Job } from '../../base/job.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { Components } from '../components/components.ts';
import { NO_COMPONENT } from '../components/components.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';

/**
 * A graph renumbered by depth-first search from a virtual root.
 *
 * The root is vertex 0; the others are 1 … vertexCount in preorder. What refers to each other gets
 * numbers near each other, and that makes the passes that follow several times faster than on the
 * order of a dump.
 */
export interface DepthFirstTree {
  /** Vertices besides the root. */
  readonly vertexCount: number;
  /** Per object its vertex. */
  readonly vertexOf: Uint32Array;
  /** Per vertex its object; of a group, the first member. `nodeOf[0]` means nothing. */
  readonly nodeOf: Uint32Array;
  /** Per vertex the vertex from which it was first reached. */
  readonly parent: Uint32Array;
  /** Per vertex the lowest vertex that refers to it, its parent or another. */
  readonly lowestReferrer: Uint32Array;
  /** Referrers above the vertex itself: laterReferrer[first[v] … first[v + 1] − 1]. */
  readonly firstLaterReferrer: Uint32Array;
  readonly laterReferrer: Uint32Array;
  /** vertexCount + 1 numbers each, free for whoever uses the tree next. */
  readonly scratch: readonly [Uint32Array, Uint32Array];
}

/**
 * Renumbers everything that can be reached from `entries`; with `groups`, each component counts as
 * one vertex and its inner references as none.
 *
 * Referrers with a lower number than their target need not be kept: all that semi-dominators ask of
 * them is the lowest. That leaves what refers back or across, about half in a heap.
 *
 * O(objects + references); 28 bytes per object and 4 per kept reference, of which 8 per object are
 * scratch. Iterative.
 */
export function growDepthFirstTree(
  graph: HeapGraph,
  entries: Uint32Array,
  ignoredMarks: number,
  groups: Components | null,
  job: Job,
): DepthFirstTree {
  const { nodeCount, firstEdge, edgeTarget, edgeKind } = graph;
  const vertexOf = new Uint32Array(nodeCount);
  const nodeOf = new Uint32Array(nodeCount + 1);
  const parent = new Uint32Array(nodeCount + 1);
  const lowestReferrer = new Uint32Array(nodeCount + 1);
  // First counts, then where each vertex's referrers end, then where they begin.
  const firstLater = new Uint32Array(nodeCount + 2);
  const stack = new Uint32Array(nodeCount + 1);
  const nextEdge = new Uint32Array(nodeCount + 1);
  const slots = groups === null ? null : new Uint32Array(nodeCount + 1);
  let vertexCount = 0;

  for (let entry = 0; entry < entries.length; entry++) {
    if (vertexOf[entries[entry]] !== 0) {
      // It was reached from another entry, but the root refers to it as well.
      lowestReferrer[vertexOf[entries[entry]]] = 0;
      continue;
    }
    let node = entries[entry];
    let vertex = ++vertexCount;
    let depth = 0;
    let slot = 0;
    if (groups === null) {
      vertexOf[node] = vertex;
      nodeOf[vertex] = node;
    } else {
      slot = enterGroup(groups, node, vertex, vertexOf);
      node = slot === NO_SLOT ? node : groups.member[slot];
      nodeOf[vertex] = node;
    }
    let edge = firstEdge[node];
    for (;;) {
      let found = -1;
      for (let end = firstEdge[node + 1]; edge < end; edge++) {
        if ((edgeKind[edge] & ignoredMarks) !== 0) continue;
        const target = edgeTarget[edge];
        const targetVertex = vertexOf[target];
        if (targetVertex === 0) {
          if (firstEdge[target] === firstEdge[target + 1]) {
            // Nearly half of a heap refers to nothing, and is in no group.
            const leaf = ++vertexCount;
            vertexOf[target] = leaf;
            nodeOf[leaf] = target;
            parent[leaf] = vertex;
            lowestReferrer[leaf] = vertex;
            if ((leaf & PACE_MASK) === 0) keepPace(job, 'Ordering objects', leaf, nodeCount);
            continue;
          }
          found = target;
          edge++;
          break;
        }
        if (targetVertex < vertex) firstLater[targetVertex]++;
        else if (lowestReferrer[targetVertex] > vertex) lowestReferrer[targetVertex] = vertex;
      }
      if (found >= 0) {
        stack[depth] = node;
        nextEdge[depth] = edge;
        if (slots !== null) slots[depth] = slot;
        depth++;
        const from = vertex;
        vertex = ++vertexCount;
        parent[vertex] = from;
        lowestReferrer[vertex] = from;
        node = found;
        if (groups === null) {
          vertexOf[node] = vertex;
        } else {
          slot = enterGroup(groups, node, vertex, vertexOf);
          node = slot === NO_SLOT ? node : groups.member[slot];
        }
        nodeOf[vertex] = node;
        edge = firstEdge[node];
        if ((vertex & PACE_MASK) === 0) keepPace(job, 'Ordering objects', vertex, nodeCount);
        continue;
      }
      if (groups !== null && slot !== NO_SLOT) {
        const component = groups.component[node];
        if (++slot < groups.firstMember[component + 1]) {
          node = groups.member[slot];
          edge = firstEdge[node];
          continue;
        }
      }
      if (depth === 0) break;
      depth--;
      node = stack[depth];
      edge = nextEdge[depth];
      vertex = vertexOf[node];
      if (slots !== null) slot = slots[depth];
    }
  }

  for (let vertex = 1; vertex <= vertexCount + 1; vertex++) {
    if ((vertex & PACE_MASK) === 0) job.checkpoint();
    firstLater[vertex] += firstLater[vertex - 1];
  }
  const laterReferrer = new Uint32Array(firstLater[vertexCount]);
  // From the last vertex down, so that every vertex's referrers come out ascending.
  for (let vertex = vertexCount; vertex >= 1; vertex--) {
    if ((vertex & PACE_MASK) === 0) keepPace(job, 'Ordering references', vertex, nodeCount);
    const first = nodeOf[vertex];
    const component = groups === null ? NO_COMPONENT : groups.component[first];
    let slot = groups === null || component === NO_COMPONENT ? 0 : groups.firstMember[component];
    const lastSlot =
      groups === null || component === NO_COMPONENT ? 0 : groups.firstMember[component + 1] - 1;
    for (let node = first; ; node = groups === null ? first : groups.member[slot]) {
      for (let edge = firstEdge[node], end = firstEdge[node + 1]; edge < end; edge++) {
        if ((edgeKind[edge] & ignoredMarks) !== 0) continue;
        const target = vertexOf[edgeTarget[edge]];
        if (target < vertex) laterReferrer[--firstLater[target]] = vertex;
      }
      if (slot++ >= lastSlot) break;
    }
  }
  return {
    vertexCount,
    vertexOf,
    nodeOf,
    parent,
    lowestReferrer,
    firstLaterReferrer: firstLater,
    laterReferrer,
    scratch: [stack, nextEdge],
  };
}

const NO_SLOT = 0xffffffff;

/** Gives all members of the object's component its vertex; the first member's slot. */
function enterGroup(
  groups: Components,
  node: NodeIndex,
  vertex: number,
  vertexOf: Uint32Array,
): number {
  const component = groups.component[node];
  if (component === NO_COMPONENT) {
    vertexOf[node] = vertex;
    return NO_SLOT;
  }
  const first = groups.firstMember[component];
  for (let slot = first; slot < groups.firstMember[component + 1]; slot++) {
    vertexOf[groups.member[slot]] = vertex;
  }
  return first;
}
