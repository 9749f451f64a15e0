import type { StringIndex } from './string-table.ts';

/**
 * What makes a reference. One byte: the low five bits say how it is labelled, three marks say what
 * the collector and the reference count know of it. Values are stored in dumps: never renumber.
 */
export const EdgeKind = {
  /** Nothing is known about it. */
  unlabelled: 0,
  /** Instance attribute: `.name`. */
  attribute: 1,
  /** `__slots__` member or C member: `.name`. */
  slot: 2,
  /** The key object of a dict entry; the label is the key's text. */
  key: 3,
  /** The value of a dict entry; the label is the key's text, quoted if it was a string. */
  value: 4,
  /** Item of a list or tuple; the label is its position, a number. */
  index: 5,
  /** Member of a set. */
  element: 6,
  /** Local variable of a frame. */
  local: 7,
  /** Free variable of a function, or the cell's content. */
  cell: 8,
  /** Named by the interpreter, not by the user: `__dict__`, `__self__`, `f_back`, `base`. */
  internal: 9,
  /** From an instance to its class. */
  class: 10,
  /** Element of an object array; the label is its flat position, a number. */
  array: 11,
  /** Value stack of a running frame or generator. */
  stack: 12,
  /** The object a weak reference points at. Always carries `EdgeMark.weak`. */
  weakTarget: 13,
  /** Entry of a module's namespace: `.name` of the module. */
  global: 14,
} as const;
export type EdgeKindByte = number;

export const EdgeMark = {
  /** `tp_traverse` does not report it: the cycle collector cannot see it. */
  hidden: 0x20,
  /** It owns nothing: the target's reference count does not include it. */
  borrowed: 0x40,
  /** A weak reference: it keeps nothing alive and is part of no cycle. Implies `borrowed`. */
  weak: 0x80,
} as const;

export const EDGE_KIND_MASK = 0x1f;

/** Whether the reference keeps its target alive; the one predicate every analysis uses. */
export function isStrongKind(kind: EdgeKindByte): boolean {
  return (kind & EdgeMark.weak) === 0;
}

/** Whether the kind's label is a position (a number) rather than a string index. */
export function isPositionKind(kind: EdgeKindByte): boolean {
  const base = kind & EDGE_KIND_MASK;
  return base === EdgeKind.index || base === EdgeKind.array;
}

/** A reference's label as it is stored. */
export type EdgeLabel =
  | { readonly form: 'none' }
  | { readonly form: 'position'; readonly position: number }
  | { readonly form: 'text'; readonly text: StringIndex };
