import { z } from 'zod';
import { nodeIndex, objectRowSchema } from './schemas.ts';

/** Objects named in one question: more than the lists of a drawing hold together. */
const MAX_NAMED = 20_000;

/** What objects are called beyond this session, for links, bookmarks and the next start. */
export const NAMING_CHANNELS = {
  identify: {
    request: z.object({ nodes: z.array(nodeIndex).max(MAX_NAMED) }),
    response: z.object({
      objects: z.array(z.object({ address: z.string(), type: z.string() }).nullable()),
    }),
  },
  /** Objects that a text names: `RESPONSE_CACHE`, `SERVICE.cache`; the program's first, by weight. */
  named: {
    request: z.object({ text: z.string().max(500), limit: z.number().int().min(1).max(1000) }),
    response: z.object({
      /** `weight`: bytes of all that hangs on it in the forest of names, itself included. */
      rows: z.array(objectRowSchema.extend({ weight: z.number() })),
    }),
  },
  /** The way back; null for what this dump does not have. */
  locate: {
    request: z.object({
      addresses: z.array(z.string().max(40)).max(MAX_NAMED),
      types: z
        .array(z.object({ name: z.string().max(500), index: z.number().int().min(0) }))
        .max(100),
    }),
    response: z.object({
      objects: z.array(objectRowSchema.nullable()),
      types: z.array(z.number().int().nullable()),
    }),
  },
} as const;
