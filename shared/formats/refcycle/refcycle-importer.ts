import { DumpFormatError } from '../../base/errors.ts';
import { formatCount, formatQuantity } from '../../base/units.ts';
import { EdgeListBuilder } from '../../heap/edge-list-builder.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_COUNT } from '../../heap/heap-graph.ts';
import { refuseBeyond } from '../../heap/memory.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import type { ImportContext, Importer } from '../importer.ts';
import { parseEdgeAnnotation, parseNodeAnnotation } from './annotations.ts';
import { JsonElements } from './json-elements.ts';

/**
 * Graphs of refcycle, as `ObjectGraph.export_json` writes them:
 *
 *   {"vertices": [{"id": 139…, "annotation": "object\\nmod.Cls"}, …],
 *    "edges": [{"id": 0, "annotation": "item[0]", "head": 139…, "tail": 139…}, …]}
 *
 * A reference goes from `tail` to `head` (refcycle: `refcycle/annotations.py`). Not in the file:
 * sizes, which are 0 here, reference counts and roots.
 */
export const refcycleImporter: Importer = {
  id: 'refcycle',
  label: 'refcycle graph (JSON)',
  sniff(head) {
    const text = new TextDecoder('latin1').decode(head.subarray(0, 4096));
    return /^\s*\{\s*"vertices"\s*:\s*\[/.test(text) ? 0.9 : 0;
  },
  read,
};

async function read(
  stream: ByteStream,
  _direct: ByteSource | null,
  context: ImportContext,
): Promise<HeapGraph> {
  const builder = new EdgeListBuilder();
  let skipped = 0;
  const elements = new JsonElements((key, element) => {
    const isTaken =
      key === 'vertices'
        ? takeVertex(builder, element)
        : key !== 'edges' || takeEdge(builder, element);
    if (!isTaken) skipped++;
  });
  for (;;) {
    const chunk = await stream.next();
    if (chunk === null) break;
    if (!elements.feed(chunk)) {
      throw new DumpFormatError(
        'dump-malformed',
        'The refcycle graph is damaged: this is not the JSON that refcycle writes.',
        elements.offset,
      );
    }
    context.job.report({
      phase: 'Reading objects',
      done: stream.consumed,
      total: context.sourceBytes,
      unit: 'bytes',
    });
    context.job.checkpoint();
    refuseBeyond(context.memoryLimitBytes, builder.bytes, 'This graph');
  }
  if (builder.nodeCount === 0) {
    throw new DumpFormatError('dump-empty', 'The refcycle graph holds no objects.');
  }
  const graph = builder.finish({}, false);
  if (!elements.isWhole) {
    context.warn({
      code: 'truncated',
      message: `The graph breaks off at byte ${formatCount(elements.offset)}; ${formatQuantity(graph.nodeCount, 'object')} and ${formatQuantity(graph.edgeCount, 'reference')} were kept.`,
    });
  }
  if (skipped > 0) {
    context.warn({
      code: 'skipped-lines',
      message: `${formatQuantity(skipped, 'entry', 'entries')} could not be read and were left out.`,
    });
  }
  if (builder.duplicateNodes > 0) {
    context.warn({
      code: 'duplicate-objects',
      message: `${formatQuantity(builder.duplicateNodes, 'object')} stood in the graph more than once; the first of each was kept.`,
    });
  }
  if (graph.danglingReferences > 0) {
    context.warn({
      code: 'dangling-references',
      message: `${formatQuantity(graph.danglingReferences, 'reference')} from or to objects that are not in the graph were left out.`,
    });
  }
  return graph;
}

function takeVertex(builder: EdgeListBuilder, element: unknown): boolean {
  const id = idIn(element, 'id');
  const annotation = textIn(element, 'annotation') ?? '';
  if (id === null) return false;
  const node = parseNodeAnnotation(annotation);
  const preview = node.preview === '' ? NO_STRING : builder.strings.internText(node.preview);
  builder.addNode(low(id), high(id), { ...node, refcount: NO_COUNT, preview });
  return true;
}

function takeEdge(builder: EdgeListBuilder, element: unknown): boolean {
  const tail = idIn(element, 'tail');
  const head = idIn(element, 'head');
  if (tail === null || head === null) return false;
  const { kind, label } = parseEdgeAnnotation(textIn(element, 'annotation'));
  const stored =
    label === null
      ? NO_STRING
      : typeof label === 'number'
        ? label
        : builder.strings.internText(label);
  builder.addEdge(low(tail), high(tail), low(head), high(head), kind, stored);
  return true;
}

/** An address: a whole number that a double holds exactly, as all of user space is. */
function idIn(element: unknown, key: string): number | null {
  const value = memberOf(element, key);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function textIn(element: unknown, key: string): string | null {
  const value = memberOf(element, key);
  return typeof value === 'string' ? value : null;
}

function memberOf(element: unknown, key: string): unknown {
  return isRecord(element) ? element[key] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function low(address: number): number {
  return address >>> 0;
}

function high(address: number): number {
  return Math.floor(address / 0x1_0000_0000);
}
