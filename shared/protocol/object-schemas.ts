import { z } from 'zod';
import { answers } from './answers.ts';
import type { ObjectRow, TypeRow } from './schemas.ts';
import { cutChoice, objectQuery, page } from './schemas.ts';

/** Columns that take a pass over the whole dump before the first row of them is known. */
export const derivedColumn = z.enum(['retainedSize', 'referrers']);
export type DerivedColumn = z.infer<typeof derivedColumn>;

/** An object in the table of objects, with what only some look at. */
export interface ListedObject extends ObjectRow {
  /** Items of a container, characters of a text; null where it does not apply. */
  readonly length: number | null;
  /** Null until somebody has asked for referrers to be counted. */
  readonly referrers: number | null;
  readonly referents: number;
  /** What is in an instance without a preview, or the columns of a DataFrame, on one line; else ''. */
  readonly value: string;
  /** Of the attributes that were asked for, in that order; '' where it has none. */
  readonly attributes: readonly string[];
}

/** A type in the table of types. */
export interface ListedType extends TypeRow {
  /** Bytes that its objects retain, nested ones once; null until somebody has asked for them. */
  readonly retainedBytes: number | null;
}

/** Whose code a module or package is: the program's, somebody else's, not written in Python. */
export type CodeOrigin = 'program' | 'library' | 'native' | 'unknown';

/** A module or a package, with the objects of its classes and what its own variables retain. */
export interface ModuleRow {
  readonly name: string;
  readonly origin: CodeOrigin;
  readonly types: number;
  readonly count: number;
  readonly shallowBytes: number;
  /** Null until somebody has asked for retained sizes. */
  readonly retainedBytes: number | null;
  readonly garbageCount: number;
}

export const typeSort = z.enum(['shallowBytes', 'retainedBytes', 'count', 'type', 'garbageCount']);

/** An attribute or item, as contents name it. */
const attributeName = z.string().min(1).max(200);

/** Objects that have the same value of an attribute. */
interface ValueSum {
  readonly count: number;
  readonly shallowBytes: number;
  /** The sum of what each retains; null until dominators have been computed. */
  readonly retainedBytes: number | null;
}
export interface ValueGroup extends ValueSum {
  readonly value: string;
}

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
      cuts: cutChoice.optional(),
    }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly ListedType[];
    }>(),
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
      cuts: cutChoice.optional(),
    }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly ModuleRow[];
    }>(),
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
    response: answers<{
      readonly total: number;
      readonly rows: readonly ListedObject[];
    }>(),
  },
  /** The selected objects by the value of one attribute. */
  valueGroups: {
    request: page.extend({ query: objectQuery, cuts: cutChoice, attribute: attributeName }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly ValueGroup[];
      /** Those that have no such attribute, and those with values beyond what is told apart. */
      readonly without: ValueSum;
      readonly others: ValueSum;
    }>(),
  },
} as const;
