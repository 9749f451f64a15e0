import type { EdgeKindByte } from './edge-kind.ts';
import type { FactTables } from './fact-table.ts';
import type { ProcessAccount } from './process-account.ts';
import type { StringTable } from './string-table.ts';

/** Dense index of an object in its graph, 0 … nodeCount − 1. */
export type NodeIndex = number;
/** Dense index of a reference; the references of node n are firstEdge[n] … firstEdge[n + 1] − 1. */
export type EdgeIndex = number;
/** Index into `typeNames`. */
export type TypeIndex = number;
/** An address as it stood in the dumped process. A number from the dump is never an index. */
export type ObjectAddress = bigint;

export const NO_NODE = 0xffffffff;
/** The column exists but says nothing about this object. */
export const NO_COUNT = 0xffffffff;
/** Reference count of an immortal object (CPython 3.12+): neither counted nor subtracted. */
export const IMMORTAL_COUNT = 0xfffffffe;

/** Bits of `HeapGraph.flags`. */
export const NodeFlag = {
  /** The cycle collector tracks it: it can appear in `gc.garbage`. */
  tracked: 1 << 0,
  /** It is a class (an instance of `type` or of a metaclass). */
  isType: 1 << 1,
  /** It is a module object. */
  isModule: 1 << 2,
  /** It is the namespace dict of a module. */
  isModuleNamespace: 1 << 3,
  /** It is a frame. */
  isFrame: 1 << 4,
  /** Its type has `__del__` (or `tp_finalize` in Python code): code runs when it is collected. */
  hasFinalizer: 1 << 5,
  /** Held only by a debugger or REPL: `_`, `Out`, `sys.last_traceback`, pdb's frames. */
  replArtefact: 1 << 6,
  /** In the permanent generation: `gc.freeze()` took it out of the collector's lists. */
  frozen: 1 << 7,
  /** The object holds references that the collector cannot traverse (object arrays). */
  hidesReferences: 1 << 8,
  /** An instance of a class written in Python (a heap type): user or library code, not a builtin. */
  isUserInstance: 1 << 9,
  /** Only ever seen as the target of a reference: address and type are known, nothing else. */
  isStub: 1 << 10,
} as const;

/** Why an object is a root. Values are stored in dumps: never renumber. */
export const RootKind = {
  other: 0,
  /** A frame on a thread's stack; label "MainThread: main()". */
  threadFrame: 1,
  /** An entry of `sys.modules`; label: module name. */
  module: 2,
  /** The interpreter's own: builtins, interned strings, static types. */
  interpreter: 3,
  /** In `gc.garbage`. */
  gcGarbage: 4,
  /** A root declared by another runtime (JVM, Ruby VM, V8). */
  runtime: 5,
} as const;
export type RootKindByte = (typeof RootKind)[keyof typeof RootKind];

/** Labels stored one per reference, as importers of formats without shared layouts write them. */
export interface PerEdgeLabels {
  readonly form: 'perEdge';
  /** String index, `NO_STRING`, or the position itself where the kind is `index` or `array`. */
  readonly label: Uint32Array;
}

/**
 * Labels stored once per layout: all instances of a class share the names of their attributes.
 *
 * Reference i of node n has the label slotLabel[layoutFirstSlot[L] + i], with L = layout[n], as
 * long as i is below the layout's slot count s. Every further reference has the position i − s as
 * its label where its kind is `index` or `array`, and none otherwise.
 */
export interface LayoutLabels {
  readonly form: 'layouts';
  /** Per node, its layout. */
  readonly layout: Uint32Array;
  /** Per layout, its first slot; one longer than there are layouts. */
  readonly layoutFirstSlot: Uint32Array;
  /** Per slot: string index, `NO_STRING`, or a position where the kind is `index` or `array`. */
  readonly slotLabel: Uint32Array;
}

