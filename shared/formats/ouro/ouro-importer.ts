import { DumpFormatError } from '../../base/errors.ts';
import { formatCount, formatQuantity } from '../../base/units.ts';
import { countDuplicateAddresses } from '../../heap/duplicate-addresses.ts';
import type { HeapGraph, ProcessFacts } from '../../heap/heap-graph.ts';
import { refuseBeyond, refuseBeyondColumns } from '../../heap/memory.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import { crc32 } from '../bytes/crc32.ts';
import type { ImportContext, Importer, Skim } from '../importer.ts';
import { directCursor, streamCursor } from './byte-cursor.ts';
import { FactTablesRead } from './fact-tables.ts';
import { BatchSections } from './ouro-batch.ts';
import { FactsRead } from './ouro-facts.ts';
import type { SectionHeader } from './ouro-layout.ts';
import {
  damagedTag,
  END_BYTES,
  FILE_HEADER_BYTES,
  isBatchTag,
  isKnownTag,
  MAX_META_BYTES,
  OURO_MAGIC,
  OURO_VERSION,
  readU64,
  SECTION_HEADER_BYTES,
} from './ouro-layout.ts';
import { ObjectsRead } from './ouro-objects.ts';
import { parseOrigin } from './ouro-origin.ts';
import { parseMeta } from './ouro-process.ts';
import type { Section, SectionsEnd } from './ouro-sections.ts';
import { SectionReader } from './ouro-sections.ts';
import { skimSections } from './ouro-skim.ts';
import { LayoutsRead, StringsRead, TypesRead } from './ouro-tables.ts';
import { type PlaceInColumn, PlannedSections } from './planned-sections.ts';
import { planSections, type SectionPlan } from './section-plan.ts';

/**
 * Our own format, specified in README.md in this folder. Nothing of the graph is lost but the
 * addresses and flags of types, which are folded into the objects.
 */
export const ouroImporter: Importer = { id: 'ouro', label: 'Ouroboros dump', sniff, read, skim };

function sniff(head: Uint8Array): number {
  return OURO_MAGIC.every((byte, index) => head[index] === byte) ? 1 : 0;
}

async function read(
  stream: ByteStream,
  direct: ByteSource | null,
  context: ImportContext,
): Promise<HeapGraph> {
  const cursor = direct === null ? streamCursor(stream) : directCursor(direct);
  checkFileHeader(await cursor.read(FILE_HEADER_BYTES), context);
  const dump = new OuroDump(context);
  const plan = direct === null ? null : await planSections(direct, context.job);
  const sections =
    plan !== null && direct !== null
      ? new PlannedSections(direct, plan, context.codecs, dump.prepare(plan))
      : new SectionReader(cursor, context.codecs, direct?.size ?? Number.POSITIVE_INFINITY);
  if (plan === null && direct !== null) dump.expect(await readTotals(direct, context));
  for (;;) {
    const section = await sections.next((header) => dump.wants(header));
    if (section === null) break;
    context.job.report({
      phase: 'Reading objects',
      done: direct === null ? stream.consumed : sections.position,
      total: context.sourceBytes,
      unit: 'bytes',
    });
    context.job.checkpoint();
    if (dump.take(section) === 'end') break;
  }
  return dump.finish(sections.end, sections.position);
}

async function skim(
  stream: ByteStream,
  direct: ByteSource | null,
  context: ImportContext,
): Promise<Skim> {
  const cursor = direct === null ? streamCursor(stream) : directCursor(direct);
  checkFileHeader(await cursor.read(FILE_HEADER_BYTES), context);
  const fileBytes = direct?.size ?? Number.POSITIVE_INFINITY;
  return skimSections(new SectionReader(cursor, context.codecs, fileBytes), context);
}

