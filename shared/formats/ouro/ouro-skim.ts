import { DumpFormatError } from '../../base/errors.ts';
import { GrowableUint32 } from '../../base/growable.ts';
import { formatCount } from '../../base/units.ts';
import type { ProcessFacts } from '../../heap/heap-graph.ts';
import { HeapTally } from '../../heap/heap-tally.ts';
import { refuseBeyond } from '../../heap/memory.ts';
import type { ImportContext, Skim } from '../importer.ts';
import {
  asUint32,
  damagedTag,
  END_BYTES,
  isBatchTag,
  isKnownTag,
  MAX_META_BYTES,
  readU64,
  type SectionHeader,
} from './ouro-layout.ts';
import { parseOrigin } from './ouro-origin.ts';
import { parseMeta } from './ouro-process.ts';
import type { Section, SectionReader } from './ouro-sections.ts';
import { RecentStrings } from './recent-strings.ts';

/** Columns whose values are read; of the others only the length is. */
const COLUMNS: ReadonlySet<string> = new Set(['nADR', 'nTYP', 'nSIZ', 'nEND']);
const TABLES: ReadonlySet<string> = new Set(['META', 'ORIG', 'STRS', 'TYPE', 'END ']);

/** Bytes of text that are kept for the names of types. */
const MAX_TEXT = 128 * 1024 * 1024;

/** About what a name takes as a JavaScript string and in the map of them, beside its letters. */
const BYTES_PER_NAME = 100;
const BYTES_PER_TYPE = 8;

/** The tally's number of the types that are not known; the n-th of the file is n + 1. */
const UNKNOWN = 0;

/** Tells what the sections of a dump hold, batch after batch; the columns of one are held. */
export async function skimSections(sections: SectionReader, context: ImportContext): Promise<Skim> {
  const seen = new OuroSkim(context);
  for (;;) {
    const section = await sections.next((header) => seen.wants(header));
    if (section === null) break;
    const { position } = sections;
    const { job, sourceBytes } = context;
    job.report({ phase: 'Reading objects', done: position, total: sourceBytes, unit: 'bytes' });
    job.checkpoint();
    if (seen.take(section)) break;
  }
  return seen.finish(sections.end === 'damaged', sections.position);
}

class OuroSkim {
  private readonly context: ImportContext;
  private readonly tally = new HeapTally();
  private readonly strings = new RecentStrings(MAX_TEXT);
  private readonly typeNames: string[] = [];
  /** By the number of the string: types that share one share its text, however many they are. */
  private readonly texts = new Map<number, string>();
  private nameBytes = 0;
  private process: ProcessFacts = {};
  private roots: number | null = null;
  private batch = new BatchSkim(1);
  private isWhole = false;
  /** Tags of the tables that were damaged. */
  private readonly lost = new Set<string>();
  /** Where the first batch that cannot be used begins. */
  private brokenAt: number | null = null;

  constructor(context: ImportContext) {
    this.context = context;
  }

  wants({ tag, rawBytes, storedBytes }: SectionHeader): boolean {
    if (isBatchTag(tag) ? this.brokenAt !== null || !COLUMNS.has(tag) : !TABLES.has(tag)) {
      return false;
    }
    if ((tag === 'META' || tag === 'ORIG') && rawBytes > MAX_META_BYTES) return false;
    const held = this.strings.bytes + this.batch.bytes + this.nameBytes + this.tally.byteLength;
    refuseBeyond(
      this.context.memoryLimitBytes,
      held + storedBytes + rawBytes,
      'A batch of this dump',
    );
    return true;
  }

  /** Whether that was the last section. */
  take({ header, payload, at }: Section): boolean {
    const { tag } = header;
    if (isBatchTag(tag)) {
      if (this.brokenAt === null && !this.takeOfBatch(header, payload)) this.brokenAt = at;
      return false;
    }
    if (tag === 'END ') {
      this.isWhole = payload?.length === END_BYTES;
      return true;
    }
    if (tag === 'ROOT')
      this.roots = (this.roots ?? 0) + Math.max(0, Math.floor((header.rawBytes - 4) / 13));
    // A damaged tag is no table of a later version: what it numbered is lost.
    const damaged = isKnownTag(tag) ? null : damagedTag(tag);
    const table = damaged ?? tag;
    if (TABLES.has(table) && !this.takeTable(table, damaged === null ? payload : null)) {
      this.lost.add(table);
    }
    return false;
  }

