import type { HeapGraph } from './heap-graph.ts';

/**
 * The resident memory of a process, taken apart. The parts do not overlap:
 * resident = python + native + kept + mappings + remainder − excess.
 */
export interface MemoryParts {
  readonly resident: number;
  /** Python's objects: their shallow sizes, without what was never touched. */
  readonly python: number;
  /** Known native memory of objects; 0 where the dump knows of none. */
  readonly native: number;
  /** Free, but kept by allocators; null where neither tells. */
  readonly kept: number | null;
  /** Of `kept`, by malloc and by CPython's allocator for small objects. */
  readonly keptByMalloc: number | null;
  readonly keptByPymalloc: number | null;
  /** Files, shared memory and stacks, without what is native memory of objects; null if unknown. */
  readonly mappings: number | null;
  /** Of `mappings`, files: program, libraries and data. */
  readonly files: number | null;
  /**
   * What nothing accounts for: memory of C libraries, fragmentation, rounding. It includes every
   * part that is null.
   */
  readonly remainder: number;
  /** By how much the parts exceed the resident memory: untouched or swapped pages that they count. */
  readonly excess: number;
}

/**
 * Null where the dump does not tell the resident memory. `shallowBytes` is the sum of the shallow
 * sizes. O(1).
 */
export function memoryParts(
  { process }: Pick<HeapGraph, 'process'>,
  shallowBytes: number,
): MemoryParts | null {
  const { rssBytes: resident, account = {} } = process;
  if (resident === undefined) return null;
  const python = Math.max(0, shallowBytes - (account.untouchedBytes ?? 0));
  const native = account.native?.residentBytes ?? account.native?.bytes ?? 0;
  const inMappings = Math.min(native, account.native?.mappedBytes ?? 0);
  const keptByMalloc = account.malloc?.freeBytes ?? null;
  const keptByPymalloc = account.pymalloc?.freeBytes ?? null;
  const kept =
    keptByMalloc === null && keptByPymalloc === null
      ? null
      : (keptByMalloc ?? 0) + (keptByPymalloc ?? 0);
  const { resident: kinds } = account;
  const mapped = [kinds?.file, kinds?.shared, kinds?.stack, kinds?.other];
  const mappings = mapped.every((bytes) => bytes === undefined)
    ? null
    : Math.max(0, mapped.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0) - inMappings);
  const left = resident - python - native - (kept ?? 0) - (mappings ?? 0);
  return {
    resident,
    python,
    native,
    kept,
    keptByMalloc,
    keptByPymalloc,
    mappings,
    files: kinds?.file ?? null,
    remainder: Math.max(0, left),
    excess: Math.max(0, -left),
  };
}
