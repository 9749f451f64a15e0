import { z } from 'zod';
import { cutChoice, nodeIndex, objectQuery, objectRowSchema, page, verdict } from './schemas.ts';

/**
 * A part of the dominator tree: what an object immediately dominates, or with `node` null what
 * nothing but the roots together does; of that only one type, if `typeIndex` is given.
 */
export const dominatedPart = z.object({
  node: nodeIndex.nullable(),
  typeIndex: z.number().int().min(0).max(0xffffffff).nullable(),
});
export type DominatedPart = z.infer<typeof dominatedPart>;

export const dominatedRowSchema = objectRowSchema.extend({
  retainedSize: z.number(),
  /** How many objects it immediately dominates itself. */
  children: z.number(),
});
export type DominatedRow = z.infer<typeof dominatedRowSchema>;

export const dominatedTypeRow = z.object({
  typeIndex: z.number().int(),
  type: z.string(),
  count: z.number(),
  retainedBytes: z.number(),
  shallowBytes: z.number(),
  /** What all of them are; null when they differ. */
  verdict: verdict.nullable(),
});
export type DominatedTypeRow = z.infer<typeof dominatedTypeRow>;

/** One piece of a treemap. Sizes of `children` never add up to more than its own. */
const tile = z.object({
  kind: z.enum([
    'object',
    'type',
    /** The bytes of the divided object itself. */
    'self',
    /** Everything too small to be drawn on its own. */
    'rest',
  ]),
  /** The object; null for everything else. */
  node: nodeIndex.nullable(),
  /** The type of all it stands for; null where they differ. */
  typeIndex: z.number().int().nullable(),
  type: z.string(),
  address: z.string(),
  preview: z.string(),
  /** Where the object is, as code; '' for everything else. */
  path: z.string(),
  /** Objects it stands for, not counting what these dominate. */
  count: z.number(),
  /** What an object immediately dominates in its turn; 0 for everything else. */
  holds: z.number(),
  retainedBytes: z.number(),
  shallowBytes: z.number(),
  /** What all of it is; null when that differs or is not looked at. */
  verdict: verdict.nullable(),
});
export const dominatorTile = tile.extend({ children: z.array(tile) });
export type DominatorTile = z.infer<typeof dominatorTile>;
export type InnerTile = z.infer<typeof tile>;

export const dominatorMap = z.object({
  /** What stands for the roots in a dump that does not name them; '' where it does. */
  basis: z.string(),
  /** From the top to the object whose children these are, that one included; [] at the top. */
  chain: z.array(objectRowSchema),
  /** Dominators between the first and the second of `chain` that were left out. */
  chainOmitted: z.number(),
  /** The one type the part is narrowed to; '' if it is not. */
  type: z.string(),
  /** Bytes that the tiles divide among them, and how many objects they stand for. */
  retainedBytes: z.number(),
  count: z.number(),
  /** Bytes of all objects of the dump. */
  totalBytes: z.number(),
  tiles: z.array(dominatorTile),
});
export type DominatorMap = z.infer<typeof dominatorMap>;

export const DOMINATOR_CHANNELS = {
  /** One level of the dominator tree, the largest retained size first. */
  dominated: {
    request: page.extend({ of: dominatedPart }),
    response: z.object({ total: z.number(), rows: z.array(dominatedRowSchema) }),
  },
  /** Objects of a part of the dominator tree, put together by type. */
  dominatedTypes: {
    request: page.extend({ of: dominatedPart }),
    response: z.object({ total: z.number(), rows: z.array(dominatedTypeRow) }),
  },
  /** A part of the dominator tree as a treemap of two levels. */
  dominatorMap: {
    request: z.object({ of: dominatedPart, by: z.enum(['object', 'type']) }),
    response: dominatorMap,
  },
  /** What the objects of a selection hold together. */
  owned: {
    request: z.object({ query: objectQuery, cuts: cutChoice }),
    response: z.object({
      objects: z.number(),
      shallowBytes: z.number(),
      /** Bytes that would go if all of them went: their own, and those of what only they hold. */
      retainedBytes: z.number(),
    }),
  },
} as const;
