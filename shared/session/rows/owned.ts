import { retainedSizeOfSet } from '../../analysis/dominators/retained-set.ts';
import type { Job } from '../../base/job.ts';
import type { DumpResponse } from '../../protocol/channels.ts';
import type { DerivedColumns } from '../columns/derived.ts';

/** What these objects hold together: exact, however they refer to each other. O(n + m). */
export function ownedTogether(
  derived: DerivedColumns,
  nodes: Uint32Array,
  job: Job,
): DumpResponse<'owned'> {
  const { graph } = derived;
  return {
    objects: nodes.length,
    shallowBytes: nodes.reduce((sum, node) => sum + graph.shallowSize[node], 0),
    retainedBytes: retainedSizeOfSet(graph, nodes, derived.verdicts(job), job),
  };
}
