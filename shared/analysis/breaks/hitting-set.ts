import type { Job } from '../../base/job.ts';
import { WorthQueue } from './worth-queue.ts';

/** The cheapest choice found. */
export interface HittingSet {
  readonly elements: readonly number[];
  /** No cheaper choice has one of every set. */
  readonly isExact: boolean;
  /** Elements looked at, about. */
  readonly work: number;
}

/** Elements that a proof may look at: some 20 ms. */
const DEFAULT_WORK = 2_000_000;

/**
 * The cheapest choice of elements that has one of every set; `sets` are lists of elements, each
 * once, `cost` is per element and above zero.
 *
 * First what cannot matter is taken out: sets that contain another one, and elements in place of
 * which another, no more expensive one hits the same and more. Then greedily, without what turns out to be
 * needless; then, as far as the work suffices, branch and bound over the elements of a smallest open
 * set, with the dual of the linear relaxation as the bound.
 */
export function cheapestHittingSet(
  sets: readonly (readonly number[])[],
  cost: (element: number) => number,
  job: Job,
  maxWork = DEFAULT_WORK,
): HittingSet {
  return new HittingSearch(sets, cost, job, maxWork).run();
}

class HittingSearch {
  /** Elements by their number here. */
  private readonly elements: number[] = [];
  private readonly cost: number[] = [];
  private sets: number[][];
  /** Per element, the sets it is in. */
  private occurrences: number[][] = [];
  /** Per set, how many chosen elements it has. */
  private hits = new Uint32Array(0);
  private banned = new Uint8Array(0);
  /** Per element, the last pass in which it was used. */
  private usedIn = new Uint32Array(0);
  /** Per element, what of its cost no set has paid yet. */
  private left = new Float64Array(0);
  private pass = 0;
  private readonly chosen: number[] = [];
  private best: readonly number[] = [];
  private bestCost = 0;
  private work = 0;
  private readonly maxWork: number;
  private readonly job: Job;

  constructor(
    sets: readonly (readonly number[])[],
    cost: (element: number) => number,
    job: Job,
    maxWork: number,
  ) {
    this.job = job;
    const numbers = new Map<number, number>();
    this.maxWork = maxWork;
    this.sets = sets.map((set) =>
      set.map((element) => {
        const known = numbers.get(element);
        if (known !== undefined) return known;
        numbers.set(element, this.elements.length);
        this.cost.push(cost(element));
        return this.elements.push(element) - 1;
      }),
    );
    this.usedIn = new Uint32Array(this.elements.length);
    this.banned = new Uint8Array(this.elements.length);
    this.left = new Float64Array(this.elements.length);
  }

  run(): HittingSet {
    this.sets.sort((a, b) => a.length - b.length);
    for (;;) {
      const before = this.sets.length + this.size();
      this.dropSupersets();
      this.dropDominated();
      if (this.sets.length + this.size() === before || this.work > this.maxWork) break;
    }
    this.index();
    this.best = this.withoutNeedless(this.greedy());
    this.bestCost = this.costOf(this.best);
    let isExact = this.bound() >= this.bestCost;
    if (!isExact) {
      this.branch(0);
      isExact = this.work <= this.maxWork;
    }
    const elements = this.best.map((one) => this.elements[one] ?? 0);
    return { elements, isExact, work: this.work };
  }

  private size(): number {
    return this.sets.reduce((sum, set) => sum + set.length, 0);
  }

  private costOf(elements: readonly number[]): number {
    return elements.reduce((sum, element) => sum + (this.cost[element] ?? 0), 0);
  }

  private index(): void {
    this.occurrences = this.elements.map(() => []);
    this.sets.forEach((set, at) => {
      for (const element of set) this.occurrences[element]?.push(at);
    });
    this.hits = new Uint32Array(this.sets.length);
  }

  private in(element: number): readonly number[] {
    return this.occurrences[element] ?? [];
  }

  /** A set that contains another one is hit with it. The sets are ordered by size. */
  private dropSupersets(): void {
    this.index();
    const isDropped = new Uint8Array(this.sets.length);
    this.sets.forEach((set, at) => {
      if (isDropped[at] === 1 || this.work > this.maxWork) return;
      this.job.checkpoint();
      const rarest = set.reduce((a, b) => (this.in(b).length < this.in(a).length ? b : a));
      this.pass++;
      for (const element of set) this.usedIn[element] = this.pass;
      for (const other of this.in(rarest)) {
        if (other <= at || isDropped[other] === 1) continue;
        let common = 0;
        for (const element of this.sets[other] ?? []) {
          this.work++;
          if (this.usedIn[element] === this.pass) common++;
        }
        if (common === set.length) isDropped[other] = 1;
      }
    });
    this.sets = this.sets.filter((_, at) => isDropped[at] === 0);
  }

