import { z } from 'zod';
import type { ObjectRow } from './schemas.ts';
import {
  cutChoice,
  gap,
  nodeIndex,
  objectQuery,
  objectRowSchema,
  pathStep,
  reference,
  verdict,
} from './schemas.ts';

/** One object, or all that a list of objects holds. */
export const objectsChosen = z.union([
  z.object({ node: nodeIndex }),
  z.object({ query: objectQuery }),
]);
export type ObjectsChosen = z.infer<typeof objectsChosen>;

/** One of several ways in which objects are held; no two share an object but for named roots. */
export const heldWay = z.object({
  /** From 1; `mark` is how a drawing shows it at every reference: ①. */
  number: z.number().int(),
  mark: z.string(),
  /** "module __main__ .cache ['x']": the root and the references, for a sentence. */
  text: z.string(),
  rootLabel: z.string(),
  /** From the root to the object, internals folded; one step for what is a root itself. */
  steps: z.array(pathStep),
  /** Of a long way only the ends are among the steps: how many objects are left out, after which. */
  gap: gap.nullable(),
});
export type HeldWay = z.infer<typeof heldWay>;

/** References without which nothing holds the objects any more: the fewest there are. */
export const releasingCut = z.object({
  /** "Released when these 2 references go: list 0x7f… [0], module __main__ .df." */
  text: z.string(),
  total: z.number(),
  /** The first of them. */
  references: z.array(
    z.object({
      text: z.string(),
      label: z.string(),
      source: objectRowSchema,
      target: objectRowSchema,
      /** To cut it. */
      reference,
    }),
  ),
});
export type ReleasingCut = z.infer<typeof releasingCut>;

export const waysResult = z.object({
  /** The answer in a sentence: "Held in 3 independent ways." */
  text: z.string(),
  objects: z.number(),
  /** Of these, how many no root reaches. */
  unreachable: z.number(),
  /** Of a single object. */
  verdict: verdict.nullable(),
  /** A lower bound unless `isComplete`. */
  count: z.number(),
  isComplete: z.boolean(),
  /** The dump does not know all that may hold them. */
  isDoubtful: z.boolean(),
  /** How many of them are roots themselves; such a way ends by no reference in the dump. */
  themselves: z.number(),
  garbageReferences: z.number(),
  /** The shortest first; the first sixteen of many. */
  ways: z.array(heldWay),
  /** As near to the objects as possible; null where nothing holds them, or not all ways are known. */
  release: releasingCut.nullable(),
  /** As near to the roots as possible; null where these are the same references. */
  releaseNearRoots: releasingCut.nullable(),
  /** What else is to be known, sentence by sentence. */
  notes: z.array(z.string()),
});
export type WaysResult = z.infer<typeof waysResult>;

/** A step, or several without a fork, that the shortest paths to many objects have in common. */
export interface HeldBranch {
  /** Names it among all steps of one answer; `under` in a further question. */
  readonly branch: number;
  /** "module __main__", then the reference and the type it leads to: "[values] DataFrame". */
  readonly steps: readonly { readonly label: string; readonly type: string }[];
  readonly text: string;
  /** Objects that are held through it, and their shallow bytes. */
  readonly objects: number;
  readonly shallowBytes: number;
  /** Of these, how many are what its last step leads to. */
  readonly here: number;
  /** One of the objects held through it. */
  readonly example: ObjectRow;
  /** The steps after it, most objects first; the first of them, within the limit of the answer. */
  readonly children: readonly HeldBranch[];
  /** Of the steps after it, those that are left out, and the objects held through these. */
  readonly hidden: { readonly branches: number; readonly objects: number };
}

export const heldBranch: z.ZodType<HeldBranch> = z.lazy(() =>
  z.object({
    branch: z.number(),
    steps: z.array(z.object({ label: z.string(), type: z.string() })),
    text: z.string(),
    objects: z.number(),
    shallowBytes: z.number(),
    here: z.number(),
    example: objectRowSchema,
    children: z.array(heldBranch),
    hidden: z.object({ branches: z.number(), objects: z.number() }),
  }),
);

export const heldPathsResult = z.object({
  /** The answer in a sentence: "3,900 of 4,213 DataFrames are held through …". */
  text: z.string(),
  objects: z.number(),
  shallowBytes: z.number(),
  /** Objects that no root leads to, by their verdict. */
  unreached: z.array(z.object({ verdict, objects: z.number(), shallowBytes: z.number() })),
  /** Objects under the step that was asked for. */
  reached: z.number(),
  branches: z.array(heldBranch),
  hidden: z.object({ branches: z.number(), objects: z.number() }),
  /** Some steps were not told apart: there are too many. */
  partial: z.boolean(),
});
export type HeldPathsResult = z.infer<typeof heldPathsResult>;

export const WAYS_CHANNELS = {
  /** The shortest paths from the roots to many objects, merged into one tree, the root first. */
  heldPaths: {
    request: z.object({
      objects: objectsChosen,
      cuts: cutChoice,
      /** The step whose following ones are asked for; 0 for the roots. */
      under: nodeIndex,
      /** Steps in the answer, those of most objects first. */
      limit: z.number().int().min(1).max(1000),
    }),
    response: heldPathsResult,
  },
  /** In how many independent ways objects are held, and which references would have to go. */
  ways: { request: z.object({ objects: objectsChosen, cuts: cutChoice }), response: waysResult },
} as const;
