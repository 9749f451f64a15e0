/**
 * A set of code points as ascending, disjoint ranges: first, last, first, last … Both ends belong
 * to it.
 */
export type CharSet = readonly number[];

export const LAST_CODE_POINT = 0x10ffff;

export const DIGITS: CharSet = [0x30, 0x39];
export const WORD: CharSet = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];
/** ECMAScript's white space and line terminators. */
export const SPACES: CharSet = [
  0x09, 0x0d, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f,
  0x202f, 0x205f, 0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff,
];
const LINE_ENDS: CharSet = [0x0a, 0x0a, 0x0d, 0x0d, 0x2028, 0x2029];
/** What `.` matches: everything but line ends. */
export const ANY = complement(LINE_ENDS);

export function single(codePoint: number): CharSet {
  return [codePoint, codePoint];
}

/** The union of sets, in their normal form. O(ranges log ranges). */
export function union(sets: readonly CharSet[]): CharSet {
  const ranges = sets.flatMap((set) =>
    Array.from({ length: set.length / 2 }, (_, at) => [set[2 * at] ?? 0, set[2 * at + 1] ?? 0]),
  );
  ranges.sort(([a = 0], [b = 0]) => a - b);
  const merged: number[] = [];
  for (const [first = 0, last = 0] of ranges) {
    const end = merged.length - 1;
    if (end > 0 && first <= (merged[end] ?? 0) + 1) merged[end] = Math.max(merged[end] ?? 0, last);
    else merged.push(first, last);
  }
  return merged;
}

export function complement(set: CharSet): CharSet {
  const rest: number[] = [];
  let next = 0;
  for (let at = 0; at < set.length; at += 2) {
    const first = set[at] ?? 0;
    if (first > next) rest.push(next, first - 1);
    next = (set[at + 1] ?? 0) + 1;
  }
  if (next <= LAST_CODE_POINT) rest.push(next, LAST_CODE_POINT);
  return rest;
}

export function contains(set: CharSet, codePoint: number): boolean {
  for (let at = 0; at < set.length; at += 2) {
    if (codePoint < (set[at] ?? 0)) return false;
    if (codePoint <= (set[at + 1] ?? 0)) return true;
  }
  return false;
}

/** A character without its case: its lower-case form where that is one code point, else itself. */
export function foldCase(codePoint: number): number {
  if (codePoint < 0x80) return codePoint >= 0x41 && codePoint <= 0x5a ? codePoint + 32 : codePoint;
  const lower = String.fromCodePoint(codePoint).toLowerCase();
  const folded = lower.codePointAt(0) ?? codePoint;
  return lower.length === (folded > 0xffff ? 2 : 1) ? folded : codePoint;
}

/** Ranges wider than this hold the other case of their letters anyway, or none that matters. */
const WIDE_RANGE = 4096;

/** The folded forms of a set's members; a character is in it without regard to case if its fold is. */
export function foldSet(set: CharSet): CharSet {
  const folded: CharSet[] = [];
  for (let at = 0; at < set.length; at += 2) {
    const first = set[at] ?? 0;
    const last = set[at + 1] ?? 0;
    const isWide = last - first > WIDE_RANGE;
    if (isWide) folded.push([first, last]);
    const end = isWide ? Math.min(last, 0xff) : last;
    for (let codePoint = first; codePoint <= end; codePoint++) {
      folded.push(single(foldCase(codePoint)));
    }
  }
  return union(folded);
}
