/**
 * Where the resident memory of a process is, in bytes, as its system, its allocators and its
 * accelerators told when the dump was taken.
 *
 * Whatever could not be had is absent: unknown is never zero. Amounts overlap as their comments say;
 * `memoryParts` takes them apart.
 */
export interface ProcessAccount {
  /** Resident memory by what it is mapped from; together it is `ProcessFacts.rssBytes`. */
  readonly resident?: ResidentByKind;
  /** Resident, and mapped by other processes too, as the kernel counts it. */
  readonly sharedBytes?: number;
  /** Written out to swap: not resident. */
  readonly swappedBytes?: number;
  /** glibc's allocator (`mallinfo2`), all arenas together. */
  readonly malloc?: MallocAccount;
  /** CPython's allocator for small objects. */
  readonly pymalloc?: PymallocAccount;
  /** What objects of the dump hold outside of Python's objects: the sum of the `native` table. */
  readonly native?: NativeAccount;
  /** Bytes of large Python objects that were never touched, so that they are not resident. */
  readonly untouchedBytes?: number;
  readonly controlGroup?: ControlGroupAccount;
  /** One per accelerator that the process has initialised. */
  readonly accelerators?: readonly AcceleratorAccount[];
}

/** Resident bytes by what is mapped; each page is in one of them. */
export interface ResidentByKind {
  /** `[heap]`: what malloc took by moving the break. */
  readonly heap?: number;
  /** Anonymous and private: arenas of allocators, large blocks, memory mapped by libraries. */
  readonly anonymous?: number;
  /** Files: program, libraries, data mapped from disk. */
  readonly file?: number;
  /** Shared memory: `MAP_SHARED | MAP_ANONYMOUS`, /dev/shm, memfd. */
  readonly shared?: number;
  /** Stacks of the threads, as far as they can be recognised. */
  readonly stack?: number;
  /** The kernel's own pages (`[vdso]`, `[vvar]`) and what is none of these. */
  readonly other?: number;
}

export interface MallocAccount {
  /** Taken from the system by the arenas, without `mappedBytes`. */
  readonly systemBytes?: number;
  /** Of these, handed out to callers. */
  readonly inUseBytes?: number;
  /** Of these, free but kept. */
  readonly freeBytes?: number;
  /** Handed out in mappings of their own. */
  readonly mappedBytes?: number;
}

export interface PymallocAccount {
  readonly arenas?: number;
  readonly arenaBytes?: number;
  /** Blocks that are handed out, rounded up to their size class. */
  readonly inUseBytes?: number;
  /** Free blocks and free pools. */
  readonly freeBytes?: number;
}

export interface NativeAccount {
  /** Every storage once, without what is in the shallow size of an object or on an accelerator. */
  readonly bytes?: number;
  /** Of these, resident. */
  readonly residentBytes?: number;
  /** Of the resident ones, in mappings of files and in shared memory. */
  readonly mappedBytes?: number;
  /** On accelerators. */
  readonly deviceBytes?: number;
}

/** The control group (container) that the process is in, with whatever else is in it. */
export interface ControlGroupAccount {
  readonly limitBytes?: number;
  readonly currentBytes?: number;
  /** `memory.stat`: anonymous memory. */
  readonly anonymousBytes?: number;
  /** Page cache. */
  readonly fileBytes?: number;
  readonly sharedBytes?: number;
  /** Memory the kernel uses for the group. */
  readonly kernelBytes?: number;
}

export interface AcceleratorAccount {
  /** "cuda:0". */
  readonly name: string;
  /** In tensors. */
  readonly allocatedBytes?: number;
  /** Kept by the framework's allocator, tensors included. */
  readonly reservedBytes?: number;
}
