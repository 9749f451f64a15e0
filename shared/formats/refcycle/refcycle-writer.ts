import type { Job } from '../../base/job.ts';
import { nodeAddress } from '../../heap/address.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';

const CHECK_EVERY = 1 << 16;
const SIZED: ReadonlySet<string> = new Set(['dict', 'list', 'tuple', 'set', 'frozenset']);
/** refcycle separates the lines of an annotation by the two characters backslash and n. */
const LINE_BREAK = '\\n';

/**
 * A graph as the JSON of refcycle, in its own annotations. Lost: sizes, counts, roots, marks. Ids are
 * addresses, as far as JSON's numbers hold them, else numbers from 1.
 */
export function* writeRefcycleJson(graph: HeapGraph, job: Job): Generator<string> {
  const isExact = graph.addressWords.every((word, at) => at % 2 === 0 || word < 0x20_0000);
  const idOf = (node: NodeIndex): string =>
    isExact ? String(nodeAddress(graph, node)) : String(node + 1);
  yield '{"vertices": [';
  for (let node = 0; node < graph.nodeCount; node++) {
    if (node % CHECK_EVERY === 0) job.checkpoint();
    const annotation = JSON.stringify(annotationOf(graph, node));
    yield `${node === 0 ? '' : ', '}{"id": ${idOf(node)}, "annotation": ${annotation}}`;
  }
  yield '], "edges": [';
  for (let node = 0; node < graph.nodeCount; node++) {
    if (node % CHECK_EVERY === 0) job.checkpoint();
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const annotation = JSON.stringify(edgeAnnotation(graph, node, edge));
      const head = idOf(graph.edgeTarget[edge]);
      yield `${edge === 0 ? '' : ', '}{"id": ${edge}, "annotation": ${annotation}, "head": ${head}, "tail": ${idOf(node)}}`;
    }
  }
  yield ']}\n';
}

function annotationOf(graph: HeapGraph, node: NodeIndex): string {
  const type = graph.strings.get(graph.typeNames[graph.type[node]]);
  const bare = type.replace(/^builtins\./, '');
  const length = graph.length?.[node] ?? NO_COUNT;
  if (SIZED.has(bare) && length !== NO_COUNT) return `${bare}[${length}]`;
  const preview = graph.preview?.[node] ?? NO_STRING;
  const text = preview === NO_STRING ? '' : graph.strings.get(preview);
  const flags = graph.flags[node];
  if ((flags & NodeFlag.isType) !== 0) return `type${LINE_BREAK}${text || type}`;
  if ((flags & NodeFlag.isModule) !== 0) return `module${LINE_BREAK}${text}`;
  if ((flags & NodeFlag.isFrame) !== 0) return `frame${LINE_BREAK}${text}`;
  if (bare === 'function') return `function${LINE_BREAK}${text}`;
  return `object${LINE_BREAK}${type}`;
}

function edgeAnnotation(graph: HeapGraph, node: NodeIndex, edge: EdgeIndex): string | null {
  const text = edgeLabelText(graph, node, edge);
  switch (graph.edgeKind[edge] & EDGE_KIND_MASK) {
    case EdgeKind.key:
      return 'key';
    case EdgeKind.value:
      return text === '' ? null : `value[${text}]`;
    case EdgeKind.index:
    case EdgeKind.array:
      return text === '' ? null : `item[${text}]`;
    case EdgeKind.element:
      return 'element';
    case EdgeKind.class:
      return '__class__';
    case EdgeKind.cell:
      return 'cell_contents';
    case EdgeKind.local:
      return text === '' ? null : `local '${text}'`;
    default:
      return text === '' ? null : text;
  }
}
