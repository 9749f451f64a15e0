import { DumpFormatError } from '../../base/errors.ts';
import { showable } from '../../base/text.ts';
import { formatBytes, formatCount, formatQuantity } from '../../base/units.ts';
import type { RandomAccess } from '../bytes/byte-source.ts';
import type { DumpWarning } from '../importer.ts';
import { ADDRESS_END, lastAtOrBefore, regionAt } from './address-space.ts';
import type { BinaryFiles } from './binary-files.ts';
import { type CoreNotes, type MappedFile, readCoreNotes } from './core-notes.ts';
import {
  buildIdOf,
  bytesAt,
  ELF_HEADER_BYTES,
  type ElfHeader,
  type ElfSegment,
  headOf,
  MANY_SEGMENTS,
  readElfHeader,
  readSegments,
  SEGMENT,
  SEGMENT_FLAG,
} from './elf.ts';
import type { ImageProcess, MemoryImage, MemoryRegion } from './memory-image.ts';

/** A region, and where its bytes are: in the core, or in the file behind it. */
interface CoreRegion extends MemoryRegion {
  readonly coreOffset: number | null;
}

/** More than any process has mappings, by the kernel's own limit. */
const MAX_SEGMENTS = 1 << 20;
const MAX_NOTE_BYTES = 256 * 1024 * 1024;

/**
 * The memory in an ELF core file. What the core leaves out of mapped files is taken from the files
 * themselves where they are the same ones, by build id.
 *
 * A core that was cut off gives what it holds, and says so. Throws `dump-malformed`, and
 * `dump-unsupported` for a core that is not of a 64-bit, little-endian process.
 */
export class CoreImage implements MemoryImage {
  readonly origin = 'core';
  readonly regions: readonly CoreRegion[];
  readonly process: ImageProcess;
  /** Segments of memory that the file does not hold to their ends: it was cut off. */
  readonly cutSegments: number;
  private readonly core: RandomAccess;
  private readonly binaries: BinaryFiles;
  private readonly files: readonly MappedFile[];
  private readonly opened = new Map<string, RandomAccess | null>();
  private readonly warnings: DumpWarning[] = [];
  /** Images that are not here, and those that are others here: with their build ids. */
  private readonly missing: string[] = [];
  private readonly others: string[] = [];
  private readonly used = new Set<RandomAccess>();

  constructor(core: RandomAccess, binaries: BinaryFiles) {
    this.core = core;
    this.binaries = binaries;
    const header = coreHeader(core);
    const segments = coreSegments(core, header);
    const notes = notesOf(core, segments);
    this.files = notes.files;
    const loads = segments.filter(isMemory);
    this.cutSegments = loads.filter(({ offset, fileSize }) => offset + fileSize > core.size).length;
    if (this.cutSegments > 0) this.warnings.push(cutWarning(this.cutSegments, loads, core.size));
    this.regions = regionsOf(loads, notes.files, core.size);
    this.process = {
      pid: notes.pid,
      commandLine: notes.commandLine,
      takenAt: null,
      rssBytes: null,
      processKey: null,
      endedBy: notes.endedBy,
      machine: header.machine,
    };
  }

  readInto(address: number, target: Uint8Array): number {
    let filled = 0;
    while (filled < target.length) {
      const at = address + filled;
      const region = regionAt(this.regions, at);
      if (region === null) break;
      const part = target.subarray(filled, filled + Math.min(target.length, region.end - at));
      const got = this.readFrom(region, at - region.start, part);
      filled += got;
      if (got < part.length) break;
    }
    return filled;
  }

  losses(): readonly DumpWarning[] {
    const { missing, others, used } = this;
    const unused = this.binaries.named.filter((file) => !used.has(file));
    return [
      ...this.warnings,
      ...(missing.length === 0 ? [] : [missingWarning(missing)]),
      ...(others.length === 0 ? [] : [othersWarning(others)]),
      ...(unused.length === 0 ? [] : [unusedWarning(unused)]),
    ];
  }

  private readFrom(region: CoreRegion, offset: number, target: Uint8Array): number {
    if (region.coreOffset !== null) return this.core.readSync(region.coreOffset + offset, target);
    const file = region.file === null ? null : this.fileOf(region.file);
    if (file === null) return 0;
    const got = file.readSync(region.fileOffset + offset, target);
    // The last page of a file is filled up with zeros when it is mapped.
    target.fill(0, got);
    return target.length;
  }

