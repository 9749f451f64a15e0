import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import type { CutEdges } from './cuts.ts';
import type { FoundComponents } from './strongly-connected.ts';
import { FIRST_NUMBER, findStronglyConnected, ON_NO_CYCLE } from './strongly-connected.ts';

/** The object is on no cycle. */
export const NO_COMPONENT = ON_NO_CYCLE;

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

/**
 * Strongly connected components over strong references that are not cut.
 *
 * O(objects + references); 17 bytes per object while it runs, 4 kept, and 4 per member.
 */
export function computeComponents(
  graph: Pick<HeapGraph, 'nodeCount' | 'firstEdge' | 'edgeTarget'>,
  cuts: Pick<CutEdges, 'blocked'>,
  job: Job,
): Components {
  return arrange(findStronglyConnected(graph, cuts.blocked, job), job);
}

/**
 * Numbers the components by size and first member, without comparing any two: in the order of their
 * first members, then by counting sizes. O(objects), in place of the numbers found.
 */
function arrange({ number: component, size }: FoundComponents, job: Job): Components {
  const nodeCount = component.length;
  const count = size.length;
  job.checkpoint();
  // Per size where its components begin, the largest first.
  let largest = 0;
  for (let found = 0; found < count; found++) largest = Math.max(largest, size[found]);
  const place = new Uint32Array(largest + 2);
  for (let found = 0; found < count; found++) place[largest - size[found] + 1]++;
  for (let at = 1; at < place.length; at++) place[at] += place[at - 1];
  job.checkpoint();
  const rankOf = new Uint32Array(count).fill(NO_COMPONENT);
  const firstMember = new Uint32Array(count + 1);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & PACE_MASK) === 0) keepPace(job, 'Numbering cycles', node, nodeCount);
    if (component[node] === NO_COMPONENT) continue;
    const found = FIRST_NUMBER - component[node];
    if (rankOf[found] === NO_COMPONENT) {
      const rank = place[largest - size[found]]++;
      rankOf[found] = rank;
      firstMember[rank + 1] = size[found];
    }
    component[node] = rankOf[found];
  }
  job.checkpoint();
  for (let rank = 0; rank < count; rank++) firstMember[rank + 1] += firstMember[rank];
  const next = firstMember.slice();
  const member = new Uint32Array(firstMember[count]);
  for (let node = 0; node < nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    const rank = component[node];
    if (rank !== NO_COMPONENT) member[next[rank]++] = node;
  }
  return { count, component, firstMember, member };
}
