import { clip, showable } from '../../base/text.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import type { NameForest } from '../names/name-forest.ts';

/** Objects looked at from an entry on. */
const MAX_LOOKED = 200;
const MAX_TYPES = 3;
const MAX_NAME = 200;

/**
 * What a tangle of garbage is made of: the classes with instances in the first 200 objects from its
 * entry on, sorted. Which object of a cycle is the entry differs from dump to dump; what is in it
 * does not. O(1).
 */
export function tangleOf(graph: HeapGraph, { parentEdge }: NameForest, entry: NodeIndex): string {
  const types = new Set<number>();
  const open = [entry];
  for (let at = 0; at < open.length; at++) {
    const node = open[at] ?? entry;
    if ((graph.flags[node] & NodeFlag.isUserInstance) !== 0) types.add(graph.type[node]);
    const end = graph.firstEdge[node + 1];
    for (let edge = graph.firstEdge[node]; edge < end && open.length < MAX_LOOKED; edge++) {
      const target = graph.edgeTarget[edge];
      if (parentEdge[target] === edge) open.push(target);
    }
  }
  const told = types.size === 0 ? [graph.type[entry]] : [...types];
  return told
    .map((type) => clip(showable(graph.strings.get(graph.typeNames[type])), MAX_NAME))
    .sort()
    .slice(0, MAX_TYPES)
    .join(', ');
}
