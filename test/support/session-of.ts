import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { HeapSession } from '../../shared/session/heap-session.ts';

/** A session on a drawn graph, as if it had been opened whole. */
export function sessionOf(graph: HeapGraph): HeapSession {
  return new HeapSession(graph, {
    name: 'drawn',
    formatId: 'drawn',
    formatLabel: 'Drawing',
    fileBytes: 0,
    warnings: [],
  });
}
