import { DumpFormatError } from '../../base/errors.ts';
import type { Job } from '../../base/job.ts';
import { formatCount } from '../../base/units.ts';
import { nodeAddress } from '../../heap/address.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';

/** Beyond this no program draws it, and our own reader refuses the file. */
const MAX_OBJECTS = 100_000;
const MAX_PREVIEW = 200;
const CHECK_EVERY = 4096;

/**
 * A graph as objgraph draws it, for Graphviz and whatever reads objgraph's files. Lost: sizes, roots,
 * positions in lists, marks. Throws `dump-too-large` beyond a hundred thousand objects.
 */
export function* writeObjgraphDot(graph: HeapGraph, job: Job): Generator<string> {
  if (graph.nodeCount > MAX_OBJECTS) {
    throw new DumpFormatError(
      'dump-too-large',
      `A drawing of ${formatCount(graph.nodeCount)} objects helps nobody; up to ${formatCount(MAX_OBJECTS)} are written. Draw a part with \`backrefs --dot\`, or convert to .json.`,
    );
  }
  yield 'digraph ObjectGraph {\n  node[shape=box, style=filled, fillcolor=white];\n';
  for (let node = 0; node < graph.nodeCount; node++) {
    if (node % CHECK_EVERY === 0) job.checkpoint();
    yield `  o${nodeAddress(graph, node)}[label="${escaped(nodeLabel(graph, node))}"];\n`;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const target = nodeAddress(graph, graph.edgeTarget[edge]);
      yield `  o${nodeAddress(graph, node)} -> o${target}${attributes(graph, node, edge)};\n`;
    }
  }
  yield '}\n';
}

function nodeLabel(graph: HeapGraph, node: NodeIndex): string {
  const type = graph.strings.get(graph.typeNames[graph.type[node]]);
  const count = graph.refcount?.[node] ?? NO_COUNT;
  const counted = count === NO_COUNT || count === IMMORTAL_COUNT ? '' : ` [${count}]`;
  const preview = graph.preview?.[node] ?? NO_STRING;
  const text = preview === NO_STRING ? '' : graph.strings.get(preview).slice(0, MAX_PREVIEW);
  return text === '' ? `${type}${counted}` : `${type}${counted}\n${text}`;
}

function attributes(graph: HeapGraph, node: NodeIndex, edge: EdgeIndex): string {
  const kind = graph.edgeKind[edge] & EDGE_KIND_MASK;
  const text = edgeLabelText(graph, node, edge);
  if (text === '') return '';
  switch (kind) {
    case EdgeKind.attribute:
    case EdgeKind.slot:
    case EdgeKind.global:
      return ` [label="${escaped(text)}",weight=2]`;
    case EdgeKind.internal:
      return ` [label="${escaped(text)}",weight=10]`;
    case EdgeKind.value:
      return ` [label="${escaped(`${/^['"]/.test(text) ? 'str' : 'key'}\n${text}`)}"]`;
    default:
      return '';
  }
}

/** As objgraph escapes: backslash, quote, line break; NUL ends a text for Graphviz. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\0', '\\\\0')
    .replace(/\r?\n|\r/g, '\\n');
}
