import type { Job } from '../../base/job.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { BitSet } from '../graph/bits.ts';
import { keepPace, PACE_EDGES } from '../graph/pace.ts';

/** The number of all objects that are on no cycle. */
export const ON_NO_CYCLE = 0xffffffff;

/** The number of the component found first; the next ones count down. */
export const FIRST_NUMBER = ON_NO_CYCLE - 1;

/** The non-trivial strongly connected components, in the order in which they were found. */
export interface FoundComponents {
  /** Per object `ON_NO_CYCLE`, or `FIRST_NUMBER` − the position of its component in `size`. */
  readonly number: Uint32Array;
  /** Members of each component. */
  readonly size: Uint32Array;
}

/**
 * Strongly connected components over references that are not blocked.
 *
 * D. J. Pearce, "A space-efficient algorithm for finding strongly connected components", IPL 116
 * (2016): one index per object serves as preorder number, low link and component number, and the
 * call stack shares an array with the stack of unfinished components. Iterative. Beyond the paper:
 *
 * - All that is on no cycle gets one and the same number, so that the index is the result and no
 *   member is written down twice.
 * - Objects without references, nearly half of a heap, are finished where they are seen first.
 * - Whether a reference is blocked is asked only where it would change something: half of them lead
 *   to what is finished.
 * - The search runs in batches, on nothing but typed arrays. One long call would stay in code that
 *   is replaced while it runs, and be thrown out of it at every branch taken for the first time:
 *   with a million objects that was two thirds of the time.
 *
 * Together 1.6 to 2 times as fast as without, at a million objects and at ten.
 *
 * O(objects + references); 4 bytes per object kept, at most 13 more while it runs, of which only
 * what deep paths and components need is touched.
 */
export function findStronglyConnected(
  graph: Pick<HeapGraph, 'nodeCount' | 'firstEdge' | 'edgeTarget'>,
  blocked: BitSet,
  job: Job,
): FoundComponents {
  const { nodeCount, firstEdge, edgeTarget } = graph;
  const columns: Columns = {
    firstEdge,
    edgeTarget,
    blocked,
    index: new Uint32Array(nodeCount),
    stack: new Uint32Array(nodeCount),
    nextEdge: new Uint32Array(nodeCount),
    marks: new Uint8Array(nodeCount),
    size: new Uint32Array(nodeCount),
  };
  const state = new Uint32Array(5);
  state[BACK] = nodeCount;
  state[NEXT_INDEX] = 1;
  while (state[NEXT_START] < nodeCount) {
    keepPace(job, 'Finding cycles', state[NEXT_START], nodeCount);
    visitSome(columns, state, job);
  }
  return { number: columns.index, size: columns.size.slice(0, state[FOUND]) };
}

/** Objects to visit in one call: about a millisecond, and enough to forget what a call costs. */
const BATCH = 4096;

/** Where `state` keeps what is kept from one batch to the next. */
const [BACK, DEPTH, NEXT_INDEX, FOUND, NEXT_START] = [0, 1, 2, 3, 4] as const;

/** Marks of an object on the path: it reaches one before it; it refers to itself. */
const NOT_ROOT = 1;
const LOOP = 2;

interface Columns {
  readonly firstEdge: Uint32Array;
  readonly edgeTarget: Uint32Array;
  readonly blocked: BitSet;
  /** 0: not visited; up to the number of objects: visited; beyond: finished, with its number. */
  readonly index: Uint32Array;
  /**
   * From the front the path of the search; from the back what is left of it and belongs to a
   * component that is not finished. An object is on one of them at most, so that together they fit.
   */
  readonly stack: Uint32Array;
  /** Of objects on the path, the reference that was followed, and marks. */
  readonly nextEdge: Uint32Array;
  readonly marks: Uint8Array;
  readonly size: Uint32Array;
}

function visitSome(columns: Columns, state: Uint32Array, job: Job): void {
  const { firstEdge, edgeTarget, blocked, index, stack, nextEdge, marks, size } = columns;
  const nodeCount = index.length;
  let back = state[BACK];
  let depth = state[DEPTH];
  let nextIndex = state[NEXT_INDEX];
  let found = state[FOUND];
  let start = state[NEXT_START];
  let visited = 0;
  for (;;) {
    let node: number;
    let edge: number;
    let low: number;
    let mark: number;
    if (depth > 0) {
      // The reference that was followed is looked at again: its target's index says what was found.
      depth--;
      node = stack[depth];
      edge = nextEdge[depth];
      mark = marks[depth];
      low = index[node];
    } else {
      while (start < nodeCount && index[start] !== 0) start++;
      if (start === nodeCount || visited >= BATCH) break;
      visited++;
      node = start;
      edge = firstEdge[node];
      mark = 0;
      low = nextIndex++;
      index[node] = low;
    }
    let end = firstEdge[node + 1];
    for (; edge < end; edge++) {
      const target = edgeTarget[edge];
      const other = index[target];
      if (other >= low && target !== node) continue;
      if ((blocked[edge >>> 5] & (1 << (edge & 31))) !== 0) continue;
      if (other !== 0) {
        if (other < low) {
          low = other;
          mark |= NOT_ROOT;
        } else {
          mark |= LOOP;
        }
        continue;
      }
      visited++;
      const first = firstEdge[target];
      if (first === firstEdge[target + 1] && visited < BATCH) {
        index[target] = ON_NO_CYCLE;
        continue;
      }
      index[node] = low;
      stack[depth] = node;
      nextEdge[depth] = edge;
      marks[depth] = mark;
      depth++;
      if (visited >= BATCH) break;
      node = target;
      mark = 0;
      low = nextIndex++;
      index[node] = low;
      end = firstEdge[node + 1];
      // One less, since the loop is about to count on.
      edge = first - 1;
    }
    if (visited >= BATCH && edge < end) break;

    if ((mark & NOT_ROOT) !== 0) {
      index[node] = low;
      stack[--back] = node;
      continue;
    }
    const first = back;
    while (back < nodeCount && index[stack[back]] >= low) {
      index[stack[back++]] = FIRST_NUMBER - found;
      if ((back & (PACE_EDGES - 1)) === 0) job.checkpoint();
    }
    const members = back - first + 1;
    nextIndex -= members;
    const isComponent = members > 1 || (mark & LOOP) !== 0;
    index[node] = isComponent ? FIRST_NUMBER - found : ON_NO_CYCLE;
    if (isComponent) size[found++] = members;
  }
  state[BACK] = back;
  state[DEPTH] = depth;
  state[NEXT_INDEX] = nextIndex;
  state[FOUND] = found;
  state[NEXT_START] = start;
}
