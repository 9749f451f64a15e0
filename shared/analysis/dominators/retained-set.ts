import type { Job } from '../../base/job.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { releasingMarks } from '../graph/holding.ts';
import { nativeBytesOfSet } from '../graph/native-bytes.ts';
import { PACE_MASK } from '../graph/pace.ts';
import { spread } from '../graph/spread.ts';
import type { EntryVerdicts } from '../paths/entries.ts';
import { findEntries } from '../paths/entries.ts';

/**
 * Bytes that would go if these objects went together: they and all that only they hold, in Python's
 * objects and outside of them.
 *
 * By removal: what is not reached from the entries without them. O(objects + references), 10 bytes
 * per object.
 */
export function retainedSizeOfSet(
  graph: HeapGraph,
  nodes: Iterable<NodeIndex>,
  verdicts: EntryVerdicts | null,
  job: Job,
): number {
  const entries = findEntries(graph, verdicts, job);
  const state = new Uint8Array(graph.nodeCount);
  for (const node of nodes) state[node] = REMOVED;
  job.checkpoint();
  const stack = new Uint32Array(graph.nodeCount);
  let depth = 0;
  for (const entry of entries) {
    if (state[entry] !== 0) continue;
    state[entry] = REACHED;
    stack[depth++] = entry;
  }
  const ignoredMarks = releasingMarks(graph);
  spread(graph, { state, from: 0, to: REACHED, ignoredMarks, stack, depth }, job);
  let bytes = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & PACE_MASK) === 0) job.checkpoint();
    if (state[node] !== REACHED) bytes += graph.shallowSize[node];
  }
  return bytes + nativeBytesOfSet(graph, (node) => state[node] !== REACHED, job);
}

const REACHED = 1;
const REMOVED = 2;
