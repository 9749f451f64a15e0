import { DumpFormatError } from '../base/errors.ts';
import { formatBytes, formatCount } from '../base/units.ts';
import type { HeapGraph } from './heap-graph.ts';

/** Bytes of the graph's columns, strings included; derived columns are the analyses' own. */
export function graphBytes(graph: HeapGraph): number {
  const columns: (ArrayBufferView | null)[] = [
    graph.addressWords,
    graph.type,
    graph.shallowSize,
    graph.flags,
    graph.refcount,
    graph.length,
    graph.preview,
    graph.firstEdge,
    graph.edgeTarget,
    graph.edgeKind,
    graph.typeNames,
    graph.strings.bytes,
    graph.strings.offset,
    ...(graph.roots === null ? [] : [graph.roots.node, graph.roots.kind, graph.roots.label]),
    graph.details.node,
    graph.details.value,
    graph.allocationSite.node,
    graph.allocationSite.value,
  ];
  const labels = graph.edgeLabels;
  for (const table of graph.tables?.values() ?? []) {
    for (const column of table.columns.values()) columns.push(column.values);
  }
  if (labels?.form === 'perEdge') columns.push(labels.label);
  if (labels?.form === 'layouts') {
    columns.push(labels.layout, labels.layoutFirstSlot, labels.slotLabel);
  }
  return columns.reduce((sum, column) => sum + (column?.byteLength ?? 0), 0);
}

/** Refuses a load with the numbers, before the memory is taken. `dump-too-large`. */
export function refuseBeyond(limitBytes: number, neededBytes: number, what: string): void {
  if (neededBytes <= limitBytes) return;
  throw new DumpFormatError(
    'dump-too-large',
    `${what} needs about ${formatBytes(neededBytes)} of memory, more than the ${formatBytes(limitBytes)} free for it. Close other dumps or programs, or open it on a machine with more memory.`,
    undefined,
    undefined,
    { needed: Math.round(neededBytes), limit: Math.round(limitBytes) },
  );
}

/** An address is two words, and an array has fewer than 2³² entries. */
export const MAX_NODES = 2 ** 31 - 16;
/** Offsets of references are 32 bits wide. */
export const MAX_EDGES = 2 ** 32 - 16;

/** Refuses, with the numbers, a graph whose columns could not be addressed. `dump-too-large`. */
export function refuseBeyondColumns(nodes: number, edges: number): void {
  if (nodes <= MAX_NODES && edges <= MAX_EDGES) return;
  throw new DumpFormatError(
    'dump-too-large',
    `The dump holds ${formatCount(nodes)} objects and ${formatCount(edges)} references; Ouroboros holds up to 2.1 billion and 4.2 billion.`,
  );
}
