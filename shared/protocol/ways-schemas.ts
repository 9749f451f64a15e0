import { z } from 'zod';
import {
  cutChoice,
  nodeIndex,
  objectQuery,
  objectRow,
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
  /** "module __main__ .cache ['x']": the root and the references, for a sentence. */
  text: z.string(),
  rootLabel: z.string(),
  /** From the root to the object, internals folded; one step for what is a root itself. */
  steps: z.array(pathStep),
  /** Of a long way only the ends are among the steps: how many objects are left out, after which. */
  gap: z.object({ after: z.number(), objects: z.number() }).nullable(),
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
      source: objectRow,
      target: objectRow,
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

export const WAYS_CHANNELS = {
  /** In how many independent ways objects are held, and which references would have to go. */
  ways: { request: z.object({ objects: objectsChosen, cuts: cutChoice }), response: waysResult },
} as const;
