import { decorateEdgeLabel, edgeLabelText } from '../../shared/heap/edge-label.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { typesOf } from './same-graph.ts';

/** Every reference as a line: "dict ['k'] frame". */
export function edgeLines(graph: HeapGraph): readonly string[] {
  const lines: string[] = [];
  const types = typesOf(graph);
  for (let node = 0; node < graph.nodeCount; node++) {
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const label = decorateEdgeLabel(graph.edgeKind[edge], edgeLabelText(graph, node, edge));
      lines.push(`${types[node]} ${label} ${types[graph.edgeTarget[edge]]}`);
    }
  }
  return lines;
}

/** Every declared root as a line: "MainThread: main() local df → DataFrame". */
export function rootLines(graph: HeapGraph): readonly string[] {
  const types = typesOf(graph);
  return Array.from(graph.roots?.node ?? [], (node, index) => {
    const label = graph.roots?.label[index] ?? 0;
    return `${graph.strings.get(label)} → ${types[node]}`;
  });
}
