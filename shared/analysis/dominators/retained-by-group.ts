import type { Job } from '../../base/job.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import type { Dominators } from './dominators.ts';

/** An object belongs to no group. */
export const NO_GROUP = 0xffffffff;

/**
 * Bytes that groups of objects retain: the sum over their objects, and what one retains of another
 * of its group counts once. Groups overlap: what a list retains is also in what its owner does.
 *
 * `groupOf` says to which of `groupCount` groups an object belongs, or `NO_GROUP`. One walk of the
 * tree of dominators without a stack; O(objects + groups), 8 bytes per object while it runs.
 */
export function retainedByGroup(
  { immediateDominator, retainedSize }: Dominators,
  groupOf: (node: number) => number,
  groupCount: number,
  job: Job,
): Float64Array {
  const nodeCount = retainedSize.length;
  const firstChild = new Uint32Array(nodeCount).fill(NO_NODE);
  const nextSibling = new Uint32Array(nodeCount).fill(NO_NODE);
  let firstRoot = NO_NODE;
  for (let node = nodeCount - 1; node >= 0; node--) {
    const above = immediateDominator[node];
    if (above === NO_NODE) {
      nextSibling[node] = firstRoot;
      firstRoot = node;
    } else {
      nextSibling[node] = firstChild[above];
      firstChild[above] = node;
    }
  }
  const retained = new Float64Array(groupCount);
  /** How many objects of each group lie on the way from the root to where the walk is. */
  const within = new Uint32Array(groupCount);
  let seen = 0;
  let node = firstRoot;
  while (node !== NO_NODE) {
    if ((seen++ & PACE_MASK) === 0) keepPace(job, 'Adding up what is retained', seen, nodeCount);
    const group = groupOf(node);
    if (group !== NO_GROUP && within[group]++ === 0) retained[group] += retainedSize[node];
    if (firstChild[node] !== NO_NODE) {
      node = firstChild[node];
      continue;
    }
    while (node !== NO_NODE) {
      const left = groupOf(node);
      if (left !== NO_GROUP) within[left]--;
      if (nextSibling[node] !== NO_NODE) {
        node = nextSibling[node];
        break;
      }
      node = immediateDominator[node];
    }
  }
  return retained;
}
