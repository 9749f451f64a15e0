import { DumpFormatError } from '../../base/errors.ts';
import { formatCount, formatQuantity } from '../../base/units.ts';
import type { HeapGraph, ProcessFacts, ThreadFacts } from '../../heap/heap-graph.ts';
import { HeapGraphBuilder } from '../../heap/heap-graph-builder.ts';
import { refuseBeyond } from '../../heap/memory.ts';
import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import { RecordWindow } from '../bytes/record-window.ts';
import type { ImportContext, Importer } from '../importer.ts';
import { warnOfDangling, warnOfDuplicates } from '../losses.ts';
import { PyHeapHeader } from './pyheap-header.ts';
import { PyHeapObjects } from './pyheap-objects.ts';

/**
 * Dumps of PyHeap, version 1, big-endian:
 *
 *   magic · version · time · flags · well-known types · threads · frequent attributes ·
 *   common types · object count, objects · types · magic
 *
 * Format: the dumper of PyHeap (github.com/ivanyu/pyheap, `dumper_inferior.py`). References are
 * what `gc.get_referents` told; attributes name those of them that they lead to. Lost, because the
 * dump does not hold it: reference counts, modules of types, positions where an item comes twice.
 * The number of objects is written last, so that a dump whose writer was killed says 0 and is read
 * to its end.
 */
export const pyheapImporter: Importer = {
  id: 'pyheap',
  label: 'PyHeap dump',
  sniff(head) {
    return MAGIC.every((byte, index) => head[index] === byte) ? 1 : 0;
  },
  read,
};

/** u64 123000321. */
const MAGIC = [0, 0, 0, 0, 0x07, 0x54, 0xd6, 0x01];

async function read(
  stream: ByteStream,
  _direct: ByteSource | null,
  context: ImportContext,
): Promise<HeapGraph> {
  const window = new RecordWindow(stream);
  const builder = new HeapGraphBuilder({
    targets: 'addresses',
    expectedNodes: 0,
    labels: 'perEdge',
  });
  const pause = () => {
    context.job.report({
      phase: 'Reading objects',
      done: stream.consumed,
      total: context.sourceBytes,
      unit: 'bytes',
    });
    context.job.checkpoint();
    const held = builder.bytes + window.heldBytes + (objects?.bytes ?? 0);
    refuseBeyond(context.memoryLimitBytes, held, 'This dump');
  };
  let objects: PyHeapObjects | null = null;
  const header = new PyHeapHeader(window, builder.strings);
  const isHeaderWhole = await header.read(pause);
  if (!isHeaderWhole) {
    throw new DumpFormatError('dump-empty', 'The PyHeap dump breaks off before its first object.');
  }
  objects = new PyHeapObjects(window, builder, header);
  const { isCutOff } = await objects.read(pause);
  if (builder.nodeCount === 0) {
    throw new DumpFormatError('dump-empty', 'The PyHeap dump holds no objects.');
  }
  const graph = objects.finish(factsOf(header), context.job);
  reportLosses(context, graph, objects, builder.losses.duplicateNodes, isCutOff);
  return graph;
}

function reportLosses(
  context: ImportContext,
  graph: HeapGraph,
  objects: PyHeapObjects,
  duplicates: number,
  isCutOff: boolean,
): void {
  if (isCutOff) {
    const types =
      objects.namesOfTypes === 0 ? ' Names of types stand behind them and are lost.' : '';
    context.warn({
      code: 'truncated',
      message: `The dump breaks off; its ${formatQuantity(graph.nodeCount, 'object')} before byte ${formatCount(objects.brokenAt)} were kept.${types}`,
    });
  }
  warnOfDuplicates(context, duplicates);
  warnOfDangling(context, graph.danglingReferences);
}

function factsOf(header: PyHeapHeader): ProcessFacts {
  const threads: ThreadFacts[] = header.threads.map(({ name, isDaemon, stack }) => ({
    name,
    daemon: isDaemon,
    stack,
  }));
  const taken = new Date(header.takenAt);
  return {
    runtime: 'CPython',
    ...(Number.isNaN(taken.getTime()) ? {} : { takenAt: taken.toISOString() }),
    ...(threads.length === 0 ? {} : { threads }),
  };
}
