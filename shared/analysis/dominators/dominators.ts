import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { releasingMarks } from '../graph/holding.ts';
import { addNativeBytes, nativeBytesOf } from '../graph/native-bytes.ts';
import { PACE_MASK } from '../graph/pace.ts';
import type { EntryVerdicts } from '../paths/entries.ts';
import { findEntries } from '../paths/entries.ts';
import { growDepthFirstTree } from './depth-first-tree.ts';
import { immediateDominators } from './dominator-tree.ts';

export interface Dominators {
  /**
   * Per object the one object through which every path from the roots to it leads, the nearest of
   * these; `NO_NODE` where there is none.
   */
  readonly immediateDominator: Uint32Array;
  /**
   * Bytes that would go if the object went: its own and those of all it dominates, with what these
   * hold outside of Python's objects.
   */
  readonly retainedSize: Float64Array;
}

/**
 * Immediate dominators and retained sizes of all objects.
 *
 * Paths begin at a virtual root that refers to everything held from outside and, so that
 * unreachable objects have a place too, to one object of each group of them (see `findEntries`).
 * Infrastructure references count: a class does hold its functions.
 *
 * Semi-NCA on the graph renumbered depth first. Nearly linear; about 40 bytes per object and 4 per
 * reference that leads back or across while it runs, 12 per object kept. `entries` are those of
 * `findEntries`, where they are known.
 */
export function computeDominators(
  graph: HeapGraph,
  verdicts: EntryVerdicts | null,
  job: Job,
  entries: Uint32Array = findEntries(graph, verdicts, job),
): Dominators {
  const tree = growDepthFirstTree(graph, entries, releasingMarks(graph), null, job);
  const dominator = immediateDominators(tree, job);
  // The tree's own array is not needed any more, and the largest memory in use is now.
  const into = tree.parent.subarray(0, graph.nodeCount);
  return dominatorsOfObjects(graph, { ...tree, dominator }, into, job);
}

/** Dominators as the vertices of a depth-first tree have them; 0 is the root. */
export interface DominatorsByVertex {
  readonly vertexCount: number;
  readonly nodeOf: Uint32Array;
  readonly dominator: Uint32Array;
}

/**
 * The same by objects, with what each retains. O(objects). `immediateDominator` is where they are
 * put, and may be an array that is used up.
 */
export function dominatorsOfObjects(
  graph: HeapGraph,
  { nodeOf, vertexCount, dominator }: DominatorsByVertex,
  immediateDominator: Uint32Array,
  job: Job,
): Dominators {
  const retainedSize = graph.shallowSize.slice();
  job.checkpoint();
  for (let vertex = vertexCount; vertex >= 1; vertex--) {
    if ((vertex & PACE_MASK) === 0) job.checkpoint();
    const node = nodeOf[vertex];
    if (dominator[vertex] === 0) {
      immediateDominator[node] = NO_NODE;
      continue;
    }
    const above = nodeOf[dominator[vertex]];
    immediateDominator[node] = above;
    retainedSize[above] += retainedSize[node];
  }
  const upwards = {
    order: nodeOf.subarray(1, vertexCount + 1),
    above: immediateDominator,
    top: NO_NODE,
    vertexOf: (node: number) => node,
  };
  const found = nativeBytesOf(graph, graph.nodeCount, upwards, job);
  if (found !== null) {
    const native = new Float64Array(graph.nodeCount);
    addNativeBytes(native, found);
    for (let vertex = vertexCount; vertex >= 1; vertex--) {
      if ((vertex & PACE_MASK) === 0) job.checkpoint();
      const node = nodeOf[vertex];
      retainedSize[node] += native[node];
      if (immediateDominator[node] !== NO_NODE) native[immediateDominator[node]] += native[node];
    }
  }
  return { immediateDominator, retainedSize };
}
