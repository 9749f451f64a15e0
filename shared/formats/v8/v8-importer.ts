import { DumpFormatError } from '../../base/errors.ts';
import { formatCount, formatQuantity } from '../../base/units.ts';
import { countDuplicateAddresses } from '../../heap/duplicate-addresses.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { refuseBeyond, refuseBeyondColumns } from '../../heap/memory.ts';
import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import type { ImportContext, Importer, Skim } from '../importer.ts';
import { warnOfDangling } from '../losses.ts';
import { SnapshotColumns } from './snapshot-columns.ts';
import { SnapshotReader, type SnapshotRows } from './snapshot-reader.ts';
import { SnapshotSkim } from './snapshot-skim.ts';
import type { StringScanner } from './string-scanner.ts';
import type { SnapshotLayout } from './v8-meta.ts';

/**
 * V8 heap snapshots and timelines, of Node and of Chromium: one JSON object.
 *
 *   {"snapshot":{"meta":{…},"node_count":n,"edge_count":m},
 *    "nodes":[numbers],"edges":[numbers],"trace_…":[…],"samples":[…],"locations":[…],
 *    "strings":[texts]}
 *
 * The layout of the flat arrays is read from `meta` (V8: src/profiler/heap-snapshot-generator.cc,
 * HeapSnapshotJSONSerializer). Ids stand for addresses. Weak, besides what V8 calls so: shortcuts,
 * and a WeakMap's references to its values. Lost: allocation traces, samples, script locations, and
 * the numbers of hidden edges, which mean nothing outside V8.
 */
export const v8Importer: Importer = {
  id: 'v8',
  label: 'V8 heap snapshot',
  isQuick: true,
  sniff(head) {
    const text = new TextDecoder('latin1').decode(head.subarray(0, 4096));
    return /^\s*\{\s*"snapshot"\s*:\s*\{/.test(text) ? 0.95 : 0;
  },
  read,
  skim,
};

async function read(
  stream: ByteStream,
  direct: ByteSource | null,
  context: ImportContext,
): Promise<HeapGraph> {
  const { memoryLimitBytes, hasSideThreads } = context;
  const reader = new SnapshotReader(sizeOf(direct), (layout, rowLimit, memory) => {
    const nodes = Math.min(layout.nodeCount, rowLimit);
    const edges = Math.min(layout.edgeCount, rowLimit);
    const needed = nodes * BYTES_PER_NODE + edges * BYTES_PER_EDGE;
    refuseBeyond(memoryLimitBytes, needed, 'This heap snapshot');
    refuseBeyondColumns(nodes, edges);
    return new SnapshotColumns(layout, rowLimit, memory, hasSideThreads);
  });
  const { columns, layout } = await readRows(reader, stream, context);
  const { nodeCount, edgeCount } = columns;
  const graph = columns.finish(reader.strings, context.job);
  reportEnd(reader.isWhole, columns, layout, reader.position, context);
  if (reader.isWhole) reportContradictions(columns, edgeCount, context);
  const duplicates = countDuplicateAddresses(graph.addressWords, nodeCount, context.job);
  if (duplicates > 0) {
    context.warn({
      code: 'duplicate-objects',
      message:
        duplicates === 1
          ? '1 object has an id that another one has too.'
          : `${formatCount(duplicates)} objects have ids that others have too.`,
    });
  }
  warnOfDangling(context, graph.danglingReferences);
  return graph;
}

async function skim(
  stream: ByteStream,
  direct: ByteSource | null,
  context: ImportContext,
): Promise<Skim> {
  const reader = new SnapshotReader(
    sizeOf(direct),
    (layout, _rowLimit, memory) => new SnapshotSkim(layout, memory),
  );
  const { columns, layout } = await readRows(reader, stream, context, (skimmed, strings) =>
    skimmed.takeNames(strings),
  );
  columns.takeNames(reader.strings);
  reportEnd(reader.isWhole, columns, layout, reader.position, context);
  return columns.finish();
}

function sizeOf(direct: ByteSource | null): number {
  return direct?.size ?? Number.POSITIVE_INFINITY;
}

/** Peak bytes per node and per edge while reading and finishing. */
const BYTES_PER_NODE = 37;
const BYTES_PER_EDGE = 9;

interface CountedRows extends SnapshotRows {
  readonly nodeCount: number;
  readonly edgeCount: number;
}

/** Has every row taken; refuses a snapshot without any. `afterChunk` sees what there is so far. */
async function readRows<R extends CountedRows>(
  reader: SnapshotReader<R>,
  stream: ByteStream,
  context: ImportContext,
  afterChunk?: (rows: R, strings: StringScanner) => void,
): Promise<{ readonly columns: R; readonly layout: SnapshotLayout }> {
  for (;;) {
    const chunk = await stream.next();
    if (chunk === null) break;
    reader.feed(chunk);
    if (reader.columns !== null) afterChunk?.(reader.columns, reader.strings);
    context.job.report({
      phase: reader.phase,
      done: stream.consumed,
      total: context.sourceBytes,
      unit: 'bytes',
    });
    context.job.checkpoint();
    refuseBeyond(context.memoryLimitBytes, reader.bytes, 'This heap snapshot');
  }
  reader.end();
  const { columns, layout } = reader;
  if (columns === null || layout === null || columns.nodeCount === 0) {
    throw new DumpFormatError(
      'dump-empty',
      reader.isWhole
        ? 'The heap snapshot holds no objects.'
        : 'The heap snapshot breaks off before its first object.',
    );
  }
  return { columns, layout };
}

/** Says where a snapshot ends too early. */
function reportEnd(
  isWhole: boolean,
  { nodeCount, edgeCount }: CountedRows,
  layout: SnapshotLayout,
  position: number,
  context: ImportContext,
): void {
  if (!isWhole) {
    context.warn({
      code: 'truncated',
      message: `The heap snapshot breaks off at byte ${formatCount(position)}: ${formatCount(nodeCount)} of ${formatQuantity(layout.nodeCount, 'object')} and ${formatCount(edgeCount)} of ${formatQuantity(layout.edgeCount, 'reference')} were kept; names that are lost are shown as numbers.`,
    });
  } else if (nodeCount !== layout.nodeCount || edgeCount !== layout.edgeCount) {
    context.warn({
      code: 'truncated',
      message: `The heap snapshot should hold ${formatQuantity(layout.nodeCount, 'object')} and ${formatQuantity(layout.edgeCount, 'reference')}, but holds ${formatCount(nodeCount)} and ${formatCount(edgeCount)}.`,
    });
  }
}

/** What a whole snapshot says of itself and is not so. */
function reportContradictions(
  { edgesOfRows, lostNames }: SnapshotColumns,
  edgeCount: number,
  context: ImportContext,
): void {
  if (edgesOfRows !== edgeCount) {
    context.warn({
      code: 'damaged-section',
      message: `The heap snapshot holds ${formatQuantity(edgeCount, 'reference')}, but its objects count ${formatCount(edgesOfRows)} together: references may stand at the wrong objects.`,
    });
  }
  if (lostNames > 0) {
    context.warn({
      code: 'damaged-section',
      message: `${formatQuantity(lostNames, 'name')} lie beyond the heap snapshot's texts; they are shown as numbers, or not at all.`,
    });
  }
}
