import { formatBytes, formatQuantity } from '../../base/units.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT } from '../../heap/heap-graph.ts';
import type { SceneFact } from '../model/scene.ts';
import { addressText } from './describe-node.ts';

/** The facts asked for, as lines of a box: "3 refs · 56 bytes", "retains 671 KB", "0x7f…". */
export function factLines(
  graph: HeapGraph,
  retainedSize: Float64Array | null,
  node: NodeIndex,
  facts: readonly SceneFact[],
): readonly string[] {
  const own: string[] = [];
  const count = graph.refcount?.[node] ?? NO_COUNT;
  if (facts.includes('refcount') && count !== NO_COUNT) {
    own.push(count === IMMORTAL_COUNT ? 'immortal' : formatQuantity(count, 'ref'));
  }
  if (facts.includes('size')) own.push(formatBytes(graph.shallowSize[node]));
  const lines = own.length === 0 ? [] : [own.join(' · ')];
  if (facts.includes('retained') && retainedSize !== null) {
    lines.push(`retains ${formatBytes(retainedSize[node])}`);
  }
  if (facts.includes('address')) lines.push(addressText(graph, node));
  return lines;
}
