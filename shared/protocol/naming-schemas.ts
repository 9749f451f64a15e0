import { z } from 'zod';
import { answers } from './answers.ts';
import type { ObjectRow } from './schemas.ts';
import { nodeIndex } from './schemas.ts';

/** Objects named in one question: more than the lists of a drawing hold together. */
const MAX_NAMED = 20_000;

/** What objects are called beyond this session, for links, bookmarks and the next start. */
export const NAMING_CHANNELS = {
  identify: {
    request: z.object({ nodes: z.array(nodeIndex).max(MAX_NAMED) }),
    response: answers<{
      readonly objects: readonly ({
        readonly address: string;
        readonly type: string;
      } | null)[];
    }>(),
  },
  /** Objects that a text names: `RESPONSE_CACHE`, `SERVICE.cache`; the program's first, by weight. */
  named: {
    request: z.object({ text: z.string().max(500), limit: z.number().int().min(1).max(1000) }),
    response: answers<{
      /** `weight`: bytes of all that hangs on it in the forest of names, itself included. */
      readonly rows: readonly (ObjectRow & {
        readonly weight: number;
      })[];
    }>(),
  },
  /** The way back; null for what this dump does not have. */
  locate: {
    request: z.object({
      addresses: z.array(z.string().max(40)).max(MAX_NAMED),
      types: z
        .array(z.object({ name: z.string().max(500), index: z.number().int().min(0) }))
        .max(100),
    }),
    response: answers<{
      readonly objects: readonly (ObjectRow | null)[];
      readonly types: readonly (number | null)[];
    }>(),
  },
} as const;
