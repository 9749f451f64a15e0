import { z } from 'zod';
import { cause, memoryAccount } from './cause-schemas.ts';
import { dumpWarning } from './schemas.ts';

/** A cause without the objects that show it: those are only of use beside their dump. */
const fleetCause = cause.pick({
  kind: true,
  signature: true,
  bytes: true,
  nativeBytes: true,
  share: true,
  sentence: true,
  subjects: true,
  holder: true,
  cycles: true,
  places: true,
  advice: true,
  confidence: true,
});
export type FleetCause = z.infer<typeof fleetCause>;

/** One dump among many: what its process holds, and why. All sizes in bytes; null: not known. */
export const fleetMember = z.object({
  format: z.string(),
  process: z.object({
    pid: z.number().nullable(),
    commandLine: z.string(),
    runtime: z.string(),
    /** ISO 8601, UTC; '' where the dump does not tell. */
    takenAt: z.string(),
  }),
  objects: z.number(),
  shallowBytes: z.number(),
  residentBytes: z.number().nullable(),
  /** Of the resident bytes, mapped by other processes too. */
  sharedBytes: z.number().nullable(),
  account: memoryAccount.nullable(),
  headline: z.string(),
  causes: z.array(fleetCause),
  warnings: z.array(dumpWarning),
});
export type FleetMember = z.infer<typeof fleetMember>;

export const FLEET_CHANNELS = {
  /** A dump as one of many. */
  fleetMember: { request: z.object({}), response: fleetMember },
} as const;
