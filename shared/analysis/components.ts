import { GrowableUint32 } from '../base/growable.ts';
import type { Job } from '../base/job.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import type { CutEdges } from './cuts.ts';
import { keepPace, PACE_MASK } from './pace.ts';

/** The object is on no cycle. */
export const NO_COMPONENT = 0xffffffff;

/**
 * The non-trivial strongly connected components, the largest first; equal ones in order of their
 * first member. Non-trivial: two members or more, or one that refers to itself.
 */
export interface Components {
  readonly count: number;
  /** Per object its component, or `NO_COMPONENT`. */
  readonly component: Uint32Array;
  /** count + 1 entries. */
  readonly firstMember: Uint32Array;
  /** Members of component c, ascending: member[firstMember[c]] … member[firstMember[c + 1] − 1]. */
  readonly member: Uint32Array;
}

const PHASE = 'Finding cycles';

/**
 * Strongly connected components over strong references that are not cut.
 *
 * D. J. Pearce, "A space-efficient algorithm for finding strongly connected components", IPL 116
 * (2016): one index per object serves as preorder number, low link and component number, and the
 * call stack shares an array with the stack of unfinished components. Iterative.
 *
 * O(objects + references); 13 bytes per object while it runs, 4 kept, and 4 per member.
 */
export function computeComponents(
  graph: Pick<HeapGraph, 'nodeCount' | 'firstEdge' | 'edgeTarget'>,
  cuts: Pick<CutEdges, 'blocked'>,
  job: Job,
): Components {
  const found = findStronglyConnected(graph, cuts, job);
  return arrange(graph.nodeCount, found, job);
}

/** Members of each component found, one run after the other. */
interface Runs {
  readonly members: GrowableUint32;
  /** Where each run begins; the last one ends with the members. */
  readonly starts: GrowableUint32;
}

function findStronglyConnected(
  graph: Pick<HeapGraph, 'nodeCount' | 'firstEdge' | 'edgeTarget'>,
  cuts: Pick<CutEdges, 'blocked'>,
  job: Job,
): Runs {
  const { nodeCount, firstEdge, edgeTarget } = graph;
  const { blocked } = cuts;
  // 0 is unvisited; below `nextComponent` active, above it finished.
  const index = new Uint32Array(nodeCount);
  // From the front the path of the search; from the back what is finished but not yet assigned.
  // An object is on one of them at most, so that together they fit.
  const stack = new Uint32Array(nodeCount);
  const nextEdge = new Uint32Array(nodeCount);
  const isNotRoot = new Uint8Array(nodeCount);
  const members = new GrowableUint32(1024);
  const starts = new GrowableUint32(256);
  let back = nodeCount;
  let depth = 0;
  let nextIndex = 1;
  let nextComponent = nodeCount;
  let visited = 0;

  for (let start = 0; start < nodeCount; start++) {
    if (index[start] !== 0) continue;
    let node = start;
    let edge = firstEdge[node];
    let low = nextIndex++;
    let notRoot = 0;
    let loops = 0;
    index[node] = low;
    for (;;) {
      const end = firstEdge[node + 1];
      let descendInto = -1;
      for (; edge < end; edge++) {
        if ((blocked[edge >>> 5] & (1 << (edge & 31))) !== 0) continue;
        const target = edgeTarget[edge];
        const targetIndex = index[target];
        if (targetIndex === 0) {
          descendInto = target;
          break;
        }
        if (targetIndex < low) {
          low = targetIndex;
          notRoot = 1;
        } else if (target === node) {
          loops = 2;
        }
      }
      if (descendInto >= 0) {
        // The edge is looked at again on return, when its target's index says what was found.
        index[node] = low;
        stack[depth] = node;
        nextEdge[depth] = edge;
        isNotRoot[depth] = notRoot | loops;
        depth++;
        node = descendInto;
        edge = firstEdge[node];
        low = nextIndex++;
        index[node] = low;
        notRoot = 0;
        loops = 0;
        if ((++visited & PACE_MASK) === 0) keepPace(job, PHASE, visited, nodeCount);
        continue;
      }

      if (notRoot === 1) {
        index[node] = low;
        stack[--back] = node;
      } else {
        nextIndex--;
        if (loops !== 0 || (back < nodeCount && index[stack[back]] >= low)) {
          starts.push(members.length);
          members.push(node);
          while (back < nodeCount && index[stack[back]] >= low) {
            const member = stack[back++];
            if ((members.length & PACE_MASK) === 0) job.checkpoint();
            members.push(member);
            index[member] = nextComponent;
            nextIndex--;
          }
        }
        index[node] = nextComponent--;
      }
      if (depth === 0) break;
      depth--;
      node = stack[depth];
      edge = nextEdge[depth];
      low = index[node];
      notRoot = isNotRoot[depth] & 1;
      loops = isNotRoot[depth] & 2;
    }
    if ((++visited & PACE_MASK) === 0) keepPace(job, PHASE, visited, nodeCount);
  }
  return { members, starts };
}

/**
 * Numbers the components by size and first member, without comparing any two: in the order of their
 * first members, then by counting sizes. O(objects + members).
 */
function arrange(nodeCount: number, runs: Runs, job: Job): Components {
  const count = runs.starts.length;
  const starts = runs.starts.values;
  const members = runs.members.values;
  const total = runs.members.length;
  const component = new Uint32Array(nodeCount).fill(NO_COMPONENT);
  const sizes = new Uint32Array(count);
  let largest = 0;
  for (let run = 0; run < count; run++) {
    if ((run & PACE_MASK) === 0) keepPace(job, PHASE, run, count);
    const end = run + 1 < count ? starts[run + 1] : total;
    sizes[run] = end - starts[run];
    if (sizes[run] > largest) largest = sizes[run];
    for (let at = starts[run]; at < end; at++) {
      if ((at & PACE_MASK) === 0) job.checkpoint();
      component[members[at]] = run;
    }
  }
  // Per size where its components begin, the largest first.
  const place = new Uint32Array(largest + 2);
  for (let run = 0; run < count; run++) place[largest - sizes[run] + 1]++;
  for (let at = 1; at < place.length; at++) place[at] += place[at - 1];
  const rankOf = new Uint32Array(count).fill(NO_COMPONENT);
  const firstMember = new Uint32Array(count + 1);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    const run = component[node];
    if (run === NO_COMPONENT || rankOf[run] !== NO_COMPONENT) continue;
    const rank = place[largest - sizes[run]]++;
    rankOf[run] = rank;
    firstMember[rank + 1] = sizes[run];
  }
  for (let rank = 0; rank < count; rank++) firstMember[rank + 1] += firstMember[rank];
  const next = firstMember.slice();
  const member = new Uint32Array(total);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    const run = component[node];
    if (run === NO_COMPONENT) continue;
    const rank = rankOf[run];
    component[node] = rank;
    member[next[rank]++] = node;
  }
  return { count, component, firstMember, member };
}
