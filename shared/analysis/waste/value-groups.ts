import type { Job } from '../../base/job.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';

/** Objects put together by type and preview. */
export interface ValueGroups {
  readonly count: number;
  /** Parallel to the objects given: the number of their group. */
  readonly groupOf: Uint32Array;
}

/** So many other values are passed by before one is set aside: only a hostile dump gets there. */
const MAX_PROBES = 128;

/**
 * Groups objects that have previews by their type and the bytes of these.
 *
 * Open addressing with linear probing, each slot a group: objects are taken in the order of the
 * dump, where they and their texts lie together, and only the table is looked up at random; sorting
 * by a hash costs four times as much in cache misses. A dump can be made so that all values collide:
 * a value that finds too many others in its way is set aside, and so is every equal one, since
 * nothing ever leaves the table. What was set aside is sorted, O(k log k).
 *
 * O(objects + bytes of their previews); 8 to 16 bytes per object for the table, 4 for the result.
 */
export function groupByValue(graph: HeapGraph, nodes: Uint32Array, job: Job): ValueGroups {
  const slots = 2 ** Math.max(4, Math.ceil(Math.log2(2 * nodes.length + 1)));
  const mask = slots - 1;
  // 1 + the group of a slot; 0 is empty.
  const table = new Uint32Array(slots);
  const firstOf = new Uint32Array(nodes.length);
  const groupOf = new Uint32Array(nodes.length);
  const aside: number[] = [];
  let count = 0;
  for (let at = 0; at < nodes.length; at++) {
    if ((at & PACE_MASK) === 0) keepPace(job, 'Comparing values', at, nodes.length);
    const node = nodes[at];
    let slot = hashOf(graph, node) & mask;
    let probes = 0;
    while (table[slot] !== 0 && probes < MAX_PROBES) {
      if (compareValues(graph, firstOf[table[slot] - 1], node) === 0) break;
      slot = (slot + 1) & mask;
      probes++;
    }
    if (probes === MAX_PROBES) {
      aside.push(at);
      continue;
    }
    if (table[slot] === 0) {
      firstOf[count] = node;
      table[slot] = ++count;
    }
    groupOf[at] = table[slot] - 1;
  }
  return { count: groupAside(graph, nodes, aside, count, groupOf, job), groupOf };
}

/** Groups what was set aside, numbered on from `count`; how many groups there are then. */
function groupAside(
  graph: HeapGraph,
  nodes: Uint32Array,
  aside: number[],
  count: number,
  groupOf: Uint32Array,
  job: Job,
): number {
  let steps = 0;
  aside.sort((a, b) => {
    if ((++steps & PACE_MASK) === 0) job.checkpoint();
    return compareValues(graph, nodes[a], nodes[b]) || a - b;
  });
  let groups = count;
  aside.forEach((at, position) => {
    const before = position === 0 ? at : (aside[position - 1] ?? at);
    if (position === 0 || compareValues(graph, nodes[before], nodes[at]) !== 0) groups++;
    groupOf[at] = groups - 1;
  });
  return groups;
}

/** FNV-1a over the preview's bytes, begun with the type; mixed, since only low bits are used. */
function hashOf(graph: HeapGraph, node: NodeIndex): number {
  const { bytes, offset } = graph.strings;
  const index = graph.preview?.[node] ?? 0;
  let hash = 0x811c9dc5 ^ graph.type[node];
  for (let at = offset[index], end = offset[index + 1]; at < end; at++) {
    hash = Math.imul(hash ^ bytes[at], 0x01000193);
  }
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** Some order of types and previews, 0 only where both are the same. */
function compareValues(graph: HeapGraph, a: NodeIndex, b: NodeIndex): number {
  if (graph.type[a] !== graph.type[b]) return graph.type[a] - graph.type[b];
  const first = graph.preview?.[a] ?? 0;
  const second = graph.preview?.[b] ?? 0;
  if (first === second) return 0;
  const { bytes, offset } = graph.strings;
  const length = offset[first + 1] - offset[first];
  const difference = length - (offset[second + 1] - offset[second]);
  if (difference !== 0) return difference;
  for (let at = 0; at < length; at++) {
    const step = bytes[offset[first] + at] - bytes[offset[second] + at];
    if (step !== 0) return step;
  }
  return 0;
}
