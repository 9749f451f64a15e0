import type { Job } from '../../base/job.ts';
import { growthPattern } from './growth-pattern.ts';
import type { GrowthRow, Pair, RowLink, Via } from './growth-row.ts';
import { NONE, Role } from './outline.ts';
import type { OutlineTree } from './outline-tree.ts';
import type { ChildPairs } from './pair-children.ts';
import { ChildPairer } from './pair-children.ts';

/** Growth below these is told with what holds it. */
const MIN_BYTES = 64_000;
const MIN_SHARE = 0.005;
const MIN_OF_DUMP = 0.0005;
/** A matched item with this much of its container's growth is told by itself. */
export const STANDS_OUT = 0.25;
/** And after one, an item that is this much of what is left. */
const STANDS_OUT_NEXT = 0.5;
/** What has this much of the growth is the growth. */
const MOSTLY = 0.8;
const MIN_LINKS = 16;
const MIN_ITEMS = 16;
const MAX_DEPTH = 40;
const MAX_CAME = 64;

export interface ComparedOutlines {
  readonly before: OutlineTree;
  readonly after: OutlineTree;
  readonly isOneProcess: boolean;
  readonly stepTextOf: (at: number) => string;
}

interface OpenPair extends Pair {
  readonly link: RowLink | null;
  /** It is within a chain that was looked at. */
  readonly inChain: boolean;
}

/**
 * Names what gained and what lost between two dumps, from pairs of roots downwards as long as one of
 * what an object holds did. Structures are looked through whatever they come to: what one of their
 * parts lost hides what another gained. A work list, no recursion; O(children of what is opened).
 */
export class GrowthExplainer {
  readonly before: OutlineTree;
  readonly after: OutlineTree;
  readonly floor: number;
  readonly pairer: ChildPairer;
  readonly rows: GrowthRow[] = [];
  readonly vias: Via[] = [];
  /** What a name adds for an object of the later outline: `.history`. */
  readonly stepTextOf: (at: number) => string;
  private readonly job: Job;

  constructor(dumps: ComparedOutlines, job: Job) {
    const { before, after, isOneProcess } = dumps;
    this.before = before;
    this.after = after;
    this.stepTextOf = dumps.stepTextOf;
    this.job = job;
    const net = Math.abs(after.outline.total - before.outline.total);
    this.floor = Math.max(MIN_BYTES, MIN_SHARE * net, MIN_OF_DUMP * after.outline.total);
    this.pairer = new ChildPairer(before, after, isOneProcess, this.floor);
  }

  pairOf(later: number, earlier: number): Pair {
    return { later, earlier, delta: this.after.weight(later) - this.before.weight(earlier) };
  }

