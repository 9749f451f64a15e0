import { lowerBound } from '../base/sorted.ts';
import { edgeLabelText } from './edge-label.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from './heap-graph.ts';
import { NO_NODE } from './heap-graph.ts';

/** The object that holds a reference. O(log objects): references do not name their source. */
export function edgeSource(graph: Pick<HeapGraph, 'firstEdge'>, edge: EdgeIndex): NodeIndex {
  return lowerBound(graph.firstEdge, edge + 1) - 1;
}

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

/** Tracebacks followed of one exception: what recurses without end is cut off by Python itself. */
const MAX_TRACEBACKS = 1000;

/** The traceback an exception keeps; `NO_NODE` where it has none. O(references of the object). */
export function tracebackOf(graph: HeapGraph, node: NodeIndex): NodeIndex {
  return namedReferent(graph, node, '__traceback__');
}

/** The frame an exception was raised in: that of its innermost traceback. O(tracebacks). */
export function raisingFrameOf(graph: HeapGraph, exception: NodeIndex): NodeIndex {
  let traceback = tracebackOf(graph, exception);
  for (let depth = 0; traceback !== NO_NODE && depth < MAX_TRACEBACKS; depth++) {
    const next = namedReferent(graph, traceback, 'tb_next');
    if (next === NO_NODE) return namedReferent(graph, traceback, 'tb_frame');
    traceback = next;
  }
  return NO_NODE;
}
