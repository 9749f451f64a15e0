import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { allocatedAddresses } from './addresses.ts';
import { TextChunks } from './text-chunks.ts';

/** A graph as meliae would have dumped it: JSON lines, one object each, about 165 bytes long. */
export function* meliaeText(graph: HeapGraph): Generator<Uint8Array> {
  const addresses = allocatedAddresses(graph);
  const names = Array.from(graph.typeNames, (name) => graph.strings.get(name));
  const chunks = new TextChunks();
  for (let node = 0; node < graph.nodeCount; node++) {
    const first = graph.firstEdge[node];
    const end = graph.firstEdge[node + 1];
    chunks.text('{"address": ');
    chunks.integer(addresses[node]);
    chunks.text(`, "type": "${names[graph.type[node]] ?? ''}", "size": `);
    chunks.integer(graph.shallowSize[node]);
    chunks.text(', "len": ');
    chunks.integer(end - first);
    chunks.text(', "refs": [');
    for (let edge = first; edge < end; edge++) {
      if (edge > first) chunks.text(', ');
      chunks.integer(addresses[graph.edgeTarget[edge]]);
      if (chunks.isFull) yield chunks.take();
    }
    chunks.text(']}\n');
    if (chunks.isFull) yield chunks.take();
  }
  yield chunks.take();
}
