import { z } from 'zod';
import { answers } from './answers.ts';
import type { Cause, MemoryAccount } from './cause-schemas.ts';
import type { ShownWarning } from './schemas.ts';

/** A cause without the objects that show it: those are only of use beside their dump. */
export type FleetCause = Pick<
  Cause,
  | 'kind'
  | 'signature'
  | 'bytes'
  | 'nativeBytes'
  | 'share'
  | 'sentence'
  | 'subjects'
  | 'holder'
  | 'cycles'
  | 'places'
  | 'advice'
  | 'confidence'
>;

/** One dump among many: what its process holds, and why. All sizes in bytes; null: not known. */
export interface FleetMember {
  readonly format: string;
  readonly process: {
    readonly pid: number | null;
    readonly commandLine: string;
    readonly runtime: string;
    /** ISO 8601, UTC; '' where the dump does not tell. */
    readonly takenAt: string;
  };
  readonly objects: number;
  readonly shallowBytes: number;
  readonly residentBytes: number | null;
  /** Of the resident bytes, mapped by other processes too. */
  readonly sharedBytes: number | null;
  readonly account: MemoryAccount | null;
  readonly headline: string;
  readonly causes: readonly FleetCause[];
  readonly warnings: readonly ShownWarning[];
}

export const FLEET_CHANNELS = {
  /** A dump as one of many. */
  fleetMember: { request: z.object({}), response: answers<FleetMember>() },
} as const;
