import { z } from 'zod';
import { cutChoice, objectRowSchema, page } from './schemas.ts';

/** A function at a line: of a frame, or of whatever waits there. */
export const stackPlace = z.object({
  /** '' where the dump does not tell. */
  function: z.string(),
  file: z.string(),
  /** 0 where it is not known. */
  line: z.number().int(),
});
export type StackPlace = z.infer<typeof stackPlace>;

/** A frame on a thread's stack. */
export const threadFrame = stackPlace.extend({
  /** The frame itself, whose variables are its `contents`; null where the dump does not hold it. */
  object: objectRowSchema.nullable(),
  /** Local variables that have a value. */
  variableCount: z.number(),
  /** Those of its variables that retain most, by name; bytes are shallow where more is not known. */
  largest: z.array(z.object({ name: z.string(), bytes: z.number() })),
  /** Whether its file belongs to the program, and not to a library. */
  isOfProgram: z.boolean(),
});
export type ThreadFrame = z.infer<typeof threadFrame>;

export const threadRow = z.object({
  name: z.string(),
  /** Null where the dump does not tell. */
  daemon: z.boolean().nullable(),
  /** Innermost first; of a deep stack the first 200. */
  frames: z.array(threadFrame),
  frameCount: z.number(),
});
export type ThreadRow = z.infer<typeof threadRow>;

export const waiterKind = z.enum(['task', 'coroutine', 'generator', 'async generator']);
export const waitState = z.enum(['not started', 'suspended', 'running', 'ended']);

/** A step on the way from what waits to what it waits for in the end. */
export const awaitStep = stackPlace.extend({ object: objectRowSchema });
export type AwaitStep = z.infer<typeof awaitStep>;

/** All that wait at one place for the same kind of thing. */
export const waitGroup = z.object({
  /** Stable within one dump. */
  id: z.number().int(),
  kind: waiterKind,
  state: waitState,
  /** Where the outermost of them stands. */
  place: stackPlace,
  count: z.number(),
  /** What they retain one by one, added up; null until dominators are known. */
  retainedBytes: z.number().nullable(),
  /** Of one of them: what it awaits, what that awaits, and so on; at most 20. */
  steps: z.array(awaitStep),
  example: objectRowSchema,
});
export type WaitGroup = z.infer<typeof waitGroup>;

/** What the program was doing: threads with their stacks, and what is suspended. */
export const THREAD_CHANNELS = {
  threads: {
    request: page.extend({ cuts: cutChoice }),
    response: z.object({
      total: z.number(),
      /** Why there are none; '' if there are. */
      note: z.string(),
      rows: z.array(threadRow),
    }),
  },
  /** Tasks first, then what retains most. What another one awaits is a step of that. */
  waitGroups: {
    request: page.extend({ cuts: cutChoice }),
    response: z.object({
      total: z.number(),
      /** Tasks, coroutines and generators in all of them. */
      waiters: z.number(),
      note: z.string(),
      rows: z.array(waitGroup),
    }),
  },
  waiters: {
    request: page.extend({ group: z.number().int().min(0).max(0xfffffffe), cuts: cutChoice }),
    response: z.object({
      total: z.number(),
      rows: z.array(
        z.object({
          object: objectRowSchema,
          /** Of a task, its name; '' where there is none. */
          name: z.string(),
        }),
      ),
    }),
  },
} as const;
