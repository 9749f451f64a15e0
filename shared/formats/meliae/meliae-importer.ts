import { DumpFormatError } from '../../base/errors.ts';
import { formatBytes, formatCount, formatQuantity } from '../../base/units.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { type BuiltColumns, HeapGraphBuilder } from '../../heap/heap-graph-builder.ts';
import { HeapTally } from '../../heap/heap-tally.ts';
import { refuseBeyond } from '../../heap/memory.ts';
import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import type { ImportContext, Importer, Skim } from '../importer.ts';
import { warnOfDangling, warnOfDuplicates } from '../losses.ts';
import { describeReferences } from './meliae-labels.ts';
import { MeliaeParser } from './meliae-parser.ts';

/**
 * Dumps of meliae, and of pyrasite which uses it: one JSON object per line.
 *
 *   {"address": 140…, "type": "dict", "size": 280, "len": 2, "refs": [140…, 140…]}
 *   …[, "name": text][, "len": number][, "value": text or number or null]…
 *
 * Format: the output of `meliae.scanner.dump_all_objects` (launchpad.net/meliae); there is no
 * written specification. Lost, because the dump does not hold it: reference counts, roots, what the
 * collector tracks, names of attributes. What references are is told where the traversal order of
 * CPython says so with certainty, see `meliae-labels.ts`.
 */
export const meliaeImporter: Importer = {
  id: 'meliae',
  label: 'meliae JSON lines',
  sniff,
  read,
  skim,
};

