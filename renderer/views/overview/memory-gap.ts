import type { MemoryAccount } from '../../../shared/protocol/cause-schemas.ts';
import { RESIDENT } from '../strings-overview.ts';

/** A part of the resident memory. */
export interface MemoryPart {
  readonly id: 'objects' | 'native' | 'kept' | 'mappings' | 'unexplained';
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

/** The whole of the resident memory, part by part; null where the dump does not know it. */
export function memoryGap(account: MemoryAccount | null): MemoryGap | null {
  if (account === null || account.resident <= 0) return null;
  const { resident, python, native, kept, mappings, remainder } = account;
  const parts: readonly MemoryPart[] = [
    {
      id: 'objects',
      name: RESIDENT.objects,
      explanation: RESIDENT.objectsMeaning,
      bytes: Math.min(python, resident),
    },
    {
      id: 'native',
      name: RESIDENT.native,
      explanation: RESIDENT.nativeMeaning,
      bytes: native,
    },
    {
      id: 'kept',
      name: RESIDENT.kept,
      explanation: RESIDENT.keptMeaning,
      bytes: kept ?? 0,
    },
    {
      id: 'mappings',
      name: RESIDENT.mappings,
      explanation: RESIDENT.mappingsMeaning,
      bytes: mappings ?? 0,
    },
    {
      id: 'unexplained',
      name: RESIDENT.unexplained,
      explanation:
        mappings === null && kept === null
          ? RESIDENT.allUnexplainedMeaning
          : RESIDENT.unexplainedMeaning,
      bytes: remainder,
    },
  ];
  return {
    residentBytes: resident,
    parts: parts.filter(({ bytes }) => bytes > 0),
    note: python > resident ? RESIDENT.tooLarge : '',
  };
}
