import { z } from 'zod';
import { objectRow } from './schemas.ts';
import { sourcePlace } from './source-schemas.ts';

/** A place of the heap where memory has piled up: who holds what, and how it is reached. */
export const accumulation = z.object({
  /** "300 FeatureStores and 600 DataFrames". */
  what: z.string(),
  /** "__main__.FeatureStore.features.cache"; where they are shared, one of the places. */
  place: z.string(),
  /** The same without values and string keys. */
  redacted: z.object({ what: z.string(), place: z.string() }),
  /** Each of them is held in more ways than one: no single object holds them. */
  isShared: z.boolean(),
  /** What to do about such a holder, one or two sentences; '' where nothing general can be said. */
  advice: z.string(),
  /** Where the source has to do with it; empty where the dump does not tell. */
  sources: z.array(sourcePlace),
  retainedBytes: z.number(),
  /** Of all bytes that are held, 0 … 1. */
  share: z.number(),
  holder: objectRow.nullable(),
  groups: z.array(
    z.object({
      typeIndex: z.number().int(),
      type: z.string(),
      count: z.number(),
      retainedBytes: z.number(),
      example: objectRow,
    }),
  ),
});
export type AccumulationRow = z.infer<typeof accumulation>;

export const accumulationsResult = z.object({
  rows: z.array(accumulation),
  /** Bytes of everything that is held (not garbage), which shares are of. */
  heldBytes: z.number(),
});
export type AccumulationsResult = z.infer<typeof accumulationsResult>;
