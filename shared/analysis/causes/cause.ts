import type { NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import type { CycleWay } from './cycle-way.ts';
import type { CodePlace } from './heap-reader.ts';

/** Objects of one type, with what tells them from others of it. */
export interface Subject {
  readonly type: TypeIndex;
  readonly count: number;
  /** There are more: the count stopped. */
  readonly isAtLeast: boolean;
  readonly example: NodeIndex;
  /** They lie in one another: a tree, dicts of dicts. */
  readonly isNested: boolean;
  /** Of dicts: the keys they share, where these are few and short. */
  readonly keys: readonly string[];
  /** Of functions, classes, coroutines: the name of one. */
  readonly suchAs: string;
  /** Of tasks: what they run. */
  readonly runs: string;
  /** Of a loop's items: the tasks or coroutines they lead to, or what they call. */
  readonly leadsTo: { readonly form: 'task' | 'coroutine' | 'call'; readonly name: string } | null;
  /** Of contexts: the variable that holds most in each, and the type of what it holds. */
  readonly variable: { readonly name: string; readonly type: TypeIndex } | null;
  /** Of containers: what each of them holds most of. */
  readonly each: Subject | null;
}

/** What to do, by what is known. Words are the session's. */
export type Advice =
  | { readonly id: 'weakBack'; readonly references: readonly string[]; readonly owner: string }
  | { readonly id: 'boundMethod'; readonly reference: string; readonly owner: string }
  | { readonly id: 'closure'; readonly inner: string; readonly variable: string }
  | { readonly id: 'selfReference'; readonly reference: string; readonly owner: string }
  | { readonly id: 'classPerCall'; readonly reference: string }
  | { readonly id: 'suspended'; readonly run: string; readonly variable: string }
  | { readonly id: 'keptError'; readonly reference: string }
  | { readonly id: 'clearVariable'; readonly variables: readonly VariableOf[] }
  | { readonly id: 'clear'; readonly references: readonly string[]; readonly owner: string }
  | {
      readonly id: 'hidden';
      readonly through: string;
      readonly reference: string;
      readonly owner: string;
    }
  | { readonly id: 'plainCopy'; readonly type: string; readonly references: readonly string[] }
  | { readonly id: 'bounded'; readonly limit: number }
  | { readonly id: SimpleAdvice };

export type SimpleAdvice =
  | 'none'
  | 'atexit'
  | 'extension'
  | 'interactive'
  | 'storedError'
  | 'unfinished'
  | 'weakValueKey'
  | 'finalizerKeepsItsObject'
  | 'finalizer'
  | 'loggers'
  | 'lruCache'
  | 'queue'
  | 'timer'
  | 'finished'
  | 'generator'
  | 'suspendedItem'
  | 'callbacks'
  | 'method'
  | 'defaultArgument'
  | 'view'
  | 'gradients'
  | 'chain'
  | 'tee'
  | 'threadLocal'
  | 'threads'
  | 'modules'
  | 'greenlets'
  | 'frozen'
  | 'takeOut'
  | 'dropItems'
  | 'nativeUnknown'
  | 'mallocKeeps'
  | 'pymallocKeeps';

export interface VariableOf {
  readonly name: string;
  readonly run: string;
}

/** Why a small object keeps a large one. */
export type WhyLarge =
  | { readonly id: 'view'; readonly bytes: number; readonly shape: readonly number[] }
  | { readonly id: 'method' }
  /** Of a tensor: what it was computed from, for the way back. */
  | { readonly id: 'gradients'; readonly bytes: number }
  | { readonly id: 'traceback'; readonly runs: readonly string[] }
  | { readonly id: 'suspended'; readonly run: string }
  | {
      readonly id: 'attribute';
      readonly names: readonly string[];
      readonly bytes: number;
      /** The type of what it keeps by one attribute; '' where by several. */
      readonly type: string;
      readonly isAll: boolean;
    };

interface CauseBase {
  /** All that it holds: nothing is in two causes. */
  readonly bytes: number;
  /** Of these, known to be outside of Python's objects. */
  readonly nativeBytes: number;
  readonly places: readonly CodePlace[];
  readonly advice: Advice;
  /** One object that shows it; `NO_NODE` where none does. */
  readonly example: NodeIndex;
}

/**
 * Cycles that wait for the collector, or that no collection frees, by the object that owns each.
 */
export interface GarbageCause extends CauseBase {
  readonly kind: 'garbage' | 'lost';
  readonly objects: number;
  readonly subject: Subject;
  /** The owners are instances of classes that are garbage themselves: so many, by one's name. */
  readonly deadClasses: number;
  readonly deadClass: string;
  readonly ways: readonly CycleWay[];
  /** Position of its group among all, see `GarbageGroups.groupOf`. */
  readonly group: number;
}

/** Objects with references that C code took and never gave back, or a cycle it hides. */
export interface OutsideCause extends CauseBase {
  readonly kind: 'lost' | 'outside';
  readonly subject: Subject;
  /** "Timer.node": what leads into the type that hides its references; '' where none does. */
  readonly hidden: { readonly text: string; readonly type: string; readonly end: string } | null;
}

export type AccumulationShape =
  | 'accumulation'
  | 'one'
  | 'chain'
  | 'modules'
  | 'frames'
  | 'callbacks';

/** What the program itself holds most of. */
export interface AccumulationCause extends CauseBase {
  readonly kind: 'accumulation';
  readonly shape: AccumulationShape;
  readonly subjects: readonly Subject[];
  /** The second subject is what lies in the first, in the end. */
  readonly isInside: boolean;
  /** What holds them; `NO_NODE` for siblings that nothing holds together. */
  readonly holder: NodeIndex;
  /** The holder's name as code. */
  readonly holderText: string;
  /** Of threads in one function: its name, and the variable that holds most. */
  readonly run: string;
  readonly variable: string;
  /** Of a chain: how one link holds the next. */
  readonly link: string;
  readonly why: WhyLarge | null;
  /** The line at which the items wait, where they are tasks, coroutines or generators. */
  readonly itemsWait: CodePlace | null;
  /** The line at which the coroutine or generator waits whose variable holds them. */
  readonly holderWaits: CodePlace | null;
  /** Bytes that would go with the holder, where that is much less than what is charged to it. */
  readonly retainedBytes: number | null;
}

/** What is not in the dump, told by the references to it. */
export interface UnseenCause extends CauseBase {
  readonly kind: 'unseen' | 'frozen';
  readonly count: number;
  /** The class, or the functions. */
  readonly names: readonly string[];
  readonly holderText: string;
  readonly holderCount: number;
}

/** Memory that is not in Python's objects. */
export interface NativeCause extends CauseBase {
  readonly kind: 'native';
  readonly suspect: {
    readonly holder: NodeIndex;
    readonly holderText: string;
    readonly items: number;
    readonly itemType: string;
    readonly nativeType: string;
  } | null;
}

/** Memory that is free, and that allocators keep for later. */
export interface KeptCause extends CauseBase {
  readonly kind: 'kept';
  /** By malloc, and by CPython's allocator for small objects; 0 where it does not tell. */
  readonly byMalloc: number;
  readonly byPymalloc: number;
  /** Nothing else is to be told of. */
  readonly isAlone: boolean;
}

export type FoundCause =
  | GarbageCause
  | OutsideCause
  | AccumulationCause
  | UnseenCause
  | NativeCause
  | KeptCause;
