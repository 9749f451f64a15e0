import { lowerBound } from '../base/sorted.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from './heap-graph.ts';

/** The object that holds a reference. O(log objects): references do not name their source. */
export function edgeSource(graph: Pick<HeapGraph, 'firstEdge'>, edge: EdgeIndex): NodeIndex {
  return lowerBound(graph.firstEdge, edge + 1) - 1;
}
