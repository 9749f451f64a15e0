import { RESIDENT } from '../strings-overview.ts';

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
      name: RESIDENT.objects,
      explanation: RESIDENT.objectsMeaning,
      bytes: objects,
    },
    {
      id: 'unexplained',
      name: RESIDENT.unexplained,
      explanation: RESIDENT.unexplainedMeaning,
      bytes: rest - shared,
    },
    {
      id: 'shared',
      name: RESIDENT.shared,
      explanation: RESIDENT.sharedMeaning,
      bytes: shared,
    },
  ];
  return {
    residentBytes: resident,
    parts: parts.filter(({ bytes }) => bytes > 0),
    note: shallowBytes > resident ? RESIDENT.tooLarge : '',
  };
}
