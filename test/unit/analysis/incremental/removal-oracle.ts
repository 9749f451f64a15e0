import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { EdgeMark } from '../../../../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT } from '../../../../shared/heap/heap-graph.ts';

const UNCOUNTED = EdgeMark.borrowed | EdgeMark.weak;

/** The dump as the process would have written it without these references: no edges move. */
export function asIfGone(graph: HeapGraph, edges: Iterable<number>): HeapGraph {
  const edgeKind = graph.edgeKind.slice();
  const refcount = graph.refcount?.slice() ?? null;
  for (const edge of edges) {
    const target = graph.edgeTarget[edge];
    if (refcount !== null && (edgeKind[edge] & UNCOUNTED) === 0) {
      const count = refcount[target];
      if (count > 0 && count !== IMMORTAL_COUNT && count !== NO_COUNT) refcount[target] = count - 1;
    }
    edgeKind[edge] |= UNCOUNTED;
  }
  return { ...graph, edgeKind, refcount };
}

/** What counting frees, by looking at every object again until nothing falls any more. */
function naivelyFreed(
  graph: HeapGraph,
  edges: ReadonlySet<number>,
  isPartial: boolean,
): Set<number> {
  const freed = new Set<number>();
  if (graph.refcount === null) return freed;
  const { verdict, externalReferences } = computeVerdicts(graph, UNATTENDED_JOB, isPartial);
  const roots = new Set(graph.roots?.node ?? []);
  const counted = (gone: ReadonlySet<number>, isGone: (edge: number) => boolean): number[] => {
    const counts = new Array<number>(graph.nodeCount).fill(0);
    for (let node = 0; node < graph.nodeCount; node++) {
      if (gone.has(node)) continue;
      for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
        if ((graph.edgeKind[edge] & UNCOUNTED) === 0 && !isGone(edge))
          counts[graph.edgeTarget[edge]]++;
      }
    }
    return counts;
  };
  const before = counted(new Set(), () => false);
  for (;;) {
    const now = counted(freed, (edge) => edges.has(edge));
    const falling = now.flatMap((count, node) => {
      const isHeldOutside =
        verdict[node] === 0 ||
        roots.has(node) ||
        (verdict[node] === 1 && (externalReferences?.[node] ?? 0) > 0);
      const falls = count === 0 && before[node] > 0 && !isHeldOutside && !freed.has(node);
      return falls ? [node] : [];
    });
    if (falling.length === 0) return freed;
    for (const node of falling) freed.add(node);
  }
}

/** Verdicts without references, from the whole of what is left. */
export function verdictsAsIfGone(graph: HeapGraph, edges: Uint32Array, isPartial: boolean) {
  const freed = naivelyFreed(graph, new Set(edges), isPartial);
  const gone = new Set(edges);
  for (const node of freed) {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) gone.add(edge);
  }
  const { verdict, collectable } = computeVerdicts(
    asIfGone(graph, gone),
    UNATTENDED_JOB,
    isPartial,
  );
  for (const node of freed) {
    verdict[node] = 2;
    collectable[node] = 0;
  }
  return { verdict, collectable, freed: [...freed].sort((a, b) => a - b) };
}
