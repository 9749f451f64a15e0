import { z } from 'zod';
import type { VerdictName } from '../analysis/graph/verdict.ts';
import type { NodeIndex } from '../heap/heap-graph.ts';
import { answers } from './answers.ts';
import type { ObjectRow } from './schemas.ts';
import { cutChoice, nodeIndex, objectQuery, page } from './schemas.ts';

/**
 * A part of the dominator tree: what an object immediately dominates, or with `node` null what
 * nothing but the roots together does; of that only one type, if `typeIndex` is given.
 */
export const dominatedPart = z.object({
  node: nodeIndex.nullable(),
  typeIndex: z.number().int().min(0).max(0xffffffff).nullable(),
});
export type DominatedPart = z.infer<typeof dominatedPart>;

export interface DominatedRow extends ObjectRow {
  readonly retainedSize: number;
  /** How many objects it immediately dominates itself. */
  readonly dominates: number;
}

export interface DominatedTypeRow {
  readonly typeIndex: number;
  readonly type: string;
  readonly count: number;
  readonly retainedBytes: number;
  readonly shallowBytes: number;
  /** What all of them are; null when they differ. */
  readonly verdict: VerdictName | null;
}

/** One piece of a treemap. Sizes of `children` never add up to more than its own. */
export interface InnerTile {
  readonly kind: 'object' | 'type' | 'self' | 'rest';
  /** The object; null for everything else. */
  readonly node: NodeIndex | null;
  /** The type of all it stands for; null where they differ. */
  readonly typeIndex: number | null;
  readonly type: string;
  readonly address: string;
  readonly preview: string;
  /** Where the object is, as code; '' for everything else. */
  readonly path: string;
  /** Objects it stands for, not counting what these dominate. */
  readonly count: number;
  /** What an object immediately dominates in its turn; 0 for everything else. */
  readonly dominates: number;
  readonly retainedBytes: number;
  readonly shallowBytes: number;
  /** What all of it is; null when that differs or is not looked at. */
  readonly verdict: VerdictName | null;
}
export interface DominatorTile extends InnerTile {
  readonly children: readonly InnerTile[];
}

export interface DominatorMap {
  /** What stands for the roots in a dump that does not name them; '' where it does. */
  readonly basis: string;
  /** From the top to the object whose children these are, that one included; [] at the top. */
  readonly chain: readonly ObjectRow[];
  /** Dominators between the first and the second of `chain` that were left out. */
  readonly chainOmitted: number;
  /** The one type the part is narrowed to; '' if it is not. */
  readonly type: string;
  /** Bytes that the tiles divide among them, and how many objects they stand for. */
  readonly retainedBytes: number;
  readonly count: number;
  /** Bytes of all objects of the dump. */
  readonly totalBytes: number;
  readonly tiles: readonly DominatorTile[];
}

export const DOMINATOR_CHANNELS = {
  /** One level of the dominator tree, the largest retained size first. */
  dominated: {
    request: page.extend({ of: dominatedPart, cuts: cutChoice.optional() }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly DominatedRow[];
    }>(),
  },
  /** Objects of a part of the dominator tree, put together by type. */
  dominatedTypes: {
    request: page.extend({ of: dominatedPart, cuts: cutChoice.optional() }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly DominatedTypeRow[];
    }>(),
  },
  /** A part of the dominator tree as a treemap of two levels. */
  dominatorMap: {
    request: z.object({
      of: dominatedPart,
      by: z.enum(['object', 'type']),
      cuts: cutChoice.optional(),
    }),
    response: answers<DominatorMap>(),
  },
  /** What the objects of a selection hold together. */
  owned: {
    request: z.object({ query: objectQuery, cuts: cutChoice }),
    response: answers<{
      readonly objects: number;
      readonly shallowBytes: number;
      /** Bytes that would go if all of them went: their own, and those of what only they hold. */
      readonly retainedBytes: number;
    }>(),
  },
} as const;
