import { NONE, Role } from './outline.ts';
import type { OutlineTree } from './outline-tree.ts';

/** What hangs on an object in both dumps, one by one. */
export interface ChildPairs {
  readonly count: number;
  /** In the later dump; `NONE` for what is gone. */
  readonly later: Int32Array;
  /** In the earlier dump; `NONE` for what came. */
  readonly earlier: Int32Array;
  /** 1 for what was elsewhere before: it did not come, it has another name. */
  readonly isMoved: Uint8Array;
  /** Bytes of what has another name now. */
  readonly leftBytes: number;
}

/**
 * Finds what was what: by the name a program gives it, items by where they lie in memory, else by
 * key, always of the same type.
 *
 * O(children of both); 9 bytes per child.
 */
export class ChildPairer {
  private readonly before: OutlineTree;
  private readonly after: OutlineTree;
  private readonly isOneProcess: boolean;
  private readonly floor: number;
  /** Per type of the later dump, that of the earlier; `NONE` where it has none. */
  private readonly typeBefore: Int32Array;
  private readonly isTaken: Uint8Array;

  constructor(before: OutlineTree, after: OutlineTree, isOneProcess: boolean, floor: number) {
    this.before = before;
    this.after = after;
    this.isOneProcess = isOneProcess;
    this.floor = floor;
    const numbers = new Map(before.outline.types.map((name, type) => [name, type]));
    this.typeBefore = Int32Array.from(after.outline.types, (name) => numbers.get(name) ?? NONE);
    this.isTaken = new Uint8Array(before.outline.count);
  }

  isSameType(later: number, earlier: number): boolean {
    const { type } = this.after.outline;
    return this.typeBefore[type[later]] === this.before.outline.type[earlier];
  }

  pair(later: number, earlier: number): ChildPairs {
    const news = this.after.children(later);
    const olds = this.before.children(earlier);
    const partner = new Int32Array(news.length).fill(NONE);
    if (olds.length > 0) {
      this.byAddress(news, earlier, partner);
      this.byStep(news, olds, partner);
    }
    const pairs = this.collect(news, olds, partner);
    for (const old of olds) this.isTaken[old] = 0;
    return pairs;
  }

  private byAddress(news: Uint32Array, earlier: number, partner: Int32Array): void {
    if (!this.isOneProcess) return;
    const { before, after, isTaken } = this;
    for (let at = 0; at < news.length; at++) {
      if (!after.has(news[at], Role.item)) continue;
      const old = before.sameAddress(after.outline, news[at]);
      if (old < 0 || isTaken[old] === 1 || before.outline.parent[old] !== earlier) continue;
      if (!this.isSameType(news[at], old)) continue;
      partner[at] = old;
      isTaken[old] = 1;
    }
  }

  /** Positions say nothing in one process: what is not where it was is another object. */
  private byStep(news: Uint32Array, olds: Uint32Array, partner: Int32Array): void {
    const { before, after, isTaken } = this;
    const open = new Map<number, number[]>();
    for (const old of olds) {
      if (isTaken[old] === 1) continue;
      const role = before.outline.role[old];
      if (this.isOneProcess && (role & Role.item) !== 0 && (role & Role.keyed) === 0) continue;
      const key = stepKey(before.outline.step[old], before.outline.type[old]);
      const same = open.get(key);
      if (same === undefined) open.set(key, [old]);
      else same.push(old);
    }
    if (open.size === 0) return;
    for (const same of open.values()) same.reverse();
    for (let at = 0; at < news.length; at++) {
      if (partner[at] !== NONE) continue;
      const type = this.typeBefore[after.outline.type[news[at]]];
      if (type === NONE) continue;
      const old = open.get(stepKey(after.outline.step[news[at]], type))?.pop();
      if (old === undefined) continue;
      partner[at] = old;
      isTaken[old] = 1;
    }
  }

  private collect(news: Uint32Array, olds: Uint32Array, partner: Int32Array): ChildPairs {
    let gone = 0;
    for (const old of olds) if (this.isTaken[old] === 0) gone++;
    const later = new Int32Array(news.length + gone).fill(NONE);
    const earlier = new Int32Array(news.length + gone).fill(NONE);
    const isMoved = new Uint8Array(news.length);
    for (let at = 0; at < news.length; at++) {
      later[at] = news[at];
      earlier[at] = partner[at];
      if (partner[at] !== NONE) continue;
      earlier[at] = this.elsewhereBefore(news[at]);
      if (earlier[at] !== NONE) isMoved[at] = 1;
    }
    let count = news.length;
    let leftBytes = 0;
    for (const old of olds) {
      if (this.isTaken[old] === 1) continue;
      if (this.isElsewhereNow(old)) leftBytes += this.before.weight(old);
      else earlier[count++] = old;
    }
    return { count, later, earlier, isMoved, leftBytes };
  }

  /** A heavy object that had another name before; `NONE` for what is really new. */
  private elsewhereBefore(later: number): number {
    if (!this.isOneProcess || this.after.weight(later) < this.floor) return NONE;
    const old = this.before.sameAddress(this.after.outline, later);
    return old >= 0 && this.isMoved(later, old) ? old : NONE;
  }

  private isElsewhereNow(earlier: number): boolean {
    if (!this.isOneProcess || this.before.weight(earlier) < this.floor) return false;
    const now = this.after.sameAddress(this.before.outline, earlier);
    return now >= 0 && this.isMoved(now, earlier);
  }

  private isMoved(later: number, earlier: number): boolean {
    return (
      this.isSameType(later, earlier) &&
      this.after.weight(later) >= this.floor &&
      this.before.weight(earlier) >= this.floor &&
      this.after.keptName(later) !== this.before.keptName(earlier)
    );
  }
}

/** Fits a number without loss: there are fewer types than 2²⁰, or two share a key rarely. */
function stepKey(step: number, type: number): number {
  return step * 0x10_0000 + (type & 0xf_ffff);
}
