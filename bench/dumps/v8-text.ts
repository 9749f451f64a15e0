import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { TextChunks } from './text-chunks.ts';

const HEADER = {
  meta: {
    node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
    node_types: [['hidden', 'object', 'synthetic']],
    edge_fields: ['type', 'name_or_index', 'to_node'],
    edge_types: [['context', 'element', 'property', 'internal']],
  },
};
const OBJECT = 1;
const SYNTHETIC = 2;
const ELEMENT = 1;
const PROPERTY = 2;
const NAMES = 500;

/**
 * A graph as a V8 heap snapshot, about 90 bytes per object with its references: for timing the
 * reader at sizes at which V8 itself takes minutes to write one.
 */
export function* v8Text(graph: HeapGraph): Generator<Uint8Array> {
  const { nodeCount, edgeCount, firstEdge, edgeTarget } = graph;
  const chunks = new TextChunks();
  const counts = { node_count: nodeCount, edge_count: edgeCount };
  chunks.text(`{"snapshot":${JSON.stringify({ ...HEADER, ...counts })},\n"nodes":[`);
  for (let node = 0; node < nodeCount; node++) {
    const type = node === 0 ? SYNTHETIC : OBJECT;
    const row = [
      type,
      graph.type[node],
      2 * node + 1,
      graph.shallowSize[node],
      firstEdge[node + 1] - firstEdge[node],
      0,
      0,
    ];
    writeRow(chunks, node === 0, row);
    if (chunks.isFull) yield chunks.take();
  }
  chunks.text('],\n"edges":[');
  for (let edge = 0; edge < edgeCount; edge++) {
    const isElement = edge % 3 === 0;
    const name = isElement ? edge % 64 : edge % NAMES;
    writeRow(chunks, edge === 0, [isElement ? ELEMENT : PROPERTY, name, 7 * edgeTarget[edge]]);
    if (chunks.isFull) yield chunks.take();
  }
  const names = Array.from({ length: NAMES }, (_, at) => `"name${at}"`);
  chunks.text('],\n"strings":[');
  for (const name of names) {
    chunks.text(name === names[0] ? name : `,\n${name}`);
    if (chunks.isFull) yield chunks.take();
  }
  chunks.text(']}\n');
  yield chunks.take();
}

function writeRow(chunks: TextChunks, isFirst: boolean, row: readonly number[]): void {
  if (!isFirst) chunks.text(',');
  for (let at = 0; at < row.length; at++) {
    if (at > 0) chunks.text(',');
    chunks.integer(row[at] ?? 0);
  }
  chunks.text('\n');
}
