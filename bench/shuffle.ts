import type { HeapGraph } from '../shared/heap/heap-graph.ts';
import { Random } from './random.ts';

/** A graph with its objects in random order: the worst a dump can do to caches. */
export function shuffled(graph: HeapGraph): HeapGraph {
  const { nodeCount, edgeCount, firstEdge } = graph;
  const random = new Random(7);
  const order = Uint32Array.from({ length: nodeCount }, (_, at) => at);
  for (let at = nodeCount - 1; at > 0; at--) {
    const other = random.below(at + 1);
    const kept = order[at];
    order[at] = order[other];
    order[other] = kept;
  }
  const placeOf = new Uint32Array(nodeCount);
  for (let at = 0; at < nodeCount; at++) placeOf[order[at]] = at;
  const first = new Uint32Array(nodeCount + 1);
  const edgeTarget = new Uint32Array(edgeCount);
  const edgeKind = new Uint8Array(edgeCount);
  const label = new Uint32Array(edgeCount);
  const labels = graph.edgeLabels?.form === 'perEdge' ? graph.edgeLabels.label : null;
  let next = 0;
  for (let at = 0; at < nodeCount; at++) {
    const node = order[at];
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      edgeTarget[next] = placeOf[graph.edgeTarget[edge]];
      edgeKind[next] = graph.edgeKind[edge];
      if (labels !== null) label[next] = labels[edge];
      next++;
    }
    first[at + 1] = next;
  }
  const roots =
    graph.roots === null
      ? null
      : { ...graph.roots, node: graph.roots.node.map((node) => placeOf[node]) };
  return {
    ...graph,
    type: Uint32Array.from(order, (node) => graph.type[node]),
    shallowSize: Float64Array.from(order, (node) => graph.shallowSize[node]),
    flags: Uint16Array.from(order, (node) => graph.flags[node]),
    refcount: Uint32Array.from(order, (node) => graph.refcount?.[node] ?? 0),
    firstEdge: first,
    edgeTarget,
    edgeKind,
    edgeLabels: labels === null ? null : { form: 'perEdge', label },
    roots,
  };
}
