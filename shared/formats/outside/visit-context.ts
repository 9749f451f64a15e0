import type { FoundObjects } from './found-objects.ts';
import type { ObjectLabels } from './object-labels.ts';
import type { ProcessMemory } from './process-memory.ts';
import type { PythonLayout } from './python-layout.ts';
import type { PythonObjects } from './python-objects.ts';
import type { PythonType, PythonTypes } from './python-types.ts';

/** A variable of a function: how its place in a frame is labelled. */
export interface FrameVariable {
  readonly kind: number;
  readonly label: number;
}

/** What reading an object's references needs, and where it puts them. */
export interface VisitContext {
  readonly memory: ProcessMemory;
  readonly layout: PythonLayout;
  readonly objects: PythonObjects;
  readonly types: PythonTypes;
  readonly found: FoundObjects;
  readonly labels: ObjectLabels;
  /** Namespaces of modules: their entries are globals. */
  readonly namespaces: Set<number>;
  /** `None`; 0 where it is not known. */
  readonly none: number;
  /** Frames that run, of the interpreter's own kind: nothing of them is told to the collector. */
  readonly running: ReadonlySet<number>;
  /** Tables of keys whose owner has been met: their keys count once. */
  readonly sharedKeys: Set<number>;
  /** Names of the variables that cells stand for, as strings, by the cell's address. */
  readonly cellNames: Map<number, number>;
  /** Variables of code objects, by the code object's address. */
  readonly variables: Map<number, readonly FrameVariable[]>;
  /** Whether an object is in one of the collector's lists. */
  isTracked(address: number): boolean;
  /** Whether `numpy` is of its second major version; asked once. */
  isNumpy2(): boolean;
  /** Looks at an object's first words; false where it is none. For words that are guesses. */
  isGuess(address: number): boolean;
  /** Looks for objects in a block of memory that a word of unknown meaning leads to. */
  guessBlock(owner: number, block: number, kind: number): void;
}

/** Adds the references of an object; returns the bytes it has outside of its own block. */
export type Visitor = (context: VisitContext, address: number, type: PythonType) => number;

/** No container of a process has more items than this. */
export const MAX_ITEMS = 2 ** 32;