  /** Takes out elements where another one is no more expensive and in all their sets. */
  private dropDominated(): void {
    this.index();
    const isDropped = new Uint8Array(this.elements.length);
    const common = new Uint32Array(this.elements.length);
    for (let element = 0; element < this.elements.length; element++) {
      const own = this.in(element);
      const [first] = own;
      if (first === undefined || this.work > this.maxWork) continue;
      this.job.checkpoint();
      for (const set of own) {
        for (const other of this.sets[set] ?? []) {
          this.work++;
          common[other]++;
        }
      }
      for (const other of this.sets[first] ?? []) {
        if (other === element || isDropped[other] === 1 || common[other] < own.length) continue;
        const difference = (this.cost[other] ?? 0) - (this.cost[element] ?? 0);
        const isSame = this.in(other).length === own.length && difference === 0;
        // Of two that are the same, the first stays.
        if (difference > 0 || (isSame && other > element)) continue;
        isDropped[element] = 1;
        break;
      }
      for (const set of own) for (const other of this.sets[set] ?? []) common[other] = 0;
    }
    this.sets = this.sets
      .map((set) => set.filter((element) => isDropped[element] === 0))
      .sort((a, b) => a.length - b.length);
  }

  /**
   * Time and again the element that hits most open sets for its cost, the first of several.
   *
   * What an element is worth only ever falls, so that the queue may hold what it was worth earlier:
   * whoever comes first and is still worth as much is the best. O(occurrences · log elements).
   */
  private greedy(): number[] {
    const open = this.occurrences.map((sets) => sets.length);
    const worth = (element: number): number => (open[element] ?? 0) / (this.cost[element] ?? 1);
    const queue = new WorthQueue(open.length, worth);
    const isHit = new Uint8Array(this.sets.length);
    const chosen: number[] = [];
    for (let left = this.sets.length; left > 0; ) {
      const best = queue.takeBest(worth);
      if (best < 0) break;
      this.job.checkpoint();
      chosen.push(best);
      for (const set of this.in(best)) {
        if (isHit[set] === 1) continue;
        isHit[set] = 1;
        left--;
        for (const element of this.sets[set] ?? []) open[element] = (open[element] ?? 0) - 1;
      }
    }
    this.work += queue.looks;
    return chosen;
  }

  /** What all sets are hit without is left out, the most expensive first. */
  private withoutNeedless(chosen: readonly number[]): number[] {
    for (const element of chosen) for (const set of this.in(element)) this.hits[set]++;
    const needed = [...chosen]
      .sort((a, b) => (this.cost[b] ?? 0) - (this.cost[a] ?? 0))
      .filter((element) => {
        if (!this.in(element).every((set) => this.hits[set] > 1)) return true;
        for (const set of this.in(element)) this.hits[set]--;
        return false;
      });
    this.hits.fill(0);
    return needed;
  }

  /**
   * What the open sets cost at least: each pays what is left of the cost of its cheapest element,
   * and all its elements are worth that much less to the others. No element is paid for more than it
   * costs, so that no choice is cheaper than what was paid (linear programming duality).
   */
  private bound(): number {
    this.job.checkpoint();
    const { left, cost, hits, banned, sets } = this;
    for (let element = 0; element < cost.length; element++) left[element] = cost[element] ?? 0;
    let bound = 0;
    for (let at = 0; at < sets.length; at++) {
      if (hits[at] > 0) continue;
      const set = sets[at] ?? [];
      this.work += set.length;
      let cheapest = Number.POSITIVE_INFINITY;
      for (const element of set) {
        if (banned[element] === 0 && left[element] < cheapest) cheapest = left[element];
      }
      if (cheapest === Number.POSITIVE_INFINITY) return cheapest;
      if (cheapest === 0) continue;
      bound += cheapest;
      for (const element of set) left[element] -= cheapest;
    }
    return bound;
  }

  private branch(paid: number): void {
    if (this.work > this.maxWork) return;
    let smallest: readonly number[] | null = null;
    for (let at = 0; at < this.sets.length; at++) {
      if (this.hits[at] > 0) continue;
      const set = this.sets[at] ?? [];
      this.work += set.length;
      const allowed = set.filter((element) => this.banned[element] === 0);
      if (smallest === null || allowed.length < smallest.length) smallest = allowed;
      if (smallest.length <= 1) break;
    }
    if (smallest === null) {
      if (paid < this.bestCost) {
        this.best = [...this.chosen];
        this.bestCost = paid;
      }
      return;
    }
    if (paid + this.bound() >= this.bestCost) return;
    const tried: number[] = [];
    for (const element of [...smallest].sort((a, b) => (this.cost[a] ?? 0) - (this.cost[b] ?? 0))) {
      this.chosen.push(element);
      for (const set of this.in(element)) this.hits[set]++;
      this.branch(paid + (this.cost[element] ?? 0));
      this.chosen.pop();
      for (const set of this.in(element)) this.hits[set]--;
      this.banned[element] = 1;
      tried.push(element);
    }
    for (const element of tried) this.banned[element] = 0;
  }
}
