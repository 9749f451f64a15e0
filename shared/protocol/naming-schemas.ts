import { z } from 'zod';
import { nodeIndex, objectRow } from './schemas.ts';

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
  /** The way back; null for what this dump does not have. */
  locate: {
    request: z.object({
      addresses: z.array(z.string().max(40)).max(MAX_NAMED),
      types: z
        .array(z.object({ name: z.string().max(500), index: z.number().int().min(0) }))
        .max(100),
    }),
    response: z.object({
      objects: z.array(objectRow.nullable()),
      types: z.array(z.number().int().nullable()),
    }),
  },
} as const;