  explain(start: Pair): void {
    const open: OpenPair[] = [{ ...start, link: null, inChain: false }];
    for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
      this.job.checkpoint();
      open.push(...this.step(pair));
    }
  }

  row(pair: Pair & { readonly link: RowLink | null }, more: RowFacts): void {
    const { later, earlier, delta, link } = pair;
    this.rows.push({
      name: this.after.nameOf(later),
      later,
      earlier,
      items: null,
      bytes: [this.before.weight(earlier), this.after.weight(later)],
      delta,
      type: this.after.typeName(later),
      pattern: null,
      alsoIn: [],
      threads: 1,
      example: this.after.outline.node[later],
      link,
      came: [],
      ...more,
    });
  }

  /** Tells a pair, or gives the pairs below it that are to be looked at. */
  private step(pair: OpenPair): OpenPair[] {
    const { later, earlier, delta, link } = pair;
    const weight = Math.max(this.after.weight(later), this.before.weight(earlier));
    const isLonely = later === NONE || earlier === NONE;
    if (weight < this.floor || (isLonely && Math.abs(delta) < this.floor)) {
      if (link !== null) link.via.loose += delta;
      return [];
    }
    if (later === NONE) {
      this.lost(pair);
      return [];
    }
    let { inChain } = pair;
    if (!inChain) {
      const links = this.after.chain(later);
      if (links >= MIN_LINKS) {
        if (this.isChainGrowth(pair, links)) return [];
        inChain = true;
      }
    }
    if (this.after.has(later, Role.data)) {
      if (Math.abs(delta) >= this.floor) this.row(pair, { kind: 'value' });
      return [];
    }
    const pairs = this.pairer.pair(later, earlier);
    return this.after.has(later, Role.container)
      ? new ContainerStep(this, { ...pair, inChain }, pairs).run()
      : this.structure({ ...pair, inChain }, pairs);
  }

  /** The links that came, as heavy as all are: is that what came? */
  private isChainGrowth(pair: OpenPair, links: number): boolean {
    const { later, earlier, delta } = pair;
    if (delta < this.floor) return false;
    const before = earlier === NONE ? 0 : this.before.chain(earlier);
    if (((links - before) / links) * this.after.weight(later) < delta / 2) return false;
    this.row(pair, { kind: 'chain', items: [before, links] });
    return true;
  }

  private structure(pair: OpenPair, pairs: ChildPairs): OpenPair[] {
    const { later, earlier, delta, link } = pair;
    const { after, before, floor } = this;
    let rest = delta + pairs.leftBytes;
    const heavy: Pair[] = [];
    for (let at = 0; at < pairs.count; at++) {
      const own = this.pairOf(pairs.later[at], pairs.earlier[at]);
      if (pairs.isMoved[at] === 1) rest -= before.weight(own.earlier);
      const most = Math.max(after.weight(own.later), before.weight(own.earlier));
      const isMatched = own.later !== NONE && own.earlier !== NONE;
      if (most >= floor && (isMatched || Math.abs(own.delta) >= floor)) heavy.push(own);
    }
    // A tree of instances is one thing, as a container is.
    const isTree = heavy.some((own) => own.later !== NONE && this.isSameClass(own.later, later));
    const via = isTree ? this.begin(pair, Math.max(0, delta)) : null;
    const inner = via === null ? link : null;
    const next = heavy.map((own): OpenPair => {
      rest -= own.delta;
      const below = via === null ? inner : { via, item: own.later, outer: link };
      return { ...own, link: below, inChain: pair.inChain };
    });
    if (Math.abs(rest) < floor) {
      const to = via ?? link?.via;
      if (to !== undefined) to.loose += rest;
      return next;
    }
    const parts: [number, number] = [before.children(earlier).length, after.children(later).length];
    const isFilled = Math.abs(parts[1] - parts[0]) >= MIN_ITEMS;
    const kind = isFilled ? 'attributes' : rest === delta ? 'value' : 'rest';
    const below = via === null ? link : { via, item: later, outer: link };
    this.row({ ...pair, delta: rest, link: below }, { kind, items: isFilled ? parts : null });
    return next;
  }

  begin({ later, earlier, link }: OpenPair, gained: number): Via {
    const depth = (link?.via.depth ?? 0) + 1;
    const via: Via = { later, earlier, gained, loose: 0, link, depth };
    this.vias.push(via);
    return via;
  }

  isSameClass(a: number, b: number): boolean {
    const { type } = this.after.outline;
    return type[a] === type[b] && this.after.has(a, Role.instance);
  }

  private lost(pair: OpenPair): void {
    const { earlier, delta, link } = pair;
    const { before } = this;
    this.rows.push({
      kind: 'gone',
      name: before.nameOf(earlier),
      later: NONE,
      earlier,
      items: before.has(earlier, Role.container) ? [before.items(earlier), 0] : null,
      bytes: [before.weight(earlier), 0],
      delta,
      type: before.typeName(earlier),
      pattern: null,
      alsoIn: [],
      threads: 1,
      example: NONE,
      link,
      came: [],
    });
  }
}

type RowFacts = Pick<GrowthRow, 'kind'> &
  Partial<Pick<GrowthRow, 'items' | 'pattern' | 'name' | 'came'>>;

/** A container: whether items came, grew, or one of them is the answer. */
class ContainerStep {
  private readonly of: GrowthExplainer;
  private readonly pair: OpenPair;
  private readonly pairs: ChildPairs;
  private readonly via: Via;
  private readonly next: OpenPair[] = [];
  private rest: number;
  private came = 0;
  private gone = 0;
  private spread = 0;
  private lost = 0;
  private largest: Pair | null = null;
  private readonly growing: Pair[] = [];
  private readonly shrinking: Pair[] = [];
  private readonly newItems: Pair[] = [];

