import { z } from 'zod';
import { cutChoice, nodeIndex, page, verdict } from './schemas.ts';

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

const amount = z.object({ count: z.number(), bytes: z.number() });

/** One number per dump, the earliest first. */
const series = z.array(z.number());

export const comparedDumpFacts = z.object({
  name: z.string(),
  takenAt: z.string().nullable(),
  pid: z.number().nullable(),
  objects: z.number(),
  shallowBytes: z.number(),
  rssBytes: z.number().nullable(),
  /** Unreachable objects; null where the dump cannot tell. */
  garbage: amount.nullable(),
});
export type ComparedDumpFacts = z.infer<typeof comparedDumpFacts>;

/** Something that gained or lost, with what it is called in the program. */
export const grownContainer = z.object({
  kind: z.enum([
    /** More items; many items that grew; more links of a chain; more objects of a tree. */
    'items',
    'spread',
    'chain',
    'tree',
    /** One value that became larger. */
    'value',
    /** More attributes of an object, more variables of a module. */
    'attributes',
    /** What of an object none of its parts tells. */
    'rest',
    'garbage',
    'outside',
    'imports',
    'gone',
    /** Memory in no Python object. */
    'native',
  ]),
  /** As code where it has a place: `app.CACHE`, `app.USERS[…].history`. */
  name: z.string(),
  /** Qualified type of the holder; '' where it is none. */
  type: z.string(),
  /** In the last dump; null where it has none. */
  node: nodeIndex.nullable(),
  /** Before and after: items, links, names, tangles; null where it has none. */
  items: z.array(z.number()).nullable(),
  /** Of a container whose items grew: how many, and the items in them before and after. */
  grownItems: z.object({ count: z.number(), items: z.array(z.number()).nullable() }).nullable(),
  /** All that hangs on it, in each dump. */
  bytes: series,
  /** What it gained, as far as no other row tells. */
  delta: z.number(),
  /** Of all that was gained, 0 … 1; of native memory, of the resident growth. */
  share: z.number(),
  /** Other containers that hold the new items too. */
  alsoIn: z.array(z.string()),
  /** Of three dumps and more, whether it grew in each step since it is there; null for two. */
  inEveryStep: z.boolean().nullable(),
  /** "300 → 2,800 items, 5.07 MB → 47.4 MB". */
  text: z.string(),
});
export type GrownContainer = z.infer<typeof grownContainer>;

/** Which containers explain the growth. */
export const containerGrowth = z.object({
  /** What gained: first what did in every step, then by bytes; at most ten, and native memory. */
  rows: z.array(grownContainer),
  lost: z.array(grownContainer),
  /** Shallow bytes, the last dump's less the first's. */
  netBytes: z.number(),
  /** Gained in all, and what rows name of it. */
  gainedBytes: z.number(),
  namedBytes: z.number(),
  /** Resident growth that is in no object; null where it is little or unknown. */
  nativeBytes: z.number().nullable(),
});
export type ContainerGrowth = z.infer<typeof containerGrowth>;

export const comparison = z.object({
  /** The earliest first, this one last. */
  dumps: z.array(comparedDumpFacts),
  /** The answer in one sentence: "The fix works: … is gone, 67.1 MB less." */
  headline: z.string(),
  headlineDetail: z.string(),
  tone: z.enum(['better', 'worse', 'same']),
  /** Whether objects were told one by one, and why (not), in a sentence. */
  matching: z.object({ objects: z.boolean(), text: z.string() }),
  /** What else limits the answer, a sentence each. */
  notes: z.array(z.string()),
  growth: containerGrowth,
  typeCount: z.number(),
  /** Types that differ in objects or bytes. */
  changedTypes: z.number(),
  /** Bytes by which the type that changed most did, either way: what bars are drawn against. */
  largestChange: z.number(),
  families: z.object({
    new: z.number(),
    grown: z.number(),
    same: z.number(),
    shrunk: z.number(),
    gone: z.number(),
  }),
  /** Null where single objects cannot be told. */
  objects: z.object({ new: amount, gone: amount, survived: amount, grown: amount }).nullable(),
  /** Under which families were looked for in every dump. */
  cuts: cutChoice,
});
export type Comparison = z.infer<typeof comparison>;

export const comparedType = z.object({
  type: z.string(),
  count: series,
  bytes: series,
  garbageCount: series,
  garbageBytes: series,
  /** Of three dumps: more objects in every step. */
  grewThroughout: z.boolean(),
  objects: z.object({ new: amount, gone: amount, survived: amount }).nullable(),
});
export type ComparedType = z.infer<typeof comparedType>;

export const comparedFamilySchema = z.enum(['new', 'grown', 'same', 'shrunk', 'gone']);

export const comparedFamily = z.object({
  change: comparedFamilySchema,
  /** Sentence form, as in `family`. */
  text: z.string(),
  culprit: z.string(),
  pattern: z.string().nullable(),
  cycles: series,
  objects: series,
  /** What goes with it. */
  bytes: series,
  /** Of its cycles, those that are unreachable. */
  garbageCycles: series,
  verdict: z.array(verdict.nullable()),
  /** Its number in each dump, for the cycles view; null where it is not. */
  ids: z.array(z.number().int().nullable()),
  grewThroughout: z.boolean(),
});
export type ComparedFamily = z.infer<typeof comparedFamily>;

export const comparedObjectKind = z.enum(['new', 'gone', 'survived', 'grown']);
export type ComparedObjectKind = z.infer<typeof comparedObjectKind>;

export const comparedObject = z.object({
  /** In this dump; null for what is gone. */
  node: nodeIndex.nullable(),
  address: z.string(),
  type: z.string(),
  /** '' for what is gone: a digest carries no texts. */
  preview: z.string(),
  verdict: verdict.nullable(),
  /** How it is reached, as a person would write it; only for what grew, else ''. */
  place: z.string(),
  /** Its size in each dump that has it, in their order; null where it is not. */
  bytes: z.array(z.number().nullable()),
});
export type ComparedObject = z.infer<typeof comparedObject>;

/** What can be asked about this dump beside others. */
export const COMPARE_CHANNELS = {
  comparison: { request: compareChoice, response: comparison },
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
    response: z.object({ total: z.number(), rows: z.array(comparedType) }),
  },
  comparedFamilies: {
    request: page.extend({
      compare: compareChoice,
      /** Only families with this type (qualified, or its last part); '' for all. */
      type: z.string().max(500),
      changedOnly: z.boolean(),
    }),
    response: z.object({ total: z.number(), rows: z.array(comparedFamily) }),
  },
  comparedObjects: {
    request: page.extend({
      compare: compareChoice,
      kind: comparedObjectKind,
      /** Only of this type (qualified); '' for all. */
      type: z.string().max(500),
    }),
    response: z.object({ total: z.number(), rows: z.array(comparedObject) }),
  },
} as const;
