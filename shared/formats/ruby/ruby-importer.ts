import { DumpFormatError } from '../../base/errors.ts';
import { formatCount, formatQuantity } from '../../base/units.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { HeapGraphBuilder } from '../../heap/heap-graph-builder.ts';
import { HeapTally } from '../../heap/heap-tally.ts';
import { refuseBeyond } from '../../heap/memory.ts';
import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import { LongLines } from '../bytes/long-lines.ts';
import type { ImportContext, Importer, Skim } from '../importer.ts';
import { warnOfDangling, warnOfDuplicates } from '../losses.ts';
import { RUBY, RubyObjects } from './ruby-objects.ts';

/**
 * Dumps of Ruby, `ObjectSpace.dump_all`: one JSON object per line, roots first.
 *
 *   {"type":"ROOT", "root":"vm", "references":["0x7f…", …]}
 *   {"address":"0x7f…", "type":"OBJECT", "class":"0x7f…", "ivars":3, "references":[…], "memsize":40}
 *
 * Format: CRuby, `ext/objspace/objspace_dump.c`. The roots are the virtual machine's own and
 * complete. The reference of an object to its class is not among the references and is added here,
 * except for the machine's own objects (IMEMO), where it is junk. Lost, because the dump does not
 * hold it: names of instance variables and keys of hashes.
 */
export const rubyImporter: Importer = {
  id: 'ruby',
  label: 'Ruby heap dump (ObjectSpace.dump_all)',
  sniff(head) {
    const text = new TextDecoder('latin1').decode(head.subarray(0, 4096));
    if (/^\s*\{\s*"type"\s*:\s*"ROOT"/.test(text)) return 0.95;
    return /^\s*\{\s*"address"\s*:\s*"0x[0-9a-f]+"\s*,\s*"type"\s*:\s*"[A-Z]+"/.test(text)
      ? 0.9
      : 0;
  },
  read,
  skim,
};

async function read(
  stream: ByteStream,
  _direct: ByteSource | null,
  context: ImportContext,
): Promise<HeapGraph> {
  const builder = new HeapGraphBuilder({
    targets: 'addresses',
    expectedNodes: 0,
    labels: 'perEdge',
  });
  const { objects, losses } = await readLines(stream, builder, context);
  const graph = objects.finish(context.job);
  reportLosses(losses, graph.nodeCount, context);
  const { duplicateNodes } = builder.losses;
  warnOfDuplicates(context, duplicateNodes);
  warnOfDangling(context, graph.danglingReferences);
  return graph;
}

async function skim(
  stream: ByteStream,
  _direct: ByteSource | null,
  context: ImportContext,
): Promise<Skim> {
  const tally = new HeapTally();
  const builder = new HeapGraphBuilder({ targets: 'addresses', expectedNodes: 0, tally });
  const { objects, losses } = await readLines(stream, builder, context);
  reportLosses(losses, tally.objects, context);
  const names = new Map<number, string>();
  for (const { type, name } of objects.namesByClass()) names.set(type, name);
  return {
    tally,
    typeName: (type) => names.get(type) ?? builder.strings.get(builder.nameOfType(type)),
    roots: builder.rootCount === 0 ? null : builder.rootCount,
    process: RUBY,
  };
}

/** What of the lines could not be read. */
interface Losses {
  readonly brokenAt: number | null;
  readonly skipped: number;
  readonly firstSkippedAt: number;
}

/** Hands every object of a dump to `builder`; refuses one that has none. */
async function readLines(
  stream: ByteStream,
  builder: HeapGraphBuilder,
  context: ImportContext,
): Promise<{ readonly objects: RubyObjects; readonly losses: Losses }> {
  const objects = new RubyObjects(builder);
  let skipped = 0;
  let firstSkippedAt = 0;
  let brokenAt: number | null = null;
  const lines = new LongLines((bytes, start, end, offset, isEnded) => {
    if (objects.takeLine(bytes, start, end)) return;
    if (!isEnded) brokenAt = offset;
    else if (skipped++ === 0) firstSkippedAt = offset;
  });
  for (;;) {
    const chunk = await stream.next();
    if (chunk === null) break;
    lines.feed(chunk);
    context.job.report({
      phase: 'Reading objects',
      done: stream.consumed,
      total: context.sourceBytes,
      unit: 'bytes',
    });
    context.job.checkpoint();
    const held = builder.bytes + lines.heldBytes + objects.bytes;
    refuseBeyond(context.memoryLimitBytes, held, 'This dump');
  }
  lines.finish();
  if (builder.nodeCount === 0) {
    throw new DumpFormatError(
      skipped > 0 ? 'dump-malformed' : 'dump-empty',
      skipped > 0
        ? 'The file begins like a Ruby heap dump, but none of its lines is a whole object.'
        : 'The Ruby heap dump holds no objects.',
      skipped > 0 ? firstSkippedAt : undefined,
    );
  }
  return { objects, losses: { brokenAt, skipped, firstSkippedAt } };
}

function reportLosses(
  { brokenAt, skipped, firstSkippedAt }: Losses,
  objects: number,
  context: ImportContext,
): void {
  if (brokenAt !== null) {
    context.warn({
      code: 'truncated',
      message: `The dump breaks off at byte ${formatCount(brokenAt)}; the ${formatQuantity(objects, 'object')} before it were kept.`,
    });
  }
  if (skipped > 0) {
    context.warn({
      code: 'skipped-lines',
      message: `${formatQuantity(skipped, 'line')} could not be read and were left out, the first at byte ${formatCount(firstSkippedAt)}.`,
    });
  }
}
