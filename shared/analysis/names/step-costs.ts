import { EdgeKind } from '../../heap/edge-kind.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { StringIndex } from '../../heap/string-table.ts';
import type { ModuleOriginByte } from './program-modules.ts';
import { ModuleOrigin } from './program-modules.ts';

/**
 * What a step of a name costs, in eighths of a plain attribute. The values need not be exact; the
 * order does: what a programmer would rather write is cheaper. A step's cost depends on the
 * reference alone, never on the way before it.
 */
export const LARGEST_COST = 125;
/** Any other way to a module or its namespace than from its own module: an import, not a place. */
export const IMPORT_COST = 110;
/** A module's name for what another module defines. */
export const ALIAS_COST = 50;
/** To a class from anything but a namespace: what refers to a class is mostly no place for it. */
export const CLASS_COST = 32;
/** From a class by what the interpreter keeps in it. */
export const CLASS_INTERNAL_COST = 48;

/** By the kind of reference, marks taken off. */
export const KIND_COST = new Uint8Array(32).fill(12);
for (const [kind, cost] of [
  [EdgeKind.attribute, 8],
  [EdgeKind.slot, 8],
  [EdgeKind.global, 8],
  [EdgeKind.local, 8],
  [EdgeKind.value, 9],
  [EdgeKind.index, 9],
  [EdgeKind.element, 10],
  [EdgeKind.array, 10],
  [EdgeKind.cell, 2],
  [EdgeKind.key, 14],
  [EdgeKind.stack, 14],
  [EdgeKind.unlabelled, 12],
  [EdgeKind.internal, 14],
  [EdgeKind.class, 100],
  [EdgeKind.weakTarget, LARGEST_COST],
] as const) {
  KIND_COST[kind] = cost;
}

/** 1 for kinds whose label decides with them. */
export const IS_NAMED_KIND = new Uint8Array(32);
for (const kind of [EdgeKind.attribute, EdgeKind.slot, EdgeKind.global, EdgeKind.internal]) {
  IS_NAMED_KIND[kind] = 1;
}

/** What is folded away costs nothing, what nobody writes costs most. */
const INTERNAL_COSTS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    __dict__: 0,
    f_locals: 0,
    mapping: 2,
    __closure__: 2,
    cache: 2,
    gi_frame: 2,
    cr_frame: 2,
    ag_frame: 2,
    __defaults__: 3,
    __kwdefaults__: 3,
    __wrapped__: 6,
    tb_next: 8,
    __traceback__: 8,
    __context__: 8,
    __cause__: 8,
    base: 8,
    __func__: 10,
    __self__: 10,
    tb_frame: 10,
    __callback__: 60,
    f_back: 100,
    __mro__: 100,
    __bases__: 100,
    __base__: 100,
    __subclasses__: 100,
    __globals__: 120,
    __builtins__: 120,
    f_globals: 120,
    f_builtins: 120,
  }),
);
const OTHER_INTERNAL = 14;
const PRIVATE_MORE = 1;
const DUNDER_MORE = 6;
const UNDERSCORE = 0x5f;
const UNKNOWN = 255;
/** An attribute that is `__dict__`, as a namespace object has it. */
const FOLDED = 254;

/** What labels add to the cost of a step. 2 bytes per string of the dump; O(1) a question. */
export class LabelCosts {
  private readonly graph: HeapGraph;
  private readonly named: Uint8Array;
  private readonly internal: Uint8Array;

  constructor(graph: HeapGraph) {
    this.graph = graph;
    this.named = new Uint8Array(graph.strings.count).fill(UNKNOWN);
    this.internal = new Uint8Array(graph.strings.count).fill(UNKNOWN);
  }

  /** The cost of a step with this label and kind, which is one of `IS_NAMED_KIND`. */
  of(kind: number, label: StringIndex): number {
    if (kind === EdgeKind.internal) {
      const cost = this.internal[label];
      return cost !== UNKNOWN ? cost : this.readInternal(label);
    }
    const known = this.named[label];
    const more = known !== UNKNOWN ? known : this.readNamed(label);
    return more === FOLDED ? 0 : KIND_COST[kind] + more;
  }

  private readInternal(label: StringIndex): number {
    const cost = INTERNAL_COSTS.get(this.graph.strings.get(label)) ?? OTHER_INTERNAL;
    this.internal[label] = cost;
    return cost;
  }

  /** Bytes of the text, not the text: there are as many names as a program has words. */
  private readNamed(label: StringIndex): number {
    const { strings } = this.graph;
    const from = strings.offset[label];
    const end = strings.offset[label + 1];
    let more = 0;
    if (end > from && strings.bytes[from] === UNDERSCORE) {
      const isDunder =
        end - from > 4 &&
        strings.bytes[from + 1] === UNDERSCORE &&
        strings.bytes[end - 1] === UNDERSCORE;
      if (!isDunder) more = PRIVATE_MORE;
      else more = strings.get(label) === '__dict__' ? FOLDED : DUNDER_MORE;
    }
    this.named[label] = more;
    return more;
  }
}

/** Where paths begin. */
export const START_COST = {
  module: {
    [ModuleOrigin.program]: 0,
    [ModuleOrigin.library]: 40,
    [ModuleOrigin.standard]: 44,
    [ModuleOrigin.collector]: 100,
  } satisfies Record<ModuleOriginByte, number>,
  /** `_private` modules of a package. */
  privateModule: 2,
  /** A variable of a running function of the program; one more for each caller in its thread. */
  frame: 24,
  mostCallers: 12,
  libraryFrame: 60,
  /** Results and errors that the interactive session keeps on purpose. */
  interactiveResults: 0,
  interactive: 30,
  /** `sys.modules` and the like name nothing. */
  interpreter: 100,
} as const;
