import { type Mapping, PAGE_BYTES } from './proc-files.ts';

/** Pages to copy, as runs of neighbours: ascending, `start` and `end` in bytes of address space. */
export interface PageRun {
  readonly start: number;
  readonly end: number;
}

/** How an address is answered that was not copied. */
export type Rest =
  /** Memory that nobody has written to: zeros. */
  | 'zeros'
  /** The file behind it, which the process cannot have changed here. */
  | 'file';

/** What a mapping needs. */
export interface MappingPlan {
  readonly mapping: Mapping;
  readonly runs: readonly PageRun[];
  readonly rest: Rest;
}

// Bits of an entry of /proc/PID/pagemap, in its higher word.
const PRESENT = 0x8000_0000;
const SWAPPED = 0x4000_0000;
const OF_A_FILE = 0x2000_0000;

/** Runs that are so near each other are copied as one: a call costs more than a page. */
const MAX_GAP_BYTES = 4 * PAGE_BYTES;

/** Mappings of the kernel's, whose pages cannot be read or say nothing. */
const KERNELS = new Set(['[vvar]', '[vvar_vclock]', '[vsyscall]', '[vdso]']);

/** Whether a mapping holds memory of the program at all. */
export function isOfProgram({ isReadable, path }: Mapping): boolean {
  return isReadable && !KERNELS.has(path) && !path.startsWith('/dev/');
}

/**
 * What of a mapping has to be copied while the process stands: pages that are its own, because it
 * wrote to them, and all of a writable file's, which it may write to next. Memory that is shared
 * with other processes holds no objects and is read where it is.
 * @param pages Two words for each page, from `/proc/PID/pagemap`; null where there is none.
 */
export function planMapping(mapping: Mapping, pages: Uint32Array | null): MappingPlan {
  const { start, end, isWritable, isShared, path } = mapping;
  const isOfFile = path !== '' && !path.startsWith('[');
  if (isShared) return { mapping, runs: [], rest: 'file' };
  if (isWritable && (isOfFile || pages === null)) {
    return { mapping, runs: [{ start, end }], rest: 'zeros' };
  }
  const rest = isOfFile ? 'file' : 'zeros';
  return { mapping, runs: pages === null ? [] : ownRuns(start, pages), rest };
}

function ownRuns(from: number, pages: Uint32Array): PageRun[] {
  const runs: { start: number; end: number }[] = [];
  for (let page = 0; 2 * page + 1 < pages.length; page++) {
    const word = pages[2 * page + 1];
    const isOwn = (word & (PRESENT | SWAPPED)) !== 0 && (word & OF_A_FILE) === 0;
    if (!isOwn) continue;
    const start = from + page * PAGE_BYTES;
    const last = runs.at(-1);
    if (last !== undefined && start - last.end <= MAX_GAP_BYTES) last.end = start + PAGE_BYTES;
    else runs.push({ start, end: start + PAGE_BYTES });
  }
  return runs;
}

export function bytesOf(plans: readonly MappingPlan[]): number {
  let sum = 0;
  for (const { runs } of plans) for (const { start, end } of runs) sum += end - start;
  return sum;
}
