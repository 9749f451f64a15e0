import { DumpFormatError } from '../../base/errors.ts';
import { formatCount, formatQuantity } from '../../base/units.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { HeapGraphBuilder } from '../../heap/heap-graph-builder.ts';
import { refuseBeyond } from '../../heap/memory.ts';
import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import { RecordWindow } from '../bytes/record-window.ts';
import type { ImportContext, Importer } from '../importer.ts';
import { warnOfDangling, warnOfDuplicates } from '../losses.ts';
import { HprofObjects } from './hprof-objects.ts';
import { HprofRecords } from './hprof-records.ts';

/**
 * Heap dumps of the JVM (`jmap -dump`, `jcmd GC.heap_dump`, HeapDumpOnOutOfMemoryError):
 *
 *   "JAVA PROFILE 1.0.2" NUL · u32 size of an id · u64 time
 *   u8 tag · u32 time · u32 length · body, again and again; objects in the bodies of 0x0C and 0x1C
 *
 * Format: OpenJDK, `src/hotspot/share/services/heapDumper.cpp`. The roots are the virtual machine's
 * own and complete. Sizes are those of the fields, with a header and rounded up to eight bytes, as
 * the file does not tell the real ones: where the machine compresses references, objects are
 * smaller. Weak and phantom references do not hold; soft ones do.
 */
export const hprofImporter: Importer = {
  id: 'hprof',
  label: 'Java heap dump (HPROF)',
  sniff(head) {
    const text = new TextDecoder('latin1').decode(head.subarray(0, PROFILE.length));
    return text === PROFILE ? 1 : 0;
  },
  read,
};

const PROFILE = 'JAVA PROFILE 1.0.';

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
  const objects = new HprofObjects(window, builder);
  const records = new HprofRecords(window, objects);
  const pause = () => {
    context.job.report({
      phase: 'Reading objects',
      done: stream.consumed,
      total: context.sourceBytes,
      unit: 'bytes',
    });
    context.job.checkpoint();
    const held = builder.bytes + window.heldBytes + objects.bytes;
    refuseBeyond(context.memoryLimitBytes, held, 'This dump');
  };
  const end = await records.read(pause);
  const graph = objects.finish(records.takenAt, context.job);
  if (graph.nodeCount === 0) {
    throw new DumpFormatError('dump-empty', 'The Java heap dump holds no objects.');
  }
  reportLosses(context, graph, builder.losses.duplicateNodes, objects, end);
  return graph;
}

function reportLosses(
  context: ImportContext,
  graph: HeapGraph,
  duplicates: number,
  objects: HprofObjects,
  end: { readonly brokenAt: number | null; readonly unknownTag: number | null },
): void {
  if (end.brokenAt !== null) {
    const why =
      end.unknownTag === null
        ? 'The dump breaks off'
        : `The dump holds a record of kind 0x${end.unknownTag.toString(16)}, which is not HPROF's,`;
    context.warn({
      code: 'truncated',
      message: `${why} at byte ${formatCount(end.brokenAt)}; the ${formatQuantity(graph.nodeCount, 'object')} before it were kept.`,
    });
  }
  warnOfDuplicates(context, duplicates);
  if (objects.unreadableInstances > 0) {
    context.warn({
      code: 'skipped-lines',
      message: `${formatQuantity(objects.unreadableInstances, 'instance')} do not fit the fields of their class; they were kept without references.`,
    });
  }
  warnOfDangling(context, graph.danglingReferences);
}
