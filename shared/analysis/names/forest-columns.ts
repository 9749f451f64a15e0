import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { PACE_MASK } from '../graph/pace.ts';
import type { NameForest } from './name-forest.ts';

/**
 * Weights: shallow bytes of all that hangs on each object in the forest, itself included. Those of
 * siblings never overlap, and the roots' sum is the dump's. At least the retained size.
 * O(objects); 8 bytes per object.
 */
export function weighForest(
  { shallowSize }: Pick<HeapGraph, 'shallowSize'>,
  { parent, order }: Pick<NameForest, 'parent' | 'order'>,
  job: Job,
): Float64Array {
  const weight = Float64Array.from(shallowSize);
  for (let at = order.length - 1; at >= 0; at--) {
    if ((at & PACE_MASK) === 0) job.checkpoint();
    const above = parent[order[at]];
    if (above !== NO_NODE) weight[above] += weight[order[at]];
  }
  return weight;
}
