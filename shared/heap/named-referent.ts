import { edgeLabelText } from './edge-label.ts';
import type { HeapGraph, NodeIndex } from './heap-graph.ts';
import { NO_NODE } from './heap-graph.ts';

/**
 * What an object refers to by a name, `__code__` of a function; `NO_NODE` where the dump has no such
 * reference. O(references of the object).
 */
export function namedReferent(graph: HeapGraph, node: NodeIndex, label: string): NodeIndex {
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    if (edgeLabelText(graph, node, edge) === label) return graph.edgeTarget[edge];
  }
  return NO_NODE;
}
