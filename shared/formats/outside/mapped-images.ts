import { ELF_HEADER_BYTES, type ElfSegment, readElfHeader, readSegments, SEGMENT } from './elf.ts';
import type { MemoryRegion } from './memory-image.ts';
import type { ProcessMemory } from './process-memory.ts';

/** An executable or library as it is mapped. */
export interface MappedImage {
  readonly path: string;
  readonly start: number;
  /** Its variables: written pages of the file, and those behind them. */
  readonly data: readonly MemoryRegion[];
}

/** Every file that is mapped from its beginning on, in the order of addresses. */
export function mappedImages(regions: readonly MemoryRegion[]): MappedImage[] {
  const found = new Map<string, { path: string; start: number; data: MemoryRegion[] }>();
  let last: { image: { data: MemoryRegion[] }; end: number } | null = null;
  for (const region of regions) {
    const { file } = region;
    if (file === null) {
      // The variables that begin as zeros follow the last page of the file.
      if (last !== null && region.isWritable && region.start === last.end) {
        last.image.data.push(region);
      }
      last = null;
      continue;
    }
    let image = found.get(file);
    if (image === undefined && region.fileOffset === 0) {
      image = { path: file, start: region.start, data: [] };
      found.set(file, image);
    }
    last = image === undefined ? null : { image, end: region.end };
    if (region.isWritable) image?.data.push(region);
  }
  return [...found.values()];
}

const MAX_SEGMENTS = 1024;
const MAX_DYNAMIC = 4096;
const MAX_SYMBOLS = 1 << 20;
const MAX_NAME = 256;
const DYNAMIC = { hash: 4, strings: 5, symbols: 6, gnuHash: 0x6ffffef5 } as const;
const SYMBOL_BYTES = 24;
const PAGE = 4096;

/**
 * Where an image exports a name, by the tables that the dynamic linker itself uses; 0 where it
 * does not, or where those tables are not in the memory.
 */
export function exportedAddress(memory: ProcessMemory, image: MappedImage, name: string): number {
  const segments = segmentsOf(memory, image.start);
  const first = segments.find(({ type }) => type === SEGMENT.load);
  const dynamic = segments.find(({ type }) => type === SEGMENT.dynamic);
  if (first === undefined || dynamic === undefined) return 0;
  const bias = image.start - Math.floor(first.address / PAGE) * PAGE;
  const entries = dynamicEntries(memory, bias + dynamic.address);
  // Some dynamic linkers leave the addresses as they are in the file.
  const place = (value: number | undefined): number =>
    value === undefined ? 0 : value >= image.start ? value : value + bias;
  const tables: SymbolTables = {
    symbols: place(entries.get(DYNAMIC.symbols)),
    strings: place(entries.get(DYNAMIC.strings)),
    hash: place(entries.get(DYNAMIC.hash)),
    gnuHash: place(entries.get(DYNAMIC.gnuHash)),
  };
  if (tables.symbols === 0 || tables.strings === 0) return 0;
  const symbol =
    tables.gnuHash === 0 ? listedSymbol(memory, tables, name) : hashedSymbol(memory, tables, name);
  return symbol === 0 ? 0 : memory.word(symbol + 8) + bias;
}

interface SymbolTables {
  readonly symbols: number;
  readonly strings: number;
  readonly hash: number;
  readonly gnuHash: number;
}

function segmentsOf(memory: ProcessMemory, start: number): ElfSegment[] {
  const head = new Uint8Array(ELF_HEADER_BYTES);
  memory.copy(start, head);
  const header = readElfHeader(head);
  if (header === null || header.segmentCount > MAX_SEGMENTS || header.segmentsAt > PAGE) return [];
  const bytes = new Uint8Array(header.segmentCount * header.segmentSize);
  memory.copy(start + header.segmentsAt, bytes);
  return readSegments(bytes, header.segmentSize);
}

function dynamicEntries(memory: ProcessMemory, start: number): Map<number, number> {
  const entries = new Map<number, number>();
  for (let index = 0; index < MAX_DYNAMIC; index++) {
    const tag = memory.word(start + 16 * index);
    if (tag === 0) break;
    entries.set(tag, memory.word(start + 16 * index + 8));
  }
  return entries;
}

/** A symbol by the table of DT_GNU_HASH; 0 where it is not there or not defined. */
function hashedSymbol(memory: ProcessMemory, tables: SymbolTables, name: string): number {
  const { gnuHash } = tables;
  const bucketCount = memory.low(gnuHash);
  if (bucketCount === 0) return 0;
  const firstHashed = memory.low(gnuHash + 4);
  const buckets = gnuHash + 16 + 8 * memory.low(gnuHash + 8);
  const chains = buckets + 4 * bucketCount;
  let wanted = 5381;
  for (const character of name) {
    wanted = (Math.imul(wanted, 33) + (character.codePointAt(0) ?? 0)) >>> 0;
  }
  let index = memory.low(buckets + 4 * (wanted % bucketCount));
  for (let steps = 0; index >= firstHashed && steps < MAX_SYMBOLS; steps++, index++) {
    const hash = memory.low(chains + 4 * (index - firstHashed));
    if ((hash | 1) === (wanted | 1)) {
      const symbol = tables.symbols + SYMBOL_BYTES * index;
      if (isNamed(memory, tables, symbol, name)) return symbol;
    }
    if ((hash & 1) !== 0) break;
  }
  return 0;
}

/** A symbol by going through all of them: DT_HASH tells how many there are. */
function listedSymbol(memory: ProcessMemory, tables: SymbolTables, name: string): number {
  if (tables.hash === 0) return 0;
  const count = Math.min(memory.low(tables.hash + 4), MAX_SYMBOLS);
  for (let index = 1; index < count; index++) {
    const symbol = tables.symbols + SYMBOL_BYTES * index;
    if (isNamed(memory, tables, symbol, name)) return symbol;
  }
  return 0;
}

function isNamed(
  memory: ProcessMemory,
  tables: SymbolTables,
  symbol: number,
  name: string,
): boolean {
  const isDefined = memory.low(symbol + 4) >>> 16 !== 0;
  if (!isDefined) return false;
  return textAt(memory, tables.strings + memory.low(symbol), name.length + 1) === name;
}

/** A zero-terminated text of C's, at most `limit` bytes of it. */
export function textAt(memory: ProcessMemory, address: number, limit = MAX_NAME): string {
  const bytes = new Uint8Array(limit);
  memory.copy(address, bytes);
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}
