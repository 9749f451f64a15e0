import type { Job } from '../../base/job.ts';
import { radixSortByKey } from '../../base/radix-sort.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { Holder } from './holders.ts';

/** Types that are an array with room to grow: bytes per item. Others are hash tables. */
const ITEM_BYTES: ReadonlyMap<string, number> = new Map([
  ['list', 8],
  ['bytearray', 1],
]);

/**
 * The size that a container with as many items needs, as far as the dump shows it.
 *
 * Arrays take a head and a fixed number of bytes per item; the head is the smallest that any of
 * them leaves room for. Hash tables grow in steps that differ by version and by kind of key: there,
 * it is the smallest size of any container of the same type with at least as many items. Where a
 * type is rare that is its own size, and so no waste.
 *
 * An instance's `__dict__` may share its keys with others and be smaller than any other dict: those,
 * and where references have no labels all that may be one, are neither measured nor a measure.
 * O(containers); `nodes` and the result are parallel.
 */
export function neededSizes(
  graph: HeapGraph,
  nodes: Uint32Array,
  placeOf: (at: number) => Holder | undefined,
  job: Job,
): Float64Array {
  const needed = Float64Array.from(nodes, (node) => graph.shallowSize[node]);
  const items = Uint32Array.from(nodes, (node) => graph.length?.[node] ?? 0);
  const itemBytes = Array.from(graph.typeNames, (name) => ITEM_BYTES.get(graph.strings.get(name)));
  const head = headSizes(graph, nodes, itemBytes, items);
  const dict = graph.typeNames.findIndex((name) => graph.strings.get(name) === 'dict');
  // The most items first, and of those with as many the smallest: each sees the least so far.
  const order = Uint32Array.from(nodes, (_, at) => at);
  const sizes = Uint32Array.from(needed, (size) => Math.min(size, 0xffffffff));
  const fewest = items.map((count) => 0xffffffff - count);
  radixSortByKey(order, sizes, fewest, job);
  const least = new Float64Array(graph.typeNames.length).fill(Number.POSITIVE_INFINITY);
  for (const at of order) {
    const type = graph.type[nodes[at]];
    const perItem = itemBytes[type];
    if (perItem !== undefined) {
      // Less than its items: a dump without sizes, or of a machine with smaller pointers.
      const own = head.get(type) ?? -1;
      if (own >= 0) needed[at] = own + perItem * items[at];
    } else if (type !== dict || !mayBeInstanceDict(graph, placeOf(at))) {
      least[type] = Math.min(least[type], needed[at]);
      needed[at] = least[type];
    }
  }
  return needed;
}

function headSizes(
  graph: HeapGraph,
  nodes: Uint32Array,
  itemBytes: readonly (number | undefined)[],
  items: Uint32Array,
): Map<number, number> {
  const head = new Map<number, number>();
  for (let at = 0; at < nodes.length; at++) {
    const type = graph.type[nodes[at]];
    const perItem = itemBytes[type];
    if (perItem === undefined) continue;
    const left = graph.shallowSize[nodes[at]] - perItem * items[at];
    head.set(type, Math.min(left, head.get(type) ?? left));
  }
  return head;
}

function mayBeInstanceDict(graph: HeapGraph, place: Holder | undefined): boolean {
  if (place === undefined || place.kind === EdgeKind.unlabelled) return true;
  return place.kind === EdgeKind.internal && graph.strings.get(place.label).endsWith('__dict__');
}
