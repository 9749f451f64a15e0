import { DumpFormatError } from '../../base/errors.ts';
import { formatCount, formatQuantity } from '../../base/units.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import { EdgeListBuilder } from '../../heap/edge-list-builder.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_COUNT, NodeFlag, RootKind } from '../../heap/heap-graph.ts';
import { refuseBeyond } from '../../heap/memory.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import { RecordWindow } from '../bytes/record-window.ts';
import type { ImportContext, Importer } from '../importer.ts';
import { warnOfDuplicates } from '../losses.ts';
import { MsgpackRecord, NotARecord } from './msgpack-record.ts';

/**
 * Streams of dump-heap: maps of msgpack, told apart by `t`.
 *
 *   type {objtype_addr, typename} · object {addr, objtype_addr, size, thread_root, payload} ·
 *   referents {addr, child_addrs}, after all objects · done {}
 *
 * Referents are those of `gc.get_referents`; items of exact lists and tuples come last first. What
 * the file calls `root` is where its walk began, not what holds an object: only what a thread's
 * stack holds is a root here. Lost, because the stream does not hold it: reference counts, names of
 * attributes, modules.
 */
export const dumpheapImporter: Importer = {
  id: 'dump-heap',
  label: 'dump-heap stream (msgpack)',
  sniff(head) {
    const text = new TextDecoder('latin1').decode(head.subarray(0, 256));
    return /^[\x80-\x8f]\xa1t(?:\xa4type|\xa6object)/.test(text) && text.includes('objtype_addr')
      ? 0.95
      : 0;
  },
  read,
};

const FLAGS: Readonly<Record<string, number>> = {
  'builtins.type': NodeFlag.isType,
  'builtins.module': NodeFlag.isModule,
  'builtins.frame': NodeFlag.isFrame,
};

const SEQUENCES: ReadonlySet<string> = new Set(['builtins.list', 'builtins.tuple']);

async function read(
  stream: ByteStream,
  _direct: ByteSource | null,
  context: ImportContext,
): Promise<HeapGraph> {
  const window = new RecordWindow(stream);
  const reader = new DumpheapReader(window);
  const pause = () => {
    context.job.report({
      phase: 'Reading objects',
      done: stream.consumed,
      total: context.sourceBytes,
      unit: 'bytes',
    });
    context.job.checkpoint();
    const held = reader.builder.bytes + window.heldBytes + reader.bytes;
    refuseBeyond(context.memoryLimitBytes, held, 'This dump');
  };
  await window.readAll(Number.POSITIVE_INFINITY, {
    read: () => reader.readRecord(),
    undo: () => {},
    pause,
  });
  if (reader.builder.nodeCount === 0) {
    throw new DumpFormatError('dump-empty', 'The dump-heap stream holds no objects.');
  }
  const graph = reader.builder.finish({ runtime: 'CPython' }, false);
  if (!reader.isDone) {
    context.warn({
      code: 'truncated',
      message: `The stream breaks off at byte ${formatCount(window.recordStart)}; ${formatQuantity(graph.nodeCount, 'object')} and ${formatQuantity(graph.edgeCount, 'reference')} were kept.`,
    });
  }
  warnOfDuplicates(context, reader.builder.duplicateNodes);
  if (graph.danglingReferences > 0) {
    context.warn({
      code: 'dangling-references',
      message: `Left out: ${formatQuantity(graph.danglingReferences, 'reference')} from or to objects that are not in the dump.`,
    });
  }
  return graph;
}

class DumpheapReader {
  readonly builder = new EdgeListBuilder();
  isDone = false;
  private readonly window: RecordWindow;
  private readonly record = new MsgpackRecord();
  private readonly typeNames = new Map<string, string>();
  /** Addresses of exact lists and tuples. */
  private readonly sequences = new Set<string>();
  /** Type of each object, by its address. */
  private readonly classOf = new Map<string, string>();

  constructor(window: RecordWindow) {
    this.window = window;
  }

  /** Bytes held beside the builder's. */
  get bytes(): number {
    return 80 * (this.typeNames.size + this.sequences.size + this.classOf.size);
  }

  /** One record; false after the last one, and at bytes that are none. */
  readRecord(): boolean {
    if (this.isDone) return false;
    const { record } = this;
    try {
      record.read(this.window);
    } catch (thrown) {
      if (thrown instanceof NotARecord) return false;
      throw thrown;
    }
    switch (record.kind) {
      case 'type':
        this.typeNames.set(key(record.typeAddress), record.typeName);
        break;
      case 'object':
        this.addObject();
        break;
      case 'referents':
        this.addReferents();
        break;
      case 'done':
        this.isDone = true;
        break;
      default:
        return false;
    }
    return true;
  }

  private addObject(): void {
    const { record, builder } = this;
    const [low, high] = record.address;
    const address = key(record.address);
    const type = this.typeNames.get(key(record.typeAddress)) ?? '?';
    const { payload } = record;
    builder.addNode(low, high, {
      type,
      flags: Object.hasOwn(FLAGS, type) ? FLAGS[type] : 0,
      length: NO_COUNT,
      refcount: NO_COUNT,
      preview:
        payload.length === 0 ? NO_STRING : builder.strings.intern(payload, 0, payload.length),
      size: record.size,
    });
    this.classOf.set(address, key(record.typeAddress));
    if (SEQUENCES.has(type)) this.sequences.add(address);
    if (record.isThreadRoot) builder.addRoot(low, high, RootKind.threadFrame, NO_STRING);
  }

  private addReferents(): void {
    const { record, builder } = this;
    const { values, length } = record.children;
    const [low, high] = record.address;
    const address = key(record.address);
    const isSequence = this.sequences.has(address);
    const own = this.classOf.get(address);
    for (let at = 0; at < length; at += 2) {
      const target: [number, number] = [values[at], values[at + 1]];
      const position = (length - at) / 2 - 1;
      const kind = isSequence
        ? EdgeKind.index
        : key(target) === own
          ? EdgeKind.class
          : EdgeKind.unlabelled;
      const label = isSequence ? position : NO_STRING;
      builder.addEdge(low, high, target[0], target[1], kind, label);
    }
  }
}

function key([low, high]: readonly [number, number]): string {
  return `${high}:${low}`;
}
