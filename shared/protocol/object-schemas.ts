import { z } from 'zod';
import { cutChoice, objectQuery, objectRowSchema, page, typeRowSchema } from './schemas.ts';

/** Columns that take a pass over the whole dump before the first row of them is known. */
export const derivedColumn = z.enum(['retainedSize', 'referrers']);
export type DerivedColumn = z.infer<typeof derivedColumn>;

/** An object in the table of objects, with what only some look at. */
export const listedObject = objectRowSchema.extend({
  /** Items of a container, characters of a text; null where it does not apply. */
  length: z.number().nullable(),
  /** Null until somebody has asked for referrers to be counted. */
  referrers: z.number().nullable(),
  referents: z.number(),
});
export type ListedObject = z.infer<typeof listedObject>;

/** Lists of types and objects. A filter that cannot be understood is a `bad-request`. */
export const OBJECT_CHANNELS = {
  types: {
    request: page.extend({
      /** A filter of types, in the query language; '' for all. */
      where: z.string().max(10_000),
      sort: z.enum(['shallowBytes', 'count', 'type', 'garbageCount']),
      descending: z.boolean(),
    }),
    response: z.object({ total: z.number(), rows: z.array(typeRowSchema) }),
  },
  objects: {
    request: page.extend({
      query: objectQuery,
      cuts: cutChoice,
      /** Columns that the rows must have, whatever it takes; the others only if they are known. */
      columns: z.array(derivedColumn).max(2).optional(),
    }),
    response: z.object({ total: z.number(), rows: z.array(listedObject) }),
  },
} as const;