  /** The file at a path of the process, if it is here and the same; decided once. */
  private fileOf(path: string): RandomAccess | null {
    const known = this.opened.get(path);
    if (known !== undefined) return known;
    const file = this.sameFile(path);
    this.opened.set(path, file);
    return file;
  }

  private sameFile(path: string): RandomAccess | null {
    const head = this.headInCore(path);
    const wanted = head && buildIdOf(head);
    const { named } = this.binaries;
    if (wanted !== null) {
      const same = named.find((file) => buildIdOf(headOf(file)) === wanted);
      if (same !== undefined) {
        this.used.add(same);
        return same;
      }
    }
    const found = this.binaries.find(path) ?? byName(named, path);
    if (found === null) {
      if (head !== null) this.missing.push(withBuildId(path, wanted));
      return null;
    }
    const headThere = headOf(found);
    const there = buildIdOf(headThere);
    if (head !== null && !(wanted === null ? startsAlike(head, headThere) : there === wanted)) {
      this.others.push(`${withBuildId(path, wanted)} has the build id ${there ?? 'none'} here`);
      return null;
    }
    this.used.add(found);
    return found;
  }

  /** The beginning of an image, which cores hold by default; null where this one does not. */
  private headInCore(path: string): Uint8Array | null {
    const first = this.files.find((file) => file.path === path && file.offset === 0);
    if (first === undefined) return null;
    const region = regionAt(this.regions, first.start);
    if (region === null || region.coreOffset === null) return null;
    const offset = region.coreOffset + first.start - region.start;
    const head = bytesAt(this.core, offset, Math.min(region.end - first.start, 1 << 16));
    return readElfHeader(head) === null ? null : head;
  }
}

/** Whether two files without a build id have the same headers: the first page, as far as told. */
function startsAlike(one: Uint8Array, other: Uint8Array): boolean {
  const length = Math.min(one.length, other.length, 4096);
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return false;
  return length >= ELF_HEADER_BYTES;
}

function byName(files: readonly RandomAccess[], path: string): RandomAccess | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return files.find((file) => file.name === name) ?? null;
}

function isMemory({ type, address, memorySize }: ElfSegment): boolean {
  return type === SEGMENT.load && memorySize > 0 && address + memorySize <= ADDRESS_END;
}

function coreHeader(core: RandomAccess): ElfHeader {
  const head = bytesAt(core, 0, ELF_HEADER_BYTES);
  const header = readElfHeader(head);
  if (header === null) {
    const is32 = head.length > 5 && head[4] === 1;
    throw new DumpFormatError(
      is32 ? 'dump-unsupported' : 'dump-malformed',
      is32
        ? 'This is the core of a 32-bit process. Ouroboros reads those of 64-bit ones.'
        : 'The file begins like a core and is none of a 64-bit, little-endian process.',
      0,
    );
  }
  return header;
}

function coreSegments(core: RandomAccess, header: ElfHeader): ElfSegment[] {
  let count = header.segmentCount;
  if (count === MANY_SEGMENTS) {
    const section = bytesAt(core, header.sectionsAt, 64);
    if (section.length < 64) throw cutBefore('its list of segments');
    count = new DataView(section.buffer, section.byteOffset).getUint32(44, true);
  }
  const bytes = count * header.segmentSize;
  if (count > MAX_SEGMENTS || header.segmentsAt + bytes > core.size) {
    throw cutBefore('its list of segments');
  }
  return readSegments(bytesAt(core, header.segmentsAt, bytes), header.segmentSize);
}

function cutBefore(what: string): DumpFormatError {
  return new DumpFormatError(
    'dump-malformed',
    `The core file breaks off before ${what}. Its disk was full, or ulimit -c was too small.`,
  );
}

function notesOf(core: RandomAccess, segments: readonly ElfSegment[]): CoreNotes {
  const notes = segments.filter(({ type }) => type === SEGMENT.note);
  return readCoreNotes(
    notes.map(({ offset, fileSize }) => bytesAt(core, offset, Math.min(fileSize, MAX_NOTE_BYTES))),
  );
}

/** Images that a warning names; of the rest it says how many there are. */
const MAX_NAMED_IMAGES = 3;

