import { z } from 'zod';
import type { ShownStep } from '../analysis/families/cycle-family.ts';
import type { VerdictName } from '../analysis/graph/verdict.ts';
import type { NodeIndex } from '../heap/heap-graph.ts';
import { answers } from './answers.ts';
import type { CutChoice } from './schemas.ts';
import { page } from './schemas.ts';

/** Dumps that one can be compared with at once: each costs memory in its thread. */
export const MAX_BASELINES = 15;

/**
 * Which dumps a question compares this one with: names given when they were lent, the earliest
 * first. This dump is the last of the comparison.
 */
export const compareChoice = z.object({
  baselines: z.array(z.string().min(1).max(100)).min(1).max(MAX_BASELINES),
  /** Whether single objects are told by their addresses: found out, or insisted upon. */
  match: z.enum(['auto', 'objects', 'types']).default('auto'),
});
export type CompareChoice = z.infer<typeof compareChoice>;

interface Amount {
  readonly count: number;
  readonly bytes: number;
}

/** One number per dump, the earliest first. */
type Series = readonly number[];

export interface ComparedDumpFacts {
  readonly name: string;
  readonly takenAt: string | null;
  readonly pid: number | null;
  readonly objects: number;
  readonly shallowBytes: number;
  /** What the objects hold outside of Python's objects, beside their shallow sizes; 0 where the dump does not tell. */
  readonly nativeBytes: number;
  readonly rssBytes: number | null;
  /** Unreachable objects; null where the dump cannot tell. */
  readonly garbage: Amount | null;
}

/** Something that gained or lost, with what it is called in the program. */
export interface GrownContainer {
  readonly kind:
    | 'items'
    | 'spread'
    | 'chain'
    | 'tree'
    | 'value'
    | 'attributes'
    | 'rest'
    | 'garbage'
    | 'outside'
    | 'imports'
    | 'gone'
    | 'native';
  /** As code where it has a place: `app.CACHE`, `app.USERS[…].history`. */
  readonly name: string;
  /** Qualified type of the holder; '' where it is none. */
  readonly type: string;
  /** In the last dump; null where it has none. */
  readonly node: NodeIndex | null;
  /** Before and after: items, links, names, tangles; null where it has none. */
  readonly items: readonly number[] | null;
  /** Of a container whose items grew: how many, and the items in them before and after. */
  readonly grownItems: {
    readonly count: number;
    readonly items: readonly number[] | null;
  } | null;
  /** All that hangs on it, in each dump. */
  readonly bytes: Series;
  /** What it gained, as far as no other row tells. */
  readonly delta: number;
  /** Of all that was gained, 0 … 1; of native memory, of the resident growth. */
  readonly share: number;
  /** Other containers that hold the new items too. */
  readonly alsoIn: readonly string[];
  /** Of three dumps and more, whether it grew in each step since it is there; null for two. */
  readonly inEveryStep: boolean | null;
  /** "300 → 2,800 items, 5.07 MB → 47.4 MB"; of more dumps those between, and whether in every step. */
  readonly text: string;
  /** "300 → 2,800 items": from the first dump to the last alone, for a sentence. */
  readonly brief: string;
}

/** Which containers explain the growth. */
export interface ContainerGrowth {
  /** What gained: first what did in every step, then by bytes; at most ten, and native memory. */
  readonly rows: readonly GrownContainer[];
  readonly lost: readonly GrownContainer[];
  /** Bytes of the objects and of what they hold outside of Python's objects, the last dump's less the first's. */
  readonly netBytes: number;
  /** Gained in all, and what rows name of it. */
  readonly gainedBytes: number;
  readonly namedBytes: number;
  /** Resident growth that is in no object; null where it is little or unknown. */
  readonly nativeBytes: number | null;
}