/** Where the collector, or another tool, says that something outside the graph holds an object. */
export interface Roots {
  /** Ascending is not required; an object may be a root for several reasons. */
  readonly node: Uint32Array;
  readonly kind: Uint8Array;
  /** String index or `NO_STRING`. */
  readonly label: Uint32Array;
}

/** A column that only few nodes have: `node` ascending, `value[i]` belongs to `node[i]`. */
export interface SparseStrings {
  readonly node: Uint32Array;
  readonly value: Uint32Array;
}

/**
 * A dump, loaded: columns over dense indices, nothing allocated per object or per reference.
 *
 * Read-only once built; derived columns (components, verdicts, dominators) live with the analyses.
 * Memory per object: 8 address + 4 type + 8 size + 2 flags + 4 first edge, and 4 for each optional
 * column present; per reference: 4 target + 1 kind (+ 4 where labels are per edge). The reverse
 * direction (`referrers.ts`) adds 4 per object and 4 per reference when first asked for.
 */
export interface HeapGraph {
  readonly nodeCount: number;
  readonly edgeCount: number;

  /** Addresses as 32-bit halves, low then high: 2 × nodeCount. Unique. */
  readonly addressWords: Uint32Array;
  readonly type: Uint32Array;
  /** Bytes of the object alone, as `sys.getsizeof` counts without the gc header's neighbours. */
  readonly shallowSize: Float64Array;
  readonly flags: Uint16Array;
  /** `sys.getrefcount` less the collector's own references; null when the dump has none. */
  readonly refcount: Uint32Array | null;
  /** Items of a container, characters of a string; `NO_COUNT` where it does not apply. */
  readonly length: Uint32Array | null;
  /** Short text of the object (a name, a value); `NO_STRING` where there is none. */
  readonly preview: Uint32Array | null;

  /** nodeCount + 1 entries. */
  readonly firstEdge: Uint32Array;
  readonly edgeTarget: Uint32Array;
  /** Kind and marks of each reference, see `edge-kind.ts`. */
  readonly edgeKind: Uint8Array;
  readonly edgeLabels: PerEdgeLabels | LayoutLabels | null;

  /** Null when the dump does not say what holds objects from outside. */
  readonly roots: Roots | null;
  /** JSON text about an object (DataFrame shape, array buffer…); see `object-details.ts`. */
  readonly details: SparseStrings;
  /** `file:line` where the object was allocated, where tracemalloc was on. */
  readonly allocationSite: SparseStrings;
  /** What else the dump tells, by name of the table; absent where it has no such sections. */
  readonly tables?: FactTables;

  /** Qualified type names, as string indices. */
  readonly typeNames: Uint32Array;
  readonly strings: StringTable;

  /** References whose target is not in the dump; they are not among the edges. */
  readonly danglingReferences: number;
  /** What is known about the process, as the dump tells it. */
  readonly process: ProcessFacts;
}

/** Facts about the dumped process, for people; absent where the format does not carry them. */
export interface ProcessFacts {
  readonly commandLine?: string;
  readonly runtime?: string;
  readonly platform?: string;
  readonly pid?: number;
  /** Equal in all dumps of one process and in no other's; a process id is given again. */
  readonly processKey?: string;
  /** ISO 8601, UTC. */
  readonly takenAt?: string;
  readonly rssBytes?: number;
  readonly pssBytes?: number;
  readonly ussBytes?: number;
  readonly gcEnabled?: boolean;
  readonly gcThresholds?: readonly number[];
  readonly gcCounts?: readonly number[];
  /** Objects that `gc.freeze()` took out of the collector's lists. */
  readonly gcFrozen?: number;
  /** False when other threads ran during the dump, so that it is not one instant. */
  readonly atomic?: boolean;
  readonly threads?: readonly ThreadFacts[];
  /** Where the resident memory is. */
  readonly account?: ProcessAccount;
}

export interface ThreadFacts {
  readonly name: string;
  readonly daemon?: boolean;
  /** Innermost first: "load.py:41 in main". */
  readonly stack: readonly string[];
}

export type { EdgeKindByte };
