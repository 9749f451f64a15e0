import { DumpFormatError } from '../../base/errors.ts';
import { formatQuantity } from '../../base/units.ts';
import { parseAddress } from '../../heap/address.ts';
import { EdgeListBuilder } from '../../heap/edge-list-builder.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_COUNT } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import type { ImportContext, Importer } from '../importer.ts';
import type { DotStatement } from '../objgraph/dot-statements.ts';
import { dotStatements } from '../objgraph/dot-statements.ts';
import { readDrawing } from '../objgraph/read-drawing.ts';
import { parseEdgeAnnotation, parseNodeAnnotation } from './annotations.ts';

/**
 * Drawings of refcycle, as `ObjectGraph.to_dot` writes them:
 *
 *   digraph G {
 *     139… -> 139… [label="item[0]"];
 *     139… [label="object\npandas.core.frame.DataFrame"];
 *   }
 *
 * A reference runs from referrer to referent (refcycle: `refcycle/object_graph.py`). The labels are
 * those of its JSON. Not in the file: sizes, which are 0 here, reference counts and roots.
 */
export const refcycleDotImporter: Importer = {
  id: 'refcycle-dot',
  label: 'refcycle drawing (DOT)',
  sniff(head) {
    const text = new TextDecoder('latin1').decode(head.subarray(0, 4096));
    return /^\s*digraph\s+G\s*\{\s*\d+\s*(?:->\s*\d+\s*)?[[;]/.test(text) ? 0.9 : 0;
  },
  read,
};

async function read(
  stream: ByteStream,
  _direct: ByteSource | null,
  context: ImportContext,
): Promise<HeapGraph> {
  const text = await readDrawing(stream, context);
  const builder = new EdgeListBuilder();
  let unreadable = 0;
  let seen = 0;
  for (const statement of dotStatements(text.slice(text.indexOf('{') + 1))) {
    if (++seen % CHECK_EVERY === 0) context.job.checkpoint();
    if (statement === 'unreadable' || !take(builder, statement)) unreadable++;
  }
  if (builder.nodeCount === 0) {
    throw new DumpFormatError('dump-empty', 'The refcycle drawing holds no objects.');
  }
  const graph = builder.finish({}, false);
  if (!/\}\s*$/.test(text)) {
    context.warn({
      code: 'truncated',
      message: `The drawing breaks off; ${formatQuantity(graph.nodeCount, 'object')} and ${formatQuantity(graph.edgeCount, 'reference')} were kept.`,
    });
  } else if (unreadable > 0) {
    context.warn({
      code: 'skipped-lines',
      message: `${formatQuantity(unreadable, 'line')} could not be read and were left out.`,
    });
  }
  if (graph.danglingReferences > 0) {
    context.warn({
      code: 'dangling-references',
      message: `${formatQuantity(graph.danglingReferences, 'reference')} from or to objects that are not in the drawing were left out.`,
    });
  }
  return graph;
}

/** Statements between two looks at whether anybody still wants this. */
const CHECK_EVERY = 4096;

function take(builder: EdgeListBuilder, { from, to, attributes }: DotStatement): boolean {
  const source = parseAddress(from);
  if (source === null) return false;
  const label = attributes.get('label') ?? '';
  // The reader of statements has turned `\n` into a line break; annotations have the two characters.
  const annotation = label.replaceAll('\n', '\\n');
  if (to === '') {
    const node = parseNodeAnnotation(annotation);
    const preview = node.preview === '' ? NO_STRING : builder.strings.internText(node.preview);
    builder.addNode(source.low, source.high, { ...node, refcount: NO_COUNT, preview });
    return true;
  }
  const target = parseAddress(to);
  if (target === null) return false;
  const edge = parseEdgeAnnotation(annotation === '' ? null : annotation);
  const stored =
    edge.label === null
      ? NO_STRING
      : typeof edge.label === 'number'
        ? edge.label
        : builder.strings.internText(edge.label);
  builder.addEdge(source.low, source.high, target.low, target.high, edge.kind, stored);
  return true;
}