  private takeTable(tag: string, payload: Uint8Array | null): boolean {
    if (tag === 'STRS') return this.strings.add(payload);
    if (tag === 'TYPE') return !this.lost.has(tag) && payload !== null && this.takeTypes(payload);
    if (payload === null) return false;
    if (tag === 'ORIG') {
      const origin = parseOrigin(payload);
      if (origin !== null) this.context.tellOrigin(origin);
      return origin !== null;
    }
    const meta = parseMeta(payload, this.process);
    if (meta === null) return false;
    this.process = { ...this.process, ...meta.process };
    for (const message of meta.warnings) this.context.warn({ code: 'collector-warning', message });
    return true;
  }

  private takeTypes(payload: Uint8Array): boolean {
    if (payload.length < 4) return false;
    const [count = 0] = asUint32(payload.subarray(0, 4));
    if (payload.length !== 4 + 16 * count) return false;
    for (const name of asUint32(payload.subarray(4, 4 + 4 * count))) {
      this.typeNames.push(this.textOf(name));
      this.nameBytes += BYTES_PER_TYPE;
    }
    return true;
  }

  private textOf(name: number): string {
    const known = this.texts.get(name);
    if (known !== undefined) return known;
    const text = this.strings.get(name);
    if (text !== '') {
      this.texts.set(name, text);
      this.nameBytes += BYTES_PER_NAME + 2 * text.length;
    }
    return text;
  }

  /** False when the batch cannot be used. */
  private takeOfBatch(header: SectionHeader, payload: Uint8Array | null): boolean {
    const { batch } = this;
    if (header.batch !== batch.number) return false;
    if (header.tag !== 'nEND') return batch.add(header, payload);
    if (!batch.close(payload, this.tally, this.typeNames.length)) return false;
    this.batch = new BatchSkim(batch.number + 1);
    return true;
  }

  finish(isDamaged: boolean, position: number): Skim {
    const { context, tally, typeNames, brokenAt } = this;
    if (tally.objects === 0) {
      throw new DumpFormatError(
        'dump-empty',
        'The Ouroboros dump holds no objects that can be counted.',
        brokenAt ?? position,
      );
    }
    if (brokenAt !== null || !this.isWhole) {
      const what = isDamaged || brokenAt !== null ? 'is damaged' : 'breaks off';
      context.warn({
        code: 'truncated',
        message: `The dump ${what} at byte ${formatCount(brokenAt ?? position)}: what follows is not counted.`,
      });
    }
    if (this.lost.size > 0) {
      context.warn({
        code: 'damaged-section',
        message: `Sections are damaged: ${[...this.lost].join(', ')}. Names of types or facts about the process may be missing.`,
      });
    }
    if (this.process.atomic === false) {
      context.warn({
        code: 'not-atomic',
        message: 'Other threads ran while this dump was made, so it is not one instant.',
      });
    }
    return {
      tally,
      typeName: (type) => (type === UNKNOWN ? '?' : typeNames[type - 1]) || '?',
      roots: this.lost.has('ROOT') ? null : this.roots,
      process: this.process,
    };
  }
}

/** What of one batch is needed until it ends. */
class BatchSkim {
  readonly number: number;
  private readonly address = new GrowableUint32(0);
  private readonly type = new GrowableUint32(0);
  private readonly size = new GrowableUint32(0);
  private references = 0;

  constructor(number: number) {
    this.number = number;
  }

  get bytes(): number {
    return (
      this.address.values.byteLength + this.type.values.byteLength + this.size.values.byteLength
    );
  }

  /** False when the payload of a column that is read is damaged. */
  add({ tag, rawBytes }: SectionHeader, payload: Uint8Array | null): boolean {
    if (tag === 'eIDX') this.references += rawBytes / 4;
    if (tag === 'eADR') this.references += rawBytes / 8;
    if (!COLUMNS.has(tag)) return true;
    if (payload === null || payload.length % 4 !== 0) return false;
    const column = tag === 'nADR' ? this.address : tag === 'nTYP' ? this.type : this.size;
    column.append(asUint32(payload));
    return true;
  }

  /** Counts the objects, if their columns are as long as they should be. */
  close(end: Uint8Array | null, tally: HeapTally, typeCount: number): boolean {
    if (end === null || end.length !== 16) return false;
    const view = new DataView(end.buffer, end.byteOffset, 16);
    const nodes = readU64(view, 0);
    const { address, type, size } = this;
    const isWhole =
      address.length === 2 * nodes && type.length === nodes && size.length === 2 * nodes;
    if (!isWhole || this.references !== readU64(view, 8)) return false;
    for (let node = 0; node < nodes; node++) {
      const bytes = size.values[2 * node] + size.values[2 * node + 1] * 0x1_0000_0000;
      const number = type.values[node] < typeCount ? 1 + type.values[node] : UNKNOWN;
      tally.add(address.values[2 * node], address.values[2 * node + 1], number, bytes);
    }
    tally.references += this.references;
    return true;
  }
}