export interface Comparison {
  /** The earliest first, this one last. */
  readonly dumps: readonly ComparedDumpFacts[];
  /** The answer in one sentence: "The fix works: … is gone, 67.1 MB less." */
  readonly headline: string;
  readonly detail: string;
  readonly tone: 'better' | 'worse' | 'same';
  /** Whether objects were told one by one, and why (not), in a sentence. */
  readonly comparedBy: 'objects' | 'types';
  readonly reason: string;
  /** What else limits the answer, a sentence each. */
  readonly notes: readonly string[];
  readonly growth: ContainerGrowth;
  readonly typeCount: number;
  /** Types that differ in objects or bytes. */
  readonly changedTypes: number;
  /** Bytes by which the type that changed most did, either way: what bars are drawn against. */
  readonly largestChange: number;
  readonly familyCounts: {
    readonly new: number;
    readonly grown: number;
    readonly same: number;
    readonly shrunk: number;
    readonly gone: number;
  };
  /** Null where single objects cannot be told. */
  readonly objects: {
    readonly new: Amount;
    readonly gone: Amount;
    readonly survived: Amount;
    readonly grown: Amount;
  } | null;
  /** Under which families were looked for in every dump. */
  readonly cuts: CutChoice;
}

export interface ComparedType {
  readonly type: string;
  readonly count: Series;
  readonly bytes: Series;
  readonly garbageCount: Series;
  readonly garbageBytes: Series;
  /** Of three dumps: more objects in every step. */
  readonly grewThroughout: boolean;
  readonly objects: {
    readonly new: Amount;
    readonly gone: Amount;
    readonly survived: Amount;
  } | null;
}

export type ComparedFamilyChange = 'new' | 'grown' | 'same' | 'shrunk' | 'gone';

export interface ComparedFamily {
  readonly change: ComparedFamilyChange;
  /** Sentence form, and what it is made of, as in `Family`. */
  readonly text: string;
  readonly steps: readonly ShownStep[];
  readonly culprit: string;
  readonly pattern: string | null;
  readonly cycles: Series;
  readonly objects: Series;
  /** What goes with it. */
  readonly bytes: Series;
  /** Of its cycles, those that are unreachable. */
  readonly garbageCycles: Series;
  readonly verdict: readonly (VerdictName | null)[];
  /** Its number in each dump, for the cycles view; null where it is not. */
  readonly ids: readonly (number | null)[];
  readonly grewThroughout: boolean;
}

export const comparedObjectKind = z.enum(['new', 'gone', 'survived', 'grown']);
export type ComparedObjectKind = z.infer<typeof comparedObjectKind>;

export interface ComparedObject {
  /** In this dump; null for what is gone. */
  readonly node: NodeIndex | null;
  readonly address: string;
  readonly type: string;
  /** '' for what is gone: a digest carries no texts. */
  readonly preview: string;
  readonly verdict: VerdictName | null;
  /** How it is reached, as a person would write it; only for what grew, else ''. */
  readonly place: string;
  /** Its size in each dump that has it, in their order; null where it is not. */
  readonly bytes: readonly (number | null)[];
}

/** What can be asked about this dump beside others. */
export const COMPARE_CHANNELS = {
  comparison: { request: compareChoice, response: answers<Comparison>() },
  comparedTypes: {
    request: page.extend({
      compare: compareChoice,
      text: z.string().max(500),
      /** By growth; `type` by name. */
      sort: z.enum(['bytes', 'count', 'garbageCount', 'new', 'survived', 'type']),
      descending: z.boolean(),
      /** Only types that differ. */
      changedOnly: z.boolean(),
    }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly ComparedType[];
    }>(),
  },
  comparedFamilies: {
    request: page.extend({
      compare: compareChoice,
      /** Only families with this type (qualified, or its last part); '' for all. */
      type: z.string().max(500),
      changedOnly: z.boolean(),
    }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly ComparedFamily[];
    }>(),
  },
  comparedObjects: {
    request: page.extend({
      compare: compareChoice,
      kind: comparedObjectKind,
      /** Only of this type (qualified); '' for all. */
      type: z.string().max(500),
    }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly ComparedObject[];
    }>(),
  },
} as const;