function missingWarning(images: readonly string[]): DumpWarning {
  return {
    code: 'missing-binary',
    message: `${someOf(images)} ${images.length === 1 ? 'is' : 'are'} not on this machine; what the core left out of ${images.length === 1 ? 'it' : 'them'}, such as names of C types, is missing. Give the folder with --sysroot, or the files with --exe.`,
  };
}

function othersWarning(images: readonly string[]): DumpWarning {
  return {
    code: 'missing-binary',
    message: `${someOf(images)}: not the files of the process, so that they were not used. Give the folder of the right ones with --sysroot, or the files with --exe.`,
  };
}

function unusedWarning(files: readonly RandomAccess[]): DumpWarning {
  const named = files.map((file) => withBuildId(file.name, buildIdOf(headOf(file))));
  return {
    code: 'missing-binary',
    message: `${someOf(named)} ${files.length === 1 ? 'was' : 'were'} not used: no image of the process has the build id.`,
  };
}

function someOf(images: readonly string[]): string {
  const more = images.length - MAX_NAMED_IMAGES;
  const shown = images.slice(0, MAX_NAMED_IMAGES).join(', ');
  return more > 0 ? `${shown} and ${formatQuantity(more, 'file')} more` : shown;
}

function withBuildId(path: string, buildId: string | null): string {
  return buildId === null ? showable(path) : `${showable(path)} (build id ${buildId})`;
}

function cutWarning(cut: number, loads: readonly ElfSegment[], size: number): DumpWarning {
  const whole = loads.reduce((end, { offset, fileSize }) => Math.max(end, offset + fileSize), 0);
  return {
    code: 'truncated',
    message: `The core file was cut off: it has ${formatBytes(size)} of ${formatBytes(whole)}, and ${formatCount(cut)} of ${formatCount(loads.length)} pieces of memory are not whole. Objects in them are missing. Its disk was full, or ulimit -c was too small.`,
  };
}

/** All that can be read, by address: what the core holds, and between it what files hold. */
function regionsOf(
  loads: readonly ElfSegment[],
  files: readonly MappedFile[],
  coreSize: number,
): CoreRegion[] {
  const regions: CoreRegion[] = [];
  const told: Span[] = [];
  const byAddress = [...loads].sort((a, b) => a.address - b.address);
  let end = 0;
  for (const { address, fileSize, memorySize, offset, flags } of byAddress) {
    const promised = Math.min(fileSize, memorySize);
    // Overlaps, which no kernel writes, belong to the first.
    if (promised === 0 || address < end) continue;
    end = address + promised;
    told.push({ start: address, end });
    const there = Math.max(0, Math.min(promised, coreSize - offset));
    if (there === 0) continue;
    const file = fileAt(files, address);
    regions.push({
      start: address,
      end: address + there,
      isWritable: (flags & SEGMENT_FLAG.write) !== 0,
      file: file?.path ?? null,
      fileOffset: file === null ? 0 : file.offset + address - file.start,
      coreOffset: offset,
    });
  }
  addFiles(regions, told, files);
  return regions.sort((a, b) => a.start - b.start);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Adds what only files hold. gdb writes no segment at all for what it leaves out; the note of mapped
 * files tells of both. What the core was to hold and lost is not taken from a file: it was written to.
 */
function addFiles(
  regions: CoreRegion[],
  told: readonly Span[],
  files: readonly MappedFile[],
): void {
  let next = 0;
  let covered = 0;
  for (const { start, end, offset, path } of files) {
    let at = Math.max(start, covered);
    while (next < told.length && told[next].end <= at) next++;
    for (let index = next; at < end; index++) {
      const span = index < told.length ? told[index] : { start: end, end };
      const gapEnd = Math.min(end, span.start);
      if (gapEnd > at) {
        regions.push({
          start: at,
          end: gapEnd,
          isWritable: false,
          file: path,
          fileOffset: offset + at - start,
          coreOffset: null,
        });
      }
      at = Math.max(at, span.end);
    }
    covered = Math.max(covered, end);
  }
}

function fileAt(files: readonly MappedFile[], address: number): MappedFile | null {
  const index = lastAtOrBefore(files, address);
  return index >= 0 && address < files[index].end ? files[index] : null;
}
