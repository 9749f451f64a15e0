/** Bits of `Outline.role`. */
export const Role = {
  /** Its items can become more: a dict, list, set, deque. */
  container: 1 << 0,
  /** One value whatever is inside: a DataFrame, an array. */
  data: 1 << 1,
  /** An instance of a class written in Python. */
  instance: 1 << 2,
  /** It is an item of what it hangs on: told by its address, or by key. */
  item: 1 << 3,
  /** It is an item with a key. */
  keyed: 1 << 4,
  /** It is named by what it hangs on: an attribute, a variable. */
  named: 1 << 5,
  tuple: 1 << 6,
} as const;

/** No object of an outline. */
export const NONE = -1;

/** Where names begin, of a kind that is only told by number and bytes. */
export interface OutlineGroup {
  readonly key: string;
  readonly kind: 'garbage' | 'outside';
  /** Types, for people. */
  readonly what: string;
  readonly count: number;
  readonly bytes: number;
  /** Its heaviest, in the graph. */
  readonly heaviest: number;
}

/** A root with a name. */
export interface OutlineRoot {
  readonly at: number;
  /** Equal in two dumps for the same module, frame or root. */
  readonly key: string;
  readonly kind: 'module' | 'frame' | 'other' | 'outside';
  /** A module that is not the program's. */
  readonly isLibrary: boolean;
  readonly label: string;
}

/**
 * What of a dump's forest of names matters for growth: columns that another thread can be sent.
 *
 * Objects with `least` bytes hanging on them, what hangs on those directly, and below data all that
 * is a container, an instance, or leads on. A `__dict__` and the like are folded into their owners.
 * Each object comes after its parent. 38 bytes per object that is kept.
 */
export interface Outline {
  readonly count: number;
  readonly parent: Int32Array;
  /** Index into `types`. */
  readonly type: Uint32Array;
  readonly types: readonly string[];
  /** Hash of what the parent calls it; equal in two dumps for equal steps. */
  readonly step: Uint32Array;
  readonly role: Uint8Array;
  readonly weight: Float64Array;
  /** Items of a container; 0 for others. */
  readonly items: Uint32Array;
  /** Low and high halves. */
  readonly addressWords: Uint32Array;
  /** Index in the graph, for who has it. */
  readonly node: Uint32Array;
  readonly roots: readonly OutlineRoot[];
  readonly groups: readonly OutlineGroup[];
  /** Names of the heavy ones, ascending by object; of a chain only where it begins. */
  readonly namedAt: Uint32Array;
  readonly names: readonly string[];
  /** Bytes of all objects, and of what they hold outside of Python's objects. */
  readonly total: number;
  readonly least: number;
}

/** The columns of an outline: what goes to another thread. */
export function outlineColumns(
  outline: Outline,
): (Int32Array | Uint32Array | Uint8Array | Float64Array)[] {
  const { parent, type, step, role, weight, items, addressWords, node, namedAt } = outline;
  return [parent, type, step, role, weight, items, addressWords, node, namedAt];
}
