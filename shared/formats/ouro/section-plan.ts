import type { Job } from '../../base/job.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import type { SectionHeader } from './ouro-layout.ts';
import {
  Codec,
  FILE_HEADER_BYTES,
  isBatchTag,
  isKnownTag,
  MAX_RAW_BYTES,
  OURO_MAGIC,
  paddingAfter,
  parseSectionHeader,
  SECTION_HEADER_BYTES,
} from './ouro-layout.ts';

/** One section of a file whose headers have all been seen. */
export interface PlannedSection {
  readonly header: SectionHeader;
  /** Where the section begins in the file. */
  readonly at: number;
  /** Its place in the column of its tag, in bytes; −1 for what is no column of the graph. */
  readonly columnOffset: number;
}

/** Every section of a file up to `END `, and how large the columns are together. */
export interface SectionPlan {
  readonly sections: readonly PlannedSection[];
  readonly nodes: number;
  readonly edges: number;
  /** Tags of the columns that at least one batch has. */
  readonly tags: ReadonlySet<string>;
  /** Bytes of the sections that are no columns. */
  readonly tableBytes: number;
}

/** Bytes per row of the columns that go straight into the graph. */
const NODE_ROW_BYTES: ReadonlyMap<string, number> = new Map([
  ['nADR', 8],
  ['nTYP', 4],
  ['nSIZ', 8],
  ['nFLG', 2],
  ['nCNT', 4],
  ['nLAY', 4],
  ['nRFC', 4],
  ['nLEN', 4],
  ['nPRV', 4],
]);
const EDGE_ROW_BYTES: ReadonlyMap<string, number> = new Map([
  ['eIDX', 4],
  ['eKND', 1],
  ['eLBL', 4],
]);
const REQUIRED_TAGS = ['nADR', 'nTYP', 'nSIZ', 'nFLG', 'nCNT', 'eIDX'];

/** A file of more sections than this is read section by section: its headers alone take too long. */
const MAX_SECTIONS = 1 << 16;

/**
 * Looks at all headers of a file, and at nothing else: 32 bytes per section.
 *
 * Null for a file that is not whole, or whose columns cannot be read to where they belong, because
 * they are compressed or name their targets by address. What the plan comes to is never more than
 * the file holds, whatever its headers say. Payloads, checksums included, are left to the reader.
 */
export async function planSections(source: ByteSource, job: Job): Promise<SectionPlan | null> {
  const sections: PlannedSection[] = [];
  const rows = new BatchRows();
  let tableBytes = 0;
  let at = FILE_HEADER_BYTES;
  while (sections.length < MAX_SECTIONS) {
    job.checkpoint();
    const header = parseSectionHeader(await source.read(at, SECTION_HEADER_BYTES));
    if (header === null || !isKnownTag(header.tag) || header.codec !== Codec.raw) return null;
    const end = at + SECTION_HEADER_BYTES + header.storedBytes;
    if (header.rawBytes > MAX_RAW_BYTES || end > source.size) return null;
    const columnOffset = isBatchTag(header.tag) ? rows.place(header) : rows.isOpen ? null : -1;
    if (columnOffset === null) return null;
    if (columnOffset < 0) tableBytes += header.rawBytes;
    sections.push({ header, at, columnOffset });
    if (header.tag === 'END ') {
      return { sections, nodes: rows.nodes, edges: rows.edges, tags: rows.tags, tableBytes };
    }
    at = end + paddingAfter(header.storedBytes);
  }
  return null;
}

/** Follows the batches by the lengths of their columns. */
class BatchRows {
  /** Rows of the batches that are closed. */
  nodes = 0;
  edges = 0;
  readonly tags = new Set<string>();
  private batch = 1;
  private readonly open = new Map<string, number>();

  get isOpen(): boolean {
    return this.open.size > 0;
  }

  /** Where a section of a batch belongs; −1 for `nEND`; null when the batch is not regular. */
  place(header: SectionHeader): number | null {
    const { tag, batch, rawBytes } = header;
    if (batch !== this.batch) return null;
    if (tag === 'nEND') return this.close() ? -1 : null;
    const node = NODE_ROW_BYTES.get(tag);
    const edge = EDGE_ROW_BYTES.get(tag);
    if (node === undefined && edge === undefined) return null;
    const within = this.open.get(tag) ?? 0;
    this.open.set(tag, within + rawBytes);
    this.tags.add(tag);
    return (node === undefined ? this.edges * (edge ?? 0) : this.nodes * node) + within;
  }

  /** Ends the batch; false when its columns are not equally long. */
  private close(): boolean {
    const { open } = this;
    if (!REQUIRED_TAGS.every((tag) => open.has(tag))) return false;
    const nodes = (open.get('nTYP') ?? 0) / 4;
    const edges = (open.get('eIDX') ?? 0) / 4;
    if (!Number.isInteger(nodes) || !Number.isInteger(edges)) return false;
    for (const [tag, bytes] of open) {
      const nodeBytes = NODE_ROW_BYTES.get(tag);
      const wanted =
        nodeBytes === undefined ? edges * (EDGE_ROW_BYTES.get(tag) ?? 0) : nodes * nodeBytes;
      if (bytes !== wanted) return false;
    }
    this.nodes += nodes;
    this.edges += edges;
    this.batch++;
    open.clear();
    return true;
  }
}

/** Sections looked at before the first batch must have shown itself. */
const MAX_SECTIONS_BEFORE = 4096;

/** Whether the columns of an `.ouro` file can be read to where they belong: see `planSections`. */
export async function opensAtOnce(source: ByteSource): Promise<boolean> {
  const magic = await source.read(0, OURO_MAGIC.length);
  if (!OURO_MAGIC.every((byte, index) => magic[index] === byte)) return false;
  let at = FILE_HEADER_BYTES;
  for (let sections = 0; sections < MAX_SECTIONS_BEFORE; sections++) {
    const header = parseSectionHeader(await source.read(at, SECTION_HEADER_BYTES));
    if (header === null || header.codec !== Codec.raw || header.tag === 'eADR') return false;
    if (header.tag === 'eIDX') return true;
    at += SECTION_HEADER_BYTES + header.storedBytes + paddingAfter(header.storedBytes);
  }
  return false;
}