function checkFileHeader(bytes: Uint8Array, context: ImportContext): void {
  if (bytes.length < FILE_HEADER_BYTES) {
    throw new DumpFormatError('dump-empty', 'The Ouroboros dump breaks off within its header.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, FILE_HEADER_BYTES);
  const isSound = view.getUint32(12, true) === crc32(bytes.subarray(0, 12));
  const version = view.getUint16(8, true);
  if (isSound && version > OURO_VERSION) {
    throw new DumpFormatError(
      'dump-unsupported',
      `This dump is of .ouro version ${version}; this Ouroboros reads up to version ${OURO_VERSION}. Update it to open the dump.`,
      8,
    );
  }
  if (isSound) return;
  if (version !== OURO_VERSION) {
    throw new DumpFormatError('dump-malformed', 'The header of the Ouroboros dump is damaged.', 8);
  }
  context.warn({ code: 'damaged-section', message: 'The header of the dump is damaged.' });
}

interface Totals {
  readonly nodes: number;
  readonly edges: number;
}

/** Totals from the `END ` section where it is expected; null when the file does not end in one. */
async function readTotals(source: ByteSource, context: ImportContext): Promise<Totals | null> {
  const bytes = SECTION_HEADER_BYTES + END_BYTES;
  if (source.size < FILE_HEADER_BYTES + bytes) return null;
  const tail: ByteSource = {
    name: source.name,
    size: bytes,
    read: (offset, length) =>
      source.read(source.size - bytes + offset, Math.min(length, bytes - offset)),
  };
  const section = await new SectionReader(directCursor(tail), context.codecs, bytes).next(
    (header) => header.tag === 'END ',
  );
  if (section?.payload?.length !== END_BYTES) return null;
  const totals = totalsOf(section.payload);
  return totals.nodes + totals.edges > source.size * MAX_ROWS_PER_BYTE ? null : totals;
}

function totalsOf(payload: Uint8Array): Totals {
  const view = new DataView(payload.buffer, payload.byteOffset, END_BYTES);
  return { nodes: readU64(view, 0), edges: readU64(view, 8) };
}

/** Peak bytes per object and per reference while reading; see `HeapGraph` for what stays. */
const BYTES_PER_NODE = 50;
const BYTES_PER_EDGE = 6;
/** The payload of a table, and the table made of it while it grows. */
const TABLE_EXPANSION = 3;
/** Rows that a byte of the file can hold at most, however well it compresses: 4 bytes each. */
const MAX_ROWS_PER_BYTE = 1032 / 4;

/** The state of a read: what has been taken from the sections so far. */
class OuroDump {
  private readonly context: ImportContext;
  private readonly strings = new StringsRead();
  private readonly types = new TypesRead();
  private readonly layouts = new LayoutsRead();
  private readonly facts = new FactsRead();
  private readonly tables = new FactTablesRead();
  private readonly objects: ObjectsRead;
  private process: ProcessFacts = {};
  private danglingBefore = 0;
  private batch: BatchSections | null = null;
  private lastBatch = 0;
  /** Where the first batch that cannot be used begins. */
  private brokenBatchAt: number | null = null;
  private totals: Totals | null = null;
  private readonly unknownTags = new Set<string>();
  private readonly damaged = new Map<string, number>();

  constructor(context: ImportContext) {
    this.context = context;
    const { job, hasSideThreads = false } = context;
    this.objects = new ObjectsRead(this.strings, this.types, this.layouts, job, hasSideThreads);
  }

  /**
   * Makes the columns of a plan, and refuses what this machine cannot hold; gives where to read
   * what.
   */
  prepare(plan: SectionPlan): PlaceInColumn {
    const tables = TABLE_EXPANSION * plan.tableBytes;
    const needed = plan.nodes * BYTES_PER_NODE + plan.edges * BYTES_PER_EDGE + tables;
    refuseBeyond(this.context.memoryLimitBytes, needed, 'This dump');
    refuseBeyondColumns(plan.nodes, plan.edges);
    this.objects.prepare(plan);
    return (tag, offset, length) => this.objects.placeIn(tag, offset, length);
  }

  /** Sizes the columns, where totals are known; refuses what this machine cannot hold. */
  expect(totals: Totals | null): void {
    if (totals === null) return;
    const needed = totals.nodes * BYTES_PER_NODE + totals.edges * BYTES_PER_EDGE;
    refuseBeyond(this.context.memoryLimitBytes, needed, 'This dump');
    refuseBeyondColumns(totals.nodes, totals.edges);
    this.objects.reserve(totals.nodes, totals.edges);
  }

  wants(header: SectionHeader): boolean {
    if (!isKnownTag(header.tag)) return false;
    if (isBatchTag(header.tag) && this.brokenBatchAt !== null) return false;
    const isJson = header.tag === 'META' || header.tag === 'ORIG';
    if (isJson && header.rawBytes > MAX_META_BYTES) return false;
    const held =
      this.objects.bytes +
      this.strings.byteLength +
      this.types.byteLength +
      this.layouts.byteLength +
      this.facts.byteLength +
      this.tables.byteLength +
      (this.batch?.bytes ?? 0);
    // The payload as it is stored, as it is read, and what the columns and tables take of it.
    const ahead = header.storedBytes + 2 * header.rawBytes;
    refuseBeyond(this.context.memoryLimitBytes, held + ahead, 'This dump');
    return true;
  }

  take(section: Section): 'end' | 'more' {
    const damaged = isKnownTag(section.header.tag) ? null : damagedTag(section.header.tag);
    const tag = damaged ?? section.header.tag;
    const payload = damaged === null ? section.payload : null;
    if (isBatchTag(tag)) {
      if (this.brokenBatchAt === null) this.takeOfBatch(tag, section, payload);
      return 'more';
    }
    if (this.batch !== null) this.breakBatch(section.at);
    if (tag === 'END ') {
      if (payload?.length === END_BYTES) this.totals = totalsOf(payload);
      return 'end';
    }
    if (!this.takeOutside(tag, payload)) {
      this.damaged.set(tag, (this.damaged.get(tag) ?? 0) + 1);
    }
    return 'more';
  }

  /** False when the section is damaged. */
  private takeOutside(tag: string, payload: Uint8Array | null): boolean {
    switch (tag) {
      case 'META':
        return payload !== null && this.takeMeta(payload);
      case 'ORIG':
        return payload !== null && this.takeOrigin(payload);
      case 'STRS':
        return extend(this.strings, payload, (bytes) => this.strings.add(bytes));
      case 'TYPE':
        return extend(this.types, payload, (bytes) => this.types.add(bytes, this.strings));
      case 'LAYT':
        return extend(this.layouts, payload, (bytes) => this.layouts.add(bytes, this.strings));
      case 'ROOT':
        if (payload !== null && this.facts.addRoots(payload, this.strings)) return true;
        this.facts.rootsAreBroken = true;
        return false;
      case 'INFO':
        return payload !== null && this.facts.addDetails(payload, this.strings);
      case 'SITE':
        return payload !== null && this.facts.addSites(payload, this.strings);
      case 'TABL':
        return payload !== null && this.tables.add(payload, this.strings);
      default:
        this.unknownTags.add(tag);
        return true;
    }
  }

  private takeMeta(payload: Uint8Array): boolean {
    const meta = parseMeta(payload, this.process);
    if (meta === null) return false;
    this.process = { ...this.process, ...meta.process };
    this.danglingBefore = Math.max(this.danglingBefore, meta.danglingReferences);
    for (const message of meta.warnings) this.context.warn({ code: 'collector-warning', message });
    return true;
  }

  private takeOrigin(payload: Uint8Array): boolean {
    const origin = parseOrigin(payload);
    if (origin !== null) this.context.tellOrigin(origin);
    return origin !== null;
  }

  private takeOfBatch(tag: string, section: Section, payload: Uint8Array | null): void {
    const { batch } = section.header;
    this.batch ??= new BatchSections(batch);
    if (batch !== this.batch.number || batch !== this.lastBatch + 1) {
      this.breakBatch(section.at);
      return;
    }
    if (!isKnownTag(tag)) {
      this.unknownTags.add(tag);
      return;
    }
    if (tag !== 'nEND') {
      this.batch.add(tag, payload);
      return;
    }
    const whole = this.batch.close(payload);
    this.batch = null;
    this.lastBatch = batch;
    if (whole !== null) {
      const { nodeCount, edgeCount } = this.objects;
      refuseBeyondColumns(nodeCount + whole.nodes, edgeCount + whole.edges);
    }
    if (whole === null || !this.objects.add(whole)) this.breakBatch(section.at);
  }

  private breakBatch(at: number): void {
    this.brokenBatchAt ??= at;
    this.batch = null;
  }

  finish(end: SectionsEnd, position: number): HeapGraph {
    const { nodeCount } = this.objects;
    if (nodeCount === 0) {
      throw new DumpFormatError(
        'dump-empty',
        end === 'end of file' && this.brokenBatchAt === null
          ? 'The Ouroboros dump holds no objects.'
          : 'The Ouroboros dump is damaged or cut off before its first objects were complete.',
        this.brokenBatchAt ?? position,
      );
    }
    const objects = this.objects.finish(() => this.unknownType());
    const { addressWords } = objects;
    const { job } = this.context;
    const tables = this.tables.finish(addressWords, nodeCount, job);
    const graph: HeapGraph = {
      ...objects,
      ...(tables === undefined ? {} : { tables }),
      danglingReferences: objects.danglingReferences + this.danglingBefore,
      roots: this.facts.roots(addressWords, nodeCount, job),
      details: this.facts.detailsOf(addressWords, nodeCount, job),
      allocationSite: this.facts.sitesOf(addressWords, nodeCount, job),
      typeNames: this.typeNames(),
      strings: this.strings.finish(),
      process: this.process,
    };
    this.reportLosses(graph, end, position);
    this.reportDuplicates(graph);
    return graph;
  }

  private unknownTypeIndex = -1;

  /** A type called `?`, for objects whose type is lost. */
  private unknownType(): number {
    if (this.unknownTypeIndex < 0) {
      this.unknownTypeIndex = this.types.count;
      this.types.names.push(NO_STRING);
    }
    return this.unknownTypeIndex;
  }

  private typeNames(): Uint32Array {
    const names = this.types.names.toArray();
    if (!names.includes(NO_STRING)) return names;
    const unknown = this.strings.append('?');
    return names.map((name) => (name === NO_STRING ? unknown : name));
  }

  private reportDuplicates(graph: HeapGraph): void {
    const { job, warn } = this.context;
    const duplicates = countDuplicateAddresses(graph.addressWords, graph.nodeCount, job);
    if (duplicates === 0) return;
    warn({
      code: 'duplicate-objects',
      message: `${formatQuantity(duplicates, 'object')} stood at an address that another one has too; what the dump says by address is taken to mean the first.`,
    });
  }

  private reportLosses(graph: HeapGraph, end: SectionsEnd, position: number): void {
    const { warn } = this.context;
    if (this.totals === null || this.brokenBatchAt !== null || end !== 'end of file') {
      const of = this.totals === null ? '' : ` of ${formatCount(this.totals.nodes)}`;
      const at = this.brokenBatchAt ?? position;
      const what =
        end === 'damaged' || (end === 'end of file' && this.brokenBatchAt !== null)
          ? 'is damaged'
          : 'breaks off';
      warn({
        code: 'truncated',
        message: `The dump ${what} at byte ${formatCount(at)}: ${formatCount(graph.nodeCount)}${of} objects were kept, what follows is lost.`,
      });
    } else if (this.totals.nodes !== graph.nodeCount) {
      warn({
        code: 'truncated',
        message: `The dump should hold ${formatQuantity(this.totals.nodes, 'object')} but holds ${formatCount(graph.nodeCount)}.`,
      });
    }
    for (const [tag, count] of this.damaged) {
      warn({
        code: 'damaged-section',
        message: `${formatQuantity(count, 'section')} ${tag} damaged: ${LOSS_BY_TAG[tag] ?? 'left out'}.`,
      });
    }
    if (this.objects.lostLayouts > 0) {
      warn({
        code: 'damaged-section',
        message: `${formatQuantity(this.objects.lostLayouts, 'object')} lost what their references are; reference counts are left out, since they could not be accounted for.`,
      });
    }
    if (this.unknownTags.size > 0) {
      warn({
        code: 'ignored-sections',
        message: `Sections of a later version were ignored: ${[...this.unknownTags].slice(0, 10).join(', ')}.`,
      });
    }
    if (graph.danglingReferences > 0) {
      warn({
        code: 'dangling-references',
        message: `Left out: ${formatQuantity(graph.danglingReferences, 'reference')} to objects that are not in the dump.`,
      });
    }
    if (graph.process.atomic === false) {
      warn({
        code: 'not-atomic',
        message: 'Other threads ran while this dump was made, so it is not one instant.',
      });
    }
  }
}

const LOSS_BY_TAG: Readonly<Record<string, string>> = {
  META: 'facts about the process are missing',
  ORIG: 'what was lost before the file was converted is not known',
  STRS: 'some names and texts are missing',
  TYPE: 'some types are shown as ?',
  LAYT: 'some references have no labels',
  ROOT: 'the roots are not known',
  INFO: 'details of some objects are missing',
  SITE: 'some allocation sites are missing',
  TABL: 'some facts beside the objects are missing, such as lines of the source',
};

/** Adds to a table whose numbers are positions: nothing can follow a part that is lost. */
function extend(
  table: { isBroken: boolean },
  payload: Uint8Array | null,
  add: (payload: Uint8Array) => boolean,
): boolean {
  if (!table.isBroken && payload !== null && add(payload)) return true;
  table.isBroken = true;
  return false;
}
