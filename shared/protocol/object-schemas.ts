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
  /** What is in an instance without a preview, or the columns of a DataFrame, on one line; else ''. */
  value: z.string(),
  /** Of the attributes that were asked for, in that order; '' where it has none. */
  attributes: z.array(z.string()),
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

/** An attribute or item, as contents name it. */
const attributeName = z.string().min(1).max(200);

/** Objects that have the same value of an attribute. */
const valueSum = z.object({
  count: z.number(),
  shallowBytes: z.number(),
  /** The sum of what each retains; null until dominators have been computed. */
  retainedBytes: z.number().nullable(),
});
export const valueGroup = valueSum.extend({ value: z.string() });
export type ValueGroup = z.infer<typeof valueGroup>;

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
      /** Attributes and items whose values the rows tell: `user`, `['k']`. */
      attributes: z.array(attributeName).max(6).optional(),
    }),
    response: z.object({ total: z.number(), rows: z.array(listedObject) }),
  },
  /** The selected objects by the value of one attribute. */
  valueGroups: {
    request: page.extend({ query: objectQuery, cuts: cutChoice, attribute: attributeName }),
    response: z.object({
      total: z.number(),
      rows: z.array(valueGroup),
      /** Those that have no such attribute, and those with values beyond what is told apart. */
      without: valueSum,
      others: valueSum,
    }),
  },
} as const;
