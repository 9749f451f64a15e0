import type { GrowthPattern, Pair } from './growth-row.ts';
import { NONE, Role } from './outline.ts';
import type { OutlineTree } from './outline-tree.ts';
import type { ChildPairer } from './pair-children.ts';

const ITEM = '[…]';
const MAX_DEPTH = 40;
/** A dict with more entries is no record. */
const MAX_OF_RECORD = 16;
/** Items that are looked into; they are in order of their growth. */
const MAX_LOOKED = 20_000;

/** Two dumps of which what was what is known. */
export interface MatchedDumps {
  readonly before: OutlineTree;
  readonly after: OutlineTree;
  readonly pairer: ChildPairer;
  readonly stepTextOf: (at: number) => string;
  pairOf(later: number, earlier: number): Pair;
}

interface Group {
  count: number;
  bytes: number;
  items: [number, number];
}

/** Where most of the growing items grew: `[…].history`, and the items of it before and after. */
export function growthPattern(
  of: MatchedDumps,
  holder: Pair,
  growing: readonly Pair[],
): GrowthPattern {
  const places = growing.slice(0, MAX_LOOKED).map((pair) => whereItGrew(of, pair));
  const [exactText, exact] = largestGroup(of, places, ({ exact: text }) => text);
  const all = growing.reduce((sum, { delta }) => sum + delta, 0);
  // Keys are told where they are the same in most items: `[…]['history']`.
  const [text, most] =
    exact.bytes >= all / 2 ? [exactText, exact] : largestGroup(of, places, (place) => place.text);
  const type = of.after.typeName(holder.later);
  const isTree = growing.every(({ later }) => of.after.typeName(later) === type);
  const nodes: [number, number] | null = isTree
    ? [of.before.countOfType(holder.earlier, type), of.after.countOfType(holder.later, type)]
    : null;
  return { text, count: most.count, items: most.items, nodes };
}

function largestGroup(
  of: MatchedDumps,
  places: readonly Place[],
  textOf: (place: Place) => string,
): readonly [text: string, group: Group] {
  const groups = new Map<string, Group>();
  for (const place of places) {
    const { at, isThrough, delta } = place;
    const text = textOf(place);
    const group = groups.get(text) ?? { count: 0, bytes: 0, items: [0, 0] };
    group.count++;
    group.bytes += delta;
    if (of.after.has(at.later, Role.container) && !isThrough) {
      group.items[0] += of.before.items(at.earlier);
      group.items[1] += of.after.items(at.later);
    }
    groups.set(text, group);
  }
  const [most] = [...groups].sort((a, b) => b[1].bytes - a[1].bytes);
  return most ?? [ITEM, { count: 0, bytes: 0, items: [0, 0] }];
}

interface Place {
  readonly delta: number;
  readonly text: string;
  /** The text with the keys of dicts. */
  readonly exact: string;
  readonly at: Pair;
  /** It lies behind a container that has as many items as before. */
  readonly isThrough: boolean;
}

/** Follows what grew most in an item; through containers that have as many items as before. */
function whereItGrew(of: MatchedDumps, start: Pair): Place {
  let at = start;
  let text = ITEM;
  let exact = ITEM;
  let isThrough = false;
  for (let depth = 0; depth < MAX_DEPTH && !of.after.has(at.later, Role.data); depth++) {
    const isContainer = of.after.has(at.later, Role.container);
    const isFilled = of.after.items(at.later) !== of.before.items(at.earlier);
    if (isContainer && (at.earlier === NONE || isFilled)) break;
    const next = mostGrown(of, at);
    if (next === null || (!isContainer && next.delta < at.delta / 2)) break;
    const isKeyed = of.after.has(next.later, Role.keyed);
    text += isContainer ? ITEM : of.stepTextOf(next.later);
    exact += isContainer && !isKeyed ? ITEM : of.stepTextOf(next.later);
    // A record is no container of its like.
    isThrough ||= isContainer && of.after.items(at.later) > MAX_OF_RECORD;
    at = next;
  }
  return { delta: start.delta, text: repeatedOnce(text), exact, at, isThrough };
}

function mostGrown(of: MatchedDumps, { later, earlier }: Pair): Pair | null {
  const pairs = of.pairer.pair(later, earlier);
  let best: Pair | null = null;
  for (let at = 0; at < pairs.count; at++) {
    if (pairs.later[at] === NONE || pairs.earlier[at] === NONE) continue;
    const own = of.pairOf(pairs.later[at], pairs.earlier[at]);
    if (own.delta > (best?.delta ?? 0)) best = own;
  }
  return best;
}

/** `[…][…][…][…]` as `([…] × 4)`. */
export function repeatedOnce(text: string): string {
  return text.replace(
    /((?:\.\w+)?\[…\])\1{2,}/g,
    (all, one: string) => `(${one} × ${all.length / one.length})`,
  );
}
