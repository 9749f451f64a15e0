import { z } from 'zod';
import { answers } from './answers.ts';
import type { ObjectRow } from './schemas.ts';
import { cutChoice, page } from './schemas.ts';

/** A function at a line: of a frame, or of whatever waits there. */
export interface StackPlace {
  /** '' where the dump does not tell. */
  readonly function: string;
  readonly file: string;
  /** 0 where it is not known. */
  readonly line: number;
}

/** A frame on a thread's stack. */
export interface ThreadFrame extends StackPlace {
  /** Of the frame itself; null where the dump does not hold it. */
  readonly address: string | null;
  readonly retainedBytes: number | null;
  /** The frame itself, whose variables are its `contents`; null where the dump does not hold it. */
  readonly object: ObjectRow | null;
  /** Local variables that have a value. */
  readonly variableCount: number;
  /** Those of its variables that retain most, by name; bytes are shallow where more is not known. */
  readonly largest: readonly {
    readonly name: string;
    readonly bytes: number;
  }[];
  /** Whether its file belongs to the program, and not to a library. */
  readonly isOfProgram: boolean;
}

export interface ThreadRow {
  readonly name: string;
  /** Null where the dump does not tell. */
  readonly daemon: boolean | null;
  /** Innermost first; of a deep stack the first 200. */
  readonly frames: readonly ThreadFrame[];
  readonly frameCount: number;
}

export type WaiterKind = 'task' | 'coroutine' | 'generator' | 'async generator';
export type WaitStateName = 'not started' | 'suspended' | 'running' | 'ended';

/** An object on the way from what waits to what it waits for in the end, and where it stands. */
export interface AwaitStep extends StackPlace, ObjectRow {}

/** All that wait at one place for the same kind of thing; the place is that of the outermost. */
export interface WaitGroup extends StackPlace {
  /** Stable within one dump. */
  readonly id: number;
  readonly kind: WaiterKind;
  readonly state: WaitStateName;
  readonly count: number;
  /** What they retain one by one, added up; null until dominators are known. */
  readonly retainedBytes: number | null;
  /** Of one of them: what it awaits, what that awaits, and so on; at most 20. */
  readonly awaits: readonly AwaitStep[];
  /** Address of one of them, and that object. */
  readonly example: string;
  readonly exampleObject: ObjectRow;
}

/** What the program was doing: threads with their stacks, and what is suspended. */
export const THREAD_CHANNELS = {
  threads: {
    request: page.extend({ cuts: cutChoice }),
    response: answers<{
      readonly total: number;
      /** Why there are none; '' if there are. */
      readonly note: string;
      readonly rows: readonly ThreadRow[];
    }>(),
  },
  /** Tasks first, then what retains most. What another one awaits is a step of that. */
  waitGroups: {
    request: page.extend({ cuts: cutChoice }),
    response: answers<{
      readonly total: number;
      /** Tasks, coroutines and generators in all of them. */
      readonly waiters: number;
      readonly note: string;
      readonly rows: readonly WaitGroup[];
    }>(),
  },
  waiters: {
    request: page.extend({ group: z.number().int().min(0).max(0xfffffffe), cuts: cutChoice }),
    response: answers<{
      readonly total: number;
      readonly rows: readonly {
        readonly object: ObjectRow;
        /** Of a task, its name; '' where there is none. */
        readonly name: string;
      }[];
    }>(),
  },
} as const;
