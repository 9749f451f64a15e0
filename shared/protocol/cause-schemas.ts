import { z } from 'zod';
import { objectRowSchema } from './schemas.ts';

/** Where a cause is made or can be put right, the most telling first. */
export const causePlace = z.object({
  /** The function: "Session.__init__"; '' where only the file is known. */
  name: z.string(),
  file: z.string(),
  line: z.number().int(),
  /** It is the program's own, and not of a library. */
  isOwn: z.boolean(),
});
export type CausePlace = z.infer<typeof causePlace>;

/** Why so much memory is in use: one of several, the heaviest first. */
export const cause = z.object({
  /**
   * `garbage`: cycles that wait for the collector; `lost`: cycles that no collection frees;
   * `accumulation`: what the program itself holds; `outside`: references that C code took and never
   * gave back; `unseen`: in suspended greenlets; `frozen`: hidden by gc.freeze(); `native`: not in
   * Python's objects; `kept`: free, but kept by the allocators.
   */
  kind: z.enum([
    'garbage',
    'lost',
    'accumulation',
    'outside',
    'unseen',
    'frozen',
    'native',
    'kept',
  ]),
  /** The same cause has the same one in every process of a program; opaque, safe to show. */
  signature: z.string(),
  /** All that it holds; no byte is in two causes. */
  bytes: z.number(),
  /** Of these, known to be outside of Python's objects. */
  nativeBytes: z.number(),
  /** Of the resident memory, or of Python's objects where the dump does not tell that; 0 … 1. */
  share: z.number(),
  /** All of it in one sentence. */
  sentence: z.string(),
  /** "30 Reports", at most three. */
  subjects: z.array(z.string()),
  /** The name of what holds them, as code: `app.CACHE['/quotes']`; '' where nothing does. */
  holder: z.string(),
  /** Cycles as ways from the owner back to it, at most three. */
  cycles: z.array(z.string()),
  /** The references to cut, or by which a small thing keeps a large one. */
  breaks: z.array(z.string()),
  places: z.array(causePlace),
  /** What to do, in one or two sentences; '' where nothing general can be said. */
  advice: z.string(),
  /** `estimate`: told by what nothing else explains. */
  confidence: z.enum(['exact', 'estimate']),
  /** One object that shows it, and what holds it; null where there is none. */
  example: objectRowSchema.nullable(),
  holderObject: objectRowSchema.nullable(),
  /** Whether the example lies on a cycle. */
  isOnCycle: z.boolean(),
});
export type Cause = z.infer<typeof cause>;

/** The whole of the resident memory in parts that do not overlap; null: not known. */
export const memoryAccount = z.object({
  resident: z.number(),
  python: z.number(),
  native: z.number(),
  kept: z.number().nullable(),
  mappings: z.number().nullable(),
  remainder: z.number(),
});
export type MemoryAccount = z.infer<typeof memoryAccount>;

/** The first thing anybody reads, and what it rests on. */
export const answerResult = z.object({
  headline: z.string(),
  /** What else there is to say, line by line. */
  details: z.array(z.string()),
  /** Empty where nothing leaks. */
  causes: z.array(cause),
  /** Where most of what the program holds has piled up, leak or not, the largest first. */
  places: z.array(cause),
  /** What to draw first; null where nothing is to be seen. */
  lead: z.object({ object: objectRowSchema, isOnCycle: z.boolean() }).nullable(),
  account: memoryAccount.nullable(),
});
export type AnswerResult = z.infer<typeof answerResult>;
