import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import type { RandomAccess } from '../../shared/formats/bytes/byte-source.ts';
import { bytesAt, readElfHeader, readSegments } from '../../shared/formats/outside/elf.ts';
import type { MemoryImage, MemoryRegion } from '../../shared/formats/outside/memory-image.ts';
import { readHeap } from '../../shared/formats/outside/read-heap.ts';

const PAGE = 4096;
const ELF_BYTES = 64;
const HEADER_BYTES = 56;

/**
 * A core file with the same notes and only that memory which reading its heap looks at, files'
 * pages included: it needs no binaries beside it. Made once for each fixture.
 */
export function sparseCore(core: RandomAccess, image: MemoryImage): Uint8Array {
  const pages = new Map<number, Uint8Array>();
  const watched: MemoryImage = {
    origin: image.origin,
    regions: image.regions,
    process: image.process,
    losses: () => image.losses(),
    readInto(address, target) {
      const got = image.readInto(address, target);
      for (let at = 0; at < got; at += PAGE) {
        pages.set(address + at, target.slice(at, Math.min(at + PAGE, got)));
      }
      return got;
    },
  };
  readHeap(watched, { job: UNATTENDED_JOB, memoryLimitBytes: 4e9, warn: () => undefined });
  return withPages(core, pages, image.regions);
}

function withPages(
  core: RandomAccess,
  pages: ReadonlyMap<number, Uint8Array>,
  regions: readonly MemoryRegion[],
): Uint8Array {
  const header = readElfHeader(bytesAt(core, 0, ELF_BYTES));
  if (header === null) throw new Error('not a core file');
  const heads = bytesAt(core, header.segmentsAt, header.segmentCount * header.segmentSize);
  const note = readSegments(heads, header.segmentSize).find(({ type }) => type === 4);
  if (note === undefined) throw new Error('a core file without notes');
  const runs = runsOf(pages, regions);
  const notesAt = ELF_BYTES + HEADER_BYTES * (runs.length + 1);
  const first = Math.ceil((notesAt + note.fileSize) / PAGE) * PAGE;
  const size = runs.reduce((sum, run) => sum + run.pages.length * PAGE, first);
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  out.set(bytesAt(core, 0, ELF_BYTES));
  view.setBigUint64(32, BigInt(ELF_BYTES), true);
  view.setUint16(56, runs.length + 1, true);
  const head = (index: number, type: number, flags: number, words: readonly number[]): void => {
    const at = ELF_BYTES + HEADER_BYTES * index;
    view.setUint32(at, type, true);
    view.setUint32(at + 4, flags, true);
    [8, 16, 32, 40].forEach((offset, word) => {
      view.setBigUint64(at + offset, BigInt(words[word]), true);
    });
  };
  head(0, 4, 4, [notesAt, 0, note.fileSize, 0]);
  out.set(bytesAt(core, note.offset, note.fileSize), notesAt);
  let at = first;
  runs.forEach((run, index) => {
    const bytes = run.pages.length * PAGE;
    head(index + 1, 1, run.isWritable ? 6 : 4, [at, run.start, bytes, bytes]);
    run.pages.forEach((page, number) => {
      out.set(page, at + number * PAGE);
    });
    at += bytes;
  });
  return out;
}

interface Run {
  readonly start: number;
  readonly isWritable: boolean;
  readonly pages: Uint8Array[];
}

/** Neighbouring pages of one region. */
function runsOf(
  pages: ReadonlyMap<number, Uint8Array>,
  regions: readonly MemoryRegion[],
): readonly Run[] {
  const runs: Run[] = [];
  const addresses = [...pages.keys()].sort((a, b) => a - b);
  let region: MemoryRegion | undefined;
  for (const address of addresses) {
    const last = runs.at(-1);
    const isNext = last !== undefined && address === last.start + last.pages.length * PAGE;
    const isSame = region !== undefined && address >= region.start && address < region.end;
    const page = pages.get(address) ?? new Uint8Array(PAGE);
    if (isNext && isSame) {
      last.pages.push(page);
      continue;
    }
    region = regions.find(({ start, end }) => address >= start && address < end);
    runs.push({ start: address, isWritable: region?.isWritable ?? false, pages: [page] });
  }
  return runs;
}
