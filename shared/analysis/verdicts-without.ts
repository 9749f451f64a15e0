import type { Job } from '../base/job.ts';
import type { EdgeIndex, HeapGraph } from '../heap/heap-graph.ts';
import type { Verdicts } from './garbage.ts';
import { computeVerdicts } from './garbage.ts';
import { graphWithout } from './graph-without.ts';
import type { ReferenceRelease } from './release.ts';

/** Who would live if some references were gone. */
export interface VerdictsWithout {
  /** What is freed at once counts as garbage in the column, and as nothing in the totals. */
  readonly verdicts: Verdicts;
  /** What reference counting alone frees, ascending. */
  readonly freed: Uint32Array;
}

/**
 * The verdict on every object as if these references were gone, each named once: first what
 * reference counting frees by it, then what the collector would find in the rest.
 */
export function computeVerdictsWithout(
  graph: HeapGraph,
  release: ReferenceRelease,
  edges: Uint32Array,
  isPartial: boolean,
  job: Job,
): VerdictsWithout {
  const freed =
    graph.refcount === null ? new Uint32Array(0) : release.nodesFreedWithout(edges).sort();
  const gone = graphWithout(graph, withReferencesOf(graph, edges, freed));
  const verdicts = computeVerdicts(gone, job, isPartial);
  let garbageBytes = 0;
  let collectableObjects = 0;
  let collectableBytes = 0;
  for (const node of freed) {
    garbageBytes += graph.shallowSize[node];
    if (verdicts.collectable[node] === 0) continue;
    verdicts.collectable[node] = 0;
    collectableObjects++;
    collectableBytes += graph.shallowSize[node];
  }
  const { garbage, collectable } = verdicts.totals;
  return {
    verdicts: {
      ...verdicts,
      totals: {
        ...verdicts.totals,
        garbage: {
          objects: garbage.objects - freed.length,
          shallowBytes: garbage.shallowBytes - garbageBytes,
        },
        collectable: {
          objects: collectable.objects - collectableObjects,
          shallowBytes: collectable.shallowBytes - collectableBytes,
        },
      },
    },
    freed,
  };
}

/** References that go, and those of the objects that go with them; each once. */
function withReferencesOf(graph: HeapGraph, edges: Uint32Array, freed: Uint32Array): Uint32Array {
  const all = new Set<EdgeIndex>(edges);
  for (const node of freed) {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) all.add(edge);
  }
  return Uint32Array.from(all);
}