function sniff(head: Uint8Array): number {
  const text = new TextDecoder('latin1').decode(head.subarray(0, 16 * 1024));
  if (!/^\s*(?:\[[\s,]*)?\{/.test(text)) return 0;
  const hasAddress = /"address"\s*:\s*\d/.test(text);
  if (hasAddress && /"type"\s*:\s*"/.test(text)) return 0.9;
  // A first object of thousands of references, written in another order of keys.
  return /^\s*(?:\[[\s,]*)?\{\s*"refs"\s*:\s*\[\s*\d+\s*,/.test(text) ? 0.5 : 0;
}

/**
 * Memory a load takes at its peak, in bytes per byte of text; measured 0.6. What would not
 * even hold at this is refused beforehand, the rest by what the builder really comes to.
 */
const MEMORY_PER_TEXT_BYTE = 0.5;
/** Text per object, and how gzip compresses it; only to guess how many objects there are. */
const TEXT_BYTES_PER_OBJECT = 130;
const USUAL_COMPRESSION = 6;

async function read(
  stream: ByteStream,
  direct: ByteSource | null,
  context: ImportContext,
): Promise<HeapGraph> {
  const plainBytes = direct?.size ?? 0;
  refuseBeyond(context.memoryLimitBytes, plainBytes * MEMORY_PER_TEXT_BYTE, 'This dump');
  const builder = new HeapGraphBuilder({
    targets: 'addresses',
    expectedNodes: Math.floor(
      (direct === null ? context.sourceBytes * USUAL_COMPRESSION : plainBytes) /
        TEXT_BYTES_PER_OBJECT,
    ),
  });
  const reader = await readLines(stream, builder, context);
  context.job.report({ phase: 'Resolving references', done: 0, total: 0, unit: 'references' });
  const { job } = context;
  const label = (draft: BuiltColumns) => describeReferences(draft, builder.strings, job);
  const graph = builder.finish({}, label, job);
  reportLosses(reader, graph.nodeCount, context);
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
  reportLosses(await readLines(stream, builder, context), tally.objects, context);
  return {
    tally,
    typeName: (type) => builder.strings.get(builder.nameOfType(type)),
    roots: null,
    process: {},
  };
}

/** Hands every object of a dump to `builder`; refuses one that has none. */
async function readLines(
  stream: ByteStream,
  builder: HeapGraphBuilder,
  context: ImportContext,
): Promise<LineReader> {
  const reader = new LineReader(builder);
  for (;;) {
    const chunk = await stream.next();
    if (chunk === null) break;
    reader.feed(chunk);
    context.job.report({
      phase: 'Reading objects',
      done: stream.consumed,
      total: context.sourceBytes,
      unit: 'bytes',
    });
    context.job.checkpoint();
    builder.expectByShare(stream.consumed / context.sourceBytes);
    refuseBeyond(context.memoryLimitBytes, builder.bytes + reader.bytes, 'This dump');
  }
  reader.end();
  if (builder.nodeCount === 0 && reader.truncatedAt !== undefined) {
    throw new DumpFormatError('dump-empty', 'The meliae dump breaks off within its first object.');
  }
  if (builder.nodeCount === 0) {
    throw new DumpFormatError(
      reader.skippedLines === 0 ? 'dump-empty' : 'dump-malformed',
      reader.skippedLines === 0
        ? 'The meliae dump holds no objects.'
        : 'The file begins like a meliae dump, but none of its lines is a whole object.',
      reader.firstSkippedAt,
    );
  }
  return reader;
}

function reportLosses(reader: LineReader, objects: number, context: ImportContext): void {
  if (reader.truncatedAt !== undefined) {
    context.warn({
      code: 'truncated',
      message: `The dump breaks off at byte ${formatCount(reader.truncatedAt)}; the ${formatQuantity(objects, 'object')} before it were kept.`,
    });
  }
  if (reader.skippedLines > 0) {
    context.warn({
      code: 'skipped-lines',
      message: `${formatQuantity(reader.skippedLines, 'line')} could not be read and were left out, the first at byte ${formatCount(reader.firstSkippedAt ?? 0)}.`,
    });
  }
  if (reader.repairedLines > 0) {
    context.warn({
      code: 'repaired-escapes',
      message: `${formatQuantity(reader.repairedLines, 'object')} held text with escapes that JSON does not have; they were read as meant.`,
    });
  }
  if (reader.oddSizes > 0) {
    context.warn({
      code: 'skipped-lines',
      message: `${formatQuantity(reader.oddSizes, 'object')} have sizes that are no numbers of bytes; they count as 0.`,
    });
  }
}

const NEWLINE = 0x0a;

/** A line longer than this is no object but a file without line breaks. */
const MAX_LINE_BYTES = 1 << 30;

/** Cuts chunks into whole lines; keeps the beginning of the line that the next chunk ends. */
class LineReader {
  skippedLines = 0;
  firstSkippedAt: number | undefined = undefined;
  /** Where the unfinished last line begins. */
  truncatedAt: number | undefined = undefined;
  private carried = 0;
  private readonly parser: MeliaeParser;
  private pieces: Uint8Array[] = [];
  /** Offset in the text of the first byte of `pieces`. */
  private offset = 0;
  private openLists = 0;

  constructor(builder: HeapGraphBuilder) {
    this.parser = new MeliaeParser(builder);
  }

  /** Bytes held: the module's memory, and what is carried over to the next chunk. */
  get bytes(): number {
    return this.parser.bytes + this.carried;
  }

  get oddSizes(): number {
    return this.parser.oddSizes;
  }

  get repairedLines(): number {
    return this.parser.repairedLines;
  }

  feed(chunk: Uint8Array): void {
    const last = chunk.lastIndexOf(NEWLINE);
    if (last < 0) {
      this.keep(chunk);
      return;
    }
    let begin = 0;
    if (this.carried > 0) {
      begin = chunk.indexOf(NEWLINE) + 1;
      this.keep(chunk.subarray(0, begin));
      this.readLines(this.takeKept());
    }
    const whole = chunk.subarray(begin, last + 1);
    this.readLines(whole);
    if (last + 1 < chunk.length) this.keep(chunk.subarray(last + 1));
  }

  end(): void {
    if (this.carried > 0) {
      this.keep(Uint8Array.of(NEWLINE));
      const at = this.offset;
      const before = this.skippedLines;
      this.readLines(this.takeKept());
      if (this.skippedLines > before) {
        this.skippedLines = before;
        if (before === 0) this.firstSkippedAt = undefined;
        this.truncatedAt = at;
      }
    }
    if (this.openLists > 0) this.truncatedAt ??= this.offset;
    this.parser.finish();
  }

  private keep(bytes: Uint8Array): void {
    this.pieces.push(bytes.slice());
    this.carried += bytes.length;
    if (this.carried > MAX_LINE_BYTES) {
      throw new DumpFormatError(
        'dump-malformed',
        `A line of more than ${formatBytes(MAX_LINE_BYTES)} is not part of a meliae dump.`,
        this.offset,
      );
    }
  }

  private takeKept(): Uint8Array {
    const line = new Uint8Array(this.carried);
    let filled = 0;
    for (const piece of this.pieces) {
      line.set(piece, filled);
      filled += piece.length;
    }
    this.pieces = [];
    this.carried = 0;
    return line;
  }

  /** `lines` ends with a line break. */
  private readLines(lines: Uint8Array): void {
    this.parser.load(lines);
    let at = 0;
    while (at < lines.length) {
      const byte = lines[at];
      if (byte === 0x7b) {
        const end = this.parser.readObject(at);
        if (end >= 0) {
          at = end;
          continue;
        }
      } else if (byte <= 0x20 || byte === 0x2c || byte === 0x5b || byte === 0x5d) {
        if (byte === 0x5b) this.openLists++;
        else if (byte === 0x5d) this.openLists--;
        at++;
        continue;
      }
      this.skippedLines++;
      this.firstSkippedAt ??= this.offset + at;
      at = lines.indexOf(NEWLINE, at) + 1;
    }
    this.offset += lines.length;
  }
}
