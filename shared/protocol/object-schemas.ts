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

/** A type in the table of types. */
export const listedType = typeRowSchema.extend({
  /** Bytes that its objects retain, nested ones once; null until somebody has asked for them. */
  retainedBytes: z.number().nullable(),
});
export type ListedType = z.infer<typeof listedType>;

/** Whose code a module or package is: the program's, somebody else's, not written in Python. */
export const codeOrigin = z.enum(['program', 'library', 'native', 'unknown']);

/** A module or a package, with the objects of its classes and what its own variables retain. */
export const moduleRow = z.object({
  name: z.string(),
  origin: codeOrigin,
  types: z.number(),
  count: z.number(),
  shallowBytes: z.number(),
  /** Null until somebody has asked for retained sizes. */
  retainedBytes: z.number().nullable(),
  garbageCount: z.number(),
});
export type ModuleRow = z.infer<typeof moduleRow>;

export const typeSort = z.enum(['shallowBytes', 'retainedBytes', 'count', 'type', 'garbageCount']);

/** Lists of types and objects. A filter that cannot be understood is a `bad-request`. */
export const OBJECT_CHANNELS = {
  types: {
    request: page.extend({
      /** A filter of types, in the query language; '' for all. */
      where: z.string().max(10_000),
      sort: typeSort,
      descending: z.boolean(),
      /** The rows must have what they retain, whatever it takes; else only if it is known. */
      retained: z.boolean().optional(),
    }),
    response: z.object({ total: z.number(), rows: z.array(listedType) }),
  },
  /** Types by their module, or by the package it is in: the program's own first. */
  modules: {
    request: page.extend({
      by: z.enum(['module', 'package']),
      /** A filter of types: only those that match count. */
      where: z.string().max(10_000),
      sort: typeSort,
      descending: z.boolean(),
      retained: z.boolean().optional(),
    }),
    response: z.object({ total: z.number(), rows: z.array(moduleRow) }),
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
