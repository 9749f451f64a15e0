import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { addNativeBytes, nativeBytesOf } from '../graph/native-bytes.ts';
import { PACE_MASK } from '../graph/pace.ts';
import type { NameForest } from './name-forest.ts';

/**
 * Weights: bytes of all that hangs on each object in the forest, itself included, and of what these
 * hold outside of Python's objects: a storage that several hold with the lowest they have in common,
 * or with the first where they have nothing. Those of siblings never overlap, and the roots' sum is
 * the dump's. At least the retained size. O(objects); 8 bytes per object, as many again while it
 * runs where there is such memory.
 */
export function weighForest(
  graph: HeapGraph,
  { parent, order }: Pick<NameForest, 'parent' | 'order'>,
  job: Job,
): Float64Array {
  const weight = Float64Array.from(graph.shallowSize);
  const upwards = { order, above: parent, top: NO_NODE, vertexOf: (node: number) => node };
  const native = nativeBytesOf(graph, graph.nodeCount, upwards, job, true);
  if (native !== null) addNativeBytes(weight, native);
  for (let at = order.length - 1; at >= 0; at--) {
    if ((at & PACE_MASK) === 0) job.checkpoint();
    const above = parent[order[at]];
    if (above !== NO_NODE) weight[above] += weight[order[at]];
  }
  return weight;
}
