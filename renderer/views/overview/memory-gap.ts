/** A part of the resident memory. */
export interface MemoryPart {
  readonly id: 'objects' | 'unexplained' | 'shared';
  readonly name: string;
  readonly explanation: string;
  readonly bytes: number;
}

export interface MemoryGap {
  readonly residentBytes: number;
  /** They add up to what is resident; none is empty. */
  readonly parts: readonly MemoryPart[];
  /** What does not fit the picture; '' if nothing. */
  readonly note: string;
}

/**
 * What of the resident memory the objects of a dump account for; null where the dump does not know
 * it. Shared memory is what the process has in common with others: libraries, forked pages.
 */
export function memoryGap(memory: {
  readonly rssBytes: number | null;
  readonly ussBytes: number | null;
  readonly shallowBytes: number;
}): MemoryGap | null {
  const { rssBytes: resident, ussBytes, shallowBytes } = memory;
  if (resident === null || resident <= 0) return null;
  const objects = Math.min(shallowBytes, resident);
  const rest = resident - objects;
  const shared = ussBytes === null ? 0 : Math.min(rest, Math.max(0, resident - ussBytes));
  const parts: readonly MemoryPart[] = [
    {
      id: 'objects',
      name: 'Objects in the dump',
      explanation: 'What the sizes of all objects add up to.',
      bytes: objects,
    },
    {
      id: 'unexplained',
      name: 'Not explained',
      explanation:
        'The interpreter itself, memory of C extensions, and what was freed but not given back to the system.',
      bytes: rest - shared,
    },
    {
      id: 'shared',
      name: 'Shared',
      explanation:
        'Pages that other processes use as well: libraries, and what a fork has in common.',
      bytes: shared,
    },
  ];
  return {
    residentBytes: resident,
    parts: parts.filter(({ bytes }) => bytes > 0),
    note:
      shallowBytes > resident
        ? 'The objects are larger than what was resident: part of them was swapped out, or never touched.'
        : '',
  };
}
