/** What the dump says of an object's life. One byte each. */
export const Verdict = {
  /** The dump carries neither counts nor roots that could tell. */
  unknown: 0,
  /** Reachable from outside the dump: a root, or a reference that no object in it accounts for. */
  held: 1,
  /** Unreachable; the next collection frees it, or it goes with something that is freed. */
  garbage: 2,
  /** Unreachable, and no collection frees it: its cycle runs through what is not traversed. */
  never: 3,
} as const;
export type VerdictByte = number;

const NAMES = ['unknown', 'held', 'garbage', 'never'] as const;
export type VerdictName = (typeof NAMES)[number];

/** The stable name used in JSON and filters. */
export function verdictName(verdict: VerdictByte): VerdictName {
  return NAMES[verdict] ?? 'unknown';
}

/** Whether nothing reaches it from outside: freed by a collection, or lost. */
export function isUnreachable(verdict: VerdictByte): boolean {
  return verdict >= Verdict.garbage;
}
