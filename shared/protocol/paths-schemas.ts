import { z } from 'zod';
import type { VerdictName } from '../analysis/graph/verdict.ts';
import { answers } from './answers.ts';
import type { Gap, ObjectRow, PathStep, Reference } from './schemas.ts';
import { cutChoice, nodeIndex, objectQuery } from './schemas.ts';

/** One object, or all that a list of objects holds. */
export const objectsChosen = z.union([
  z.object({ node: nodeIndex }),
  z.object({ query: objectQuery }),
]);
export type ObjectsChosen = z.infer<typeof objectsChosen>;

/** One of several ways in which objects are held; no two share an object but for named roots. */
export interface HeldWay {
  /** From 1; `mark` is how a drawing shows it at every reference: ①. */
  readonly number: number;
  readonly mark: string;
  /** "module __main__ .cache ['x']": the root and the references, for a sentence. */
  readonly text: string;
  readonly root: string;
  /** From the root to the object, internals folded; one step for what is a root itself. */
  readonly path: readonly PathStep[];
  /** Of a long way only the ends are in the path: how many objects are left out, after which. */
  readonly gap: Gap | null;
}

/** References without which nothing holds the objects any more: the fewest there are. */
export interface ReleasingCut {
  /** "Released when these 2 references go: list 0x7f… [0], module __main__ .df." */
  readonly text: string;
  readonly total: number;
  /** The first of them: the object that would let go, by which reference, and of what. */
  readonly references: readonly {
    readonly text: string;
    readonly address: string;
    readonly type: string;
    readonly label: string;
    /** Address of what it refers to. */
    readonly target: string;
    /** To cut it. */
    readonly reference: Reference;
  }[];
}

export interface WaysResult {
  /** The answer in a sentence: "Held in 3 independent ways." */
  readonly text: string;
  readonly objects: number;
  /** Of these, how many no root reaches. */
  readonly unreachable: number;
  /** Of a single object. */
  readonly verdict: VerdictName | null;
  /** A lower bound unless `complete`. */
  readonly count: number;
  readonly complete: boolean;
  /** False where the dump does not know all that may hold them. */
  readonly certain: boolean;
  /** How many of them are roots themselves; such a way ends by no reference in the dump. */
  readonly themselves: number;
  readonly garbageReferences: number;
  /** The shortest first; the first sixteen of many. */
  readonly ways: readonly HeldWay[];
  /** As near to the objects as possible; null where nothing holds them, or not all ways are known. */
  readonly release: ReleasingCut | null;
  /** As near to the roots as possible; null where these are the same references. */
  readonly releaseNearRoots: ReleasingCut | null;
  /** What else is to be known, sentence by sentence. */
  readonly notes: readonly string[];
}

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
  /** Address of one of the objects held through it, and that object. */
  readonly example: string;
  readonly exampleObject: ObjectRow;
  /** The steps after it, most objects first; the first of them, within the limit of the answer. */
  readonly children: readonly HeldBranch[];
  /** Of the steps after it, those that are left out, and the objects held through these. */
  readonly hidden: { readonly branches: number; readonly objects: number };
}

export interface HeldPathsResult {
  /** The answer in a sentence: "3,900 of 4,213 DataFrames are held through …". */
  readonly text: string;
  readonly objects: number;
  readonly shallowBytes: number;
  /** Objects that no root leads to, by their verdict. */
  readonly unreached: readonly {
    readonly verdict: VerdictName;
    readonly objects: number;
    readonly shallowBytes: number;
  }[];
  /** Objects under the step that was asked for. */
  readonly reached: number;
  readonly branches: readonly HeldBranch[];
  readonly hidden: {
    readonly branches: number;
    readonly objects: number;
  };
  /** Some steps were not told apart: there are too many. */
  readonly partial: boolean;
}

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
    response: answers<HeldPathsResult>(),
  },
  /** In how many independent ways objects are held, and which references would have to go. */
  ways: {
    request: z.object({ objects: objectsChosen, cuts: cutChoice }),
    response: answers<WaysResult>(),
  },
} as const;