  constructor(of: GrowthExplainer, pair: OpenPair, pairs: ChildPairs) {
    this.of = of;
    this.pair = pair;
    this.pairs = pairs;
    this.rest = pair.delta + pairs.leftBytes;
    this.via = of.begin(pair, this.sortOut());
  }

  run(): OpenPair[] {
    const { of, via, pair } = this;
    for (const own of this.shrinking) {
      if (-own.delta < of.floor || -own.delta < STANDS_OUT * this.lost) continue;
      this.spread -= own.delta;
      this.follow(own, true);
    }
    this.followLargest();
    if (Math.abs(this.rest) < of.floor) {
      via.loose += this.rest;
      return this.next;
    }
    const items: [number, number] = [of.before.items(pair.earlier), of.after.items(pair.later)];
    if (this.isInOneNewItem(items)) {
      if (this.largest !== null) this.follow(this.largest, false);
      if (Math.abs(this.rest) < of.floor) return this.next;
    }
    const told = { ...pair, delta: this.rest };
    if (this.rest > 0 && this.spread > this.came - this.gone && this.growing.length > 1) {
      of.row(told, { kind: 'spread', items, pattern: growthPattern(of, pair, this.growing) });
    } else {
      of.row(told, { kind: 'items', items, came: this.rest > 0 ? this.heaviestNew() : [] });
    }
    return this.next;
  }

  /** Adds up what came, went and changed; the bytes gained in all. */
  private sortOut(): number {
    const { pairs, of } = this;
    let gained = 0;
    for (let at = 0; at < pairs.count; at++) {
      const own = of.pairOf(pairs.later[at], pairs.earlier[at]);
      // What only has another name now neither came nor went.
      if (pairs.isMoved[at] === 1) this.rest -= of.before.weight(own.earlier);
      gained += Math.max(0, own.delta);
      if (own.later === NONE) this.gone -= own.delta;
      else if (own.earlier === NONE) {
        this.came += own.delta;
        this.newItems.push(own);
        if (this.largest === null || own.delta > this.largest.delta) this.largest = own;
      } else if (own.delta !== 0) {
        this.spread += own.delta;
        if (own.delta > 0) this.growing.push(own);
        else {
          this.lost -= own.delta;
          this.shrinking.push(own);
        }
      }
    }
    this.growing.sort((a, b) => b.delta - a.delta);
    return gained;
  }

  /** An item with a quarter of what was gained, and one that is most of what is then left. */
  private followLargest(): void {
    const { growing, of, via } = this;
    const all = this.spread;
    for (;;) {
      const own = growing[0];
      if (own === undefined || own.delta < of.floor) return;
      const isNext = this.spread < all && own.delta >= STANDS_OUT_NEXT * this.spread;
      if (own.delta < STANDS_OUT * via.gained && !isNext) return;
      growing.shift();
      this.spread -= own.delta;
      this.follow(own, true);
    }
  }

  /** A single item came with most of it, and what it holds is a filled container. */
  private isInOneNewItem(items: readonly [number, number]): boolean {
    const { largest, rest, of } = this;
    if (largest === null || rest <= 0 || largest.delta < MOSTLY * rest) return false;
    return items[1] - items[0] <= 1 && hasContainerInside(of, largest.later);
  }

  private heaviestNew(): number[] {
    return this.newItems
      .sort((a, b) => b.delta - a.delta)
      .slice(0, MAX_CAME)
      .map(({ later }) => later);
  }

  private follow(own: Pair, isWithin: boolean): void {
    const { pair, via } = this;
    const within = { via, item: own.later, outer: pair.link };
    this.next.push({ ...own, link: isWithin ? within : pair.link, inChain: pair.inChain });
    this.rest -= own.delta;
  }
}

function hasContainerInside({ after }: GrowthExplainer, start: number): boolean {
  const whole = after.weight(start);
  for (let at = start, depth = 0; depth < MAX_DEPTH; depth++) {
    if (after.has(at, Role.data)) return false;
    const isFilled = after.has(at, Role.container) && after.items(at) >= MIN_ITEMS;
    if (isFilled && !after.has(at, Role.tuple)) return true;
    const best = after.heaviestChild(at);
    if (best === NONE || after.weight(best) < MOSTLY * whole) return false;
    at = best;
  }
  return false;
}
