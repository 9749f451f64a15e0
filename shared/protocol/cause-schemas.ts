import type { ObjectRow } from './schemas.ts';

/** Where a cause is made or can be put right, the most telling first. */
export interface CausePlace {
  /** The function: "Session.__init__"; '' where only the file is known. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** It is the program's own, and not of a library. */
  readonly isOwn: boolean;
}

/** Why so much memory is in use: one of several, the heaviest first. */
export interface Cause {
  /**
   * `garbage`: cycles that wait for the collector; `lost`: cycles that no collection frees;
   * `accumulation`: what the program itself holds; `outside`: references that C code took and never
   * gave back; `unseen`: in suspended greenlets; `frozen`: hidden by gc.freeze(); `native`: not in
   * Python's objects; `kept`: free, but kept by the allocators.
   */
  readonly kind:
    | 'garbage'
    | 'lost'
    | 'accumulation'
    | 'outside'
    | 'unseen'
    | 'frozen'
    | 'native'
    | 'kept';
  /** Equal for one cause in every process of a program; opaque, safe to show. */
  readonly signature: string;
  /** All that it holds; no byte is in two causes. */
  readonly bytes: number;
  /** Of these, known to be outside of Python's objects. */
  readonly nativeBytes: number;
  /** Of the resident memory, or of Python's objects where the dump does not tell that; 0 … 1. */
  readonly share: number;
  /** All of it in one sentence. */
  readonly sentence: string;
  /** "30 Reports", at most three. */
  readonly subjects: readonly string[];
  /** The name of what holds them, as code: `app.CACHE['/quotes']`; '' where nothing does. */
  readonly holder: string;
  /** Cycles as ways from the owner back to it, at most three. */
  readonly cycles: readonly string[];
  /** The references to cut, or by which a small thing keeps a large one. */
  readonly breaks: readonly string[];
  readonly places: readonly CausePlace[];
  /** What to do, in one or two sentences; '' where nothing general can be said. */
  readonly advice: string;
  /** `estimate`: told by what nothing else explains. */
  readonly confidence: 'exact' | 'estimate';
  /** One object that shows it, and what holds it; null where there is none. */
  readonly example: ObjectRow | null;
  readonly holderObject: ObjectRow | null;
  /** Whether the example lies on a cycle. */
  readonly isOnCycle: boolean;
}

/** The whole of the resident memory in parts that do not overlap; null: not known. */
export interface MemoryAccount {
  readonly resident: number;
  readonly python: number;
  readonly native: number;
  readonly kept: number | null;
  readonly mappings: number | null;
  readonly remainder: number;
}

/** The first thing anybody reads, and what it rests on. */
export interface AnswerResult {
  readonly headline: string;
  /** What else there is to say, line by line. */
  readonly details: readonly string[];
  /** Empty where nothing leaks. */
  readonly causes: readonly Cause[];
  /** Where most of what the program holds has accumulated, leak or not, the largest first. */
  readonly places: readonly Cause[];
  /** What to draw first; null where nothing is to be seen. */
  readonly lead: {
    readonly object: ObjectRow;
    readonly isOnCycle: boolean;
  } | null;
  readonly account: MemoryAccount | null;
}
