import type { GrowthExplainer } from './explain-growth.ts';
import { STANDS_OUT } from './explain-growth.ts';
import { repeatedOnce } from './growth-pattern.ts';
import type { GrowthRow, Via } from './growth-row.ts';
import { NONE, Role } from './outline.ts';

/** Items with little rows of their own before these become one. */
const MIN_ROLLED = 3;

/**
 * A row below an item of a container must have a quarter of what the container gained; the others
 * are what the container gained in many places. From the innermost out.
 */
export function rollUp(of: GrowthExplainer, rows: readonly GrowthRow[]): GrowthRow[] {
  let left = [...rows];
  for (const via of of.vias.sort((a, b) => b.depth - a.depth)) {
    const isTree = !of.after.has(via.later, Role.container);
    let small = left.filter((row) => isSmall(row, via, isTree));
    const items = new Set(small.map((row) => itemOf(row, via)));
    const isFew = isTree ? small.length < 1 : items.size < MIN_ROLLED;
    // What was too little for a row of its own goes to the next one out, until it is enough.
    if (isFew && via.loose < of.floor) {
      if (via.link !== null) via.link.via.loose += via.loose;
      continue;
    }
    if (!isTree && isFew) small = [];
    left = left.filter((row) => !small.includes(row));
    left.push(rolledUp(of, via, isTree, small));
  }
  return left;
}

function isSmall(row: GrowthRow, via: Via, isTree: boolean): boolean {
  if (row.delta <= 0 || itemOf(row, via) === null) return false;
  const isOwn = isTree && row.kind === 'tree' && row.link?.via === via;
  return isOwn || row.delta < STANDS_OUT * via.gained;
}

function itemOf(row: GrowthRow, via: Via): number | null {
  for (let link = row.link; link !== null; link = link.outer)
    if (link.via === via) return link.item;
  return null;
}

function rolledUp(
  of: GrowthExplainer,
  via: Via,
  isTree: boolean,
  small: readonly GrowthRow[],
): GrowthRow {
  const { later, earlier } = via;
  const type = of.after.typeName(later);
  const sum = (amountOf: (row: GrowthRow) => number): number =>
    small.reduce((total, row) => total + amountOf(row), 0);
  const itemsAt = (at: 0 | 1): number =>
    sum((row) => row.pattern?.items[at] ?? row.items?.[at] ?? 0);
  const pattern = {
    text: commonPlace(of.after.nameOf(later), small),
    count: Math.max(
      1,
      sum((row) => row.pattern?.count ?? 1),
    ),
    items: [itemsAt(0), itemsAt(1)] as const,
    nodes: null,
  };
  return {
    kind: isTree ? 'tree' : 'spread',
    name: of.after.nameOf(later),
    later,
    earlier,
    items: isTree
      ? [of.before.countOfType(earlier, type), of.after.countOfType(later, type)]
      : [of.before.items(earlier), of.after.items(later)],
    bytes: [of.before.weight(earlier), of.after.weight(later)],
    delta: sum((row) => row.delta) + via.loose,
    type,
    pattern: isTree ? null : pattern,
    alsoIn: [],
    threads: 1,
    example: of.after.outline.node[later],
    link: via.link,
    came: [],
  };
}

/** Where in the container most of it is, with `[…]` for every key; `…` where it is all over. */
function commonPlace(name: string, small: readonly GrowthRow[]): string {
  const texts = new Map<string, number>();
  for (const row of small) {
    const below = row.name.startsWith(name) ? row.name.slice(name.length) : '[…]';
    const text = below.replace(/\[[^\]]*\]/g, '[…]') + (row.pattern?.text ?? '');
    texts.set(text, (texts.get(text) ?? 0) + row.delta);
  }
  const [most] = [...texts].sort((a, b) => b[1] - a[1]);
  const all = small.reduce((sum, row) => sum + row.delta, 0);
  return most === undefined || most[1] < all / 2 ? '…' : repeatedOnce(most[0]);
}

/** A doubly linked list is named from both of its ends: one row. */
export function mergeChains(of: GrowthExplainer, rows: readonly GrowthRow[]): GrowthRow[] {
  const kept: GrowthRow[] = [];
  for (const row of rows) {
    const other = kept.find(
      (known) =>
        row.kind === 'chain' &&
        known.kind === 'chain' &&
        known.type === row.type &&
        of.after.outline.parent[known.later] === of.after.outline.parent[row.later],
    );
    if (other === undefined) kept.push(row);
    else addTo(other, row);
  }
  return kept;
}

/** `for worker in POOL:` leaves a second name for one of POOL's items: it grew with the others. */
export function mergeAliases(
  of: GrowthExplainer,
  rows: readonly GrowthRow[],
  /** Whether an object of the later outline refers to another. */
  refersTo: (holder: number, at: number) => boolean,
): GrowthRow[] {
  const merged = new Set<GrowthRow>();
  for (const row of rows) {
    if (row.kind !== 'spread' || merged.has(row)) continue;
    for (const other of rows) {
      if (other === row || other.later === NONE || other.delta < 0 || merged.has(other)) continue;
      const path = of.after.path(other.later);
      if (path.includes(row.later) || !path.some((at) => refersTo(row.later, at))) continue;
      merged.add(other);
      row.delta += other.delta;
      row.bytes = [row.bytes[0] + other.bytes[0], row.bytes[1] + other.bytes[1]];
      if (row.pattern === null) continue;
      row.pattern.count++;
      if (other.items !== null) {
        const { items } = row.pattern;
        row.pattern.items = [items[0] + other.items[0], items[1] + other.items[1]];
      }
    }
  }
  return rows.filter((row) => !merged.has(row));
}

/** Puts one variable of one function in several threads into one row. */
export function mergeThreads(rows: readonly GrowthRow[]): GrowthRow[] {
  const byName = new Map<string, GrowthRow>();
  const kept: GrowthRow[] = [];
  for (const row of rows) {
    const plain = row.name.replace(/ \[[^\]]*\]$/, '');
    const other = plain === row.name || row.delta < 0 ? undefined : byName.get(plain);
    if (other === undefined) {
      kept.push(row);
      if (plain !== row.name && row.delta >= 0) byName.set(plain, row);
      continue;
    }
    other.threads++;
    addTo(other, row);
  }
  for (const [plain, row] of byName) if (row.threads > 1) row.name = plain;
  return kept;
}

function addTo(row: GrowthRow, other: GrowthRow): void {
  row.delta += other.delta;
  row.bytes = [row.bytes[0] + other.bytes[0], row.bytes[1] + other.bytes[1]];
  if (row.items !== null && other.items !== null) {
    row.items = [row.items[0] + other.items[0], row.items[1] + other.items[1]];
  }
}
