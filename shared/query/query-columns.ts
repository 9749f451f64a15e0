import type { VerdictName } from '../analysis/graph/verdict.ts';
import type { Job } from '../base/job.ts';
import type { HeapGraph, NodeIndex } from '../heap/heap-graph.ts';

/**
 * Where a filter finds what it compares. The functions compute a column of the whole dump when a
 * filter first uses it, and keep it; they report their progress and can be cancelled.
 */
export interface QueryColumns {
  readonly graph: HeapGraph;
  /** The byte that stands for each verdict. */
  readonly verdictBytes: Readonly<Record<VerdictName, number>>;
  /** Per object, its verdict. */
  verdicts(job: Job): Uint8Array;
  /** Per object, the bytes that would go with it. */
  retainedSizes(job: Job): Float64Array;
  /** Per object, how many references lead to it, parallel ones each. */
  referrerCounts(job: Job): Uint32Array;
  /** What writes an object's name, as `path` compares it. */
  names(job: Job): (node: NodeIndex) => string;
  /** Per object, whether it lies on a cycle: 1 or 0. */
  cyclic(job: Job): Uint8Array;
  /** The objects that name each cycle family; family number 1 comes first. */
  families(job: Job): readonly { readonly instances: Uint32Array }[];
}

/**
 * How many references lead to each object. O(references), 4 bytes per object. In 10 M objects with
 * 40 M references every addition misses the caches: a quarter of a second, so it looks at the job.
 */
export function countReferrers(graph: HeapGraph, job: Job): Uint32Array {
  const { nodeCount, edgeCount, edgeTarget } = graph;
  const counts = new Uint32Array(nodeCount);
  for (let start = 0; start < edgeCount; start += CHUNK) {
    job.checkpoint();
    job.report({
      phase: 'Counting referrers',
      done: start,
      total: edgeCount,
      unit: 'references',
    });
    const end = Math.min(edgeCount, start + CHUNK);
    for (let edge = start; edge < end; edge++) counts[edgeTarget[edge]]++;
  }
  return counts;
}

const CHUNK = 1 << 20;
