import { z } from 'zod';
import { answers } from './answers.ts';

/** A line of source, safe to show; sizes in bytes. */
export interface AllocationRow {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly isOwn: boolean;
  readonly bytes: number;
  readonly throughBytes: number;
  /** Of the whole profile, 0 … 1. */
  readonly share: number;
  /** 0 where the profiler does not count. */
  readonly allocations: number;
  /** What the profiler itself suspects; null where it suspects nothing. */
  readonly likelihood: number | null;
  readonly bytesPerSecond: number | null;
  /** Sentences of the dump's causes that name this line or its function. */
  readonly causes: readonly string[];
}

/** The JSON that `ouroboros allocations` prints; keys may be added, never renamed or removed. */
export interface AllocationReport {
  readonly format: string;
  /** What the bytes are: alive at the peak, kept (the file does not say of which), or allocated in all. */
  readonly measure: 'peak' | 'kept' | 'allocated';
  readonly totalBytes: number;
  readonly stacks: number;
  readonly headline: string;
  /** Most bytes first; lines with neither bytes nor suspicion are left out, and those beyond 10,000. */
  readonly lines: readonly AllocationRow[];
  readonly warnings: readonly string[];
}

/** A frame of a flame graph, safe to show. */
export interface ShownFrame {
  /** "load (data.py:12)"; "all" for the whole. */
  readonly name: string;
  readonly origin: 'program' | 'library' | 'standard';
  /** 0 for the whole. */
  readonly depth: number;
  /** Where it begins and how wide it is, as shares of the whole. */
  readonly from: number;
  readonly share: number;
  readonly bytes: number;
}

const MAX_CAUSES = 100;
const MAX_PLACES = 20;

export const PROFILE_CHANNELS = {
  /** Bytes by line; `causes` of an open dump of the same program say what of it leaks. */
  allocations: {
    request: z.object({
      causes: z
        .array(
          z.object({
            sentence: z.string().max(10_000),
            places: z
              .array(
                z.object({
                  name: z.string().max(10_000),
                  file: z.string().max(32_768),
                  line: z.number().int().min(0).max(0xffffffff),
                }),
              )
              .max(MAX_PLACES),
          }),
        )
        .max(MAX_CAUSES),
    }),
    response: answers<
      AllocationReport & { readonly formatLabel: string; readonly fingerprint: string }
    >(),
  },
  /** The frames of the flame graph that can be seen, the widest of very many. */
  flame: {
    request: z.object({}),
    response: answers<{
      readonly frames: readonly ShownFrame[];
      readonly depth: number;
      readonly omitted: number;
    }>(),
  },
} as const;

export type ProfileChannel = keyof typeof PROFILE_CHANNELS;
