import type { HeapGraph, NodeIndex } from './heap-graph.ts';
import { NO_NODE } from './heap-graph.ts';
import { namedReferent } from './named-referent.ts';

/** Tracebacks followed of one exception: what recurses without end is cut off by Python itself. */
const DEEPEST = 1000;

/** The traceback an exception keeps; `NO_NODE` where it has none. O(references of the object). */
export function tracebackOf(graph: HeapGraph, node: NodeIndex): NodeIndex {
  return namedReferent(graph, node, '__traceback__');
}

/** The frame an exception was raised in: that of its innermost traceback. O(tracebacks). */
export function raisingFrameOf(graph: HeapGraph, exception: NodeIndex): NodeIndex {
  let traceback = tracebackOf(graph, exception);
  for (let depth = 0; traceback !== NO_NODE && depth < DEEPEST; depth++) {
    const next = namedReferent(graph, traceback, 'tb_next');
    if (next === NO_NODE) return namedReferent(graph, traceback, 'tb_frame');
    traceback = next;
  }
  return NO_NODE;
}
